"""Holidays declared after submission: every clock that runs is counted by the later calendar, and people are told."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from dvctt.accounts.models import Account
from dvctt.casework import api as casework
from dvctt.casework.acts import recount
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import Act, ClockEvent, Dossier
from dvctt.journal import api as journal
from dvctt.kernel import Invalid, Ref, clock
from dvctt.ministry import api as ministry
from dvctt.notices.models import Message
from dvctt.outbox import api as outbox
from tests.casework.test_finding import ask_amendment, found
from tests.fixtures_calendars import Declare
from tests.fixtures_casework import CONFIRMED, World, bundle_of
from tests.web.officers import officer_browser, place
from tests.web.walking import browser, valid


def row(dossier: UUID) -> Dossier:
    return Dossier.objects.get(pk=dossier)


def day_of(moment: datetime | None) -> date:
    assert moment is not None
    return moment.astimezone(clock.HANOI).date()


def next_working_day(day: date) -> date:
    return ministry.calendar().working_day(day + timedelta(days=1))


def ledger(dossier: UUID) -> list[tuple[str, str, str]]:
    rows = ClockEvent.objects.filter(dossier=dossier, event="recount").order_by("id")
    return list(rows.values_list("clock", "calendar", "reason"))


def letters(dossier: UUID) -> list[str]:
    told = Message.objects.filter(subject_id=str(dossier), kind="legal", title__contains="ngày đến hạn thay đổi")
    return [one.body for one in told]


def test_a_day_off_declared_on_the_due_day_moves_the_end(surveying: World, declare: Declare) -> None:
    dossier = surveying.in_appraisal()
    before, former = row(dossier), row(dossier).calendar
    due = day_of(before.due_at)
    later = next_working_day(due)

    version = declare({due: "holiday"})
    assert row(dossier).due_at == before.due_at
    outbox.drain()

    after = row(dossier)
    assert day_of(after.due_at) == later and after.queue_at == after.due_at
    assert after.warn_at and before.warn_at and after.warn_at >= before.warn_at
    assert (after.calendar, after.clock_calendar, after.revision) == (former, version, before.revision)
    assert ledger(dossier) == [("processing", version, "calendar_days")]
    shown = casework.queue(surveying.people["head"], "all").rows[0]
    assert (shown.due_at, shown.calendar) == (after.due_at, version)
    assert found(surveying.people["head"], due_from=later, due_to=later) == [dossier]
    assert found(surveying.people["head"], due_from=due, due_to=due) == []


def test_page_journal_and_letter_name_both_versions_and_why(surveying: World, declare: Declare) -> None:
    dossier = surveying.in_appraisal()
    former, due = row(dossier).calendar, row(dossier).due_at
    version = declare({day_of(due): "holiday"})
    outbox.drain()
    for who in ("applicant", "appraiser"):
        page = casework.dossier_page(surveying.people[who], dossier)
        standing = next(one for one in page.clocks if one.name == "processing")
        assert standing.due == row(dossier).due_at and standing.calendar == version
        step = next(one for one in standing.steps if former in one.vi and version in one.vi)
        assert step.en and former in step.en and version in step.en and "91/2015/QH13" in step.vi
        entry = next(one for one in page.timeline if one.action == recount.ACT)
        assert former in entry.reason and version in entry.reason and f"{day_of(due):%d/%m/%Y}" in entry.reason
    entry = next(one for one in journal.entries(Ref("dossier", str(dossier))) if one.act == recount.ACT)
    assert (entry.before["calendar"], entry.after["calendar"]) == (former, version)
    assert due and entry.after["clocks"]["processing"]["from"] == due.astimezone(clock.HANOI).isoformat()
    assert journal.verify() == ()
    [body] = letters(dossier)
    assert former in body and version in body and f"{day_of(row(dossier).due_at):%d/%m/%Y}" in body


def test_who_reads_english_gets_reason_and_basis_in_english(surveying: World, declare: Declare) -> None:
    dossier = surveying.in_appraisal()
    Account.objects.filter(pk=surveying.people["applicant"].id).update(language="en")
    declare({day_of(row(dossier).due_at): "holiday"})
    outbox.drain()
    [told] = Message.objects.filter(subject_id=str(dossier), kind="legal", language="en")
    assert "Civil Code 91/2015/QH13, Article 148(5)" in told.body and "the new calendar" in told.body
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    standing = next(one for one in page.clocks if one.name == "processing")
    spec = bundle_of(dossier).process.clocks["processing"]
    steps = [step.in_language("en") for step in standing.steps]
    assert any("Civil Code 91/2015/QH13" in step for step in steps) and not any("Bộ luật" in step for step in steps)
    assert spec.basis_en and any(spec.basis_en in step for step in steps)
    assert not any(spec.basis in step for step in steps)


def test_counting_twice_changes_nothing(surveying: World, declare: Declare) -> None:
    dossier = surveying.in_appraisal()
    version = declare({day_of(row(dossier).due_at): "holiday"})
    outbox.drain()
    after, told = row(dossier), len(letters(dossier))
    assert recount.sweep_calendar() == 0
    recount._recount(dossier, ministry.calendar_version(version))
    assert row(dossier).due_at == after.due_at and len(letters(dossier)) == told
    assert len(ledger(dossier)) == Act.objects.filter(dossier=dossier, action=recount.ACT).count() == 1


def test_a_day_off_before_the_due_day_counts_too(water: World, declare: Declare) -> None:
    dossier = water.in_appraisal()
    due = day_of(row(dossier).due_at)
    between = next_working_day(next_working_day(clock.today()))
    declare({between: "holiday"})
    outbox.drain()
    assert day_of(row(dossier).due_at) == next_working_day(due)


def test_reception_is_counted_anew(surveying: World, declare: Declare) -> None:
    dossier = surveying.submitted()
    before = row(dossier)
    version = declare({day_of(before.due_at): "holiday"})
    outbox.drain()
    assert before.due_at and row(dossier).due_at > before.due_at  # type: ignore[operator]
    assert ledger(dossier) == [("reception", version, "calendar_days")]
    assert len(letters(dossier)) == 1


def test_the_applicants_own_time_moves_and_the_paused_clock_goes_over(surveying: World, declare: Declare) -> None:
    dossier = surveying.in_appraisal()
    ask_amendment(surveying, dossier, days=20)
    before = row(dossier)
    due = day_of(before.answer_due_at)
    declare({due: "holiday"})
    outbox.drain()
    after = row(dossier)
    assert day_of(after.answer_due_at) == next_working_day(due)
    assert after.queue_at == after.answer_due_at and after.wake_at and before.wake_at
    assert {name for name, _version, _why in ledger(dossier)} == {"processing", "answer"}
    [body] = letters(dossier)
    assert f"{next_working_day(due):%d/%m/%Y}" in body and "trước là" in body
    page = casework.dossier_page(surveying.people["appraiser"], dossier)
    assert {one.name: one.state for one in page.clocks}["processing"] == "paused"


def test_ended_clocks_and_closed_dossiers_keep_their_dates(surveying: World, declare: Declare) -> None:
    dossier, closed = surveying.in_appraisal(), surveying.submitted()
    surveying.act("applicant", closed, "withdraw", {"reason": "Nộp nhầm."})
    before = {one.name: one for one in casework.dossier_page(surveying.people["head"], dossier).clocks}["reception"]
    ended = casework.dossier_page(surveying.people["applicant"], closed)
    declare({day_of(before.due): "holiday", clock.today(): "holiday"})
    outbox.drain()
    after = {one.name: one for one in casework.dossier_page(surveying.people["head"], dossier).clocks}["reception"]
    assert (after.due, after.steps, after.calendar) == (before.due, before.steps, before.calendar)
    assert casework.dossier_page(surveying.people["applicant"], closed).timeline == ended.timeline
    assert [name for name, _version, _why in ledger(dossier)] == ["processing"]
    assert ledger(closed) == []


def test_nothing_that_moves_is_no_letter(surveying: World, declare: Declare) -> None:
    dossier = surveying.in_appraisal()
    due = row(dossier).due_at
    version = declare({day_of(due) + timedelta(days=60): "holiday"})
    outbox.drain()
    assert (row(dossier).due_at, row(dossier).clock_calendar) == (due, version)
    assert letters(dossier) == []
    assert any(entry.act == recount.ACT for entry in journal.entries(Ref("dossier", str(dossier))))
    for who in ("applicant", "desk"):
        timeline = casework.dossier_page(surveying.people[who], dossier).timeline
        assert recount.ACT not in {entry.action for entry in timeline}


def test_an_end_in_a_year_that_is_declared_later(surveying: World, declare: Declare) -> None:
    last = ministry.calendar().last
    assert last is not None
    with clock.travel(datetime(last.year, 12, 20, 10, tzinfo=clock.HANOI)):
        dossier = surveying.in_appraisal()
        due = day_of(row(dossier).due_at)
        told = casework.dossier_page(surveying.people["applicant"], dossier).clocks
        assert due > last
        assert any(f"{last:%d/%m/%Y}" in step.vi for one in told for step in one.steps if one.name == "processing")
        assert {one.name: one.undeclared for one in told} == {"reception": False, "processing": True}
        assert "chưa được công bố" in valid(officer_browser(surveying.people["head"]).get(place(dossier)))
        assert "chưa được công bố" in valid(browser(surveying.people["applicant"]).get(f"/me/dossiers/{dossier}/"))
        new_year = date(last.year + 1, 1, 3)
        off = {new_year + timedelta(days=number): "holiday" for number in range(30)}
        declare(off, covers={"first": date(2017, 1, 1), "last": date(last.year + 1, 12, 31)})
        outbox.drain()
        assert day_of(row(dossier).due_at) > due
        assert [why for _clock, _version, why in ledger(dossier)] == ["calendar_years"]
        after = casework.dossier_page(surveying.people["applicant"], dossier).clocks
        assert not any(one.undeclared for one in after)


def test_a_clock_that_starts_later_counts_by_the_later_version(surveying: World, declare: Declare) -> None:
    dossier = surveying.submitted()
    version = declare({clock.today() + timedelta(days=200): "holiday"})
    surveying.act("desk", dossier, "accept")
    started = ClockEvent.objects.get(dossier=dossier, clock="processing", event="start")
    assert started.calendar == version
    fresh = surveying.submitted()
    assert row(fresh).calendar == row(fresh).clock_calendar == version
    outbox.drain()
    assert ledger(dossier) == ledger(fresh) == []


def test_a_version_in_force_later_applies_from_its_day(surveying: World, declare: Declare) -> None:
    dossier = surveying.in_appraisal()
    due, tomorrow = row(dossier).due_at, clock.today() + timedelta(days=1)
    declare({day_of(due): "holiday"}, in_force=tomorrow)
    outbox.drain()
    assert recount.sweep_calendar() == 0 and row(dossier).due_at == due
    with clock.travel(datetime.combine(tomorrow, datetime.min.time(), tzinfo=clock.HANOI) + timedelta(minutes=1)):
        assert recount.sweep_calendar() == 1
    assert row(dossier).due_at != due


def test_batches_are_bounded_and_follow_one_another(
    surveying: World, declare: Declare, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [surveying.submitted() for _ in range(5)]
    monkeypatch.setattr(recount, "BATCH", 2)
    version = declare({day_of(row(dossiers[0]).due_at): "holiday"})
    outbox.drain()
    assert {row(one).clock_calendar for one in dossiers} == {version}
    assert [len(letters(one)) for one in dossiers] == [1] * 5


def test_a_dossier_that_fails_does_not_stop_the_others_and_is_tried_again(
    surveying: World, declare: Declare, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = surveying.submitted(), surveying.submitted()
    count = recount.clocks.recount

    def fail(loaded: LoadedDossier, *args: Any) -> Any:
        if loaded.dossier.pk == broken:
            raise RuntimeError("broken")
        return count(loaded, *args)

    version = declare({day_of(row(whole).due_at): "holiday"})
    with monkeypatch.context() as failing:
        failing.setattr(recount.clocks, "recount", fail)
        outbox.drain()
    assert row(whole).clock_calendar == version != row(broken).clock_calendar
    assert ledger(broken) == []
    assert recount.sweep_calendar() == 1
    assert row(broken).due_at == row(whole).due_at or row(broken).clock_calendar == version


def test_an_act_between_loading_and_counting_keeps_one_truth(surveying: World, declare: Declare) -> None:
    dossier = surveying.in_appraisal()
    due = day_of(row(dossier).due_at)
    declare({due: "holiday"})
    ask_amendment(surveying, dossier, days=20)
    outbox.drain()
    surveying.declare(dossier)
    surveying.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": {"1": "Đã rõ."}})
    page = casework.dossier_page(surveying.people["appraiser"], dossier)
    standing = next(one for one in page.clocks if one.name == "processing")
    assert standing.due == row(dossier).due_at and standing.calendar == row(dossier).clock_calendar
    assert ministry.calendar().is_working(day_of(standing.due))


def test_a_version_that_would_never_apply_is_refused(surveying: World, declare: Declare) -> None:
    with pytest.raises(Invalid) as refused:
        declare({}, in_force=date(2016, 1, 1))
    assert [(one.place, one.code) for one in refused.value.faults] == [("calendar.yaml: in_force", "never_in_force")]
