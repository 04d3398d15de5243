"""The search for persons in the logs of the real run finds what it must: each kind of leak, in each spelling."""

import json
from urllib.parse import quote, quote_plus
from uuid import uuid4

import pytest
from django.test import Client

from dvctt.accounts import signin
from dvctt.accounts.models import Account
from dvctt.kernel import Ref
from dvctt.notices import api as notices
from tests import leaks
from tests.accounts import people
from tests.fixtures_casework import make_applicant

pytestmark = pytest.mark.django_db
TOKEN = "Zr8-secret-of-a-link_0Yq4"
CLEAN = (
    '{"method": "POST", "route": "first-access/<str:token>/", "status": 303, "ms": 31, '
    '"request_id": "01a202652f0c79c0906933c23b35b343", "event": "request"}'
)


@pytest.fixture
def texts() -> dict[str, str]:
    """What a database holds of an organisation with an account, a person who registered, and a letter to somebody."""
    account = Account.objects.get(pk=make_applicant().id)
    client = Client()
    client.force_login(account, backend="dvctt.accounts.adapters.passwords.PasswordBackend")
    signin.enrol_totp(account, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    notices.send(
        notices.Recipient("Lê An", "vi", (("email", "an@rieng-tu.example"), ("sms", "+84912345678"))),
        subject_ref=Ref("test", uuid4().hex), title="Thư", kind="legal", key="k",
        body=f"Mời mở http://127.0.0.1:8000/first-access/{TOKEN}/ trong 7 ngày.",
    )  # fmt: skip
    registrant = people.individual()
    number = people.confirmed("individual", registrant)
    return {
        "name": account.name, "e-mail": account.email, "organisation": "Công ty TNHH MTV Trắc địa Sao Khuê",
        "tax code": "0108112238", "telephone": "+842437931234", "national telephone": "02437931234",
        "recipient": "Lê An", "letter's address": "an@rieng-tu.example", "SMS": "0912345678",
        "secret of a link": TOKEN, "another's": people.token_in(people.letters("registration", number)[-1]),
        "secret of the second factor": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "session": str(client.session.session_key), "identity number": registrant["citizen_id"],
        "registrant": registrant["name"], "address": registrant["address"]["line"],
    }  # fmt: skip


def test_every_kind_of_leak_is_found_in_its_line(texts: dict[str, str]) -> None:
    known = leaks.personal()
    assert leaks.leaks("\n".join([CLEAN] * 3), known) == []
    for kind, text in texts.items():
        for spelt in (text, quote(text, safe=""), quote_plus(text, safe=""), json.dumps(text), f"'{text}'"):
            found = leaks.leaks(f"{CLEAN}\n2026-11-22T08:35:16Z [info] event to={spelt} ms=3\n{CLEAN}", known)
            assert len(found) == 1, (kind, spelt)
            assert found[0].startswith("line 2: ")


def test_a_number_within_another_is_no_leak(texts: dict[str, str]) -> None:
    assert leaks.leaks(f"{CLEAN} x{texts['identity number']}9", leaks.personal()) == []
