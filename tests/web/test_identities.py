"""Signing in by an identity provider, over real HTTP to the example: what is believed, refused, linked and recorded."""

from collections.abc import Iterator

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings
from structlog.testing import capture_logs

from dvctt.accounts import officials, providers, signin
from dvctt.accounts import people as accounts_people
from dvctt.accounts.models import DirectoryName, Registration, Session, SignIn
from dvctt.accounts.providers import client as oidc_client
from dvctt.journal import api as journal
from dvctt.kernel import Assurance, Invalid, NotFound, Ref, Refused, Role, Text, system
from tests.accounts import people
from tests.fixtures_identity import CITIZENS, MINISTRY, Providers, asked
from tests.web.test_signin import code

pytestmark = pytest.mark.django_db
HOA = "001190000123"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def leave(client: Client, issuer: str = CITIZENS, *, linking: bool = False) -> str:
    """Press the button: the address at the provider."""
    address = f"/security/identities/with/{issuer}/" if linking else f"/sign-in/with/{issuer}/"
    answer = client.post(address)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def sign_in(client: Client, identity: Providers, sub: str, issuer: str = CITIZENS) -> str:
    """The whole way through the provider: where the browser stands then, or the status of the page."""
    answer = client.get(identity.choose(leave(client, issuer), sub))
    return answer.headers.get("Location", str(answer.status_code))


def by_password(client: Client, account: accounts_people.Account, following: str = "/go/") -> None:
    answer = client.post(f"/sign-in/?next={following}", {"login": account.username, "password": people.PASSWORD})
    assert answer.headers["Location"] == following, answer.content.decode()


