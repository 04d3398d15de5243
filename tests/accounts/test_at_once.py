"""Two at once on connections of their own: the second sees what the first has done."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import pytest
from django.db import connection, transaction

from dvctt.accounts import changes, officials, signin
from dvctt.accounts.models import Account, Appointment, Deputyship
from dvctt.kernel import Invalid, Refused, Role, Text, clock
from dvctt.notices.models import Message
from dvctt.outbox import api as outbox
from tests.accounts.people import OPERATOR, VISITOR_AT, acting, applicant, letters, official, token_in
from tests.patience import PATIENCE, until

SECRET = "JBSWY3DPEHPK3PXP"
OLD, NEW = "hoa@dan.example", "moi@dan.example"


def waits() -> bool:
    """Whether somebody in this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' LIMIT 1"
        )
        return cursor.fetchone() is not None


def meanwhile(first: Callable[[], object], second: Callable[[], object]) -> Future[object]:
    """Do the first, and before it is committed begin the second, until it is done or waits for the first."""

    def other() -> object:
        try:
            with connection.cursor() as cursor:
                # On a busy machine the first takes longer than the product has patience.
                cursor.execute(f"SET lock_timeout = '{PATIENCE}s'; SET statement_timeout = '{PATIENCE}s'")
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            done = pool.submit(other)
            until(lambda: done.done() or waits())
        with suppress(Exception):  # the test judges it
            done.result()
    return done


def lost_password(login: str) -> None:
    signin.ask_password_reset(VISITOR_AT, login)
    outbox.drain("event")


def lost_factor(login: str) -> None:
    signin.ask_factor_reset(VISITOR_AT, login)
    outbox.drain("event")


def sent_by_operator(login: str) -> None:
    signin.send_password_link(OPERATOR, str(signin.account_named(login).id))


@pytest.mark.parametrize(
    ("sends", "by_old_address", "title"),
    [
        (lost_password, False, "Đặt lại mật khẩu"),
        (lost_password, True, ""),
        (lost_factor, False, "Đề nghị gỡ mã xác thực đã mất"),
        (lost_factor, True, ""),
        (sent_by_operator, False, "Đặt lại mật khẩu"),
    ],
)
def test_no_link_goes_to_a_mailbox_that_is_given_up_meanwhile(
    committed_db: str, sends: Callable[[str], None], by_old_address: bool, title: str
) -> None:
    account = applicant()
    signin.enrol_totp(account, SECRET)
    changes.request_email(acting(account), None, NEW)
    token = token_in(letters("account", account.id)[0])
    known = {one.id for one in Message.objects.all()}
    meanwhile(
        lambda: changes.confirm_email_change(VISITOR_AT, token),
        lambda: sends(OLD if by_old_address else account.username),
    ).result()
    new = Message.objects.filter(subject_id=str(account.id)).exclude(id__in=known)
    told = {(one.title, address) for one in new for _channel, address in one.addresses}
    assert told - {("Đã đổi thư điện tử", OLD)} == ({(title, NEW)} if title else set())


def test_two_officers_who_name_each_other_are_not_each_others_deputies(committed_db: str) -> None:
    position = officials.Position("TNN-CP", Role.DESK, Text(vi="Chuyên viên"))
    hung, linh = official("hung", position), official("linh", position)

    def name(absent: Account, deputy: Account) -> object:
        today: date = clock.today()
        held = Appointment.objects.get(account=absent)
        return officials.name_deputy(
            acting(absent), held.id, str(deputy.id), since=today, until=today, reason="Nghỉ phép"
        )

    second = meanwhile(lambda: name(hung, linh), lambda: name(linh, hung))
    refused = second.exception()
    assert isinstance(refused, Invalid), refused
    assert [(one.place, one.code) for one in refused.faults] == [("deputy", "deputy_is_absent")]
    assert [one.absent_id for one in Deputyship.objects.all()] == [hung.id]


def test_a_link_that_is_sent_while_all_others_end_ends_too(committed_db: str) -> None:
    account = applicant()
    asked: list[str] = []

    def ask() -> None:
        changes.request_email(acting(account), None, NEW)
        asked.append(token_in(letters("account", account.id)[0]))

    meanwhile(ask, lambda: signin.end_other_sessions(acting(account), "")).result()
    with pytest.raises(Refused, match="link_expired"):
        changes.confirm_email_change(VISITOR_AT, asked[0])
    ask()
    changes.confirm_email_change(VISITOR_AT, asked[1])
