"""The dossier's statutory clocks: events are written to the ledger, everything else is worked out from it (11.3)."""

from collections.abc import Iterable
from datetime import UTC, datetime

from dvctt import workflow
from dvctt.casework.models import ClockEvent, Timer
from dvctt.casework.subject import Subject
from dvctt.ministry import api as ministry

FAR_FUTURE = datetime(2999, 1, 1, tzinfo=UTC)


def write(subject: Subject, clock: str, event: str, *, reason: str, length: int | None = None) -> None:
    """Append an event to the ledger of `clock`, with the legal basis that the version names."""
    row = ClockEvent(
        dossier=subject.dossier,
        clock=clock,
        event=event,
        at=subject.now,
        reason=reason,
        length=length,
        basis=subject.flow.clocks[clock].basis,
    )
    row.save(force_insert=True)
    subject.events.append(row)


def standing(subject: Subject, clock: str) -> workflow.Standing:
    """Where the clock stands now: due date, warning, and how they were worked out."""
    events = [_plain(row) for row in subject.events if row.clock == clock]
    return workflow.run_clock(subject.flow.clocks[clock], events, _calendar(subject), now=subject.now)


def standings(subject: Subject) -> dict[str, workflow.Standing]:
    """The standing of every clock that ever started."""
    started = {row.clock for row in subject.events}
    return {name: standing(subject, name) for name in subject.flow.clocks if name in started}


def provisional_due(subject: Subject, clock: str) -> datetime | None:
    """When `clock` would end if it started now: the promise while a dossier waits for acceptance."""
    event = workflow.ClockEvent(at=subject.now, event="start", reason="provisional", basis="", length=None)
    return workflow.run_clock(subject.flow.clocks[clock], [event], _calendar(subject), now=subject.now).due


def settle(subject: Subject) -> None:
    """Bring the due date of the row and the waiting timers in line with the ledger."""
    running = {name: one for name, one in standings(subject).items() if one.state == "running"}
    agency = [one for name, one in running.items() if subject.flow.clocks[name].whose == "agency" and one.due]
    first = min(agency, key=lambda one: one.due or FAR_FUTURE, default=None)
    row = subject.dossier
    row.due_at, row.warn_at = (first.due, first.warn_at) if first else (None, None)
    row.queue_at = row.due_at or FAR_FUTURE
    _set_timers(subject, running)


def _set_timers(subject: Subject, running: dict[str, workflow.Standing]) -> None:
    Timer.objects.filter(dossier=subject.dossier, done_at__isnull=True).delete()
    Timer.objects.bulk_create(list(_timers(subject, running.items())))


def _timers(subject: Subject, running: Iterable[tuple[str, workflow.Standing]]) -> Iterable[Timer]:
    for name, one in running:
        for kind, due in (("warning", one.warn_at), ("expiry", one.due)):
            if due is not None and due > subject.now:
                yield Timer(dossier=subject.dossier, clock=name, kind=kind, due_at=due)


def _calendar(subject: Subject) -> workflow.Calendar:
    kept = subject.dossier.calendar
    return ministry.calendar_version(kept) if kept else ministry.calendar()


def _plain(row: ClockEvent) -> workflow.ClockEvent:
    event: workflow.EventKind = row.event  # type: ignore[assignment]  # held by clock_event_known
    return workflow.ClockEvent(at=row.at, event=event, reason=row.reason, basis=row.basis, length=row.length)
