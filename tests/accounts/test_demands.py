"""Demands that reach the suspended, are counted before they are sent, and are withdrawn."""

from datetime import timedelta

import pytest

from dvctt.accounts import lifecycle, people
from dvctt.kernel import Forbidden, Invalid, NotFound, Refused, Text, clock, new_id
from tests.accounts.people import CLERK, OPERATOR, acting, applicant, individual, letters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]
SAID = Text(vi="Mời xem lại địa chỉ")


def titles(account: people.Account) -> list[str]:
    return [one.title for one in letters("account", account.id)]


def test_a_demand_reaches_the_suspended_once_they_are_back() -> None:
    account, until = applicant(), clock.today() + timedelta(days=30)
    lifecycle.suspend(OPERATOR, account.id, reason="Gửi hồ sơ giả")
    assert lifecycle.would_ask(OPERATOR, cause="other", text=SAID, grace_until=until) == 1
    assert lifecycle.demand(OPERATOR, cause="other", text=SAID, grace_until=until).asked == 1
    assert "Cần xem lại thông tin tài khoản" not in titles(account)
    lifecycle.lift(OPERATOR, account.id, reason="Nhầm người")
    assert "Cần xem lại thông tin tài khoản" in titles(account)
    assert lifecycle.demand_of(account.id)


def test_a_demand_is_withdrawn_from_who_has_not_answered() -> None:
    account, until = applicant(), clock.today() + timedelta(days=30)
    other = applicant(raw=individual(email="b@dan.example", citizen_id="001190000125"))
    batch = lifecycle.demand(OPERATOR, cause="other", text=SAID, grace_until=until).batch
    lifecycle.answer_demands(acting(account))
    with pytest.raises(Forbidden):
        lifecycle.withdraw_demand(CLERK, batch, reason="Sai")
    with pytest.raises(Invalid):
        lifecycle.withdraw_demand(OPERATOR, batch, reason=" ")
    with pytest.raises(NotFound):
        lifecycle.withdraw_demand(OPERATOR, new_id(), reason="Sai")
    assert lifecycle.withdraw_demand(OPERATOR, batch, reason="Gửi nhầm nội dung") == 1
    found = lifecycle.demand_batch(OPERATOR, batch)
    assert (found.asked, found.answered, found.withdrawn, found.waiting) == (2, 1, 1, 0)
    assert titles(other)[0] == "Không còn cần xem lại thông tin tài khoản"
    assert lifecycle.demand_of(other.id) is None
    with pytest.raises(Refused, match="wrong_state"):
        lifecycle.withdraw_demand(OPERATOR, batch, reason="Lần nữa")
