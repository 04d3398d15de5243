"""The dossier's statutory clocks: events are written to the ledger, everything else is worked out from it (11.3)."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from uuid import UUID

from dvctt import workflow
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import ClockEvent, Dossier
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Text
from dvctt.ministry import api as ministry

FAR_FUTURE = datetime(2999, 1, 1, tzinfo=UTC)


def write(loaded: LoadedDossier, clock: str, event: str, *, reason: str, length: int | None = None) -> None:
    """Add an event to the ledger of `clock`, with the basis that the version names; `settle` writes it.

    To stop a clock that does not go is nothing: an act may end the dossier from states where it never started.
    """
    if event == "stop" and not _goes(loaded, clock):
        return
    version = ministry.calendar().version if event == "start" else ""
    if version and version != loaded.dossier.clock_calendar:
        loaded.dossier.clock_calendar = ""  # one version for some clocks, another for this: the sweep looks at them
    basis = loaded.flow.clocks[clock].basis
    _add(loaded, ClockEvent(
        dossier=loaded.dossier, clock=clock, event=event, at=loaded.now, reason=reason, length=length, basis=basis,
        calendar=version,
    ))  # fmt: skip


def recount(loaded: LoadedDossier, calendar: workflow.Calendar) -> dict[str, workflow.Recount]:
    """Count every clock that has not ended by `calendar` from now on; gives what that changes, by clock."""
    found: dict[str, workflow.Recount] = {}
    for name, spec in loaded.flow.clocks.items():
        events = _ledger(loaded, name)
        changed = workflow.recount(spec, events, _calendar(spec, events), calendar, now=loaded.now) if events else None
        if changed is not None:
            line, found[name] = changed.line, changed
            _add(loaded, ClockEvent(
                dossier=loaded.dossier, clock=name, event=line.event, at=line.at, reason=line.reason, basis=line.basis,
                calendar=line.calendar,
            ))  # fmt: skip
    loaded.dossier.clock_calendar = calendar.version
    return found


def _add(loaded: LoadedDossier, row: ClockEvent) -> None:
    loaded.events.append(row)
    loaded.new_events.append(row)


def clock_state(loaded: LoadedDossier, clock: str) -> workflow.Standing:
    """Where the clock stands now: due date, warning, and how they were worked out."""
    spec, events = loaded.flow.clocks[clock], _ledger(loaded, clock)
    return workflow.run_clock(spec, events, _calendar(spec, events), now=loaded.now)


def counted_by(loaded: LoadedDossier, clock: str) -> str:
    """The version of the calendar by which the clock counts."""
    return workflow.calendar_of(loaded.flow.clocks[clock], _ledger(loaded, clock))


def counts_from(loaded: LoadedDossier, clock: str, at: datetime) -> datetime:
    """The working instant from which the clock counts where it started then: itself, or the next opening."""
    spec, events = loaded.flow.clocks[clock], _ledger(loaded, clock)
    return workflow.roll(at, _calendar(spec, events))


def standings(loaded: LoadedDossier) -> dict[str, workflow.Standing]:
    """The standing of every clock that ever started."""
    started = {row.clock for row in loaded.events}
    return {name: clock_state(loaded, name) for name in loaded.flow.clocks if name in started}


def nearest(rows: Iterable[Dossier]) -> dict[UUID, Text]:
    """By dossier, the label of the agency's clock that ends at its due date; none where more than one runs."""
    due = {row.pk: row for row in rows if row.due_at is not None}
    running: dict[UUID, dict[str, bool]] = {}
    moved = ClockEvent.objects.filter(dossier_id__in=due, event__in=["start", "pause", "resume", "stop"])
    for dossier, name, event in moved.order_by("at", "pk").values_list("dossier_id", "clock", "event"):
        running.setdefault(dossier, {})[name] = event in ("start", "resume")
    named = {}
    for dossier, clocks in running.items():
        flow = catalogue.version(due[dossier].version_id).bundle.process
        going = [flow.clocks[name] for name, runs in clocks.items() if runs and flow.clocks[name].whose == "agency"]
        if len(going) == 1:
            named[dossier] = going[0].label
    return named


def missed(loaded: LoadedDossier, clock: str) -> workflow.Missed | None:
    """The last end of the clock that had passed before it was given another, or before it ended."""
    spec, events = loaded.flow.clocks[clock], _ledger(loaded, clock)
    return workflow.missed(spec, events, _calendar(spec, events))


def main_clock(loaded: LoadedDossier) -> str | None:
    """The clock that governs the result; None in a version published before one had to."""
    return next((name for name, spec in loaded.flow.clocks.items() if spec.governs_result), None)


def provisional_due(
    loaded: LoadedDossier, clock: str, *, at: datetime | None = None, length: int | None = None
) -> datetime | None:
    """When `clock` would end if it started now, or `at`, with its own length or another.

    It is the promise while a dossier waits for acceptance.
    """
    start = at or loaded.now
    events = [workflow.ClockEvent(at=start, event="start", reason="provisional")]
    if length is not None:
        events.append(workflow.ClockEvent(at=start, event="replace", reason="provisional", length=length))
    return workflow.run_clock(loaded.flow.clocks[clock], events, ministry.calendar(), now=start).due


