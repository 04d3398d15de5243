"""Who has neither password nor code here proves it anew at an identity provider, which must have asked, over HTTP."""

import time
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from dvctt.accounts.models import Account
from dvctt.accounts.providers import client as oidc_client
from dvctt.journal.models import SecurityEvent
from tests.accounts import people
from tests.fixtures_casework import World
from tests.fixtures_identity import CITIZENS, Providers, asked
from tests.web.test_identities import leave, linked, sign_in, signed_in_as
from tests.web.test_step_up import later, state, without_password
from tests.web.walking import address, hidden, valid

pytestmark = pytest.mark.django_db
CANCEL, AGAIN = "/account/cancel/", "/sign-in/again/"
ASKED = f"{AGAIN}?next={CANCEL}"
WORDS = "Không còn nhu cầu nữa."
HOUR = 3600


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def hoa(identity: Providers) -> Account:
    """Whose only way in is the provider, where her browser has signed in an hour ago."""
    holder = linked(people.applicant(), identity.know(CITIZENS, "hoa", name="Hoa", acr="loa2"))
    holder.set_unusable_password()
    holder.save()
    identity.choose(leave(Client()), "hoa")
    identity.lie(age=HOUR)
    return holder


def arrived(client: Client, identity: Providers) -> None:
    """Signed in here by the sign-in that the provider keeps, without being asked anything."""
    assert client.get(identity.stay(leave(client))).headers["Location"] == "/go/"


def renewing(client: Client, page: str = CANCEL) -> str:
    """Press the button on the page that asks anew: the address at the provider."""
    answer = client.post(f"{AGAIN}with/{CITIZENS}/", {"next": page})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def asks(client: Client) -> bool:
    """Whether an act on the account itself asks anew who is there."""
    return client.get(CANCEL).headers.get("Location") == ASKED


def refusals() -> set[str]:
    return set(SecurityEvent.objects.filter(kind="provider_refused").values_list("detail", flat=True))


def test_to_have_arrived_proves_nothing_and_to_have_been_asked_does(
    client: Client, identity: Providers, hoa: Account
) -> None:
    arrived(client, identity)
    assert asks(client)
    assert f'action="{AGAIN}with/{CITIZENS}/"' in valid(client.get(ASKED))
    told = renewing(client)
    assert (asked(told)["prompt"], asked(told)["max_age"]) == ("login", "0")
    assert not identity.offers_to_stay(told)
    assert client.get(identity.choose(told, "hoa")).headers["Location"] == CANCEL
    assert not asks(client) and client.get(CANCEL).status_code == 200
    assert (signed_in_as(client), refusals()) == (str(hoa.id), set())


def test_an_act_is_done_after_the_provider_has_asked_with_nothing_typed_lost(
    client: Client, surveying: World, identity: Providers
) -> None:
    dossier, owner = surveying.submitted(), surveying.people["applicant"]
    linked(without_password(owner), identity.know(CITIZENS, "owner", name="Chủ hồ sơ", acr="loa2"))
    assert sign_in(client, identity, "owner") == "/go/"
    here = address(dossier, "act/withdraw/")
    page = client.get(here)
    sent = {name: hidden(page, name) for name in ("seen", "key")} | {"reason": WORDS}
    identity.lie(age=HOUR)
    client.post("/sign-out/")
    arrived(client, identity)
    assert client.post(here, sent).headers["Location"] == f"{AGAIN}?next={here}"
    assert "Rút" in valid(client.get(f"{AGAIN}?next={here}"))
    assert client.get(identity.choose(renewing(client, here), "owner")).headers["Location"] == here
    assert WORDS in valid(client.get(here)) and state(dossier) == "submitted"
    assert client.post(here, sent).status_code == 303 and state(dossier) == "withdrawn"


def test_who_was_asked_at_sign_in_is_not_asked_at_once(client: Client, surveying: World, identity: Providers) -> None:
    dossier, owner = surveying.submitted(), surveying.people["applicant"]
    linked(without_password(owner), identity.know(CITIZENS, "owner", name="Chủ hồ sơ", acr="loa2"))
    assert sign_in(client, identity, "owner") == "/go/"
    here = address(dossier, "act/withdraw/")
    page = client.get(here)
    sent = {name: hidden(page, name) for name in ("seen", "key")} | {"reason": WORDS}
    later(client, 16)
    assert client.post(here, sent).headers["Location"] == f"{AGAIN}?next={here}"
    later(client, -16)
    assert client.post(here, sent).status_code == 303 and state(dossier) == "withdrawn"


