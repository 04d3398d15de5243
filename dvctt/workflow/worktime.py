"""Arithmetic of working time: rolling a start, adding hours, days and months, leaving out pauses."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from dvctt.workflow.calendar import ONE_DAY, Calendar, hanoi
from dvctt.workflow.spec import Unit

LONGEST = 20_000
ZERO = timedelta()


@dataclass(frozen=True)
class Pause:
    """A time in which a clock stands still, from one instant to another (both aware)."""

    start: datetime
    end: datetime

    def covers(self, day: date) -> bool:
        """Whether the date does not count: after the day of the start, up to the day of the end."""
        return hanoi(self.start).date() < day <= hanoi(self.end).date()


Pauses = Sequence[Pause]


def paused(day: date, pauses: Pauses) -> bool:
    """Whether one of the pauses takes the date out of the count."""
    return any(pause.covers(day) for pause in pauses)


def roll(instant: datetime, calendar: Calendar) -> datetime:
    """Move an instant outside of hours to the next opening: of the day, after lunch, or of the next working day.

    The last instant of hours still belongs to them.
    """
    instant = hanoi(instant)
    day = instant.date()
    for start, end in calendar.spans(day):
        if instant <= end:
            return max(instant, start)
    return calendar.opening(calendar.working_day(day + ONE_DAY))


def roll_day(instant: datetime, calendar: Calendar) -> date:
    """Tell the day on which a start counts: its own, or the next working day after hours or on a day off."""
    return roll(instant, calendar).date()


def add_working_time(start: datetime, amount: timedelta, calendar: Calendar, pauses: Pauses = ()) -> datetime:
    """Find the first instant by which `amount` of unpaused working time has gone by since `start`."""
    left = amount
    day = hanoi(start).date()
    for _ in range(LONGEST):
        for piece_start, piece_end in _pieces(day, start, calendar, pauses):
            if left <= piece_end - piece_start:
                return piece_start + left
            left -= piece_end - piece_start
        day += ONE_DAY
    raise ValueError("the length is longer than any calendar")


def take_working_time(end: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """Find the last instant from which `amount` of working time leads up to `end`."""
    left = amount
    day = hanoi(end).date()
    for _ in range(LONGEST):
        for start, close in reversed(calendar.spans(day)):
            span = max(ZERO, min(close, end) - start)
            if span and left <= span:
                return min(close, end) - left
            left -= span
        day -= ONE_DAY
    raise ValueError("the length is longer than any calendar")


def working_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Measure the working time between two instants; negative where `end` is the earlier."""
    if end < start:
        return -working_time(end, start, calendar)
    day, last = hanoi(start).date(), hanoi(end).date()
    total = ZERO
    while day <= last:
        for span_start, span_end in calendar.spans(day):
            total += max(ZERO, min(span_end, end) - max(span_start, start))
        day += ONE_DAY
    return total


def add_days(day: date, number: int, counts: Callable[[date], bool]) -> date:
    """Find the day on which `number` days that count have gone by after `day`, which itself never counts."""
    for _ in range(LONGEST):
        if number == 0:
            return day
        day += ONE_DAY
        number -= counts(day)
    raise ValueError("the length is longer than any calendar")


def add_months(day: date, number: int) -> date:
    """Find the same day `number` months later, or the last of that month where it has no such day."""
    month = day.month - 1 + number
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def working_days(after: date, until: date, calendar: Calendar) -> int:
    """Count the working days d with after < d <= until; negative the other way round."""
    if until < after:
        return -working_days(until, after, calendar)
    days = takewhile(lambda day: day <= until, (after + ONE_DAY * n for n in range(1, LONGEST)))
    return sum(calendar.is_working(day) for day in days)


@dataclass(frozen=True)
class Run:
    """How a length was counted: from the rolled start, over whole days up to `last`, until `due`.

    `last` is the day on which the count ended, `due` may have moved on from a day off.
    """

    start: datetime
    last: date
    due: datetime


def run(start: datetime, length: int, unit: Unit, mode: str, calendar: Calendar, pauses: Pauses = ()) -> Run:
    """Count `length` units from `start`, the pauses left out.

    Working hours always count from the instant; working days do in mode "hours", each as one full day of
    hours. All else counts whole days after the day of the start and ends with the hours of a working day.
    Raises ValueError where the end lies beyond what a calendar can say.
    """
    if length > LONGEST:
        raise ValueError("the length is longer than any calendar")
    rolled = roll(start, calendar)
    if counts_hours(unit, mode):
        amount = timedelta(hours=length) if unit == "working_hour" else length * calendar.day_length
        due = add_working_time(rolled, amount, calendar, pauses)
        return Run(rolled, due.date(), due)
    last = _last_day(rolled.date(), length, unit, calendar, pauses)
    return Run(rolled, last, calendar.closing(calendar.working_day(last)))


def counts_hours(unit: Unit, mode: str) -> bool:
    """Whether the unit counts working time from the instant rather than whole days."""
    return unit == "working_hour" or (unit == "working_day" and mode == "hours")


def _last_day(day: date, length: int, unit: Unit, calendar: Calendar, pauses: Pauses) -> date:
    if unit == "working_day":
        return add_days(day, length, lambda d: calendar.is_working(d) and not paused(d, pauses))
    number = length if unit == "calendar_day" else (add_months(day, length) - day).days
    return add_days(day, number, lambda d: not paused(d, pauses))


def _pieces(day: date, start: datetime, calendar: Calendar, pauses: Pauses) -> list[tuple[datetime, datetime]]:
    pieces = [(max(span[0], start), span[1]) for span in calendar.spans(day) if span[1] > start]
    for pause in pauses:
        pieces = [rest for piece in pieces for rest in _without(piece, pause)]
    return pieces


def _without(piece: tuple[datetime, datetime], pause: Pause) -> list[tuple[datetime, datetime]]:
    start, end = piece
    before, after = (start, min(end, pause.start)), (max(start, pause.end), end)
    if before[1] >= after[0]:
        return [piece]
    return [part for part in (before, after) if part[0] < part[1]]
