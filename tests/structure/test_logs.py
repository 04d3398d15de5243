"""Logs say what happened and where, never whom it happened to."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from django.db import IntegrityError
from django.test import Client

from config import logs
from dvctt.accounts.models import Account

SECRET = "nguyen.van.kin@rieng-tu.example"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the product writes under the settings of production."""
    logs.configure(words=False, lines_for_people=False)
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    handler.setStream(written)
    yield written
    logs.configure(words=False, lines_for_people=True)


@pytest.mark.django_db
def test_an_exception_is_logged_without_its_words(lines: io.StringIO) -> None:
    Account.objects.create(username="kin", email=SECRET, name="Kín", folded="kin", kind="applicant")
    log = structlog.get_logger("dvctt.web")
    try:
        Account.objects.create(username="kin2", email=SECRET, name="Kín", folded="kin", kind="applicant")
    except IntegrityError:
        log.exception("unexpected", route="register/")
        logging.getLogger("procrastinate.worker").exception("a job failed")
    said = lines.getvalue()
    assert SECRET not in said
    ours, theirs = [json.loads(line) for line in said.splitlines()]
    assert (ours["exception"], ours["constraint"]) == ("IntegrityError", "account_email_once_per_kind")
    assert any("test_logs.py" in place for place in ours["places"])
    assert theirs["exception"] == "IntegrityError"


@pytest.mark.django_db
def test_addresses_with_secrets_are_not_logged(lines: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    client.get("/first-access/a-secret-token-of-a-link/")
    client.get("/nowhere/a-secret-token-of-a-link/?email=" + SECRET)
    logging.getLogger("django.request").error("Internal Server Error: %s", "/first-access/a-secret-token-of-a-link/")
    assert "a-secret-token" not in lines.getvalue()
    assert SECRET not in lines.getvalue()
    assert re.search(r'"route": ?"first-access/', lines.getvalue())


def test_a_status_is_named_without_the_address(lines: io.StringIO) -> None:
    request = logging.getLogger("django.request")
    request.error("%s: %s", "Service Unavailable", "/first-access/a-secret-token-of-a-link/")
    request.error("Internal Server Error: %s", "/first-access/a-secret-token-of-a-link/")
    request.error("Forbidden (%s): %s", "CSRF cookie not set.", "/first-access/a-secret-token-of-a-link/")
    told = [json.loads(line)["event"] for line in lines.getvalue().splitlines()]
    assert told == ["Service Unavailable", "Internal Server Error", "Forbidden (CSRF cookie not set.)"]