LIES = {
    "no_auth_time": "auth_time_missing", "old_auth_time": "auth_time_old", "future_auth_time": "auth_time",
    "no_prompt": "auth_time_old",
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_a_provider_that_does_not_say_that_it_asked_proves_nothing(
    client: Client, identity: Providers, hoa: Account, lie: str
) -> None:
    arrived(client, identity)
    identity.lie(lie)
    told = renewing(client)
    answer = client.get(identity.stay(told) if lie == "no_prompt" else identity.choose(told, "hoa"))
    page = answer.content.decode()
    assert answer.status_code == 400 and f'href="{ASKED}"' in page and 'href="/account/lost-password/"' in page
    assert asks(client) and refusals() == {f"{CITIZENS}:{LIES[lie]}"}
    identity.lie()
    assert client.get(identity.choose(renewing(client), "hoa")).headers["Location"] == CANCEL
    assert not asks(client)


def test_what_userinfo_says_of_the_time_is_not_believed(
    client: Client, identity: Providers, hoa: Account, settings: Settings
) -> None:
    arrived(client, identity)
    settings.IDENTITY_PROVIDERS = str(identity.deployment(userinfo=True))
    identity.lie("no_auth_time", auth_time=int(time.time()))
    assert client.get(identity.choose(renewing(client), "hoa")).status_code == 400
    assert asks(client)


def test_a_sign_in_of_a_time_to_come_is_no_sign_in(client: Client, identity: Providers, hoa: Account) -> None:
    identity.lie("future_auth_time")
    assert sign_in(client, identity, "hoa") == "400"
    assert (signed_in_as(client), refusals()) == ("", {f"{CITIZENS}:auth_time"})
    identity.lie("no_auth_time")
    assert sign_in(client, identity, "hoa") == "/go/"
    assert client.post("/security/sessions/end/").headers["Location"] == f"{AGAIN}?next=/security/sessions/"


def test_somebody_else_at_the_provider_proves_nothing(client: Client, identity: Providers, hoa: Account) -> None:
    arrived(client, identity)
    other = people.applicant(raw=people.individual(email="b@dan.example", citizen_id="001190000125"))
    linked(other, identity.know(CITIZENS, "other", name="Người Khác"))
    assert client.get(identity.choose(renewing(client), "other")).status_code == 400
    assert asks(client) and signed_in_as(client) == str(hoa.id)
    assert refusals() == {f"{CITIZENS}:identity_another"}
    answer = identity.choose(renewing(client), "hoa")
    client.post("/sign-out/")
    assert sign_in(client, identity, "other") == "/go/"
    assert client.get(answer).status_code == 400


def test_a_change_of_mind_leads_back_and_a_silent_provider_proves_nothing(
    client: Client, identity: Providers, hoa: Account, settings: Settings
) -> None:
    arrived(client, identity)
    assert client.get(identity.choose(renewing(client), "")).headers["Location"] == ASKED
    assert client.post(f"{AGAIN}with/ministry/", {"next": CANCEL}).status_code == 404
    settings.IDENTITY_PROVIDERS = str(identity.deployment(issuer="http://127.0.0.1:1/e-id"))
    oidc_client.forget()
    answer = client.post(f"{AGAIN}with/{CITIZENS}/", {"next": CANCEL})
    assert answer.status_code == 503 and f'href="{ASKED}"' in answer.content.decode()
    assert asks(client)


def test_who_has_a_password_here_proves_it_by_that(client: Client, identity: Providers, hoa: Account) -> None:
    hoa.set_password(people.PASSWORD)
    hoa.save()
    arrived(client, identity)
    assert client.post(f"{AGAIN}with/{CITIZENS}/", {"next": CANCEL}).headers["Location"] == ASKED
    assert f"{AGAIN}with/" not in valid(client.get(ASKED))
    assert client.post(AGAIN, {"password": people.PASSWORD, "next": CANCEL}).headers["Location"] == CANCEL
    assert not asks(client)


@pytest.mark.parametrize("page", ["/security/code/", "/security/passkeys/new/"])
def test_a_second_factor_is_set_up_after_the_provider_has_asked(
    client: Client, identity: Providers, hoa: Account, page: str
) -> None:
    arrived(client, identity)
    again = client.get(page).headers["Location"]
    assert again.startswith(f"{AGAIN}?next=")
    assert valid(client.get(again))
    client.get(identity.choose(renewing(client, page), "hoa"))
    assert client.get(page).status_code == 200


def test_a_session_elsewhere_is_ended_after_the_provider_has_asked(
    client: Client, identity: Providers, hoa: Account
) -> None:
    arrived(client, identity)
    other = Client()
    arrived(other, identity)
    assert client.post("/security/sessions/end/").headers["Location"] == f"{AGAIN}?next=/security/sessions/"
    client.get(identity.choose(renewing(client), "hoa"))
    assert client.post("/security/sessions/end/").headers["Location"] == "/security/sessions/"
    assert other.get("/me/").status_code == 302 and client.get("/me/").status_code == 200
