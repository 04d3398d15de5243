"""What pages show of a dossier: plain values, complete, so that a template asks the database nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dvctt.accounts import api as accounts
from dvctt.casework.delivering import DeliveryView
from dvctt.casework.scope import Access
from dvctt.catalogue import api as catalogue
from dvctt.documents import api as documents
from dvctt.forms import AnyField, FormSpec, Rule, Section
from dvctt.kernel import Fault, Reason, Role, Text
from dvctt.ministry import api as ministry


@dataclass(frozen=True)
class ClockView:
    """A statutory clock: `state` is running, paused or stopped; `steps` explain the due date line by line.

    `asked` is the day by which an officer asked the applicant for the answer, where the clock ends later: the day that
    is told, with `due` as grace. `calendar` is the version by which it counts, `halted` since when it is paused or has
    ended; `overdue` then says that its end had passed. `undeclared` says that no days off were declared yet for the
    time in which `due` lies, so that it may move.
    """

    name: str
    label: Text
    state: str
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
    undeclared: bool
    steps: tuple[Text, ...]


@dataclass(frozen=True)
class OfferView:
    """An action as the page offers it: open, or closed with its reasons.

    `instead_of` names whose deputy does it; `printed` are its inputs that stand in a paper, with the paper's title;
    `before` is what was written in it the last time, where that was sent back to be worked on again. `decides` names
    its questions about the contents of documents, `start` holds the values with which they start, `asked` those that
    were asked for. `expected` is what else its form is filled in with, such as the fee that is due. `edits` and `sees`
    name the documents whose contents it sets or shows.
    """

    action: str
    label: Text
    kind: str
    tone: str
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
    asked: Mapping[str, Any] = field(default_factory=dict)
    edits: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContentCell:
    """A cell of a content's table, with what was asked where that is something else (`changed`)."""

    label: Text
    value: str
    asked: str
    changed: bool


@dataclass(frozen=True)
class ContentRow:
    """A row of a content's table: `kept` from what was asked, `added`, or `dropped` (then as it was asked)."""

    state: str
    cells: tuple[ContentCell, ...]

    @property
    def changed(self) -> bool:
        """Whether it is not what was asked."""
        return self.state != "kept" or any(cell.changed for cell in self.cells)


@dataclass(frozen=True)
class ContentLine:
    """A field of a content: what stands and what was asked; a table has `heads` and `rows` instead.

    `compared` says whether it starts from something that was asked.
    """

    field: str
    label: Text
    value: str
    asked: str
    changed: bool
    heads: tuple[Text, ...] = ()
    rows: tuple[ContentRow, ...] = ()
    compared: bool = True

    @property
    def shown_rows(self) -> tuple[ContentRow, ...]:
        """The rows that are not what was asked; all where nothing was."""
        return tuple(row for row in self.rows if row.changed or not self.compared)

    @property
    def same_rows(self) -> tuple[ContentRow, ...]:
        """The rows that are as they were asked, beside others that are not."""
        return tuple(row for row in self.rows if not row.changed and self.compared)


@dataclass(frozen=True)
class ContentView:
    """The content of a document as it stands, line by line beside what was asked; `draft` until it is asked for."""

    document: str
    title: Text
    lines: tuple[ContentLine, ...]
    draft: bool

    @property
    def differences(self) -> int:
        """How many lines differ from what was asked."""
        return sum(line.changed for line in self.lines)

    @property
    def own_lines(self) -> tuple[ContentLine, ...]:
        """What differs from what was asked, and what nobody asked: what a decision has to look at."""
        return tuple(line for line in self.lines if line.changed or not line.compared)

    @property
    def same_lines(self) -> tuple[ContentLine, ...]:
        """What is as it was asked."""
        return tuple(line for line in self.lines if line.compared and not line.changed)


@dataclass(frozen=True)
class FilerView:
    """The person who files, by what `power` (empty where none is known), and whether the mandate still `stands`."""

    account: str
    name: str
    power: str
    number: str
    until: date | None
    document: UUID | None
    stands: bool


