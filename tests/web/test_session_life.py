"""A session begins anew at each sign-in, ends in time, and is ended by its owner, the operator and a new password."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.accounts import changes, lifecycle, officials, signin
from dvctt.accounts import people as accounts_people
from dvctt.accounts.models import Session
from dvctt.kernel import Role, Text
from tests.accounts import people
from tests.authenticator import code
from tests.web.accounts_pages import official, signed_in, valid
from tests.web.test_step_up import later

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = "một mật khẩu còn dài hơn 12"


def entered(account: accounts_people.Account, client: Client | None = None) -> Client:
    """A browser in which the holder has typed the password."""
    client = client or Client()
    answer = client.post("/sign-in/", {"login": account.username, "password": people.PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def opens(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_signing_in_begins_a_session_of_its_own_and_signing_out_ends_it() -> None:
    account, client = people.applicant(), Client()
    client.post("/look-up/", {"code": "X-1", "digits": "12"}, headers={"Sec-Fetch-Mode": "navigate"})
    planted = client.cookies["sessionid"].value
    entered(account, client)
    held = client.cookies["sessionid"].value
    assert held != planted and len(held) >= 32 and opens(client)
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not opens(thief)
    thief.cookies["sessionid"] = held
    assert opens(thief)
    client.post("/sign-out/")
    assert not opens(thief) and not Session.objects.filter(session_key=held).exists()


def test_a_session_ends_when_its_sign_in_said_however_much_is_done_in_it() -> None:
    client = entered(people.applicant())
    first = Session.objects.get()
    for _time in range(2):
        session = client.session
        session["something"] = _time
        session.save()
        assert client.get("/account/").status_code == 200
    assert Session.objects.get(pk=first.pk).expire_date == first.expire_date
    session = client.session
    session["ends_at"] -= 8 * 3600 + 1
    session.save()
    assert not opens(client)


def test_a_session_elsewhere_is_ended_by_who_has_just_proved_it() -> None:
    account = people.applicant()
    here, there = entered(account), entered(account)
    later(here, 16)
    asked = here.post(reverse("session_end"))
    assert (asked.status_code, asked.headers["Location"]) == (303, "/sign-in/again/?next=/security/sessions/")
    assert opens(there)
    assert here.post("/sign-in/again/", {"password": people.PASSWORD, "next": "/security/sessions/"}).status_code == 302
    assert here.post(reverse("session_end")).status_code == 303
    assert not opens(there) and opens(here)


def test_the_operator_ends_all_sessions_of_an_account_by_suspending_it() -> None:
    account = people.applicant()
    one, another = entered(account), entered(account)
    lifecycle.suspend(people.OPERATOR, account.id, reason="Thiết bị bị lấy cắp")
    assert not opens(one) and not opens(another)
    lifecycle.lift(people.OPERATOR, account.id, reason="Đã đổi mật khẩu")
    assert not opens(one) and not Session.objects.exists()


def test_every_page_of_who_is_signed_in_leads_out() -> None:
    applicant = signed_in(people.applicant())
    pages = [(applicant, one) for one in ("/", "/me/", "/account/", "/account/details/", "/security/sessions/")]
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    pages += [(operator, "/operator/"), (official("motcua", Role.DESK, "DDBD-MC"), "/officer/")]
    for client, page in pages:
        assert re.search(r'<form method="post" action="/sign-out/">', valid(client.get(page))), page


def test_what_opens_an_account_is_changed_after_the_password_alone() -> None:
    account = people.applicant()
    client, party = entered(account), changes.managed_parties(people.acting(account))[0].id
    pages = [reverse(name) for name in ("account_email", "mfa_activate_totp", "mfa_add_webauthn", "account_cancel")]
    pages += [reverse(name, args=[party]) for name in ("details_contact", "details_email", "details_identity")]
    for page in pages:
        assert client.get(page).headers["Location"].startswith("/sign-in/again/"), page
    assert client.post("/sign-in/again/", {"password": people.PASSWORD}).status_code == 302
    assert {client.get(page).status_code for page in pages} == {200}


@pytest.mark.parametrize(("minutes", "counts"), [(0, True), (-61, False), (6, False)])
def test_a_proof_of_a_time_to_come_is_none_as_an_old_one_is(minutes: int, counts: bool) -> None:
    client = entered(people.applicant())
    client.post("/sign-in/again/", {"password": people.PASSWORD})
    later(client, minutes)
    for name in ("account_cancel", "account_email", "mfa_activate_totp", "mfa_add_webauthn"):
        assert (client.get(reverse(name)).status_code == 200) is counts, name
    assert client.post(reverse("session_end")).headers["Location"].startswith("/sign-in/again/") is not counts


@pytest.mark.parametrize(("minutes", "counts"), [(0, True), (-61, False), (6, False)])
def test_an_officer_enrols_after_a_proof_that_is_not_still_to_come(minutes: int, counts: bool) -> None:
    account = people.official("congchuc", officials.Position("DDBD-MC", Role.DESK, Text(vi="Chuyên viên")))
    client = entered(account)
    later(client, minutes)
    assert (client.get(reverse("mfa_activate_totp")).status_code == 200) is counts


def test_a_proof_that_was_given_counts_beside_one_of_a_time_to_come() -> None:
    client = entered(people.applicant())
    client.post("/sign-in/again/", {"password": people.PASSWORD})
    later(client, -61)
    assert client.get(reverse("account_cancel")).status_code == 303
    client.post("/sign-in/again/", {"password": people.PASSWORD})
    assert client.get(reverse("account_cancel")).status_code == 200


def test_a_recovery_code_opens_once() -> None:
    account = people.applicant()
    signin.enrol_totp(account, SECRET)
    client = entered(account)
    assert client.post("/sign-in/code/", {"code": code(SECRET)}).status_code == 302
    client.post("/sign-in/again/", {"password": people.PASSWORD})
    client.post(reverse("mfa_generate_recovery_codes"))
    codes = re.findall(r'data-copy="([0-9a-z]+)"', client.get(reverse("mfa_view_recovery_codes")).content.decode())
    assert len(set(codes)) == 10
    for expected in (302, 200):
        client.post("/sign-out/")
        entered(account, client)
        assert client.post("/sign-in/code/", {"code": codes[0]}).status_code == expected


def test_a_new_password_needs_the_old_one_and_ends_the_other_sessions() -> None:
    account = people.applicant()
    here, there = entered(account), entered(account)
    page = valid(here.get(reverse("account_change_password")))
    for name, fills in (
        ("oldpassword", "current-password"),
        ("password1", "new-password"),
        ("password2", "new-password"),
    ):
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert tag and 'type="password"' in tag[0] and f'autocomplete="{fills}"' in tag[0], name
    sent = {"oldpassword": "không phải", "password1": NEW, "password2": NEW}
    assert here.post(reverse("account_change_password"), sent).status_code == 200
    account.refresh_from_db()
    assert account.check_password(people.PASSWORD)
    sent["oldpassword"] = people.PASSWORD
    assert here.post(reverse("account_change_password"), sent).status_code == 302
    account.refresh_from_db()
    assert account.check_password(NEW) and not account.check_password(people.PASSWORD)
    assert opens(here) and not opens(there)


def test_a_password_may_be_long_and_counts_to_its_last_letter() -> None:
    account, long = people.applicant(), "hai trăm chữ cái không có dấu hiệu gì khác " * 5
    client = entered(account)
    sent = {"oldpassword": people.PASSWORD, "password1": long, "password2": long}
    assert len(long) > 200 and client.post(reverse("account_change_password"), sent).status_code == 302
    account.refresh_from_db()
    assert account.check_password(long)
    for other in (long[:-1], long + "x", long.capitalize(), long.strip(), long[:128]):
        assert not account.check_password(other), other
