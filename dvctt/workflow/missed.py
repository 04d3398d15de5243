"""Which end of a clock had passed before it was given another, or before it ended: what was late stays told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dvctt.workflow.calendar import Calendar
from dvctt.workflow.clock import ClockEvent, EventKind, run_clock
from dvctt.workflow.spec import Clock

_TURNS: frozenset[EventKind] = frozenset({"replace", "extend", "start", "stop"})


@dataclass(frozen=True)
class Missed:
    """An end that had passed: `due`, and `at` when the clock was halted, given another end, or ended."""

    due: datetime
    at: datetime


def missed(clock: Clock, events: Iterable[ClockEvent], calendar: Calendar) -> Missed | None:
    """The last such end of a ledger, None where every end was kept; an end that passed and still counts is none yet.

    A new term after an amendment, an extension and a new start move the end, and do not undo that the old one passed.
    """
    lines, found = sorted(events, key=lambda line: line.at), None
    for line in lines:
        if line.event not in _TURNS:
            continue
        before = run_clock(clock, [one for one in lines if one.at < line.at], calendar, now=line.at)
        if before.overdue and before.due is not None:
            found = Missed(before.due, before.halted or line.at)
    return found
