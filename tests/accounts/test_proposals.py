"""Nobody comes to decide by one official's hand: one proposes, another confirms, and the person is neither."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from dvctt.accounts import officials, people, proposals
from dvctt.accounts.models import Account, Appointment, Deputyship, DirectoryName, Proposal
from dvctt.authority import DECIDING_ROLES
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Forbidden, Invalid, NotFound, Ref, Refused, Role, Text, clock, system
from dvctt.notices import api as notices
from dvctt.notices.models import Message
from tests.fixtures_casework import make_officer
from tests.fixtures_identity import MINISTRY, Providers
from tests.guards import settle

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def first() -> Actor:
    return make_officer("Vận hành Một", Role.OPERATOR, "CNTT", "Chuyên viên", "")


@pytest.fixture
def second() -> Actor:
    return make_officer("Vận hành Hai", Role.OPERATOR, "CNTT", "Chuyên viên", "")


def position(role: Role = Role.COMPETENT, unit: str = "LDB") -> officials.Position:
    return officials.Position(unit, role, Text(vi="Thứ trưởng"), "KT. BỘ TRƯỞNG")


def desk() -> Actor:
    return make_officer("Lê Tiếp", Role.DESK, "MOTCUA", "Chuyên viên", "")


def holds(account: str, role: Role) -> bool:
    return people.actor_for(Account.objects.get(id=account), channel="test").holds(role, "LDB")


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reasons[0].code


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


def test_a_position_of_decision_waits_for_another_and_names_both(first: Actor, second: Actor) -> None:
    officer = desk()
    assert officials.appoint(first, officer.id, position()) is None
    assert not holds(officer.id, Role.COMPETENT)
    (waits,) = proposals.proposals(first)
    assert (waits.kind, waits.account, waits.proposed_by, waits.mine) == ("appointment", officer.id, first.name, True)
    assert refusal(lambda: officials.appoint(first, officer.id, position())) == "proposed_already"
    assert refusal(lambda: officials.confirm_proposal(first, waits.id)) == "own_proposal"
    assert not proposals.proposals(second)[0].mine
    officials.confirm_proposal(second, waits.id)
    assert holds(officer.id, Role.COMPETENT) and proposals.proposals(second) == ()
    appointed, answered = journal.entries(Ref("account", officer.id))[-2:]
    assert (appointed.act, appointed.actor_id, appointed.after["proposed_by"]) == ("appointed", second.id, first.id)
    assert (answered.act, answered.after["answered_by"]) == ("proposal_confirmed", second.id)
    told = {row.subject_id for row in Message.objects.filter(title__contains="đề xuất")}
    assert told == {officer.id, first.id, second.id}
    with pytest.raises(NotFound):
        officials.confirm_proposal(second, waits.id)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_that_decides_takes_two_and_the_others_one(role: Role, first: Actor) -> None:
    officer = desk()
    unit = "CNTT"
    made = officials.appoint(first, officer.id, position(role, unit))
    assert (made is None) == (role in DECIDING_ROLES)
    assert Appointment.objects.filter(account_id=officer.id, role=role, unit=unit).exists() == (made is not None)
    number = officials.create_official(
        first, username="le.moi", name="Lê Mới", email="le.moi@monre.example", positions=[position(role, unit)]
    )
    assert Appointment.objects.filter(account_id=number).exists() == (made is not None)
    by_data = officials.create_official(
        system("data"), username="le.hai", name="Lê Hai", email="le.hai@monre.example", positions=[position(role)]
    )
    assert Appointment.objects.filter(account_id=by_data, role=role).exists()


def test_an_operator_makes_no_second_self(first: Actor, second: Actor) -> None:
    """Neither a second operator nor one's own account gets what one wants by oneself."""
    assert refusal(lambda: officials.appoint(first, first.id, position())) == "own_account"
    number = officials.create_official(
        first, username="bong", name="Bóng", email="bong@monre.example", positions=[position(Role.OPERATOR, "CNTT")]
    )
    Account.objects.filter(id=number).update(state="active")
    shadow = people.actor_for(Account.objects.get(id=number), channel="test")
    officials.appoint(first, desk().id, position())
    for waits in proposals.proposals(first):
        with pytest.raises(Forbidden):
            officials.confirm_proposal(shadow, waits.id)
    about_oneself = next(one for one in proposals.proposals(second) if one.account == str(number))
    officials.confirm_proposal(second, about_oneself.id)
    shadow = people.actor_for(Account.objects.get(id=number), channel="test")
    officials.appoint(first, shadow.id, position(Role.CLERK))
    (clerk,) = [one for one in proposals.proposals(shadow) if one.account == str(number)]
    assert refusal(lambda: officials.confirm_proposal(shadow, clerk.id)) == "own_proposal"


def test_a_directory_name_waits_and_none_is_entered_at_once(first: Actor, second: Actor, identity: Providers) -> None:
    officer = desk()
    assert not officials.set_directory_name(first, officer.id, MINISTRY, "cb.tiep")
    assert not DirectoryName.objects.exists()
    (waits,) = proposals.proposals(second)
    officials.confirm_proposal(second, waits.id)
    assert DirectoryName.objects.get().name == "cb.tiep"
    assert officials.set_directory_name(first, officer.id, MINISTRY, "")
    assert not DirectoryName.objects.exists()
    officials.set_directory_name(first, officer.id, MINISTRY, "cb.tiep")
    officials.set_directory_name(system("data"), desk().id, MINISTRY, "CB.Tiep")
    (waits,) = proposals.proposals(second)
    with pytest.raises(Invalid):
        officials.confirm_proposal(second, waits.id)


