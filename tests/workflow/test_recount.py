"""A clock that still runs is counted by a later version of the calendar; one that has ended never."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from dvctt.kernel import Text
from dvctt.workflow import (
    WHY,
    Calendar,
    CalendarDay,
    Clock,
    ClockEvent,
    DayKind,
    calendar_of,
    explain,
    recount,
    run_clock,
)
from tests.workflow.test_clock import at, clock

START = ClockEvent(at("2026-11-20T10:00"), "start", calendar="2026.2")


def later(calendar: Calendar, version: str = "2026.3", **days: DayKind) -> Calendar:
    """The calendar with more days (`d20261202="holiday"`), under another version."""
    more = {
        date.fromisoformat(name[1:]): CalendarDay(kind, Text(vi="Nghỉ đặc biệt", en="Special day off"))
        for name, kind in days.items()
    }
    return replace(calendar, version=version, days={**calendar.days, **more})


def with_2028(calendar: Calendar) -> Calendar:
    """The calendar with Tết of 2028 and the year declared to its end."""
    tet = {date(2028, 1, day): CalendarDay("holiday", Text(vi="Tết", en="Tết")) for day in (25, 26, 27, 28, 31)}
    return replace(calendar, version="2028.1", days={**calendar.days, **tet}, last=date(2028, 12, 31))


def due(clock_: Clock, calendar: Calendar, *events: ClockEvent) -> Any:
    return run_clock(clock_, events or (START,), calendar, now=at("2026-11-30T09:00")).due


MOVED: list[tuple[str, dict[str, DayKind], str, str]] = [
    ("a day off on the due day", {"d20261202": "holiday"}, "2026-12-02T17:00", "2026-12-03T17:00"),
    ("a day off before it", {"d20261127": "holiday"}, "2026-12-02T17:00", "2026-12-03T17:00"),
    ("two days off", {"d20261202": "holiday", "d20261203": "swapped"}, "2026-12-02T17:00", "2026-12-04T17:00"),
    ("a worked Saturday before it", {"d20261128": "make_up"}, "2026-12-02T17:00", "2026-12-01T17:00"),
]


@pytest.mark.parametrize(("why", "days", "before", "after"), MOVED, ids=[row[0] for row in MOVED])
def test_days_declared_later_move_the_end(
    calendar: Calendar, why: str, days: dict[str, DayKind], before: str, after: str
) -> None:
    new = later(calendar, **days)
    found = recount(clock(7), [START], calendar, new, now=at("2026-11-30T09:00"))
    assert found is not None and found.moves
    assert (found.before.due, found.after.due) == (at(before), at(after))
    assert found.line.reason == "calendar_days"
    ledger = [START, found.line]
    assert calendar_of(clock(7), ledger) == "2026.3"
    assert due(clock(7), new, *ledger) == at(after)
    assert recount(clock(7), ledger, new, new, now=at("2026-11-30T09:01")) is None


def test_the_explanation_names_both_versions_and_why(calendar: Calendar) -> None:
    new = later(calendar, d20261202="holiday")
    found = recount(clock(7), [START], calendar, new, now=at("2026-11-30T09:00"))
    assert found is not None
    for language in ("vi", "en"):
        told = explain(run_clock(clock(7), [START, found.line], new, now=at("2026-11-30T09:01")), language)
        line = next(one for one in told if "2026.2" in one)
        assert "2026.3" in line and "91/2015/QH13" in line and "09:00 30/11/2026" in line
        assert WHY["calendar_days"].in_language(language) in line
        assert any("02/12/2026" in one for one in told)


def test_a_limit_in_days_that_ends_on_the_new_day_off_moves_to_the_next_working_day(calendar: Calendar) -> None:
    answer = clock(12, unit="calendar_day", whose="applicant")
    new = later(calendar, d20261202="holiday", d20261203="holiday")
    found = recount(answer, [START], calendar, new, now=at("2026-11-30T09:00"))
    assert found is not None
    assert (found.before.due, found.after.due) == (at("2026-12-02T17:00"), at("2026-12-04T17:00"))
    moved = next(step for step in run_clock(answer, [START], new, now=START.at).steps if step.code == "moved")
    assert moved.params == {"day": date(2026, 12, 2), "to": date(2026, 12, 4)}


def test_hours_leave_out_the_new_day_off(calendar: Calendar) -> None:
    reception = clock(8, unit="working_hour", mode="hours")
    start = replace(START, at=at("2026-12-01T15:00"))
    new = later(calendar, d20261202="holiday")
    found = recount(reception, [start], calendar, new, now=at("2026-12-01T16:00"))
    assert found is not None
    assert (found.before.due, found.after.due) == (at("2026-12-02T15:00"), at("2026-12-03T15:00"))


def test_an_end_beyond_the_calendar_is_said_and_counted_anew_when_the_year_is_declared(calendar: Calendar) -> None:
    start = replace(START, at=at("2027-12-20T10:00"))
    before = run_clock(clock(30), [start], calendar, now=start.at)
    assert "31/12/2027" in next(line for line in explain(before) if "phiên bản" in line or "mới có đến" in line)
    found = recount(clock(30), [start], calendar, with_2028(calendar), now=start.at)
    assert found is not None
    assert found.line.reason == "calendar_years"
    assert found.before.due == at("2028-01-31T17:00") and found.after.due == at("2028-02-07T17:00")
    after = run_clock(clock(30), [start, found.line], with_2028(calendar), now=start.at)
    assert "beyond_calendar" not in [step.code for step in after.steps]


def test_nothing_in_the_term_differs(calendar: Calendar) -> None:
    found = recount(clock(7), [START], calendar, later(calendar, d20270303="holiday"), now=at("2026-11-30T09:00"))
    assert found is not None and not found.moves
    assert found.line.reason == "calendar_newer"


def test_other_hours_move_the_end_within_its_day(calendar: Calendar) -> None:
    early = replace(calendar, version="2026.3", hours=((time(7, 30), time(11, 30)), (time(13), time(16, 30))))
    found = recount(clock(7), [START], calendar, early, now=at("2026-11-30T09:00"))
    assert found is not None and found.moves and found.line.reason == "calendar_hours"
    assert found.after.due == at("2026-12-02T16:30")
    answer = clock(12, unit="calendar_day", whose="applicant")
    assert recount(answer, [START], calendar, early, now=at("2026-11-30T09:00")) is None


def test_a_paused_clock_goes_over_without_a_promise(calendar: Calendar) -> None:
    events = [START, ClockEvent(at("2026-11-25T09:00"), "pause")]
    new = later(calendar, d20261202="holiday")
    found = recount(clock(7), events, calendar, new, now=at("2026-11-30T09:00"))
    assert found is not None and not found.moves
    back = ClockEvent(at("2026-12-01T09:00"), "resume")
    standing = run_clock(clock(7), [*events, found.line, back], new, now=at("2026-12-01T09:00"))
    assert standing.due == at("2026-12-09T17:00")
    assert run_clock(clock(7), [*events, back], calendar, now=at("2026-12-01T09:00")).due == at("2026-12-08T17:00")


def test_an_ended_clock_keeps_its_calendar(calendar: Calendar) -> None:
    events = [START, ClockEvent(at("2026-11-27T09:00"), "stop")]
    assert recount(clock(7), events, calendar, later(calendar, d20261202="holiday"), now=at("2026-11-30T09:00")) is None
    assert calendar_of(clock(7), events) == "2026.2"
    again = replace(START, at=at("2026-11-30T09:00"), calendar="2026.3")
    assert calendar_of(clock(7), [*events, again]) == "2026.3"
    assert recount(clock(7), [], calendar, later(calendar), now=at("2026-11-30T09:00")) is None


def test_nobody_loses_time_that_he_may_rely_on(calendar: Calendar) -> None:
    worked = later(calendar, d20261205="make_up")
    answer = clock(15, unit="calendar_day", whose="applicant")
    assert due(answer, calendar) == at("2026-12-07T17:00") and due(answer, worked) == at("2026-12-05T17:00")
    assert recount(answer, [START], calendar, worked, now=at("2026-11-30T09:00")) is None
    agency = clock(15, unit="calendar_day")
    assert recount(agency, [START], calendar, worked, now=at("2026-11-30T09:00")) is not None
    assert recount(agency, [START], calendar, worked, now=at("2026-12-05T18:00")) is None
