"""What one operator alone cannot bring about by a deputy, or by an address corrected before somebody decides."""

from datetime import timedelta
from uuid import UUID

import pytest

from dvctt.accounts import changes, officials, people, proposals
from dvctt.accounts.models import Account, Appointment, Deputyship, Proposal
from dvctt.authority import CASE_ROLES, DECIDING_ROLES
from dvctt.kernel import Actor, Refused, Role, Text, clock, system
from tests.accounts.people import VISITOR_AT, letters, token_in
from tests.fixtures_casework import make_officer

pytestmark = pytest.mark.django_db
WHY = {"checked_how": "in_person", "reason": "Mất hộp thư"}
OWN_MAILBOX = "ke.gian@ngoai.example"


@pytest.fixture
def first() -> Actor:
    return make_officer("Vận hành Một", Role.OPERATOR, "CNTT", "Chuyên viên", "")


@pytest.fixture
def second() -> Actor:
    return make_officer("Vận hành Hai", Role.OPERATOR, "CNTT", "Chuyên viên", "")


@pytest.fixture
def officer() -> Actor:
    return make_officer("Lê Thẩm", Role.APPRAISER, "DDBD-QL", "Chuyên viên", "")


def as_now(actor: Actor) -> Actor:
    return people.actor_for(Account.objects.get(id=actor.id), channel="test")


def address(actor: Actor) -> str:
    return Account.objects.get(id=actor.id).email


def held(actor: Actor) -> UUID:
    return Appointment.objects.get(account_id=actor.id).id


def stand_in(by: Actor, absent: Actor, deputy: Actor, *, days: int = 0) -> UUID | None:
    since = clock.today() + timedelta(days=days)
    return officials.name_deputy(
        by, held(absent), deputy.id, since=since, until=since + timedelta(days=1), reason="Nghỉ"
    )


def corrected(by: Actor, officer: Actor) -> str:
    """The secret of the link that the operator had sent to an address of his own."""
    assert officials.correct_email(by, officer.id, OWN_MAILBOX, **WHY)
    return next(token_in(one) for one in letters("account", officer.id) if "/account/email/" in one.body)


def refusal(token: str) -> str:
    with pytest.raises(Refused) as refused:
        changes.confirm_email_change(VISITOR_AT, token)
    return refused.value.reasons[0].code


def propose(by: Actor, officer: Actor, role: Role = Role.HEAD) -> None:
    assert officials.appoint(by, officer.id, officials.Position("DDBD-QL", role, Text(vi="Trưởng phòng"))) is None


@pytest.mark.parametrize("role", sorted(CASE_ROLES))
def test_a_deputy_of_who_decides_is_named_by_two_or_by_the_holder(
    role: Role, first: Actor, second: Actor, officer: Actor
) -> None:
    absent = make_officer("Người Vắng", role, "DDBD", "Chức vụ", "")
    deputy = make_officer("Trưởng Thay", Role.HEAD, "DDBD-QL", "Trưởng phòng", "") if role == "competent" else officer
    made = stand_in(first, absent, deputy)
    assert (made is None) == (role in DECIDING_ROLES)
    assert as_now(deputy).holds(role, "DDBD") == (role not in DECIDING_ROLES)
    if made is None:
        (waits,) = proposals.proposals(second)
        assert (waits.kind, waits.account) == ("deputy", deputy.id)
        with pytest.raises(Refused, match="own_proposal"):
            officials.confirm_proposal(first, waits.id)
        officials.confirm_proposal(second, waits.id)
        assert as_now(deputy).holds(role, "DDBD")
    officials.end_deputyship(second, Deputyship.objects.get().id)
    assert stand_in(absent, absent, deputy) is not None


def test_neither_who_is_over_the_holder_nor_an_administrator_names_alone(officer: Actor, second: Actor) -> None:
    over = make_officer("Ngô Cục", Role.HEAD, "DDBD", "Cục trưởng", "")
    keeper = make_officer("Quản trị Đo", Role.ADMINISTRATOR, "DDBD", "Chuyên viên", "")
    clerk = make_officer("Lưu Văn", Role.CLERK, "DDBD", "Văn thư", "")
    assert stand_in(over, clerk, officer) is None and not Deputyship.objects.exists()
    (waits,) = proposals.proposals(keeper)
    officials.confirm_proposal(keeper, waits.id)
    assert as_now(officer).holds(Role.CLERK, "DDBD")
    assert stand_in(keeper, over, officer) is None
    with pytest.raises(Refused, match="own_account"):
        stand_in(over, make_officer("Trưởng Hai", Role.HEAD, "DDBD-QL", "Trưởng phòng", ""), over)


def test_an_address_corrected_by_one_is_not_put_in_force_for_who_came_to_decide(first: Actor, officer: Actor) -> None:
    before, token = address(officer), corrected(first, officer)
    Appointment.objects.create(account_id=officer.id, unit="DDBD-QL", role=Role.HEAD, title_vi="Trưởng phòng")
    assert refusal(token) == "corrected_by_one" and address(officer) == before
    with pytest.raises(Refused, match="corrected_by_one"):
        changes.email_change_for(token)
    Appointment.objects.filter(account_id=officer.id, role=Role.HEAD).delete()
    changes.confirm_email_change(VISITOR_AT, token)
    assert address(officer) == OWN_MAILBOX