def test_the_address_of_who_decides_is_corrected_by_two(first: Actor, second: Actor) -> None:
    competent, officer = make_officer("Võ Thứ", Role.COMPETENT, "LDB", "Thứ trưởng", ""), desk()
    why: dict[str, Any] = {"checked_how": "in_person", "reason": "Mất hộp thư"}

    def links() -> int:
        return sum("/account/email/" in row.body for row in Message.objects.all())

    assert officials.correct_email(first, officer.id, "moi@monre.example", **why) and links() == 1
    assert not officials.correct_email(first, competent.id, "khac@monre.example", **why) and links() == 1
    (waits,) = proposals.proposals(second)
    officials.confirm_proposal(second, waits.id)
    assert links() == 2


def test_who_stands_in_for_a_competent_person(first: Actor, second: Actor) -> None:
    competent = make_officer("Dương Cục", Role.COMPETENT, "DDBD", "Cục trưởng", "")
    head = make_officer("Ngô Trưởng", Role.HEAD, "DDBD-QL", "Trưởng phòng", "")
    clerk = make_officer("Lưu Văn", Role.CLERK, "DDBD", "Văn thư", "")
    other = make_officer("Trưởng khác", Role.HEAD, "TNN", "Cục trưởng", "")
    held, today = Appointment.objects.get(account_id=competent.id).id, clock.today()

    def name(actor: Actor, deputy: Actor) -> object:
        return officials.name_deputy(actor, held, deputy.id, since=today, until=today + 2 * DAY, reason="Nghỉ phép")

    (own,) = officials.deputising(competent)
    assert {number for number, _name in own.candidates} == {head.id}
    for wrong in (clerk, other):
        with pytest.raises(Invalid):
            name(competent, wrong)
    assert name(first, head) is None and not Deputyship.objects.exists()
    (waits,) = proposals.proposals(second)
    officials.confirm_proposal(second, waits.id)
    made = Deputyship.objects.get()
    assert (str(made.deputy_id), made.named_by) == (head.id, second.id)
    for told in (competent, head, first, second):  # also in whose place somebody is to act
        assert any("thay" in one.body for one in notices.messages(Ref("account", told.id)))
    officials.end_deputyship(second, made.id)
    assert name(competent, head) is not None
    officials.end_deputyship(competent, Deputyship.objects.get(ended_at=None).id)
    settle("authority.deputy.competent", "competent")
    with pytest.raises(Invalid):
        name(competent, head)
    settle("authority.deputy.competent", "any")
    assert name(competent, clerk) is not None


def test_an_agencys_administrator_answers_for_the_agency_alone(first: Actor, identity: Providers) -> None:
    keeper = make_officer("Quản trị Nước", Role.ADMINISTRATOR, "TNN", "Chuyên viên", "")
    inside = make_officer("Trần Nước", Role.APPRAISER, "TNN-CP", "Chuyên viên", "")
    officials.appoint(first, inside.id, position(Role.HEAD, "TNN-CP"))
    officials.appoint(first, desk().id, position())
    officials.set_directory_name(first, inside.id, MINISTRY, "tnn.tran")
    (waits,) = proposals.proposals(keeper)
    assert waits.account == inside.id and waits.kind == "appointment"
    named = next(one for one in proposals.proposals(first) if one.kind == "directory_name")
    with pytest.raises(NotFound):
        officials.confirm_proposal(keeper, named.id)
    officials.confirm_proposal(keeper, waits.id)
    assert Appointment.objects.filter(account_id=inside.id, role=Role.HEAD).exists()
    with pytest.raises(Forbidden):
        proposals.proposals(inside)


def test_a_refusal_has_a_reason_and_leaves_nothing(first: Actor, second: Actor) -> None:
    officer = desk()
    officials.appoint(first, officer.id, position())
    (waits,) = proposals.proposals(second)
    with pytest.raises(Invalid):
        officials.refuse_proposal(second, waits.id, reason=" ")
    officials.refuse_proposal(second, waits.id, reason="Không có quyết định bổ nhiệm")
    assert not holds(officer.id, Role.COMPETENT) and proposals.proposals(second) == ()
    assert journal.entries(Ref("account", officer.id))[-1].reason == "Không có quyết định bổ nhiệm"
    assert officials.appoint(first, officer.id, position()) is None


def test_the_database_holds_the_rule_of_two(first: Actor, second: Actor) -> None:
    officer = desk()
    officials.appoint(first, officer.id, position())
    row = Proposal.objects.get()
    answered = "SET outcome = 'confirmed', answered_at = now(), answered_by = "
    for sql, name in (
        (f"{answered} '{first.id}'", "proposal_answered_by_another"),
        (f"{answered} '{officer.id}'", "proposal_not_answered_for_oneself"),
        (f"{answered} ''", "proposal_waits_or_is_answered"),
        ("SET outcome = 'refused', answered_at = now(), answered_by = 'x'", "proposal_waits_or_is_answered"),
        ("SET what = '{}'", "answered once"),
        (f"SET proposed_by = '{second.id}'", "answered once"),
    ):
        with pytest.raises(IntegrityError, match=name):
            run(f"UPDATE accounts_proposal {sql}")
    for more, name in (
        ({"proposed_by": officer.id}, "proposal_not_for_oneself"),
        ({"proposed_by": ""}, "proposal_by_someone"),
        ({"kind": "x"}, "proposal_kind_known"),
        ({}, "proposal_waits_once"),
    ):
        known = {"kind": row.kind, "account_id": row.account_id, "what": row.what, "proposed_by": first.id}
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Proposal.objects.create(**{**known, **more})
    officials.confirm_proposal(second, row.id)
    for sql in ("UPDATE accounts_proposal SET answer = 'x'", "DELETE FROM accounts_proposal",
                "TRUNCATE accounts_proposal"):  # fmt: skip
        with pytest.raises(IntegrityError, match="answered once"):
            run(sql)
