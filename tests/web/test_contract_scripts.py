"""What answers the scripts of our own pages keeps its written contract with each kind of person."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
import schemathesis
import yaml
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from config.wsgi import application
from dvctt.casework import api as casework
from dvctt.casework.models import AnswerSet, Attachment
from dvctt.kernel import Role
from tests import leaks
from tests.casework.test_ways import asked
from tests.fixtures_casework import World, make_applicant, make_officer
from tests.web.officers import officer_browser
from tests.web.test_contract import CHECKS, REFERENCE, SCRIPT, settings_of_run
from tests.web.walking import address, browser

pytestmark = pytest.mark.django_db
__all__ = ["settings_of_run"]
TOKEN = "t" * 32
OWNER = "owner"
EXAMPLES = {OWNER: 10}
FEW = 2
FIRST_PART = {"name": "giay-to.pdf", "size": "900000", "offset": "0"}


@dataclass
class Caller:
    """Somebody with a session, and what he was answered."""

    client: Client
    said: list[str] = field(default_factory=list)

    @property
    def cookies(self) -> dict[str, str]:
        """The session, and the token that its pages hold."""
        return {name: one.value for name, one in self.client.cookies.items()} | {"csrftoken": TOKEN}


def callers(world: World) -> dict[str, Caller]:
    """A visitor, the owner, another applicant, an officer and an operator."""
    people = {
        OWNER: world.people["applicant"],
        "other": make_applicant("Công ty cổ phần Người Ngoài", "0109556677"),
        "officer": world.people["desk"],
        "operator": make_officer("Vận hành", Role.OPERATOR, "CNTT", "Chuyên viên", ""),
    }
    opened = {who: (browser if who in (OWNER, "other") else officer_browser)(one) for who, one in people.items()}
    return {"visitor": Caller(Client())} | {who: Caller(one) for who, one in opened.items()}


def test_what_scripts_call_keeps_its_contract_and_tells_strangers_nothing(
    surveying: World, settings_of_run: Settings
) -> None:
    world, everybody = surveying, callers(surveying)
    draft, amended = world.open(), world.submitted()
    world.fill(draft)
    world.act("desk", amended, "request_amendment_at_reception", asked(world, amended))
    known, before = leaks.personal(), _kept(draft, amended)
    schema = schemathesis.openapi.from_dict(yaml.safe_load(REFERENCE.read_text())).include(tag=SCRIPT)
    schema.app = application
    places = _places(world, draft, amended)
    for who in sorted(everybody, key=lambda one: one == OWNER):
        if who == OWNER:
            assert _kept(draft, amended) == before
        for one in schema.get_all_operations():
            run(one.ok(), everybody[who], places, EXAMPLES.get(who, FEW))
    for who, caller in everybody.items():
        # A page of nothing at all: whose session it is, and words of the product that somebody typed too.
        usual = caller.client.get(address(uuid4())).content.decode()
        strange = {text: where for text, where in known.items() if text not in usual}
        assert who == OWNER or leaks.leaks("\n".join(caller.said), strange) == []
    assert {one.split()[0] for one in everybody[OWNER].said} >= {"200", "202", "404", "409", "422"}
    strangers = [one for who, caller in everybody.items() if who != OWNER for one in caller.said if "/me/" in one]
    assert {one.split()[0] for one in strangers} <= {"302", "403", "404"}


def _kept(*dossiers: UUID) -> list[Any]:
    """What the drafts hold, to see that no stranger changes it."""
    rows = AnswerSet.objects.filter(dossier__in=dossiers).order_by("pk")
    return [*rows.values(), *Attachment.objects.filter(dossier__in=dossiers).order_by("pk").values()]


def _places(world: World, draft: UUID, amended: UUID) -> dict[str, st.SearchStrategy[str]]:
    """Parts of addresses: mostly such as are there."""
    form = [one.id for one in casework.draft_page(world.people["applicant"], draft).form.sections]
    return {
        "dossier": st.sampled_from([str(draft), str(amended), str(draft), str(amended), str(uuid4())]),
        "section": st.sampled_from([*form, "no-such"]),
        "component": st.sampled_from([*world.answers["given"], "no-such"]),
    }


def run(operation: Any, caller: Caller, places: dict[str, st.SearchStrategy[str]], examples: int) -> None:
    """Send what the contract allows and what it does not; the same at every run."""
    cases = operation.as_strategy()
    if operation.method == "post":
        cases |= operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

    @settings(max_examples=examples, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=cases, chosen=st.fixed_dictionaries(places), begins=st.booleans())
    def sent(case: Any, chosen: dict[str, str], begins: bool) -> None:
        case.path_parameters = {name: chosen[name] for name in case.path_parameters or {}}
        case.cookies = {}
        if begins and isinstance(case.body, dict) and "file" in case.body:
            case.body = FIRST_PART | {"file": case.body["file"]}
        answer = case.call(cookies=caller.cookies, headers={"X-CSRFToken": TOKEN})
        case.validate_response(answer, checks=CHECKS)
        caller.said.append(f"{answer.status_code} {operation.path} {answer.text}")

    sent()
