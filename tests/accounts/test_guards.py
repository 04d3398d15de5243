"""Who moves a guard, who is told that something waits for a second person, and what becomes of a proposal."""

import pytest
from django.db import IntegrityError, connection, transaction

from dvctt.accounts import officials, proposals
from dvctt.accounts.models import Account, Proposal
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Forbidden, Invalid, NotFound, Ref, Refused, Role
from dvctt.ministry import api as ministry
from dvctt.notices.models import Message
from tests.accounts.test_proposals import desk, position, refusal
from tests.fixtures_casework import make_officer

pytestmark = pytest.mark.django_db
MINUTES = "accounts.step_up_officer_minutes"
# What weakens who is asked, who is checked, what is counted or kept, when it is set otherwise.
GUARDS = {
    "authority.deputy.competent", "security.kept_days", "accounts.vetting.individual", "accounts.vetting.organisation",
    "accounts.identity.link_level", "accounts.factor_reset.wait_hours", "accounts.phone_code.individual",
    "accounts.phone_code.organisation", "accounts.code.tries", "accounts.step_up_minutes", MINUTES,
}  # fmt: skip


@pytest.fixture
def first() -> Actor:
    return make_officer("Vận hành Một", Role.OPERATOR, "CNTT", "Chuyên viên", "")


@pytest.fixture
def second() -> Actor:
    return make_officer("Vận hành Hai", Role.OPERATOR, "CNTT", "Chuyên viên", "")


def told_of_waiting() -> set[str]:
    return {row.subject_id for row in Message.objects.filter(title="Một việc chờ người thứ hai")}


def test_the_data_says_which_settings_are_guards(first: Actor) -> None:
    assert {one.key for one in ministry.settings(first) if one.two} == GUARDS


@pytest.mark.parametrize("key", sorted(GUARDS))
def test_no_operator_alone_moves_a_guard(first: Actor, second: Actor, key: str) -> None:
    known = {one.key: one for one in ministry.settings(first)}[key]
    wanted = next((one for one in known.options if one != known.value), None) or known.max
    assert wanted is not None
    assert refusal(lambda: ministry.set_setting(first, key, wanted)) == "takes_two"
    waits = officials.propose_setting(first, key, wanted, reason="Theo Quyết định 12")
    assert ministry.setting(key) == known.value
    assert refusal(lambda: officials.confirm_proposal(first, waits)) == "own_proposal"
    assert refusal(lambda: officials.propose_setting(second, key, wanted, reason="Khác")) == "proposed_already"
    officials.confirm_proposal(second, waits)
    assert ministry.setting(key) == wanted
    changed, answered = journal.entries(Ref("setting", key))[-2:]
    assert (changed.act, changed.actor_id, changed.after["proposed_by"]) == ("setting_changed", second.id, first.id)
    assert (changed.reason, answered.act) == ("Theo Quyết định 12", "proposal_confirmed")


def test_a_guard_is_proposed_by_who_keeps_settings_with_a_reason_and_a_value_that_fits(first: Actor) -> None:
    administrator = make_officer("Quản trị", Role.ADMINISTRATOR, "TNN", "Chuyên viên", "")
    with pytest.raises(Forbidden):
        officials.propose_setting(administrator, MINUTES, 0, reason="Thử")
    for value, reason, place in ((1000, "Thử", MINUTES), (0, " ", "reason"), (0, "x" * 1001, "reason")):
        with pytest.raises(Invalid) as invalid:
            officials.propose_setting(first, MINUTES, value, reason=reason)
        assert [one.place for one in invalid.value.faults] == [place]
    officials.propose_setting(first, MINUTES, 0, reason="Thử")
    assert proposals.proposals(administrator) == () and proposals.proposals_waiting_for(administrator) == 0
    with pytest.raises(NotFound):
        officials.confirm_proposal(administrator, proposals.proposals(first)[0].id)


