"""A proposal does not outlive the power of who made it: two officials will it on the day on which it is done."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dvctt.accounts import lifecycle, officials, proposals
from dvctt.accounts.models import Account, Appointment, Deputyship, DirectoryName, Proposal
from dvctt.kernel import Actor, Refused, Role, clock
from dvctt.ministry import api as ministry
from dvctt.notices.models import Message
from tests.accounts.test_guards import MINUTES
from tests.accounts.test_lone_hand import WHY, as_now, held, stand_in
from tests.accounts.test_proposals import desk, holds, position, refusal
from tests.fixtures_casework import make_officer
from tests.fixtures_identity import MINISTRY, Providers

pytestmark = pytest.mark.django_db
Proposed = Callable[[Actor], Callable[[], bool]]


@pytest.fixture
def first() -> Actor:
    return make_officer("Vận hành Một", Role.OPERATOR, "CNTT", "Chuyên viên", "")


@pytest.fixture
def second() -> Actor:
    return make_officer("Vận hành Hai", Role.OPERATOR, "CNTT", "Chuyên viên", "")


def appointed(first: Actor) -> Callable[[], bool]:
    officer = desk()
    officials.appoint(first, officer.id, position())
    return lambda: holds(officer.id, Role.COMPETENT)


def named(first: Actor) -> Callable[[], bool]:
    officials.set_directory_name(first, desk().id, MINISTRY, "cb.tiep")
    return DirectoryName.objects.exists


def deputised(first: Actor) -> Callable[[], bool]:
    competent = make_officer("Dương Cục", Role.COMPETENT, "DDBD", "Cục trưởng", "")
    assert stand_in(first, competent, make_officer("Ngô Trưởng", Role.HEAD, "DDBD-QL", "Trưởng phòng", "")) is None
    return Deputyship.objects.exists


def corrected(first: Actor) -> Callable[[], bool]:
    competent = make_officer("Võ Thứ", Role.COMPETENT, "LDB", "Thứ trưởng", "")
    assert not officials.correct_email(first, competent.id, "khac@monre.example", **WHY)
    return lambda: any("/account/email/" in one.body for one in Message.objects.all())


def set_otherwise(first: Actor) -> Callable[[], bool]:
    officials.propose_setting(first, MINUTES, 5, reason="Theo Quyết định 12")
    return lambda: ministry.setting(MINUTES) == 5


def ended(first: Actor, second: Actor) -> None:
    officials.end_appointment(second, held(first), reason="Điều động", at_once=True)


def over(first: Actor, _second: Actor) -> None:
    yesterday = clock.today() - timedelta(days=1)
    Appointment.objects.filter(account_id=first.id).update(since=yesterday, until=yesterday)


def moved(first: Actor, second: Actor) -> None:
    ended(first, second)
    officials.appoint(second, first.id, officials.Position("MOTCUA", Role.DESK, position().title))


def suspended(first: Actor, second: Actor) -> None:
    lifecycle.suspend(second, first.id, reason="Lộ mật khẩu")


def gone(first: Actor, second: Actor) -> None:
    officials.end_service(second, first.id, last_day=None, reason="Nghỉ hưu")


@pytest.mark.parametrize("propose", [appointed, named, deputised, corrected, set_otherwise])
def test_what_somebody_proposed_who_left_is_not_confirmed(
    propose: Proposed, first: Actor, second: Actor, identity: Providers
) -> None:
    done = propose(first)
    waits = Proposal.objects.get()
    ended(first, second)
    assert refusal(lambda: officials.confirm_proposal(second, waits.id)) == "proposer_may_no_more"
    assert not done() and Proposal.objects.get().outcome == "waiting"
    officials.refuse_proposal(second, waits.id, reason="Người đề xuất đã nghỉ")
    third = make_officer("Vận hành Ba", Role.OPERATOR, "CNTT", "Chuyên viên", "")
    again = propose(third)
    (waits,) = Proposal.objects.filter(outcome="waiting")
    officials.confirm_proposal(second, waits.id)
    assert again()


@pytest.mark.parametrize("leave", [ended, over, moved, suspended, gone])
def test_however_the_power_of_who_proposed_went(
    leave: Callable[[Actor, Actor], None], first: Actor, second: Actor
) -> None:
    done = appointed(first)
    waits = Proposal.objects.get()
    leave(first, second)
    assert refusal(lambda: officials.confirm_proposal(second, waits.id)) == "proposer_may_no_more"
    assert not done()


def test_who_proposed_is_asked_for_what_was_proposed_and_not_for_any_power(second: Actor) -> None:
    """An agency's administrator who was moved to another agency keeps officials there, not here."""
    keeper = make_officer("Quản trị Nước", Role.ADMINISTRATOR, "TNN", "Chuyên viên", "")
    inside = make_officer("Trần Nước", Role.APPRAISER, "TNN-CP", "Chuyên viên", "")
    officials.appoint(keeper, inside.id, position(Role.HEAD, "TNN-CP"))
    (waits,) = proposals.proposals(second)
    Appointment.objects.filter(account_id=keeper.id).update(unit="DDBD")
    assert officials.official_scope(as_now(keeper)).units
    assert refusal(lambda: officials.confirm_proposal(second, waits.id)) == "proposer_may_no_more"
    Appointment.objects.filter(account_id=keeper.id).update(unit="TNN")
    officials.confirm_proposal(second, waits.id)


def test_what_keeps_the_second_from_it_too_is_told_as_it_is(first: Actor, second: Actor) -> None:
    officials.appoint(first, desk().id, position())
    waits = Proposal.objects.get()
    ended(first, second)
    Account.objects.filter(id=waits.account_id).update(state="cancelled")
    with pytest.raises(Refused, match="wrong_state"):
        officials.confirm_proposal(second, waits.id)
