"""A passkey alone opens an account only where its holder was verified, for a challenge of that very page."""

import json
import re
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.test import Client
from fido2.utils import websafe_encode

from dvctt.accounts.models import Account
from dvctt.accounts.signin.access import MOST_PASSKEYS
from dvctt.journal.models import SecurityEvent
from tests.securitykey import SecurityKey
from tests.web.test_signin import PASSWORD, account, sign_in

pytestmark = pytest.mark.django_db
SCRIPT = {"Accept": "application/json"}
PASSKEY, AGAIN = "/sign-in/passkey/", "/sign-in/again/passkey/"
LISTED, NEW = "/security/passkeys/", "/security/passkeys/new/"
REFUSED = "/sign-in/?passkey=refused"
NOT_ACCEPTED = "Khóa truy cập chưa được chấp nhận."


def with_key(name: str) -> tuple[Account, SecurityKey]:
    """An official with a security key as second factor."""
    person, key = account(name, "officer"), SecurityKey()
    WebAuthn.add(person, "khóa", key.made("YQ"))
    return person, key


def failures() -> int:
    """How often the record of security says that somebody was not believed."""
    return sum(SecurityEvent.objects.filter(kind="sign_in_failed").values_list("count", flat=True))


def shown(page: Any) -> str:
    """The words of a page but for what waits, hidden, for a script to show it."""
    return re.sub(r"<div [^>]*data-passkey-wrong hidden>.*?</div>", "", page.content.decode(), flags=re.DOTALL)


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


OTHER_PAGES = [
    "https://evil.localhost", "https://localhost:8443", "http://localhost", "https://localhost", "null",
    "http://localhost:8000.evil.example", "https://evil.example",
]  # fmt: skip


@pytest.mark.parametrize(("where", "framed"), [*[(one, False) for one in OTHER_PAGES], ("", True)])
def test_a_passkey_that_another_page_asked_for_opens_nothing(client: Client, where: str, *, framed: bool) -> None:
    person, key = with_key("hanh")
    ours = key.origin
    key.origin, key.in_a_frame = where or ours, framed
    assert not sent(client, PASSKEY, key.touched(challenge(client, PASSKEY), verified=True, handle=handle(person)))
    sign_in(client, "hanh")
    assert not sent(client, "/sign-in/code/", key.touched(challenge(client, "/sign-in/code/"), verified=False))
    key.origin, key.in_a_frame = ours, False
    assert sent(client, "/sign-in/code/", key.touched(challenge(client, "/sign-in/code/"), verified=False))
    other = SecurityKey()
    other.origin, other.in_a_frame = where or ours, framed
    client.post(NEW, {"name": "a", "credential": json.dumps(other.made(challenge(client, NEW)))})
    assert Authenticator.objects.filter(user=person).count() == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_passkey_that_is_refused_is_told_where_it_was_asked_for(client: Client, language: str) -> None:
    person, key = with_key("hanh")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    words = NOT_ACCEPTED if language == "vi" else "The passkey was not accepted."
    assert words not in shown(client.get("/sign-in/?next=/officer/"))
    answer = json.dumps(SecurityKey().touched(challenge(client, PASSKEY), verified=True, handle=handle(person)))
    led = client.post(PASSKEY, {"credential": answer, "next": "/officer/"}).headers["Location"]
    page = client.get(led)
    assert words in shown(page) and 'name="next" value="/officer/"' in page.content.decode()
    assert failures() == 1
    right = json.dumps(key.touched(challenge(client, PASSKEY), verified=True, handle=handle(person)))
    assert client.post(PASSKEY, {"credential": right, "next": "/officer/"}).headers["Location"] == "/officer/"


def test_a_passkey_that_is_refused_after_the_password_is_told_there(client: Client) -> None:
    with_key("hanh")
    sign_in(client, "hanh")
    assert NOT_ACCEPTED not in shown(client.get("/sign-in/code/"))
    wrong = json.dumps(SecurityKey().touched(challenge(client, "/sign-in/code/"), verified=True))
    assert NOT_ACCEPTED in shown(client.post("/sign-in/code/", {"credential": wrong}))
    assert failures() == 1


def test_an_account_has_so_many_passkeys_and_the_page_says_so_before(client: Client) -> None:
    person = account("lan", "applicant")
    sign_in(client, "lan")
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert f"nhiều nhất {MOST_PASSKEYS} khóa" in client.get(LISTED).content.decode()
    for number in range(MOST_PASSKEYS - 1):
        WebAuthn.add(person, f"khóa {number}", SecurityKey().made("YQ"))
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert f'href="{NEW}"' in client.get(LISTED).content.decode()
    asked = challenge(client, NEW)
    late = challenge(client, NEW)
    assert client.post(NEW, added(late)).status_code == 302
    page = client.get(LISTED).content.decode()
    assert f'href="{NEW}"' not in page and f"đã có {MOST_PASSKEYS} khóa" in page
    for answer in (client.get(NEW), client.post(NEW, added(asked))):
        assert answer.status_code == 409 and f"đã có {MOST_PASSKEYS} khóa" in answer.content.decode()
    held = Authenticator.objects.filter(user=person, type="webauthn")
    assert held.count() == MOST_PASSKEYS
    first = held.order_by("pk").values_list("pk", flat=True)[0]
    assert client.post(f"/security/passkeys/{first}/off/").status_code == 302
    assert client.post(NEW, added(challenge(client, NEW))).status_code == 302


def added(asked: str) -> dict[str, str]:
    """What the page of a new passkey sends."""
    return {"name": "mới", "credential": json.dumps(SecurityKey().made(asked))}


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
    before = failures()
    assert client.post(PASSKEY, {"credential": answer}).headers["Location"] == REFUSED
    assert failures() == before + 1
    sign_in(client, "hanh")
    assert NOT_ACCEPTED in shown(client.post("/sign-in/code/", {"credential": answer}))
    assert sent(client, "/sign-in/code/", key.touched(challenge(client, "/sign-in/code/"), verified=False))
    client.get("/security/passkeys/new/")
    assert client.post("/security/passkeys/new/", {"name": "a", "credential": answer}).status_code in (200, 302)
    assert Authenticator.objects.filter(user=person).count() == 1