@dataclass(frozen=True)
class SuccessorView:
    """Somebody who may become the filer; `me` is the reader."""

    account: str
    name: str
    power: str
    me: bool


@dataclass(frozen=True)
class TimelineEntry:
    """One act: for the applicant without names and inner words of officers. `on_behalf` is for whom one acted.

    `official` says that an officer did it, `unit` by which unit's appointment: a code, empty where it was not kept.

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
    official: bool = False
    on_behalf: str = ""
    instead_of: str = ""
    assigned: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class FileView:
    """A file handed in for a component, in force or not."""

    attachment_id: UUID
    document: documents.DocumentView
    added_in: int
    removed_in: int | None
    added_at: datetime
    in_force: bool
    new_in_draft: bool


@dataclass(frozen=True)
class ComponentView:
    """A kind of paper that the law asks for, and what was given for it.

    `handed_in` counts the files in force, also for who may not read them and so gets no `files`.
    """

    id: str
    name: Text
    law_name: str | None
    note: Text | None
    kind: str
    required: bool
    alternatives: str | None
    original: int
    copies: int
    allowed: tuple[str, ...]
    max_mb: int
    many: bool
    uploads: bool
    form_number: str | None
    template_file: str | None
    handed_in: int
    files: tuple[FileView, ...]
    missing: bool


@dataclass(frozen=True)
class DeclarationView:
    """How far the declaration is: rendering, ready, checking, valid, invalid, confirmed.

    `failed` where what the state waits for waits itself for the operator.
    """

    state: str
    document_id: UUID | None
    signed_id: UUID | None
    report: Mapping[str, Any]
    mismatch: bool
    authority_confirmed: bool
    created_at: datetime
    failed: bool = False


@dataclass(frozen=True)
class ItemView:
    """One thing asked to be amended, with the old and the new beside each other."""

    position: int
    kind: str
    target: str
    place: Text
    wrong: str
    answer: str
    old: str
    new: str
    changed: bool


@dataclass(frozen=True)
class AmendmentView:
    """An amendment request with its items."""

    number: int
    state: str
    reason: str
    answer_by: date
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    items: tuple[ItemView, ...]


@dataclass(frozen=True)
class ChangeView:
    """A field whose answer differs between two filed versions."""

    label: Text
    old: str
    new: str


@dataclass(frozen=True)
class PaperView:
    """A document of the process: being made, made, or handed over; `failed` where it waits for the operator."""

    name: str
    title: Text
    kind: str
    number: str
    document_id: UUID | None
    requested_at: datetime
    ready_at: datetime | None
    published_at: datetime | None
    failed: bool = False


@dataclass(frozen=True)
class CheckView:
    """A check by the system. `level` is ok, warning or error."""

    level: str
    place: str
    text: Text


@dataclass(frozen=True)
class ReviewField:
    """An answer in its human form; a table has rows."""

    field: AnyField
    label: Text
    value: str
    columns: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class ReviewSection:
    """A section of the form as filled in."""

    id: str
    title: Text
    fields: tuple[ReviewField, ...]


@dataclass(frozen=True)
class DecisionView:
    """What was decided, by whom and under which authority."""

    outcome: str
    decided_at: datetime
    name: str
    title: str
    authority_line: str


@dataclass(frozen=True)
class FeeEntryView:
    """An entry about a fee: its `number` among them from 1, and of a correction the number of what it `corrects`.

    `kind` is payment, correction (`amount` is the difference, with its sign), set or release.
    """

    number: int
    kind: str
    amount: int | None
    paid_on: date | None
    note: str
    noted_at: datetime
    noted_by: str
    corrects: int | None


@dataclass(frozen=True)
class FeeView:
    """A fee of the procedure: what it comes to, what was paid by the entries, what is `left`, whether it is open.

    `amount` and `left` are None where nobody knows the amount yet, `noted_amount` while nothing was paid. `collected`
    says when it is due, `pay_at` where: at that unit, or into `account` (empty where the ministry names none).
    """

    id: str
    name: Text
    kind: str
    amount: int | None
    basis: str
    note: Text | None
    noted_amount: int | None
    left: int | None
    open: bool
    released: bool
    collected: Text
    pay_at: ministry.UnitView
    account: str
    entries: tuple[FeeEntryView, ...]


@dataclass(frozen=True)
class DossierPage:
    """Everything that a dossier's page shows to this actor. `returned` is the act that sent it back, while it is."""

    id: UUID
    code: str | None
    revision: int
    version: catalogue.PublishedVersion
    owner: accounts.PartyView
    filer: FilerView
    successors: tuple[SuccessorView, ...]
    state: str
    label: Text
    plain: Text
    status: int | None
    status_name: Text | None
    holder: str
    holder_unit: ministry.UnitView | None
    assignee: str
    assignee_id: str | None
    turn: Role | None
    receiving: ministry.UnitView
    appraising: ministry.UnitView
    deciding: ministry.UnitView
    created_at: datetime
    touched_at: datetime
    submitted_at: datetime | None
    accepted_at: datetime | None
    started_at: datetime | None
    closed_at: datetime | None
    subject: str
    outcome: str
    due_at: datetime | None
    provisional_due: datetime | None
    clocks: tuple[ClockView, ...]
    offers: tuple[OfferView, ...]
    timeline: tuple[TimelineEntry, ...]
    returned: TimelineEntry | None
    sections: tuple[ReviewSection, ...]
    components: tuple[ComponentView, ...]
    declaration: DeclarationView | None
    signatures: tuple[DeclarationView, ...]
    amendments: tuple[AmendmentView, ...]
    changes: tuple[ChangeView, ...]
    papers: tuple[PaperView, ...]
    contents: tuple[ContentView, ...]
    checks: tuple[CheckView, ...]
    decision: DecisionView | None
    fees: tuple[FeeView, ...]
    delivery: DeliveryView
    access: Access
    editable: bool
    saves: int
    saved_at: datetime | None

    @property
    def last_entry(self) -> int:
        """The sequence number of the latest entry of the history; 0 for none."""
        return max((entry.seq for entry in self.timeline), default=0)

    def after(self, seq: int) -> tuple[TimelineEntry, ...]:
        """The entries of the history after that sequence number, the latest first."""
        return tuple(entry for entry in self.timeline if entry.seq > seq)


