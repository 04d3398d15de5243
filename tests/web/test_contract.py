"""Every operation that machines call is as docs/reference says, whatever is sent and whoever sends it."""

import io
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from pytest_django import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from dvctt.kernel import Role
from dvctt.web.http.machine_signature import sign
from tests import leaks
from tests.fixtures_casework import World, make_officer
from tests.structure.test_routes import routes
from tests.web.officers import officer_browser
from tests.web.walking import browser

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).resolve().parents[2] / "docs/reference/machine-endpoints.yaml"
WEB = REFERENCE.parents[2] / "dvctt/web"
# Routes that answer the scripts of our own pages, and the files that do: the last two for those before them.
BY_SCRIPT = {
    "applicant:section", "applicant:amendment", "applicant:delivery", "applicant:hand_in", "applicant:signed",
    "mfa_login_webauthn", "reading",
}  # fmt: skip
ANSWERING = {
    "applicant/questions.py", "applicant/amendment.py", "applicant/papers.py", "applicant/declaration.py",
    "applicant/delivery.py", "machine/sms.py", "pages/typed_meaning.py", "http/machine_signature.py", "http/uploads.py",
}  # fmt: skip
SCRIPT = "page script"
SECRET = "signs the reports of this test"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 20


def signing(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """The product behind a gateway that signs what it sends, where the request says that it comes from there."""
    if environ.pop("HTTP_X_GATEWAY", ""):
        body, moment = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)), str(int(time.time()))
        environ["wsgi.input"] = io.BytesIO(body)
        environ |= {"HTTP_X_REPORT_TIME": moment, "HTTP_X_REPORT_SIGNATURE": sign(moment, body, SECRET)}
    return application(environ, start)


def everybody(world: World) -> dict[str, dict[str, dict[str, str]]]:
    """What each kind of caller sends along."""
    said: dict[str, dict[str, dict[str, str]]] = {"visitor": {}, "gateway": {"headers": {"X-Gateway": "yes"}}}
    operator = make_officer("Vận hành", Role.OPERATOR, "CNTT", "Chuyên viên", "")
    clients: dict[str, Client] = {
        "applicant": browser(world.people["applicant"]),
        "operator": officer_browser(operator),
    }
    clients |= {who: officer_browser(one) for who, one in world.people.items() if who != "applicant"}
    return said | {who: {"cookies": {"sessionid": one.cookies["sessionid"].value}} for who, one in clients.items()}


def test_what_machines_may_call_is_written_down() -> None:
    written = set(yaml.safe_load(REFERENCE.read_text())["paths"])
    called = {
        re.sub(r"<\w+:(\w+)>", r"{\1}", f"/{one.pattern}")
        for one in routes()
        if one.name.startswith(("machine:", "health_")) or one.name in BY_SCRIPT
    }
    assert called == written


def test_nothing_else_answers_a_script() -> None:
    answering = {
        str(file.relative_to(WEB))
        for file in WEB.rglob("*.py")
        if re.search(r"JsonResponse\(|uploads\.take\(", file.read_text())
    }
    assert answering == ANSWERING


def test_every_operation_keeps_its_contract_with_everybody_and_tells_of_nobody(
    surveying: World, settings_of_run: Settings
) -> None:
    callers, known = everybody(surveying), leaks.personal()
    schema = schemathesis.openapi.from_dict(yaml.safe_load(REFERENCE.read_text()))
    schema.app = signing
    said: list[str] = []
    for one in schema.get_all_operations():
        operation = one.ok()
        if SCRIPT in (operation.tags or ()):
            continue
        for sends in callers.values():
            run(operation, sends, said)
    assert {one.split()[0] for one in said} >= {"200", "400", "401", "404"}
    assert leaks.leaks("\n".join(said), known) == []


def run(operation: Any, sends: dict[str, dict[str, str]], said: list[str]) -> None:
    """Send what the contract allows and what it does not; the same at every run."""
    cases = operation.as_strategy()
    if operation.method == "post":
        cases |= operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=cases)
    def sent(case: Any) -> None:
        answer = case.call(**sends)
        case.validate_response(answer, checks=CHECKS)
        said.append(f"{answer.status_code} {answer.text}")

    sent()


@pytest.fixture
def settings_of_run(db: None, settings: Settings) -> Iterator[Settings]:
    """The secret of the reports and a worker; as Django's own client does, the connection outlives each request."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    settings.SMS_REPORT_SECRET = SECRET
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield settings
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