def promised(loaded: LoadedDossier) -> datetime | None:
    """When the result would be due if the dossier were accepted in time: at the last moment of the answer on reception.

    Before acceptance that is what is told to who filed; a sooner acceptance makes it sooner. None where no clock
    governs the result.
    """
    main = main_clock(loaded)
    if main is None:
        return None
    last = loaded.dossier.due_at  # the row knows the end of the agency's clock, once the act of submission is done
    if last is None:
        going = {name: one for name, one in standings(loaded).items() if one.state == "running" and name != main}
        ends = (one.due for name, one in going.items() if one.due and loaded.flow.clocks[name].whose == "agency")
        last = max(ends, default=loaded.now)
    return provisional_due(loaded, main, at=max(last, loaded.now))


def settle(loaded: LoadedDossier) -> None:
    """Write the new events, and bring due date and next wake-up of the row in line with the ledger."""
    row = loaded.dossier
    stale = (row.answer_due_at is not None) != (row.holder == "applicant")
    if loaded.new_events or stale:
        ClockEvent.objects.bulk_create(loaded.new_events)
        loaded.new_events.clear()
        set_dates(loaded)
    if row.closed_at is not None:
        row.due_at = row.warn_at = row.wake_at = row.answer_due_at = row.late_due_at = row.late_halted_at = None
        row.queue_at = FAR_FUTURE


def set_dates(loaded: LoadedDossier) -> None:
    """Work out due date, warning and next wake-up from the clocks that run.

    A moment that has come stays the wake-up until the sweep has met it: an act in between must not hide it.
    """
    row, found = loaded.dossier, standings(loaded)
    running = {name: one for name, one in found.items() if one.state == "running"}
    agency = [one for name, one in running.items() if loaded.flow.clocks[name].whose == "agency" and one.due]
    first = min(agency, key=lambda one: one.due or FAR_FUTURE, default=None)
    row.due_at, row.warn_at = (first.due, first.warn_at) if first else (None, None)
    row.late_due_at, row.late_halted_at = (None, None) if first else _halted_late(loaded, found)
    row.missed_due_at, row.missed_at = _missed(loaded, found)
    waits = [one.due for name, one in running.items() if loaded.flow.clocks[name].whose == "applicant" and one.due]
    row.answer_due_at = min(waits, default=None) if row.holder == "applicant" else None
    row.queue_at = row.due_at or row.answer_due_at or FAR_FUTURE
    if row.wake_at is None or row.wake_at > loaded.now:
        set_wake(loaded, loaded.now)


def _halted_late(loaded: LoadedDossier, found: dict[str, workflow.Standing]) -> tuple[datetime | None, datetime | None]:
    """The end that a clock of the agency had passed when it was halted, and when: paused, or ended as the applicant
    was given the turn. A time limit that was broken stays so while somebody else is waited for.
    """
    row = loaded.dossier
    late = [
        (one.due, one.halted)
        for name, one in found.items()
        if loaded.flow.clocks[name].whose == "agency" and one.overdue and one.due and one.halted
        and (one.state == "paused" or (row.holder == "applicant" and one.halted == row.held_since))
    ]  # fmt: skip
    return min(late, default=(None, None))


def _missed(loaded: LoadedDossier, found: Collection[str]) -> tuple[datetime | None, datetime | None]:
    """The last end that passed of the clock that governs the result, before it started of the agency's others.

    It stays on the row whatever term follows, and after the end: nothing that is done afterwards makes it in time.
    """
    main = main_clock(loaded)
    agency = [name for name in found if loaded.flow.clocks[name].whose == "agency"]
    ends = [missed(loaded, name) for name in ([main] if main is not None and main in found else agency)]
    last = max((one for one in ends if one), key=lambda one: one.at, default=None)
    return (last.due, last.at) if last else (None, None)


def set_wake(loaded: LoadedDossier, since: datetime) -> None:
    """Set the next wake-up: the first warning or end of a running clock after `since`."""
    moments = [at for one in _running(loaded).values() for at in (one.warn_at, one.due) if at and at > since]
    loaded.dossier.wake_at = min(moments, default=None)


def _running(loaded: LoadedDossier) -> dict[str, workflow.Standing]:
    return {name: one for name, one in standings(loaded).items() if one.state == "running"}


def _goes(loaded: LoadedDossier, clock: str) -> bool:
    last = next((row.event for row in reversed(loaded.events) if row.clock == clock), "stop")
    return last != "stop"


def _calendar(spec: workflow.Clock, events: list[workflow.ClockEvent]) -> workflow.Calendar:
    version = workflow.calendar_of(spec, events)
    return ministry.calendar_version(version) if version else ministry.calendar()


def _ledger(loaded: LoadedDossier, clock: str) -> list[workflow.ClockEvent]:
    return [_plain(row, loaded.dossier.calendar) for row in loaded.events if row.clock == clock]


def _plain(row: ClockEvent, first: str) -> workflow.ClockEvent:
    """A line as the pure clock reads it; a start of before named no version: it was that of the submission."""
    event: workflow.EventKind = row.event  # type: ignore[assignment]  # held by clock_event_known
    version = row.calendar or (first if event == "start" else "")
    return workflow.ClockEvent(row.at, event, row.reason, row.basis, row.length, version)
