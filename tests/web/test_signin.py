"""Signing in: an officer needs the second factor, an applicant comes back to the same place."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from dvctt.accounts import signin
from dvctt.accounts.models import Account, Appointment, SignIn
from dvctt.kernel import Ref
from dvctt.notices import api as notices
from tests.authenticator import code

pytestmark = pytest.mark.django_db
PASSWORD = "một câu dễ nhớ 27"


def account(username: str, kind: str) -> Account:
    person = Account(
        username=username, name="Lê Thị Hồng Hạnh", folded="le thi hong hanh", email=f"{username}@example.vn",
        kind=kind, state="active",
    )  # fmt: skip
    person.set_password(PASSWORD)
    person.save()
    if kind == "officer":
        Appointment.objects.create(account=person, unit="MOTCUA", role="desk", title_vi="Chuyên viên")
    return person


def sign_in(client: Client, username: str, following: str = "") -> str:
    address = f"/sign-in/?next={following}" if following else "/sign-in/"
    answer = client.post(address, {"login": username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


@pytest.fixture
def enrolled(monkeypatch: pytest.MonkeyPatch) -> Callable[[Client], None]:
    """Sets up an authenticator in the session of a browser; what follows a commit comes before the session is kept."""

    def enrol(client: Client) -> None:
        client.post("/sign-in/again/", {"password": PASSWORD})
        secret = re.search(r'data-copy="([A-Z2-7]+)"', client.get("/security/code/").content.decode())
        assert secret is not None
        with monkeypatch.context() as committed:
            committed.setattr(transaction, "on_commit", lambda run, **_how: run())
            done = client.post("/security/code/", {"code": code(secret[1])})
        assert done.headers["Location"] == "/security/recovery/"

    return enrol


def test_an_officer_enrols_a_second_factor_and_is_asked_for_it_ever_after(
    client: Client, enrolled: Callable[[Client], None]
) -> None:
    account("hanh", "officer")
    assert sign_in(client, "hanh") == "/go/"
    assert client.get("/go/").headers["Location"].startswith("/security/code/")

    session = client.session
    methods = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": one["at"] - 301} for one in methods]
    session.save()
    again = client.get("/security/code/").headers["Location"]
    assert again.startswith("/sign-in/again/"), "who signed in long ago is asked again"
    session["account_authentication_methods"] = methods
    session.save()
    client.get("/security/code/")
    wrong = client.post("/security/code/", {"code": "000000"})
    assert wrong.status_code == 200
    assert "has-fault" in wrong.content.decode()
    enrolled(client)
    recovery = re.findall(r'data-copy="([0-9a-z]+)"', client.get("/security/recovery/").content.decode())
    assert len(recovery) == 10

    client.post("/sign-out/")
    assert sign_in(client, "hanh", "/officer/").startswith("/sign-in/code/")
    assert client.get("/go/").status_code == 302
    assert "Mã xác thực" in client.get("/sign-in/code/").content.decode()
    assert client.post("/sign-in/code/", {"code": recovery[0]}).headers["Location"] == "/officer/"
    assert client.post("/security/code/off/").status_code == 403


@pytest.mark.parametrize("kind", ["officer", "applicant"])
def test_a_session_that_gave_a_password_alone_is_none_once_a_second_factor_is_set_up_elsewhere(
    kind: str, enrolled: Callable[[Client], None]
) -> None:
    account("hanh", kind)
    holder, thief = Client(), Client()
    for one in (thief, holder):
        sign_in(one, "hanh")
    enrolled(holder)
    pages = ("/account/", "/security/recovery/new/", "/security/passkeys/new/", "/security/code/")
    assert {thief.get(page).headers["Location"].partition("?")[0] for page in pages} == {"/sign-in/"}
    assert holder.get("/account/").status_code == 200


def test_an_officers_session_without_the_second_factor_ends_where_the_account_has_one() -> None:
    person = account("hanh", "officer")
    begun = Client()
    sign_in(begun, "hanh")
    assert begun.get("/security/code/").status_code == 200
    signin.enrol_totp(person, "JBSWY3DPEHPK3PXP")
    assert begun.get("/security/recovery/new/").headers["Location"].startswith("/sign-in/?next=")
    for page in ("/officer/", "/security/recovery/new/", "/security/passkeys/new/", "/account/"):
        left = Client()
        left.force_login(person, backend="dvctt.accounts.adapters.passwords.PasswordBackend")
        assert left.get(page).headers["Location"].startswith("/sign-in/?next="), page
        assert left.get("/account/").headers["Location"].startswith("/sign-in/?next="), "it has ended"


def test_a_code_typed_as_its_half_minute_ends_is_taken_and_never_again(client: Client) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    signin.enrol_totp(account("hanh", "officer"), secret)
    late, old = code(secret, -1), code(secret, -3)
    sign_in(client, "hanh")
    assert client.post("/sign-in/code/", {"code": old}).status_code == 200
    assert client.post("/sign-in/code/", {"code": late}).status_code == 302
    client.post("/sign-out/")
    # What allauth itself remembers of a code lasts for one half minute, which is shorter than the code.
    cache.delete(f"allauth.mfa.totp.used?user={Account.objects.get().pk}&code={late}")
    sign_in(client, "hanh")
    assert client.post("/sign-in/code/", {"code": late}).status_code == 200
    assert client.post("/sign-in/code/", {"code": code(secret)}).status_code == 302


def test_a_wrong_password_tells_nothing_and_loses_nothing(client: Client) -> None:
    account("lan", "applicant")
    answer = client.post("/sign-in/", {"login": "lan", "password": "sai mật khẩu rồi"})
    page = answer.content.decode()
    assert 'value="lan"' in page
    assert "sai mật khẩu rồi" not in page


def test_an_applicant_comes_back_to_the_same_place(client: Client) -> None:
    account("lan", "applicant")
    assert sign_in(client, "lan", "/me/dossiers/7/") == "/me/dossiers/7/"


def test_a_closed_account_is_signed_out(client: Client) -> None:
    person = account("lan", "applicant")
    sign_in(client, "lan")
    Account.objects.filter(pk=person.pk).update(state="suspended")
    assert client.get("/go/").headers["Location"].startswith("/sign-in/")


def test_sessions_are_listed_and_ended_by_their_owner_alone(client: Client) -> None:
    person, other = account("lan", "applicant"), account("mai", "applicant")
    phone, library, foreign = (
        Client(HTTP_USER_AGENT="Android Chrome/1"),
        Client(HTTP_USER_AGENT="Linux Firefox/1"),
        client,
    )
    for browser, name in ((phone, "lan"), (library, "lan"), (foreign, "mai")):
        sign_in(browser, name)
    page = phone.get("/security/sessions/").content.decode()
    assert "Chrome · Android" in page
    assert "Firefox · Linux" in page
    assert "thiết bị này" in page
    there = SignIn.objects.get(account=person, device="Firefox · Linux")
    assert foreign.post("/security/sessions/end/", {"sign_in": str(there.id)}).status_code == 404
    assert library.get("/account/").status_code == 200
    assert phone.post("/security/sessions/end/", {"sign_in": str(there.id)}).status_code == 303
    assert library.get("/account/").headers["Location"].startswith("/sign-in/")
    sign_in(library, "lan")
    assert phone.post("/security/sessions/end/").status_code == 303
    assert library.get("/account/").status_code == 302
    assert phone.get("/account/").status_code == 200
    assert foreign.get("/account/").status_code == 200
    assert SignIn.objects.filter(account=other, ended_at=None).count() == 1


def test_a_new_device_is_told_and_a_known_one_is_not(client: Client) -> None:
    person = account("lan", "applicant")
    for _ in range(2):
        sign_in(client, "lan")
        client.post("/sign-out/")
    assert notices.messages(Ref("account", str(person.id))) == ()
    sign_in(Client(HTTP_USER_AGENT="Windows Edg/1"), "lan")
    (told,) = notices.messages(Ref("account", str(person.id)))
    assert "Edge · Windows" in told.body