def signed_in_as(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def linked(account: accounts_people.Account, sub: str, issuer: str = CITIZENS) -> accounts_people.Account:
    """The account with an identity, as its holder links it."""
    external = providers.ExternalIdentity(issuer, sub)
    providers.link_identity(people.acting(account), account, external, "account_page")
    return account


def official(username: str = "binh") -> accounts_people.Account:
    return people.official(username, officials.Position("TNN", Role.CLERK, Text(vi="Văn thư"), ""))


def acts(account: accounts_people.Account) -> list[str]:
    return [one.act for one in journal.entries(Ref("account", str(account.id)))]


LIES = {
    "issuer": "issuer", "audience": "audience", "party": "audience", "nonce": "nonce", "no_nonce": "nonce",
    "expired": "expired", "no_expiry": "malformed", "future": "not_yet_valid", "at_hash": "at_hash",
    "no_subject": "subject", "signature": "signature", "unknown_key": "key_unknown", "unsigned": "algorithm",
    "symmetric": "algorithm", "answer_issuer": "answer_issuer",
}  # fmt: skip


def test_no_lie_of_a_provider_is_believed_and_the_truth_is(client: Client, identity: Providers) -> None:
    hoa = linked(people.applicant(), identity.know(CITIZENS, "hoa", name="Nguyễn Thị Hoa", citizen_id=HOA, acr="loa2"))
    seen: dict[str, str] = {}
    with capture_logs() as logs:
        for lie in LIES:
            identity.lie(lie)
            back = identity.choose(leave(client), "hoa")
            answer = client.get(back)
            page = answer.content.decode()
            assert (answer.status_code, signed_in_as(client)) == (400, ""), lie
            assert "Chưa đăng nhập được" in page
            seen[lie] = next(str(one["reason"]) for one in reversed(logs) if one["event"] == "identity_refused")
    assert seen == LIES
    assert not any(word in str(logs) for word in (HOA, "Nguyễn", "hoa@", "'hoa'"))
    identity.lie(rotate=True)
    assert sign_in(client, identity, "hoa") == "/go/"
    assert signed_in_as(client) == str(hoa.id)


def test_an_answer_counts_once_in_the_browser_that_asked(client: Client, identity: Providers) -> None:
    linked(people.applicant(), identity.know(CITIZENS, "hoa", name="Hoa"))
    address = leave(client)
    told = asked(address)
    assert told["code_challenge_method"] == "S256" and len(told["nonce"]) >= 32 and told["response_type"] == "code"
    back = identity.choose(address, "hoa")

    other = Client()
    assert other.get(back).status_code == 400  # another browser: no such state
    assert other.get("/sign-in/with/e-id/callback/").status_code == 400
    forged = leave(other)
    stolen = back.replace(asked(back)["state"], asked(forged)["state"])
    assert other.get(stolen).status_code == 400  # a code of somebody else: PKCE, and now it is used up
    assert signed_in_as(other) == ""
    assert client.get(back).status_code == 400

    back = identity.choose(leave(client), "hoa")
    assert client.get(back).headers["Location"] == "/go/"
    assert client.get(back).status_code == 400  # replayed in the same browser

    identity.lie("reuse")
    with capture_logs() as logs:
        fresh = asked(leave(other))["state"]
        assert other.get(back.replace(asked(back)["state"], fresh)).status_code == 400
    refusals = [one["reason"] for one in logs if one["event"] == "identity_refused"]
    assert refusals == ["nonce"]  # even where the provider takes a code twice and forgets PKCE


def test_a_silent_or_renamed_provider_and_a_change_of_mind(
    client: Client, identity: Providers, settings: Settings
) -> None:
    identity.know(CITIZENS, "hoa", name="Hoa")
    identity.lie("discovery_issuer")
    assert client.post("/sign-in/with/e-id/").status_code == 503
    identity.lie()
    back = identity.choose(leave(client), "")
    assert asked(back)["error"] == "access_denied"
    assert client.get(back).headers["Location"] == "/sign-in/"
    state = asked(leave(client))["state"]
    assert client.get(f"/sign-in/with/e-id/callback/?error=server_error&state={state}").status_code == 400
    assert client.post("/sign-in/with/unknown/").status_code == 404
    settings.IDENTITY_PROVIDERS = str(identity.deployment(issuer="http://127.0.0.1:1/e-id"))
    oidc_client.forget()
    assert client.post("/sign-in/with/e-id/").status_code == 503
    settings.IDENTITY_PROVIDERS = str(identity.deployment(userinfo=True))
    identity.lie("other_subject")
    assert sign_in(client, identity, "hoa") == "400"


def test_a_provider_that_lies_about_an_address_links_nothing(client: Client, identity: Providers) -> None:
    victim = people.applicant()
    identity.know(CITIZENS, "thief", name="Kẻ Trộm", citizen_id="001190000999", acr="loa3")
    identity.lie(email=victim.email, email_verified=True, preferred_username=victim.username)
    assert sign_in(client, identity, "thief") == "/sign-in/identity/"
    assert "chưa có tài khoản nào" in client.get("/sign-in/identity/").content.decode()
    assert signed_in_as(client) == ""
    assert not SocialAccount.objects.exists()
    # Even with the victim's own password in hand, a person of another number is not the account's.
    by_password(client, victim, "/sign-in/identity/")
    assert client.post("/sign-in/identity/link/").status_code == 303
    assert "của người khác" in client.get("/security/identities/").content.decode()
    assert not SocialAccount.objects.exists()


def test_an_identity_number_finds_its_account_once_the_password_proves_it(client: Client, identity: Providers) -> None:
    hoa = people.applicant()
    identity.know(CITIZENS, "hoa", name="Nguyễn Thị Hoa", citizen_id=HOA, acr="loa1")
    assert sign_in(client, identity, "hoa") == "/sign-in/identity/"
    assert "Quý vị đã có tài khoản" not in client.get("/sign-in/identity/").content.decode()  # too low a level
    identity.know(CITIZENS, "hoa", name="Nguyễn Thị Hoa", citizen_id=HOA, acr="loa2")
    assert sign_in(client, identity, "hoa") == "/sign-in/identity/"
    assert "Quý vị đã có tài khoản" in client.get("/sign-in/identity/").content.decode()
    assert client.post("/sign-in/identity/link/").status_code == 302  # nobody is signed in
    assert not SocialAccount.objects.exists()
    by_password(client, hoa, "/sign-in/identity/")
    assert client.post("/sign-in/identity/link/").headers["Location"] == "/security/identities/"
    assert acts(hoa)[-1] == "identity_linked"
    row = SocialAccount.objects.get()
    assert row.uid != "hoa" and "hoa" not in str(row.extra_data) and HOA not in str(row.extra_data)
    client.post("/sign-out/")

    assert sign_in(client, identity, "hoa") == "/go/"
    assert client.get("/go/").headers["Location"] == "/me/"
    latest = signin.sign_ins_of(people.acting(hoa))
    assert [(one.method, one.assurance, one.open) for one in latest] == [
        ("oidc:e-id", Assurance.SUBSTANTIAL, True), ("password", Assurance.LOW, False),
    ]  # fmt: skip
    assert latest[1].ended_at is not None


def test_an_unknown_person_registers_with_what_the_provider_vouches_for(client: Client, identity: Providers) -> None:
    identity.know(CITIZENS, "hoa", name="Nguyễn Thị Hoa", citizen_id=HOA, birthdate="1990-03-12", acr="loa2")
    assert sign_in(client, identity, "hoa") == "/sign-in/identity/"
    page = client.get("/register/individual/").content.decode()
    assert 'value="Nguyễn Thị Hoa"' in page and HOA in page.replace(" ", "") and "12/03/1990" in page
    assert "do Định danh điện tử cung cấp" in page
    raw = people.individual(name="Nguyễn Thị Hoa Mai")
    flat = {f"{name}.{part}" if part else name: text for name, value in raw.items()
            for part, text in (value.items() if isinstance(value, dict) else [("", value)])}  # fmt: skip
    assert client.post("/register/individual/", flat).headers["Location"] == "/register/sent/"
    row = Registration.objects.get()
    assert row.attested == {"provider": CITIZENS, "fields": ["birth_date", "citizen_id"], "assurance": "substantial"}
    assert not accounts_people.Account.objects.exists()
    assert "cung cấp" not in client.get("/register/individual/").content.decode()


def test_an_official_signs_in_by_the_name_that_the_operator_entered(client: Client, identity: Providers) -> None:
    binh = official()
    signin.enrol_totp(binh, SECRET)
    identity.know(MINISTRY, "u-1", preferred_username="CB.Binh", amr=("pwd", "mfa"), acr="loa2", email=binh.email)
    assert sign_in(client, identity, "u-1", MINISTRY) == "/sign-in/identity/"
    assert "chưa có tài khoản công vụ nào" in client.get("/sign-in/identity/").content.decode()

    officials.set_directory_name(system("data"), binh.id, MINISTRY, "cb.binh")
    assert sign_in(client, identity, "u-1", MINISTRY) == "/go/"
    assert client.get("/officer/").status_code == 200  # the provider's second factor is one
    assert acts(binh)[-2:] == ["identity_linked", "signed_in"]
    client.post("/sign-out/")

    identity.know(MINISTRY, "u-1", preferred_username="renamed", amr=("pwd",))
    assert sign_in(client, identity, "u-1", MINISTRY) == "/sign-in/code/"
    assert signed_in_as(client) == ""
    entered = client.post("/sign-in/code/", {"code": code(SECRET)})
    assert entered.headers.get("Location") == "/go/", entered.content.decode()
    first = signin.sign_ins_of(people.acting(binh))[0]
    assert (first.method, first.assurance) == ("oidc:ministry+totp", Assurance.SUBSTANTIAL)
    client.post("/sign-out/")

    identity.know(MINISTRY, "u-2", preferred_username="cb.binh", amr=("mfa",))  # the name was given to somebody else
    assert sign_in(client, identity, "u-2", MINISTRY) == "400"
    assert signed_in_as(client) == ""


def test_who_came_in_by_a_name_that_is_taken_out_is_out(client: Client, identity: Providers) -> None:
    binh = official()
    signin.enrol_totp(binh, SECRET)
    officials.set_directory_name(system("data"), binh.id, MINISTRY, "cb.nham")
    identity.know(MINISTRY, "u-1", preferred_username="cb.nham", amr=("pwd", "mfa"), acr="loa2")
    identity.know(MINISTRY, "u-2", preferred_username="cb.binh", amr=("pwd", "mfa"), acr="loa2")
    assert sign_in(client, identity, "u-1", MINISTRY) == "/go/"
    officials.set_directory_name(system("data"), binh.id, MINISTRY, "cb.nham")
    assert signed_in_as(client) == str(binh.id), "the same name changes nothing"
    officials.set_directory_name(system("data"), binh.id, MINISTRY, "cb.binh")
    assert client.get("/officer/").status_code == 302
    fresh = Client()
    assert sign_in(fresh, identity, "u-1", MINISTRY) == "/sign-in/identity/"
    assert sign_in(fresh, identity, "u-2", MINISTRY) == "/go/"
    officials.set_directory_name(people.OPERATOR, binh.id, MINISTRY, "")
    assert fresh.get("/officer/").status_code == 302
    assert sign_in(Client(), identity, "u-2", MINISTRY) == "/sign-in/identity/"


@pytest.mark.parametrize("alike", ["cb.bınh", "cb.binh\u017f", "ſb.binh", "cb.bİnh"])
def test_a_name_that_only_looks_like_the_entered_one_opens_nothing(
    client: Client, identity: Providers, alike: str
) -> None:
    """The database takes a dotless i for an i, and a long s for an s."""
    binh = official("sb.binh" if alike[0] == "ſ" else "cb.binhs" if alike[-1] == "ſ" else "cb.binh")
    signin.enrol_totp(binh, SECRET)
    officials.set_directory_name(system("data"), binh.id, MINISTRY, binh.username)
    identity.know(MINISTRY, "u-3", preferred_username=alike, amr=("pwd", "mfa"), acr="loa2")
    assert sign_in(client, identity, "u-3", MINISTRY) == "/sign-in/identity/"
    assert signed_in_as(client) == ""
    identity.know(MINISTRY, "u-4", preferred_username=binh.username.upper(), amr=("pwd", "mfa"), acr="loa2")
    assert sign_in(client, identity, "u-4", MINISTRY) == "/go/"


def test_a_directory_name_is_the_operators_and_one_persons(identity: Providers) -> None:
    binh, trang = official(), official("trang")
    officials.set_directory_name(system("data"), binh.id, MINISTRY, "cb.binh")
    with pytest.raises(Invalid):
        officials.set_directory_name(people.OPERATOR, trang.id, MINISTRY, "CB.Binh")
    with pytest.raises(NotFound):
        officials.set_directory_name(people.OPERATOR, people.applicant().id, MINISTRY, "x")
    with pytest.raises(NotFound):
        officials.set_directory_name(people.OPERATOR, trang.id, CITIZENS, "x")
    assert officials.directory_names(people.OPERATOR, binh.id) == {MINISTRY: "cb.binh"}
    officials.set_directory_name(people.OPERATOR, binh.id, MINISTRY, "")
    assert not DirectoryName.objects.exists()


def test_a_holder_links_and_takes_off_after_entering_the_password_again(client: Client, identity: Providers) -> None:
    hoa = people.applicant()
    identity.know(CITIZENS, "hoa", name="Hoa", citizen_id=HOA, acr="loa2")
    by_password(client, hoa)
    client.session.save()
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 3600} for one in session["account_authentication_methods"]
    ]
    session.save()
    again = client.post("/security/identities/with/e-id/").headers["Location"]
    assert again == "/sign-in/again/?next=/security/identities/"
    assert client.post(again, {"password": people.PASSWORD}).headers["Location"] == "/security/identities/"
    back = identity.choose(leave(client, linking=True), "hoa")

    stranger = Client()
    by_password(stranger, people.applicant("organisation"))
    assert stranger.get(back).status_code == 400
    assert client.get(back).headers["Location"] == "/security/identities/"
    page = client.get("/security/identities/").content.decode()
    assert "Gỡ Định danh điện tử" in page
    assert client.post("/security/identities/with/ministry/").status_code == 404

    theirs = identity.choose(leave(stranger, linking=True), "hoa")
    assert stranger.get(theirs).headers["Location"] == "/security/identities/"
    assert "một tài khoản khác" in stranger.get("/security/identities/").content.decode()
    assert SocialAccount.objects.get().user == hoa

    number = SocialAccount.objects.get().pk
    assert stranger.post(f"/security/identities/{number}/off/").status_code == 404
    assert client.post(f"/security/identities/{number}/off/").status_code == 303
    assert not SocialAccount.objects.exists()
    assert acts(hoa)[-1] == "identity_unlinked"
    titles = [letter.title for letter in people.letters("account", str(hoa.id))]
    assert titles[:2] == ["Đã gỡ liên kết đăng nhập bên ngoài", "Đã liên kết đăng nhập bên ngoài"]
    hoa.set_unusable_password()
    hoa.save()
    linked(hoa, "hoa")
    with pytest.raises(Refused, match="last_way_in"):
        providers.unlink_identity(people.acting(hoa), SocialAccount.objects.get().pk)


