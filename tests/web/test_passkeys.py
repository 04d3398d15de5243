"""A passkey alone opens an account only where its holder was verified, for a challenge of that very page."""

import json
import re
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.test import Client
from fido2.utils import websafe_encode

from dvctt.accounts.models import Account
from dvctt.journal.models import SecurityEvent
from tests.securitykey import SecurityKey
from tests.web.test_signin import account, sign_in

pytestmark = pytest.mark.django_db
SCRIPT = {"Accept": "application/json"}
PASSKEY, AGAIN = "/sign-in/passkey/", "/sign-in/again/passkey/"


def with_key(name: str) -> tuple[Account, SecurityKey]:
    """An official with a security key as second factor."""
    person, key = account(name, "officer"), SecurityKey()
    WebAuthn.add(person, "khóa", key.made("YQ"))
    return person, key


def handle(person: Account) -> str:
    return str(websafe_encode(user_pk_to_url_str(person).encode()))


def challenge(client: Client, page: str) -> str:
    text = client.get(page, headers=SCRIPT).content.decode().replace("&quot;", '"')
    found = re.search(r'"challenge":\s*"([\w-]+)"', text)
    assert found is not None, page
    return found[1]


def sent(client: Client, page: str, answer: dict[str, Any]) -> bool:
    """Send what the key said; whether somebody is signed in now."""
    client.post(page, {"credential": json.dumps(answer)})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(("verified", "inside"), [(True, True), (False, False)])
def test_a_passkey_alone_asks_for_its_pin_or_a_finger(client: Client, verified: bool, inside: bool) -> None:
    person, key = with_key("hanh")
    answer = key.touched(challenge(client, PASSKEY), verified=verified, handle=handle(person))
    assert sent(client, PASSKEY, answer) is inside
    assert SecurityEvent.objects.filter(kind="sign_in_failed").exists() is not inside


@pytest.mark.parametrize("verified", [True, False])
def test_the_challenge_of_a_second_factor_opens_no_sign_in_by_passkey_alone(client: Client, verified: bool) -> None:
    with_key("lan")
    victim, stolen = with_key("hanh")
    assert sign_in(client, "lan").startswith("/sign-in/code/")
    asked = challenge(client, "/sign-in/code/")
    assert not sent(client, PASSKEY, stolen.touched(asked, verified=verified, handle=handle(victim)))


def test_a_touch_is_enough_after_the_password(client: Client) -> None:
    person, key = with_key("hanh")
    sign_in(client, "hanh")
    assert sent(client, "/sign-in/code/", key.touched(challenge(client, "/sign-in/code/"), verified=False))
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_key_that_counts_back_may_be_a_copy(client: Client) -> None:
    person, key = with_key("hanh")

    def entered(counter: int) -> bool:
        key.counter = counter - 1
        fresh = Client()
        return sent(fresh, PASSKEY, key.touched(challenge(fresh, PASSKEY), verified=True, handle=handle(person)))

    assert [entered(counter) for counter in (5, 5, 3, 6, 0)] == [True, False, False, True, False]
    key.counter = 6
    sign_in(client, "hanh")
    assert sent(client, "/sign-in/code/", key.touched(challenge(client, "/sign-in/code/"), verified=False))
    page = client.get(AGAIN)
    assert page.status_code == 200
    key.counter = 2
    before = client.session["account_authentication_methods"]
    client.post(AGAIN, {"credential": json.dumps(key.touched(challenge(client, AGAIN), verified=False))})
    assert client.session["account_authentication_methods"] == before


def test_a_key_that_does_not_count_is_taken_again_and_again() -> None:
    person, key = with_key("hanh")
    for _ in range(2):
        key.counter, fresh = -1, Client()
        assert sent(fresh, PASSKEY, key.touched(challenge(fresh, PASSKEY), verified=True, handle=handle(person)))


@pytest.mark.parametrize(
    "answer", ['{"id": "x"}', "[" * 5000, "{}", "[]", "7", '"', '{"response": {"userHandle": 7}}', f'"{"x" * 30_000}"']
)
def test_what_no_key_says_is_refused_as_a_wrong_one(client: Client, answer: str) -> None:
    person, key = with_key("hanh")
    challenge(client, PASSKEY)
    assert client.post(PASSKEY, {"credential": answer}).status_code == 302
    sign_in(client, "hanh")
    assert client.post("/sign-in/code/", {"credential": answer}).status_code == 200
    assert sent(client, "/sign-in/code/", key.touched(challenge(client, "/sign-in/code/"), verified=False))
    client.get("/security/passkeys/new/")
    assert client.post("/security/passkeys/new/", {"name": "a", "credential": answer}).status_code in (200, 302)
    assert Authenticator.objects.filter(user=person).count() == 1
