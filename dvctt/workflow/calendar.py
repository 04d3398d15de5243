"""The working calendar: hours of the day, days of the week, and the dates that differ from the week."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from dvctt.forms import Spec
from dvctt.kernel import Text, clock

DayKind = Literal["holiday", "compensatory", "swapped", "make_up"]
Confidence = Literal["announced", "computed", "unverified"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CalendarDay:
    """A date that differs from the week: a day off, or (`make_up`) a day of rest that is worked.

    `source` names the decision or law, `confidence` tells whether it is announced, computed from the law,
    or not yet checked against a source.
    """

    kind: DayKind
    name: Text
    source: str = ""
    confidence: Confidence = "announced"

    @property
    def works(self) -> bool:
        """Whether the date is worked."""
        return self.kind == "make_up"


@dataclass(frozen=True)
class Calendar:
    """One version of the calendar.

    `hours` are the spans of a working day in order, local time; `weekdays` the worked days of the week,
    Monday being 0; `days` the dates that differ; `first` and `last` bound the dates that the version knows:
    outside of them only the week is followed.
    """

    version: str
    hours: tuple[tuple[time, time], ...]
    weekdays: frozenset[int]
    days: Mapping[date, CalendarDay] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        edges = [edge for span in self.hours for edge in span]
        if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError("working hours must be spans that follow one another")
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError("a calendar needs at least one working day in the week")

    def is_working(self, day: date) -> bool:
        """Whether the date is worked."""
        special = self.days.get(day)
        return special.works if special else day.weekday() in self.weekdays

    def knows(self, day: date) -> bool:
        """Whether the version covers the date."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def working_day(self, day: date) -> date:
        """Find the first working day on or after the date."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def opening(self, day: date) -> datetime:
        """Tell the instant at which hours begin on the date, in Vietnamese time."""
        return local(day, self.hours[0][0])

    def closing(self, day: date) -> datetime:
        """Tell the instant at which hours end on the date, in Vietnamese time."""
        return local(day, self.hours[-1][1])

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """List the working spans of the date; none on a day off."""
        if not self.is_working(day):
            return ()
        return tuple((local(day, start), local(day, end)) for start, end in self.hours)

    @property
    def day_length(self) -> timedelta:
        """Working time of one full day."""
        noon = date(2000, 1, 1)
        return sum((local(noon, end) - local(noon, start) for start, end in self.hours), timedelta())


def local(day: date, at: time) -> datetime:
    """Join a date and a time of day to an instant in Viet Nam."""
    return datetime.combine(day, at, tzinfo=clock.HANOI)


def hanoi(instant: datetime) -> datetime:
    """Show an instant in Vietnamese time; one without zone is taken as Vietnamese."""
    return instant.astimezone(clock.HANOI) if instant.tzinfo else instant.replace(tzinfo=clock.HANOI)


class _DayRow(Spec):
    date: date
    kind: DayKind
    name: Text
    source: str = ""
    confidence: Confidence = "announced"


class _Covers(Spec):
    first: date
    last: date


class CalendarFile(Spec):
    """The calendar as it is written in the ministry's data; `weekdays` count from Monday as 1."""

    version: str
    name: Text
    in_force: date
    covers: _Covers
    hours: tuple[tuple[time, time], ...] = Field(min_length=1)
    weekdays: tuple[int, ...] = Field(min_length=1)
    days: tuple[_DayRow, ...]

    def calendar(self) -> Calendar:
        """Build the calendar; raises ValueError where a date stands twice, hours overlap, or Monday is not worked:
        who counts Monday as 2, as in Thứ Hai, shifts every deadline.
        """
        days = {row.date: CalendarDay(row.kind, row.name, row.source, row.confidence) for row in self.days}
        if len(days) != len(self.days):
            raise ValueError("a date stands twice in the calendar")
        if 1 not in self.weekdays:
            raise ValueError("weekdays count from Monday as 1, and Monday is worked")
        weekdays = frozenset(day - 1 for day in self.weekdays)
        return Calendar(self.version, self.hours, weekdays, days, self.covers.first, self.covers.last)


def read_calendar(path: Path) -> CalendarFile:
    """Read a calendar's YAML; raises ValueError (pydantic's names the place) where it is not one."""
    return CalendarFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def load_calendar(path: Path | str) -> Calendar:
    """Read a calendar's YAML into a calendar; raises ValueError where it is not one."""
    return read_calendar(Path(path)).calendar()