def test_a_sign_in_is_kept_with_its_device_and_ends_from_elsewhere(client: Client) -> None:
    hoa = people.applicant()
    other = Client(headers={"User-Agent": PHONE}, REMOTE_ADDR="203.0.113.77")
    by_password(client, hoa)
    by_password(other, hoa)
    phone, desk = signin.sign_ins_of(people.acting(hoa))
    assert (phone.device, phone.network, phone.method) == ("Chrome · Android", "203.0.113.0/24", "password")
    assert phone.device_digest != desk.device_digest and len(other.cookies["dvctt_device"].value) >= 32
    assert other.cookies["dvctt_device"]["httponly"]
    with pytest.raises(NotFound):
        signin.end_session(people.acting(people.applicant("organisation")), phone.id)
    signin.end_session(people.acting(hoa), phone.id)
    assert other.get("/me/").status_code == 302 and client.get("/me/").status_code == 200
    assert not Session.objects.filter(sign_in=phone.id).exists()
    with pytest.raises(NotFound):
        signin.end_session(people.acting(hoa), phone.id)


def test_the_database_keeps_sign_ins_and_identities_straight(client: Client) -> None:
    hoa = people.applicant()
    by_password(client, hoa)
    row = SignIn.objects.get()
    for wrong in ({"method": "magic"}, {"assurance": "certain"}, {"ended_by": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignIn.objects.create(**{"account": hoa, "method": "password", "assurance": "low", **wrong})
    for change in ({"method": "passkey"}, {"network": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignIn.objects.filter(id=row.id).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
    SocialAccount.objects.create(user=hoa, provider=CITIZENS, uid="a")
    for again in ({"user": hoa, "uid": "b"}, {"user": people.applicant("organisation"), "uid": "a"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SocialAccount.objects.create(provider=CITIZENS, **again)
