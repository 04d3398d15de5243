"""Due dates against a slow independent count, and what must hold whatever the dates."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from dvctt.workflow import Calendar, explain_clock
from tests.workflow.reference import HANOI, Spans, due_in_days, due_in_minutes, start_day

EARLIEST = datetime(2017, 1, 1, tzinfo=HANOI)
MINUTES = 10 * 365 * 24 * 60
UNHURRIED = limits(deadline=None)


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    """Any minute of ten years, with weight on hours' edges and on the days around holidays."""
    special = draw(st.sampled_from([None, "2018-12-28", "2025-04-25", "2025-04-29", "2026-02-13", "2024-05-03"]))
    if special is None:
        return EARLIEST + timedelta(minutes=draw(st.integers(0, MINUTES)))
    day = datetime.fromisoformat(special).replace(tzinfo=HANOI) + timedelta(days=draw(st.integers(0, 7)))
    hour = draw(st.sampled_from([0, 7, 8, 11, 12, 13, 16, 17, 23]))
    return day + timedelta(hours=hour, minutes=draw(st.sampled_from([0, 1, 30, 59])))


@st.composite
def pauses_after(draw: st.DrawFn, start: datetime) -> Spans:
    spans: Spans = []
    at = start
    for _ in range(draw(st.integers(0, 3))):
        begin = at + timedelta(minutes=draw(st.integers(0, 6 * 24 * 60)))
        at = begin + timedelta(minutes=draw(st.integers(0, 9 * 24 * 60)))
        spans.append((begin, at))
    return spans


cases = instants().flatmap(lambda start: st.tuples(st.just(start), pauses_after(start)))


def due(start: datetime, length: int, unit: str, pauses: Spans, mode: str, calendar: Calendar) -> datetime:
    return datetime.fromisoformat(explain_clock(start, length, unit, pauses, mode, calendar)["due"])


@UNHURRIED
@given(case=cases, length=st.integers(1, 40), unit=st.sampled_from(["working_day", "calendar_day"]))
def test_days_agree_with_the_slow_count(
    calendar: Calendar, case: tuple[datetime, Spans], length: int, unit: str
) -> None:
    start, pauses = case
    assert due(start, length, unit, pauses, "days", calendar) == due_in_days(start, length, unit, pauses, calendar)


@limits(max_examples=40, deadline=None)
@given(case=cases, length=st.integers(1, 24))
def test_hours_agree_with_the_slow_count(calendar: Calendar, case: tuple[datetime, Spans], length: int) -> None:
    start, pauses = case
    found = due(start, length, "working_hour", pauses, "days", calendar)
    assert found == due_in_minutes(start, length * 60, pauses, calendar)


@limits(max_examples=25, deadline=None)
@given(case=cases, length=st.integers(1, 5))
def test_working_days_by_hours_agree_with_the_slow_count(
    calendar: Calendar, case: tuple[datetime, Spans], length: int
) -> None:
    start, pauses = case
    found = due(start, length, "working_day", pauses, "hours", calendar)
    assert found == due_in_minutes(start, length * 8 * 60, pauses, calendar)


units = st.sampled_from(["working_day", "calendar_day", "month", "working_hour"])
modes = st.sampled_from(["days", "hours"])


@UNHURRIED
@given(first=instants(), later=st.integers(0, 60 * 24 * 30), length=st.integers(1, 30), unit=units, mode=modes)
def test_a_later_start_is_never_due_earlier(
    calendar: Calendar, first: datetime, later: int, length: int, unit: str, mode: str
) -> None:
    second = first + timedelta(minutes=later)
    assert due(first, length, unit, [], mode, calendar) <= due(second, length, unit, [], mode, calendar)


@UNHURRIED
@given(case=cases, length=st.integers(1, 30), more=st.integers(1, 10), unit=units, mode=modes)
def test_a_longer_limit_is_never_due_earlier(
    calendar: Calendar, case: tuple[datetime, Spans], length: int, more: int, unit: str, mode: str
) -> None:
    start, pauses = case
    short, long = (due(start, n, unit, pauses, mode, calendar) for n in (length, length + more))
    assert short < long if unit == "working_day" and mode == "days" else short <= long


@UNHURRIED
@given(case=cases, length=st.integers(1, 30), unit=units, mode=modes)
def test_a_pause_never_makes_it_due_earlier(
    calendar: Calendar, case: tuple[datetime, Spans], length: int, unit: str, mode: str
) -> None:
    start, pauses = case
    dues = [due(start, length, unit, pauses[:number], mode, calendar) for number in range(len(pauses) + 1)]
    assert dues == sorted(dues)


@UNHURRIED
@given(case=cases, length=st.integers(1, 60), unit=st.sampled_from(["working_day", "calendar_day", "month"]))
def test_due_is_the_end_of_hours_of_a_working_day(
    calendar: Calendar, case: tuple[datetime, Spans], length: int, unit: str
) -> None:
    start, pauses = case
    found = due(start, length, unit, pauses, "days", calendar)
    assert found == calendar.closing(found.date())
    assert calendar.is_working(found.date())
    assert found.date() > start_day(start, calendar)


@UNHURRIED
@given(start=instants(), length=st.integers(1, 40))
def test_every_start_that_rolls_to_one_opening_has_one_due_date(
    calendar: Calendar, start: datetime, length: int
) -> None:
    opening = calendar.opening(start_day(start, calendar))
    assert due(start, length, "working_day", [], "days", calendar) == due(
        opening, length, "working_day", [], "days", calendar
    )


@UNHURRIED
@given(case=cases, length=st.integers(1, 30), unit=units, mode=modes, language=st.sampled_from(["vi", "en"]))
def test_every_step_can_be_told(
    calendar: Calendar, case: tuple[datetime, Spans], length: int, unit: str, mode: str, language: str
) -> None:
    start, pauses = case
    told = explain_clock(start, length, unit, pauses, mode, calendar, language=language)
    assert told["due"].endswith("+07:00")
    assert all(step["text"].endswith(".") and "{" not in step["text"] for step in told["steps"])
    assert told["steps"][0]["code"] == "start" and told["steps"][-1]["code"] == "due"