@dataclass(frozen=True)
class DraftPage:
    """A draft for the form's pages: opened values, what was typed and not understood, and all faults.

    `held` are the faults for which a save is held back: of what was given, none of what is still missing.
    """

    id: UUID
    code: str | None
    revision: int
    version: catalogue.PublishedVersion
    form: FormSpec
    values: Mapping[str, Any]
    kept: Mapping[str, Any]
    faults: tuple[Fault, ...]
    held: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    missing: tuple[str, ...]
    saves: int
    saved_at: datetime
    touched: bool
    amendment: AmendmentView | None


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
    the assignee's; `subject` tells dossiers of one owner apart. While it waits for the applicant, `held_since` is since
    when and `answer_due_at` until when; where it was late when that began, `late_due_at` is the end that had passed at
    `late_halted_at`, and it is `overdue`. `calendar` is the version by which its dates were counted. `fee_open` tells
    whether a fee is due and not paid, `fee_left` what is missing of it (None where nobody knows). `place` is its key in
    the list.
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
    holder_unit: str
    held_since: datetime | None
    answer_due_at: datetime | None
    assignee: str
    assignee_id: str | None
    submitted_at: datetime | None
    touched_at: datetime
    due_at: datetime | None
    late_due_at: datetime | None
    late_halted_at: datetime | None
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


@dataclass(frozen=True)
class Listing:
    """A part of a list; `after` and `before` are keys of the next and previous parts."""

    rows: tuple[DossierRow, ...]
    after: str | None


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
    """

    unit: str
    unit_name: Text | None
    officer: str
    officer_name: str
    open: int
    overdue: int
    due_soon: int


@dataclass(frozen=True)
class LookUp:
    """What a stranger with code and telephone digits may know: the status alone."""

    code: str
    procedure: Text
    plain: Text
    label: Text
    status: int | None
    holder_unit: str
    submitted_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
