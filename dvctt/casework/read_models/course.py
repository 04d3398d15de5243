"""What pages show of a dossier's course: clocks, acts that are open, the history, checks, the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from dvctt.forms import Rule, Section
from dvctt.kernel import Reason, Text


@dataclass(frozen=True)
class ClockView:
    """A statutory clock: `state` is running, paused or stopped; `steps` explain the due date line by line.

    `starts` is the working instant from which it counts. `asked` is the day by which an officer asked the applicant for
    the answer, where the clock ends later: the day that is told, with `due` as grace. `calendar` is the version by
    which it counts, `halted` since when it is paused or has ended; `overdue` then says that its end had passed.
    `missed_due` is the last end that had passed before the clock was given another, or ended, at `missed_at`.
    `unit` is that of its length, `governs` says that it is the limit of the result.
    `undeclared` says that no days off were declared yet for the time in which `due` lies, so that it may move.
    """

    name: str
    label: Text
    state: str
    starts: datetime | None
    due: datetime | None
    warn_at: datetime | None
    overdue: bool
    due_soon: bool
    days_left: int | None
    basis: Text
    whose: str
    asked: date | None
    calendar: str
    halted: datetime | None
    missed_due: datetime | None
    missed_at: datetime | None
    unit: str | None
    governs: bool
    undeclared: bool
    steps: tuple[Text, ...]


@dataclass(frozen=True)
class ProposalView:
    """What was proposed: the document's title, in which act, by whom; `seq` is the act's number."""

    title: Text
    act: Text
    by: str
    seq: int


@dataclass(frozen=True)
class EffectView:
    """What an act brings about: a kind (`clock_start`, `number`, `document`, `publish`, `fee_note`, `notice` …) and
    the name of what it is done to.
    """

    kind: str
    of: Text | None = None


@dataclass(frozen=True)
class OfferView:
    """An action as the page offers it: open, or closed with its reasons.

    `instead_of` names whose deputy does it; `printed` are its inputs that stand in a paper, with the paper's title;
    `before` is what was written in it the last time, where that was sent back to be worked on again. `decides` names
    its questions about the contents of documents, `start` holds the values with which they start, `started_at` since
    when they do, `asked` those that were asked for. `expected` is what else its form is filled in with, such as the
    fee that is due. `answer_until` is until when an answer to a request to amend would be taken. `edits` and `sees`
    are the documents whose contents it sets or shows, with their titles. It `follows` what was proposed, or goes
    `against` it. It `takes` the dossier for who does it, and leads `to` another state. `fees` are those of which it
    makes an entry, by what it does: `note`, `set`, `correct` or `release`.
    """

    action: str
    label: Text
    kind: str
    tone: Literal["primary", "neutral", "danger"]
    allowed: bool
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    basis: str | None
    instead_of: str = ""
    printed: Mapping[str, Text] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    expected: Mapping[str, Any] = field(default_factory=dict)
    decides: frozenset[str] = frozenset()
    start: Mapping[str, Any] = field(default_factory=dict)
    started_at: datetime | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    edits: Mapping[str, Text] = field(default_factory=dict)
    sees: Mapping[str, Text] = field(default_factory=dict)
    takes: bool = False
    to: Text | None = None
    effects: tuple[EffectView, ...] = ()
    fees: Mapping[str, frozenset[str]] = field(default_factory=dict)
    answer_until: datetime | None = None
    follows: bool = False
    against: ProposalView | None = None


@dataclass(frozen=True)
class TimelineEntry:
    """One act: for the applicant without names and inner words of officers. `on_behalf` is for whom one acted.

    `official` says that an officer did it, `answers` that it answered a request to amend: its inputs are what was
    written to each item. `unit` by which unit's appointment it was done: a code, empty where it was not kept.

    `kind` is that of the act; empty for what no act of the procedure did.
    `erased` says that the name of who did it for the applicant was emptied later.
    `assigned` names from whom to whom the act gave the dossier; empty where it gave it to nobody, or from nobody.
    """

    seq: int
    at: datetime
    action: str
    label: Text
    who: str
    unit: str
    from_state: Text | None
    to_state: Text | None
    reason: str
    inputs: tuple[tuple[Text, str], ...]
    system: bool
    kind: str = ""
    official: bool = False
    answers: bool = False
    on_behalf: str = ""
    instead_of: str = ""
    assigned: tuple[str, str] = ("", "")
    erased: bool = False


@dataclass(frozen=True)
class CheckView:
    """A check by the system. `level` is ok, warning or error."""

    level: Literal["ok", "warning", "error"]
    place: str
    text: Text


@dataclass(frozen=True)
class DecisionView:
    """What was decided, by whom and under which authority."""

    outcome: str
    decided_at: datetime
    name: str
    title: str
    authority_line: str
