"""What lists and counters show of dossiers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dvctt.kernel import Role, Text


@dataclass(frozen=True)
class RowAct:
    """An act of assignment that may be done from a queue's row: taking it, or (`takes` false) giving it to somebody."""

    action: str
    label: Text
    takes: bool


@dataclass(frozen=True)
class DossierRow:
    """A line of a list or queue: `next_act` is what would take it on; `acts` only in an officer's queue.

    `grants` is what the procedure grants, its name in few words; `returned` tells an officer that it was sent back to
    be worked on again; `inside` is `plain` as officers read it; `turn` the role whose act is next where that is not
    the assignee's; `subject` tells dossiers of one owner apart. While it waits for the applicant, `held_since` is
    since when and `answer_due_at` until when; where it was late when that began, `late_due_at` is the end that had
    passed at `late_halted_at`, and it is `overdue`. `missed_due_at` is the last end that had passed before it was given
    another, or ended, at `missed_at`. `started_at` is when the clock that governs the result began,
    before that the dossier was submitted. `calendar` is the version by which its dates were counted. `fee_open`
    tells whether a fee is due and not paid, `fee_left` what is missing of it (None where nobody knows). `place` is
    its key in the list. `due_of` names the clock that ends at `due_at`, in an applicant's list.
    """

    id: UUID
    code: str | None
    procedure: Text
    grants: Text
    case: Text
    procedure_code: str
    owner: str
    subject: str
    state: str
    label: Text
    plain: Text
    inside: Text
    status: int | None
    holder: str
    holder_unit: Text | None
    held_since: datetime | None
    answer_due_at: datetime | None
    assignee: str
    assignee_id: str | None
    submitted_at: datetime | None
    started_at: datetime | None
    touched_at: datetime
    due_at: datetime | None
    late_due_at: datetime | None
    late_halted_at: datetime | None
    missed_due_at: datetime | None
    missed_at: datetime | None
    calendar: str
    overdue: bool
    due_soon: bool
    closed_at: datetime | None
    outcome: str
    returned: bool
    revision: int
    next_act: Text | None
    turn: Role | None
    fee_open: bool
    fee_left: int | None
    acts: tuple[RowAct, ...]
    place: str
    due_of: Text | None = None


@dataclass(frozen=True)
class Listing:
    """A part of a list; `after` and `before` are keys of the next and previous parts."""

    rows: tuple[DossierRow, ...]
    after: str | None


@dataclass(frozen=True)
class Holders:
    """Who holds open dossiers: officers in person, as account and name, by name; and codes of units."""

    officers: tuple[tuple[str, str], ...]
    units: frozenset[str]


@dataclass(frozen=True)
class Counters:
    """How many dossiers each tab of an officer's list holds; counted no further than `most`."""

    to_do: int
    overdue: int
    due_soon: int
    fee: int
    all: int
    unit: int
    elsewhere: int
    applicant: int
    shared: int
    closed: int
    mine: int
    others: int
    unassigned: int
    turn: int
    most: int


@dataclass(frozen=True)
class LateLine:
    """Dossiers that a unit holds, in an officer's hands (nobody's where `officer` is empty), and how many press.

    `overdue` also counts those that were late when they were sent to the applicant; they are not among `open`.
    `was_late` counts those that are in time now, and were late before that time was given.
    """

    unit: str
    unit_name: Text | None
    officer: str
    officer_name: str
    open: int
    overdue: int
    due_soon: int
    was_late: int


@dataclass(frozen=True)
class LookUp:
    """What a stranger with code and telephone digits may know: the status and its dates.

    `due_of` names the clock that ends at `due_at`; `expected_at` is when the result is expected, before the dossier is
    accepted and so has a day for it.
    """

    code: str
    procedure: Text
    plain: Text
    label: Text
    status: int | None
    holder_unit: Text | None
    submitted_at: datetime
    due_at: datetime | None
    due_of: Text | None
    expected_at: datetime | None
    closed_at: datetime | None
