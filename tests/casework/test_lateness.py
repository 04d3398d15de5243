"""What was late is told so: while it waits for the applicant, and of a reception that took too long."""

from uuid import UUID

from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.kernel import Role, clock
from tests.casework.test_finding import ask_amendment, before, found
from tests.casework.test_ways import asked
from tests.fixtures_casework import CONFIRMED, World, make_officer


def late_line(world: World, who: str = "head") -> list[tuple[str, str, int]]:
    lines = casework.lateness(world.people[who])
    return [(one.unit, one.officer, one.overdue) for one in lines if one.overdue]


def row(dossier: UUID) -> Dossier:
    return Dossier.objects.get(pk=dossier)


def test_a_late_dossier_stays_late_while_it_waits_for_the_applicant(water: World) -> None:
    with before(200):
        dossier = water.in_appraisal()
    due = row(dossier).due_at
    appraiser = water.people["appraiser"].id
    expected = [("TNN-CP", appraiser, 1)]
    assert late_line(water) == expected
    ask_amendment(water, dossier, target="so_dinh_danh")
    held = row(dossier)
    assert (held.due_at, held.late_due_at, held.late_halted_at) == (None, due, held.held_since)
    assert held.queue_at == held.answer_due_at
    for who in ("appraiser", "head", "competent"):
        actor = water.people[who]
        assert found(actor, tab="overdue") == [dossier] and casework.counters(actor).overdue == 1, who
    assert late_line(water) == late_line(water, "competent") == expected
    assert sum(one.open for one in casework.lateness(water.people["head"])) == 0
    assert casework.counters(water.people["head"]).unit == 0
    shown = casework.queue(water.people["head"], "applicant").rows[0]
    assert shown.overdue and (shown.late_due_at, shown.late_halted_at) == (due, held.held_since)
    standing = next(
        one for one in casework.dossier_page(water.people["head"], dossier).clocks if one.name == "processing"
    )
    assert (standing.state, standing.overdue, standing.due, standing.halted) == ("paused", True, due, held.held_since)


def test_one_in_time_is_not_called_late_while_it_waits(water: World) -> None:
    dossier = water.in_appraisal()
    ask_amendment(water, dossier, target="so_dinh_danh")
    assert row(dossier).late_due_at is None
    assert found(water.people["head"], tab="overdue") == [] and late_line(water) == []


def test_the_list_of_the_late_ends_with_the_new_limit_and_with_the_dossier(water: World) -> None:
    with before(200):
        dossier, withdrawn = water.in_appraisal(), water.in_appraisal()
    for one in (dossier, withdrawn):
        ask_amendment(water, one, target="so_dinh_danh")
    water.act("applicant", withdrawn, "withdraw", {"reason": "Thôi."})
    assert row(withdrawn).late_due_at is None
    water.declare(dossier)
    water.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": {"1": "Đã rõ."}})
    after = row(dossier)
    assert after.late_due_at is None and after.due_at is not None and after.due_at > clock.now()
    assert found(water.people["head"], tab="overdue") == []


def was_late_line(world: World, who: str = "head") -> list[tuple[str, str, int]]:
    lines = casework.lateness(world.people[who])
    return [(one.unit, one.officer, one.was_late) for one in lines if one.was_late]


def test_a_new_term_does_not_undo_that_the_old_one_was_broken(water: World) -> None:
    with before(200):
        dossier = water.in_appraisal()
    due, head = row(dossier).due_at, water.people["head"]
    ask_amendment(water, dossier, target="so_dinh_danh")
    halted = row(dossier).held_since
    water.declare(dossier)
    water.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": {"1": "Đã rõ."}})
    after = row(dossier)
    assert (after.missed_due_at, after.missed_at) == (due, halted)
    assert found(head, tab="overdue") == [] and found(head, late="going") == [dossier]
    assert late_line(water) == [] and was_late_line(water) == [("TNN-CP", water.people["appraiser"].id, 1)]
    shown = casework.queue(head, "all").rows[0]
    assert (shown.overdue, shown.missed_due_at, shown.missed_at) == (False, due, halted)
    standing = next(one for one in casework.dossier_page(head, dossier).clocks if one.name == "processing")
    assert (standing.overdue, standing.missed_due, standing.missed_at) == (False, due, halted)
    water.act("applicant", dossier, "withdraw", {"reason": "Thôi."})
    assert (row(dossier).missed_due_at, row(dossier).late_due_at) == (due, None)
    assert found(head, late="going") == [] and found(head, late="closed") == [dossier]


def test_one_that_was_always_in_time_is_not_among_those_late_before(water: World) -> None:
    dossier = water.in_appraisal()
    ask_amendment(water, dossier, target="so_dinh_danh")
    water.declare(dossier)
    water.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": {"1": "Đã rõ."}})
    assert row(dossier).missed_due_at is None and was_late_line(water) == []
    assert found(water.people["head"], late="going") == found(water.people["head"], late="closed") == []


