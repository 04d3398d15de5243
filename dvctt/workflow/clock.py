"""A statutory clock: from its ledger of events to where it stands, every step of the way kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from dvctt.kernel import Text
from dvctt.workflow.calendar import ONE_DAY, Calendar, hanoi
from dvctt.workflow.spec import Clock, Unit
from dvctt.workflow.worktime import (
    Pause,
    Run,
    counts_hours,
    paused,
    run,
    take_working_time,
    working_days,
    working_time,
)

EventKind = Literal["start", "pause", "resume", "stop", "replace", "extend", "recount"]
ClockState = Literal["idle", "running", "paused", "stopped"]
Param = str | int | date | datetime | Text


@dataclass(frozen=True)
class ClockEvent:
    """A line of a clock's ledger: when (aware), what, why and by which law.

    `length` belongs to `extend` (units added) and `replace` (units that count from then on; the clock's
    `after_amendment` where none is given). `calendar` is the version by which the clock counts, on a `start`, and on a
    `recount` from one version to a later one.
    """

    at: datetime
    event: EventKind
    reason: str = ""
    basis: str = ""
    length: int | None = None
    calendar: str = ""


@dataclass(frozen=True)
class Step:
    """A line of the explanation: a code with the values of its sentence, and the instant that it speaks of."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """Where a clock stands.

    `starts` is the working instant from which it counts, `due` the last one in time, `warn_at` when a
    warning falls; all in Vietnamese time. While paused `due` is what it would be if the clock resumed
    now (`provisional`), and no warning is set. `halted` is since when it stands still or has ended; `overdue` then
    says that `due` had passed. `remaining_days` counts the working days after today, or after the day of `starts`
    where that is yet to come, up to the due date, negative when past it; `remaining_time` the same as working time.
    """

    state: ClockState
    starts: datetime | None = None
    due: datetime | None = None
    warn_at: datetime | None = None
    overdue: bool = False
    provisional: bool = False
    halted: datetime | None = None
    remaining_days: int = 0
    remaining_time: timedelta = timedelta()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class _Part:
    unit: Unit
    length: int
    label: Text | None = None


@dataclass
class _Course:
    """The ledger read up to some line."""

    clock: Clock
    state: ClockState = "idle"
    origin: datetime | None = None
    parts: list[_Part] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    since: datetime | None = None
    stopped: datetime | None = None
    calendar: str = ""
    story: list[Step] = field(default_factory=list)

    def read(self, event: ClockEvent) -> None:
        """Take in a line; one that does not fit the state (a second start, a pause of a paused clock) is void."""
        if self.state not in _FITS[event.event]:
            return
        told = _told(event, self)
        match event.event:
            case "start":
                self.state, self.origin, self.stopped, self.calendar = "running", event.at, None, event.calendar
                self.parts, self.pauses, self.story = _parts(self.clock), [], []
            case "pause":
                self.state, self.since = "paused", event.at
            case "resume":
                self.close_pause(event.at)
                self.state = "running"
            case "stop":
                self.close_pause(event.at)
                self.state, self.stopped = "stopped", event.at
            case "replace":
                self.origin, self.parts = event.at, [_Part(_unit(self.clock), _units(event, self.clock))]
            case "extend":
                self._extend(_units(event, self.clock))
            case "recount":
                self.calendar = event.calendar
        self.story.append(told)

    def _extend(self, length: int) -> None:
        unit, last = _unit(self.clock), self.parts[-1]
        if last.unit == unit:
            self.parts[-1] = _Part(unit, last.length + length, last.label)
        else:
            self.parts.append(_Part(unit, length))

    def close_pause(self, at: datetime) -> None:
        """End the open pause, if there is one."""
        if self.since is not None:
            self.pauses.append(Pause(self.since, at))
            self.since = None


_FITS: Mapping[EventKind, frozenset[ClockState]] = {
    "start": frozenset({"idle", "stopped"}),
    "pause": frozenset({"running"}),
    "resume": frozenset({"paused"}),
    "stop": frozenset({"running", "paused"}),
    "replace": frozenset({"running", "paused"}),
    "extend": frozenset({"running", "paused"}),
    "recount": frozenset({"running", "paused"}),
}


def run_clock(clock: Clock, events: Iterable[ClockEvent], calendar: Calendar, *, now: datetime) -> Standing:
    """Compute where a clock stands at `now` from its ledger and one version of the calendar.

    A pure function: the same ledger and calendar give the same answer. Lines that do not fit the clock's
    state are void, a start after a stop begins anew. `replace` counts its length from the day of the line
    (rolled like a start), `extend` adds to the end. The calendar is the one that `calendar_of` names.
    """
    course = _read(clock, events)
    if course.origin is None:
        return Standing("idle")
    halted = course.since or course.stopped
    course.close_pause(now)
    runs = _runs(course, course.origin, calendar)
    due = runs[-1].due
    steps = (*course.story, *_counted(course, runs, calendar))
    moment = course.stopped or now
    return Standing(
        state=course.state,
        starts=runs[0].start,
        due=due,
        warn_at=_warn_at(clock, runs, calendar) if course.state == "running" else None,
        overdue=(halted or now) > due,
        provisional=course.state == "paused",
        halted=halted,
        remaining_days=working_days(max(hanoi(moment).date(), runs[0].start.date()), due.date(), calendar),
        remaining_time=working_time(moment, due, calendar),
        steps=(*steps, *_ending(course, due, calendar)),
    )


def calendar_of(clock: Clock, events: Iterable[ClockEvent]) -> str:
    """Name the version by which a ledger counts: that of its last start, or of the recount after it."""
    return _read(clock, events).calendar


def _read(clock: Clock, events: Iterable[ClockEvent]) -> _Course:
    course = _Course(clock)
    for event in sorted(events, key=lambda line: line.at):
        course.read(event)
    return course


def resumed(clock: Clock, at: datetime, *, reason: str, basis: str, amended: bool) -> tuple[ClockEvent, ...]:
    """Write the lines with which a paused clock goes on; after an amendment the limit that replaces the rest."""
    line = ClockEvent(at, "resume", reason, basis)
    if amended and clock.after_amendment is not None:
        return line, ClockEvent(at, "replace", reason, basis, clock.after_amendment)
    return (line,)


def _unit(clock: Clock) -> Unit:
    return clock.unit or "working_day"


def _units(event: ClockEvent, clock: Clock) -> int:
    return event.length or (clock.after_amendment if event.event == "replace" else None) or 1


def _parts(clock: Clock) -> list[_Part]:
    if clock.stages:
        return [_Part(stage.unit, stage.length, stage.label) for stage in clock.stages]
    return [_Part(_unit(clock), clock.length or 1)]


def _told(event: ClockEvent, course: _Course) -> Step:
    params: dict[str, Param] = {"at": event.at, "reason": event.reason, "basis": event.basis}
    if event.event in ("replace", "extend"):
        params |= {"length": _units(event, course.clock), "unit": _unit(course.clock)}
    if event.event == "resume" and course.since is not None:
        params["from"] = course.since
    if event.event == "recount":
        params |= {"from": course.calendar, "to": event.calendar}
    return Step(event.event, params, event.at)


def _runs(course: _Course, origin: datetime, calendar: Calendar) -> list[Run]:
    runs: list[Run] = []
    start = origin
    for part in course.parts:
        runs.append(run(start, part.length, part.unit, course.clock.mode, calendar, course.pauses))
        start = runs[-1].due
    return runs


def _warn_at(clock: Clock, runs: list[Run], calendar: Calendar) -> datetime:
    due = runs[-1].due
    if clock.warn_unit == "working_hour":
        warn = take_working_time(due, timedelta(hours=clock.warn), calendar)
    else:
        day = due.date()
        for _ in range(clock.warn):
            day -= ONE_DAY
            while not calendar.is_working(day):
                day -= ONE_DAY
        warn = calendar.opening(day)
    return max(warn, runs[0].start)


def _counted(course: _Course, runs: list[Run], calendar: Calendar) -> Iterator[Step]:
    start = course.origin
    for part, counted in zip(course.parts, runs, strict=True):
        hours = counts_hours(part.unit, course.clock.mode)
        if start is not None:
            yield from _rolled(start, counted, calendar, hours=hours)
        yield _length(part, counted, hours=hours)
        yield from _left_out(part, counted, course, calendar)
        if counted.due.date() != counted.last:
            yield Step("moved", {"day": counted.last, "to": counted.due.date()})
        if len(runs) > 1:
            yield Step("part_due", {"label": part.label or Text(vi="", en="")}, counted.due)
        start = None


def _rolled(start: datetime, counted: Run, calendar: Calendar, *, hours: bool) -> Iterator[Step]:
    start = hanoi(start)
    day = start.date()
    if not calendar.is_working(day):
        special = calendar.days.get(day)
        name = special.name if special else Text(vi="ngày nghỉ hằng tuần", en="a weekly day of rest")
        yield Step("starts_on_day_off", {"day": day, "name": name}, counted.start)
    elif counted.start.date() != day:
        yield Step("starts_after_hours", {"closing": calendar.closing(day)}, counted.start)
    elif hours and counted.start != start:
        yield Step("starts_at_opening", {}, counted.start)


def _length(part: _Part, counted: Run, *, hours: bool) -> Step:
    params: dict[str, Param] = {"length": part.length, "unit": part.unit}
    if part.label:
        params["label"] = part.label
    code = ("part" if part.label else "length") + ("_from_instant" if hours else "_from_day")
    return Step(code, params, counted.start)


def _left_out(part: _Part, counted: Run, course: _Course, calendar: Calendar) -> Iterator[Step]:
    """Tell what between start and end did not count, and days of rest that did."""
    first, last = counted.start.date() + ONE_DAY, counted.due.date()
    days = [first + ONE_DAY * n for n in range((last - first).days + 1)]
    if counts_hours(part.unit, course.clock.mode):
        yield from _paused_time(counted, course, calendar)
    else:
        yield from _paused_days(part, days, course, calendar)
    if part.unit not in ("working_day", "working_hour"):
        return
    days = [day for day in days if not paused(day, course.pauses)]
    if rest := [day for day in days if not calendar.is_working(day) and day not in calendar.days]:
        yield Step("rest_days", {"days": len(rest)})
    for day in days:
        special = calendar.days.get(day)
        if special and (special.works or day.weekday() in calendar.weekdays):
            code = "make_up_day" if special.works else "day_off"
            yield Step(code, {"day": day, "name": special.name, "confidence": special.confidence})


def _paused_days(part: _Part, days: list[date], course: _Course, calendar: Calendar) -> Iterator[Step]:
    """Tell for each pause which days it took, working days only where working days are counted."""
    unit = "working_day" if part.unit == "working_day" else "calendar_day"
    counting = [day for day in days if unit == "calendar_day" or calendar.is_working(day)]
    for pause in course.pauses:
        if left_out := [day for day in counting if pause.covers(day)]:
            params: dict[str, Param] = {"days": len(left_out), "first": left_out[0], "last": left_out[-1]}
            yield Step("paused_days", params | {"unit": unit})


def _paused_time(counted: Run, course: _Course, calendar: Calendar) -> Iterator[Step]:
    for pause in course.pauses:
        start, end = max(pause.start, counted.start), min(pause.end, counted.due)
        if start < end and (lost := working_time(start, end, calendar)):
            yield Step("paused_time", {"minutes": lost // timedelta(minutes=1), "from": start, "to": end})


def _ending(course: _Course, due: datetime, calendar: Calendar) -> Iterator[Step]:
    if not calendar.knows(due.date()):
        yield Step("beyond_calendar", {"version": calendar.version, "known": calendar.last or ""})
    if course.state == "paused":
        yield Step("due_if_resumed", {}, due)
    else:
        yield Step("due", {"version": calendar.version}, due)