def test_those_who_may_answer_are_told_that_something_waits_and_nobody_else(first: Actor, second: Actor) -> None:
    officer = desk()
    near = make_officer("Quản trị Một", Role.ADMINISTRATOR, "MOTCUA", "Chuyên viên", "")
    far = make_officer("Quản trị Hai", Role.ADMINISTRATOR, "TNN", "Chuyên viên", "")
    officials.appoint(first, officer.id, position(Role.CLERK, "MOTCUA"))
    assert told_of_waiting() == {second.id, near.id}
    letter = Message.objects.filter(subject_id=second.id).latest("created_at")
    assert "Vận hành Một" in letter.body and "/operator/proposals/" in letter.body
    assert "Lê Tiếp" not in letter.body and officer.name not in letter.title
    counts = [proposals.proposals_waiting_for(one) for one in (first, second, near, far, officer)]
    assert counts == [0, 1, 1, 0, 0]
    officials.appoint(second, near.id, position(Role.CLERK, "MOTCUA"))
    assert proposals.proposals_waiting_for(near) == 1  # the other is about itself
    assert told_of_waiting() == {second.id, near.id, first.id}


def test_who_proposed_takes_it_back_and_nobody_else(first: Actor, second: Actor) -> None:
    officer = desk()
    officials.appoint(first, officer.id, position())
    (waits,) = proposals.proposals(first)
    assert waits.own and not proposals.proposals(second)[0].own
    assert refusal(lambda: officials.withdraw_proposal(second, waits.id)) == "not_own_proposal"
    officials.withdraw_proposal(first, waits.id)
    assert proposals.proposals(second) == () and proposals.proposals_waiting_for(second) == 0
    entry = journal.entries(Ref("account", officer.id))[-1]
    assert (entry.act, entry.actor_id) == ("proposal_withdrawn", first.id)
    for act in (officials.withdraw_proposal, officials.confirm_proposal):
        with pytest.raises(NotFound):
            act(first, waits.id)
    officials.appoint(first, officer.id, position())  # and may be proposed anew
    assert len(proposals.proposals(first)) == 1


def test_answered_proposals_are_listed_with_who_when_what_and_result(first: Actor, second: Actor) -> None:
    officers = [desk() for _ in range(3)]
    for officer in officers:
        officials.appoint(first, officer.id, position())
    one, two, three = proposals.proposals(second)
    officials.confirm_proposal(second, one.id)
    officials.refuse_proposal(second, two.id, reason="Chưa có quyết định")
    officials.withdraw_proposal(first, three.id)
    found = proposals.answered_proposals(second, limit=10)
    assert [(row.outcome, row.answered_by, row.answer) for row in found] == [
        ("withdrawn", "", ""), ("refused", second.name, "Chưa có quyết định"), ("confirmed", second.name, ""),
    ]  # fmt: skip
    assert {(row.proposed_by, row.subject) for row in found} == {(first.name, "Lê Tiếp")}
    page = proposals.answered_proposals(second, limit=2)
    assert [row.id for row in page] == [three.id, two.id]
    assert [row.id for row in proposals.answered_proposals(second, after=two.id, limit=2)] == [one.id]
    administrator = make_officer("Quản trị", Role.ADMINISTRATOR, "TNN", "Chuyên viên", "")
    assert proposals.answered_proposals(administrator, limit=10) == ()
    with pytest.raises(Forbidden):
        proposals.answered_proposals(officers[0], limit=10)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "setting", "what": {"key": MINUTES}, "about": True},
        {"kind": "appointment", "what": {}},
        {"kind": "setting", "what": {"key": MINUTES}, "outcome": "withdrawn"},
        {"kind": "setting", "what": {"key": MINUTES}, "outcome": "withdrawn", "answered_by": "x", "at": True},
    ],
)
def test_the_database_knows_what_a_proposal_is_about_and_how_it_ends(wrong: dict[str, object], first: Actor) -> None:
    account = Account.objects.get(id=desk().id)
    row = Proposal(
        kind=wrong["kind"], what=wrong["what"], proposed_by=first.id, account=account if wrong.get("about") else None,
        outcome=wrong.get("outcome", "waiting"), answered_by=wrong.get("answered_by", ""),
        answered_at=account.created_at if wrong.get("at") else None,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_lets_one_value_of_a_setting_wait_and_keeps_what_was_answered(first: Actor, second: Actor) -> None:
    waits = officials.propose_setting(first, MINUTES, 0, reason="Thử")
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(kind="setting", what={"key": MINUTES, "value": 5}, proposed_by=second.id)
    officials.refuse_proposal(second, waits, reason="Không cần")
    for change in ("answer = 'Khác'", "outcome = 'waiting'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE accounts_proposal SET {change}")
    officials.propose_setting(second, MINUTES, 0, reason="Thử lại")
    with pytest.raises(Refused):
        ministry.set_confirmed(second, MINUTES, 0, reason="Thử", proposed_by="")
