"""A lost password and a lost second factor, by the person and by the operator."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from dvctt.accounts import changes, lifecycle, officials, signin
from dvctt.accounts.models import Account, FactorReset, OneTimeLink, Session, SignIn
from dvctt.journal import api as journal
from dvctt.kernel import Forbidden, Invalid, Ref, Refused, Role, Text, clock
from dvctt.outbox import api as outbox
from dvctt.outbox.models import Event
from tests.accounts.people import (
    CLERK,
    OPERATOR,
    PASSWORD,
    VISITOR_AT,
    acting,
    applicant,
    individual,
    letters,
    official,
    token_in,
)
from tests.web.accounts_pages import valid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]
NEW = "một mật khẩu còn dài hơn 12"
SECRET = "JBSWY3DPEHPK3PXP"


def acts(account: Account) -> list[str]:
    return [one.act for one in journal.entries(Ref("account", str(account.id)))]


def asked(login: str) -> None:
    signin.ask_password_reset(VISITOR_AT, login)
    outbox.drain()


def test_a_lost_password_is_set_anew_by_mail() -> None:
    account = applicant()
    asked("HOA@dan.example")
    token = token_in(letters("account", account.id)[0])
    found = signin.password_reset_for(token)
    assert (found.name, found.email) == ("N••• T••• H•••", "h•••@d•••.example")
    with pytest.raises(Invalid):
        signin.reset_password(VISITOR_AT, token, "ngắn")
    signin.reset_password(VISITOR_AT, token, NEW)
    account.refresh_from_db()
    assert account.check_password(NEW) and not account.check_password(PASSWORD)
    assert letters("account", account.id)[0].title == "Mật khẩu đã được đặt lại"
    assert acts(account)[-2:] == ["password_reset_asked", "password_reset"]
    with pytest.raises(Refused, match="link_used"):
        signin.reset_password(VISITOR_AT, token, NEW + "!")


def test_sessions_of_the_old_password_end() -> None:
    account = applicant()
    client = Client()
    assert client.post("/sign-in/", {"login": account.username, "password": PASSWORD}).status_code == 302
    assert client.get("/account/").status_code == 200
    asked(account.username)
    signin.reset_password(VISITOR_AT, token_in(letters("account", account.id)[0]), NEW)
    assert client.get("/account/").status_code == 302


def emailed(account: Account, email: str) -> str:
    """Ask for a change of address; the secret of the link that confirms it."""
    changes.request_email(acting(account), None, email)
    return token_in(letters("account", account.id)[0])


def test_a_new_password_ends_what_was_asked_for_under_the_old_one() -> None:
    account = applicant()
    theirs = emailed(account, "ke.trom@dan.example")
    asked(account.username)
    signin.reset_password(VISITOR_AT, token_in(letters("account", account.id)[0]), NEW)
    with pytest.raises(Refused, match="link_expired"):
        changes.confirm_email_change(VISITOR_AT, theirs)
    client = Client()
    assert client.post("/sign-in/", {"login": account.username, "password": NEW}).status_code == 302
    theirs = emailed(account, "ke.trom@dan.example")
    changed = {"oldpassword": NEW, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/security/password/", changed).status_code == 302
    with pytest.raises(Refused, match="link_expired"):
        changes.confirm_email_change(VISITOR_AT, theirs)


def test_a_new_address_ends_the_links_in_the_old_mailbox() -> None:
    account = applicant()
    asked(account.username)
    old = token_in(letters("account", account.id)[0])
    changes.confirm_email_change(VISITOR_AT, emailed(account, "moi@dan.example"))
    with pytest.raises(Refused, match="link_expired"):
        signin.reset_password(VISITOR_AT, old, NEW)
    asked(account.username)
    signin.reset_password(VISITOR_AT, token_in(letters("account", account.id)[0]), NEW)


def test_signing_out_elsewhere_ends_a_change_of_address_that_waits() -> None:
    account = applicant()
    theirs = emailed(account, "ke.trom@dan.example")
    signin.end_other_sessions(acting(account), "")
    with pytest.raises(Refused, match="link_expired"):
        changes.confirm_email_change(VISITOR_AT, theirs)


def test_changes_of_address_keep_nobody_from_the_link_for_a_lost_password() -> None:
    account = applicant()
    for number in range(5):
        emailed(account, f"ke.trom{number}@dan.example")
    asked(account.username)
    assert account.links.filter(purpose="password_reset").count() == 1


def test_nothing_tells_whether_an_account_exists() -> None:
    """The request does the same for each name: one sealed event; only the worker looks."""
    account = applicant()
    for login in (account.username, "khong-co-ai", account.email):
        signin.ask_password_reset(VISITOR_AT, login)
    told = list(Event.objects.filter(name="password_lost").values_list("payload", flat=True))
    assert len(told) == 3
    assert len({tuple(sorted(one)) for one in told}) == 1
    assert account.username not in str(told)
    outbox.drain()
    assert OneTimeLink.objects.filter(purpose="password_reset").count() == 2


def test_a_link_expires_and_no_flood_is_sent() -> None:
    account = applicant()
    OneTimeLink.objects.update(created_at=clock.now() - timedelta(hours=3))
    for _ in range(5):
        asked(account.username)
    assert account.links.filter(purpose="password_reset").count() == 3
    token = token_in(letters("account", account.id)[0])
    with clock.travel(clock.now() + timedelta(hours=3)), pytest.raises(Refused, match="link_expired"):
        signin.password_reset_for(token)


def test_links_of_a_clock_that_was_far_ahead_keep_nobody_from_a_new_one() -> None:
    account = applicant()
    with clock.travel(clock.now() + timedelta(days=365)):
        for _ in range(4):
            asked(account.username)
    assert account.links.filter(purpose="password_reset").count() == 3
    asked(account.username)
    assert account.links.filter(purpose="password_reset").count() == 4


def test_an_officer_keeps_the_second_factor() -> None:
    officer = official("lan", officials.Position("DDBD-MC", Role.DESK, Text(vi="Chuyên viên")))
    signin.enrol_totp(officer, SECRET)
    asked("lan")
    token = token_in(letters("account", officer.id)[0])
    assert signin.password_reset_for(token).officer
    signin.reset_password(VISITOR_AT, token, NEW)
    answer = Client().post("/sign-in/", {"login": "lan", "password": NEW})
    assert answer.headers["Location"].startswith("/sign-in/code/")


def test_a_lost_second_factor_goes_after_the_wait() -> None:
    account = applicant()
    signin.enrol_totp(account, SECRET)
    signin.ask_factor_reset(VISITOR_AT, account.username)
    outbox.drain()
    token = token_in(letters("account", account.id)[0])
    with pytest.raises(Invalid, match="wrong_password"):
        signin.confirm_factor_reset(VISITOR_AT, token, "khác")
    waits = signin.confirm_factor_reset(VISITOR_AT, token, PASSWORD)
    assert signin.sweep_factor_resets() == 0
    with clock.travel(waits.ready_at + timedelta(minutes=1)):
        assert signin.sweep_factor_resets() == 1
        assert signin.sweep_factor_resets() == 0
    assert not Authenticator.objects.filter(user=account).exists()
    assert letters("account", account.id)[0].title == "Mã xác thực đã được gỡ"
    with pytest.raises(Refused, match="link_used"):
        signin.confirm_factor_reset(VISITOR_AT, token, PASSWORD)


def test_a_second_factor_that_is_used_is_not_lost() -> None:
    account = applicant()
    signin.enrol_totp(account, SECRET)
    signin.ask_factor_reset(VISITOR_AT, account.username)
    outbox.drain()
    waits = signin.confirm_factor_reset(VISITOR_AT, token_in(letters("account", account.id)[0]), PASSWORD)
    client = Client()
    client.post("/sign-in/", {"login": account.username, "password": PASSWORD})
    from tests.web.test_signin import code

    assert client.post("/sign-in/code/", {"code": code(SECRET)}).status_code == 302
    with clock.travel(waits.ready_at + timedelta(minutes=1)):
        assert signin.sweep_factor_resets() == 0
    assert FactorReset.objects.get().stopped_by == str(account.id)


def test_the_operator_checks_who_asks_and_the_officer_enrols_anew() -> None:
    officer = official("lan", officials.Position("DDBD-MC", Role.DESK, Text(vi="Chuyên viên")))
    signin.enrol_totp(officer, SECRET)
    signin.ask_factor_reset(VISITOR_AT, "lan")
    outbox.drain()
    assert "lost-code" not in letters("account", officer.id)[0].body
    with pytest.raises(Forbidden):
        signin.reset_factor(CLERK, officer.id, checked_how="in_person", reason="Mất máy")
    with pytest.raises(Invalid):
        signin.reset_factor(OPERATOR, officer.id, checked_how="", reason=" ")
    waiting = Client()
    waiting.post("/sign-in/", {"login": "lan", "password": PASSWORD})
    assert valid(waiting.get("/sign-in/code/")).count(reverse("lost_code")) == 1
    sign_in = SignIn.objects.create(account=officer, method="password+totp", assurance="substantial")
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=clock.now(), sign_in=sign_in.id)
    signin.reset_factor(OPERATOR, officer.id, checked_how="in_person", reason="Mất máy, có đơn ngày 20/11")
    assert not Session.objects.filter(sign_in=sign_in.id).exists()
    entry = journal.entries(Ref("account", str(officer.id)))[-1]
    assert (entry.act, entry.after["checked_how"]) == ("factor_reset", "in_person")
    client = Client()
    assert waiting.get("/sign-in/", follow=True).redirect_chain == [("/sign-in/code/", 302), ("/sign-in/", 302)]
    client.post("/sign-in/", {"login": "lan", "password": PASSWORD})
    assert client.get("/officer/").headers["Location"].startswith("/security/code/")
    with pytest.raises(Refused, match="nothing_to_reset"):
        signin.reset_factor(OPERATOR, officer.id, checked_how="in_person", reason="Lần nữa")


def test_nobody_takes_ones_own_factor_or_corrects_ones_own_address() -> None:
    operator = official("minh", officials.Position("CNTT", Role.OPERATOR, Text(vi="Chuyên viên")))
    signin.enrol_totp(operator, SECRET)
    actor, why = acting(operator), {"checked_how": "in_person", "reason": "Gặp trực tiếp"}
    with pytest.raises(Forbidden, match="own_account"):
        signin.reset_factor(actor, operator.id, **why)
    with pytest.raises(Forbidden, match="own_account"):
        officials.correct_email(actor, operator.id, "moi@monre.example", **why)


def test_who_lost_password_and_mailbox_gets_a_corrected_address() -> None:
    account, why = applicant(), {"checked_how": "video_call", "reason": "Mất điện thoại và hộp thư"}
    applicant(raw=individual(email="b@dan.example", citizen_id="001190000125"))
    for wrong in ("không", "B@dan.example", "hoa@dan.example"):
        with pytest.raises(Invalid):
            officials.correct_email(OPERATOR, account.id, wrong, **why)
    with pytest.raises(Forbidden):
        officials.correct_email(CLERK, account.id, "moi@dan.example", **why)
    lifecycle.suspend(OPERATOR, account.id, reason="Gửi hồ sơ giả")
    officials.correct_email(OPERATOR, account.id, " moi@dan.example ", **why)
    assert officials.waiting_correction(OPERATOR, account.id) == "m•••@d•••.example"
    entry = journal.entries(Ref("account", str(account.id)))[-1]
    assert (entry.act, entry.after) == ("email_correction", {"checked_how": "video_call"})
    told, link = letters("account", account.id)[:2]
    assert told.title == "Thư điện tử của tài khoản sắp được đổi"
    account.refresh_from_db()
    assert account.email == "hoa@dan.example"
    changes.confirm_email_change(VISITOR_AT, token_in(link))
    account.refresh_from_db()
    assert account.email == "moi@dan.example"
    assert officials.waiting_correction(OPERATOR, account.id) == ""