def test_a_result_given_late_is_late_for_good(water: World) -> None:
    with before(200):
        dossier = water.in_appraisal()
    due, head = row(dossier).due_at, water.people["head"]
    water.act("applicant", dossier, "withdraw", {"reason": "Thôi."})
    ended = row(dossier)
    assert (ended.missed_due_at, ended.missed_at) == (due, ended.closed_at)
    assert found(head, tab="closed", late="closed") == [dossier]
    assert casework.queue(head, "closed").rows[0].missed_due_at == due


def test_a_late_reception_is_late_before_and_while_the_applicant_amends(surveying: World) -> None:
    with before(30):
        dossier = surveying.submitted()
    desk, due = surveying.people["desk"], row(dossier).due_at
    assert found(desk, tab="overdue") == [dossier] and casework.counters(desk).overdue == 1
    surveying.act("desk", dossier, "request_amendment_at_reception", asked(surveying, dossier))
    assert row(dossier).late_due_at == due
    assert found(desk, tab="overdue") == [dossier] and casework.counters(desk).overdue == 1
    assert casework.queue(desk, "applicant").rows[0].overdue


def test_who_leads_the_desk_is_told_of_late_receptions(surveying: World) -> None:
    surveying.people["leader"] = make_officer("Trưởng Bộ phận Một cửa", Role.HEAD, "DDBD-MC", "Trưởng bộ phận", "")
    with before(30):
        waiting, asked_for = surveying.submitted(), surveying.submitted()
    surveying.act("desk", asked_for, "take_at_reception")
    surveying.act("desk", asked_for, "request_amendment_at_reception", asked(surveying, asked_for))
    leader, desk = surveying.people["leader"], surveying.people["desk"].id
    assert sorted(late_line(surveying, "leader")) == sorted([("DDBD-MC", "", 1), ("DDBD-MC", desk, 1)])
    assert set(found(leader, tab="overdue")) == {waiting, asked_for}
    assert casework.counters(leader).overdue == 2
    assert found(leader, tab="overdue", unit="DDBD-MC", officer=desk) == [asked_for]
    assert found(leader, tab="overdue", unit="DDBD-MC", officer=casework.NOBODY) == [waiting]


def test_a_dossier_that_was_accepted_late_says_so(surveying: World) -> None:
    with before(30):
        dossier = surveying.submitted()
    surveying.act("desk", dossier, "accept")
    assert row(dossier).late_due_at is None
    standing = next(
        one for one in casework.dossier_page(surveying.people["head"], dossier).clocks if one.name == "reception"
    )
    assert (standing.state, standing.overdue) == ("stopped", True)
    assert standing.halted == row(dossier).accepted_at


def test_who_holds_it_now_is_told_at_every_step_after_appraisal(water: World) -> None:
    with before(200):
        dossier = water.in_appraisal()
    people, appraiser = water.people, water.people["appraiser"]
    steps = [
        ("appraiser", "appraise", {"report": "Đủ điều kiện.", "proposal": "grant"}, "TNN-CP", "head"),
        ("head", "recommend_grant", {"opinion": "Đồng ý."}, "LDB", "competent"),
        ("competent", "approve", {}, "LDB", "clerk"),
    ]
    assert found(appraiser, tab="mine") == [dossier]
    for who, action, payload, unit, turn in steps:
        water.act(who, dossier, action, payload)
        assert row(dossier).holder_unit == unit
        shown = casework.queue(people["competent"], "all").rows[0]
        assert shown.turn == people[turn].grants[0].role, action
        assert late_line(water, "competent") == [(unit, "", 1)], action
        nobody = {"unit": unit, "officer": casework.NOBODY}
        assert found(people["competent"], tab="overdue", **nobody) == [dossier], action
        assert found(people["competent"], officer=appraiser.id) == [], action
        assert found(people[turn], tab="turn") == [dossier] and found(people[turn], tab="to_do") == [dossier], action
        for one in (appraiser, people[turn]):
            assert found(one, tab="mine") == found(one, tab="others") == found(one, tab="unassigned") == [], action
        assert casework.holders(people["competent"]).officers == (), action


def test_a_dossier_of_an_absent_turn_comes_back_to_its_officer(water: World) -> None:
    dossier = water.in_appraisal()
    water.act("appraiser", dossier, "appraise", {"report": "Đủ điều kiện.", "proposal": "grant"})
    water.act("head", dossier, "return_for_rework", {"reason": "Làm rõ thêm."})
    appraiser = water.people["appraiser"]
    assert found(appraiser, tab="mine") == found(appraiser, officer=appraiser.id) == [dossier]