def test_a_proposal_ends_what_one_alone_corrected_and_what_comes_then_takes_two(
    first: Actor, second: Actor, officer: Actor
) -> None:
    before, token = address(officer), corrected(first, officer)
    assert officials.waiting_correction(second, officer.id)
    propose(first, officer)
    assert not officials.waiting_correction(second, officer.id)
    assert not officials.correct_email(first, officer.id, OWN_MAILBOX, **WHY)
    position = next(one for one in proposals.proposals(second) if one.kind == "appointment")
    assert (position.email, position.email_changes) == (before, True)
    correction = next(one for one in proposals.proposals(second) if one.kind == "email")
    officials.refuse_proposal(second, position.id, reason="Không có quyết định")
    assert refusal(token) == "link_expired" and address(officer) == before
    officials.confirm_proposal(second, correction.id)
    propose(first, officer)
    (position,) = proposals.proposals(second)
    assert position.email_changes
    confirmed = next(token_in(one) for one in letters("account", officer.id) if "/account/email/" in one.body)
    changes.confirm_email_change(VISITOR_AT, confirmed)
    (position,) = proposals.proposals(second)
    assert (position.email, position.email_changes, address(officer)) == (OWN_MAILBOX, False, OWN_MAILBOX)


def test_the_second_official_is_told_of_an_address_that_one_alone_entered(
    first: Actor, second: Actor, officer: Actor
) -> None:
    changes.confirm_email_change(VISITOR_AT, corrected(first, officer))
    propose(first, officer)
    propose(first, make_officer("Trần Khác", Role.APPRAISER, "DDBD-QL", "Chuyên viên", ""))
    told = {one.account: one.email_by_one for one in proposals.proposals(second)}
    assert told.pop(officer.id) and not any(told.values()) and len(told) == 1
    assert not officials.correct_email(first, officer.id, "hai.nguoi@monre.example", **WHY)
    officials.confirm_proposal(second, next(one.id for one in proposals.proposals(second) if one.kind == "email"))
    link = next(token_in(one) for one in letters("account", officer.id) if "/account/email/" in one.body)
    changes.confirm_email_change(VISITOR_AT, link)
    assert not any(one.email_by_one for one in proposals.proposals(second))


def test_an_address_that_two_entered_after_one_had_is_not_told_as_of_one(
    first: Actor, second: Actor, officer: Actor
) -> None:
    corrected(first, officer)
    propose(first, officer)
    officials.correct_email(first, officer.id, OWN_MAILBOX, **WHY)
    officials.confirm_proposal(second, next(one.id for one in proposals.proposals(second) if one.kind == "email"))
    link = next(token_in(one) for one in letters("account", officer.id) if "/account/email/" in one.body)
    changes.confirm_email_change(VISITOR_AT, link)
    (position,) = proposals.proposals(second)
    assert (position.email, position.email_by_one) == (OWN_MAILBOX, False)


def test_a_deputy_of_who_decides_decides(first: Actor, officer: Actor) -> None:
    before, token = address(officer), corrected(first, officer)
    head = make_officer("Ngô Trưởng", Role.HEAD, "DDBD-QL", "Trưởng phòng", "")
    made = stand_in(head, head, officer, days=3)
    assert refusal(token) == "link_expired" and address(officer) == before
    assert not officials.correct_email(first, officer.id, OWN_MAILBOX, **WHY)
    assert made is not None
    officials.end_deputyship(head, made)
    assert officials.correct_email(first, officer.id, "ba@monre.example", **WHY)


def test_a_deputy_who_is_proposed_decides(first: Actor, officer: Actor) -> None:
    token = corrected(first, officer)
    head = make_officer("Ngô Trưởng", Role.HEAD, "DDBD-QL", "Trưởng phòng", "")
    assert stand_in(first, head, officer) is None
    assert refusal(token) == "link_expired"
    assert not officials.correct_email(first, officer.id, OWN_MAILBOX, **WHY)
    assert set(Proposal.objects.values_list("kind", flat=True)) == {"deputy", "email"}


def test_what_is_appointed_by_the_ministrys_data_ends_it_too(first: Actor, officer: Actor) -> None:
    token = corrected(first, officer)
    position = officials.Position("DDBD-QL", Role.HEAD, Text(vi="Trưởng phòng"))
    assert officials.appoint(system("data"), officer.id, position) is not None
    assert refusal(token) == "link_expired"
    officials.correct_email(system("data"), officer.id, "bon@monre.example", **WHY)
    link = next(token_in(one) for one in letters("account", officer.id) if "/account/email/" in one.body)
    changes.confirm_email_change(VISITOR_AT, link)
    assert address(officer) == "bon@monre.example"
