"""The specification of a process: states, actions, guards, clocks and duties, as data of a procedure version."""

from typing import Annotated, Literal

from pydantic import Field

from dvctt.forms import AnyField, Condition, EditorNote, FormSpec, Rule, Section, Spec
from dvctt.kernel import Role, Text

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Place = Literal["receiving", "appraising", "deciding"]
Unit = Literal["working_hour", "working_day", "calendar_day", "month"]
Holding = Literal["nobody", "self", "colleague"]


class State(Spec):
    """Where a dossier stands.

    `status` is the national status 1-10 (none while a draft). `label` is the law's word, `plain` what
    the applicant reads, `inside` what officers read where `plain` speaks to the applicant. `holder` tells who has the
    dossier. `outcome` belongs to ends alone.
    """

    label: Text
    plain: Text
    inside: Text | None = None
    status: int | None = Field(default=None, ge=1, le=10)
    holder: Literal["applicant", "receiving", "appraising", "deciding", "system"] = "receiving"
    end: bool = False
    outcome: Literal["granted", "not_granted", "refused", "lapsed", "withdrawn"] | None = None

    @property
    def for_officers(self) -> Text:
        """The sentence of the state as officers read it."""
        return self.inside or self.plain


class Who(Spec):
    """Who may act: an officer's `role` at one of the dossier's units, the `applicant`, or the `system`."""

    kind: Literal["officer", "applicant", "system"]
    role: Role | None = None
    at: Place | None = None
    assigned_only: bool = False


class Guard(Spec):
    """A condition over facts that opens the action; `reason` is shown while it is false.

    Either `that` (a condition over answers, `{field: id}`, and facts, `{fact: name}`), or `not_done_by`: the actor must
    not be one who did one of these actions on this dossier since it last entered from draft. Facts of the process are
    `fee_settled.<fee>`, `document_ready.<document>`, `document_published.<document>` and
    `content.<document>.<field>`, the value that stands.
    """

    id: Name
    that: Condition | None = None
    not_done_by: tuple[Name, ...] = ()
    reason: Text


class ClockDuty(Spec):
    """An event on a clock; `replace` puts the clock's `after_amendment` in the place of what remains of it."""

    clock: Name
    event: Literal["start", "pause", "resume", "stop", "replace"]


class RecordDuty(Spec):
    """Record a step of the dossier's life.

    `submission`: its moment, the calendar that counts from it, and the telephone of the owner. `acceptance`: its
    moment; from it on the dossier is the appraising unit's to see.
    """

    record: Literal["submission", "acceptance"]


class FreezeDuty(Spec):
    """Close the answers that the applicant is editing: what was sent is changed no more."""

    freeze: Literal["answers"]


class NumberDuty(Spec):
    """Take the next number of a series (`dossier_code`, or a document's), in the transaction."""

    series: Name


class DocumentDuty(Spec):
    """Ask for a document to be made; `documents` of the version tells how."""

    document: Name


class NoticeDuty(Spec):
    """Send the notice of that name to the applicant."""

    notice: Name


class TaskDuty(Spec):
    """Say whose work the dossier is: nobody's, so that the unit's queue shows it; the actor's; or the chosen officer's.

    The form of an act with `chosen` asks for the officer. Whoever loses the dossier by it is told, and who gets it.
    """

    assign: Literal["nobody", "actor", "chosen"]


class ReworkDuty(Spec):
    """Ask for the work anew: the dossier is one that was sent back, and who last sent it on from here is told."""

    rework: Literal["asked"]


class AmendmentDuty(Spec):
    """Open an amendment request from the payload's items, or close it: answered, lapsed or taken back."""

    amendment: Literal["open", "answer", "lapse", "cancel"]


class DecisionDuty(Spec):
    """Record the decision of the competent person, with the authority line."""

    decision: Literal["granted", "not_granted"]


class PublishDuty(Spec):
    """Hand the document to the applicant: it appears on the dossier page and is announced."""

    publish: Name


class FeeDuty(Spec):
    """Enter something about a fee that the desk collects (level 3).

    `does` is to `note` a payment, to `set` what is due where the version does not say it, to `correct` an entry, or to
    `release` what is still open. An act with this duty that stays in its state is open in every later state too: a
    fee that is due outlives the process.
    """

    fee: Name
    does: Literal["note", "set", "correct", "release"] = "note"


Duty = (
    ClockDuty
    | RecordDuty
    | FreezeDuty
    | NumberDuty
    | DocumentDuty
    | NoticeDuty
    | TaskDuty
    | ReworkDuty
    | AmendmentDuty
    | DecisionDuty
    | PublishDuty
    | FeeDuty
)


class Content(Spec):
    """What a document decides, as a form of its own: it is appraised, decided, and printed exactly so.

    A field says with `prefill: answer.<id>` from which answer of the declaration it starts; a table takes over the
    columns whose ids are the same.
    """

    sections: tuple[Section, ...] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()

    def fields(self) -> tuple[AnyField, ...]:
        """All fields in order."""
        return tuple(field for section in self.sections for field in section.fields)


class ContentUse(Spec):
    """What an act does with the content of the document `of`.

    With `may: edit` its form stands among the act's questions, `when` over the act's own input holds (always without
    `when`); with `may: see` it is shown, and the act is closed while the content was never set.
    """

    of: Name
    may: Literal["edit", "see"] = "see"
    when: Condition | None = None


class Action(Spec):
    """An act on a dossier: from which states, to which, who may, on which condition, with which duties.

    `to` absent means that the state stays. `input` is the act's own small form, `contents` what it does with the
    contents of documents. `limit` bounds how often the act may be done on a dossier; over `warn_after` times the
    officer is warned, not barred. `kind` gives the page its shape, and nothing else: what the act brings about stands
    in its duties. One of kind `note` enters something that leaves the dossier where it is. `of_whom` says whose
    dossiers the act is open on: nobody's, one's own (or an absent officer's whose deputy one is), a colleague's.
    Where it says nothing, an act that takes a dossier is open on nobody's alone, every other act on all.
    """

    label: Text
    from_: tuple[Name, ...] = Field(alias="from", min_length=1)
    to: Name | None = None
    who: tuple[Who, ...] = Field(min_length=1)
    guards: tuple[Guard, ...] = ()
    input: tuple[Section, ...] = ()
    input_rules: tuple[Rule, ...] = ()
    contents: tuple[ContentUse, ...] = ()
    duties: tuple[Duty, ...] = ()
    kind: Literal["submit", "assign", "amendment_request", "amendment_answer", "note", "plain"] = "plain"
    limit: int | None = None
    warn_after: int | None = None
    of_whom: tuple[Holding, ...] = ()
    tone: Literal["primary", "neutral", "danger"] = "neutral"
    basis: str | None = None

    @property
    def takes(self) -> bool:
        """Whether the act is done to have the dossier, rather than to give it to somebody chosen."""
        return self.kind == "assign" and any(
            isinstance(duty, TaskDuty) and duty.assign == "actor" for duty in self.duties
        )

    @property
    def submits(self) -> bool:
        """Whether the act files the dossier."""
        return any(isinstance(duty, RecordDuty) and duty.record == "submission" for duty in self.duties)

    @property
    def asks_rework(self) -> bool:
        """Whether the act sends the dossier back, to be worked on again."""
        return any(isinstance(duty, ReworkDuty) for duty in self.duties)

    @property
    def open_on(self) -> frozenset[Holding]:
        """Whose dossiers the act is open on."""
        return frozenset(self.of_whom or (("nobody",) if self.takes else ("nobody", "self", "colleague")))


class Stage(Spec):
    """A part of a clock's length, for the stages of an appraisal."""

    id: Name
    label: Text
    length: int = Field(gt=0)
    unit: Unit


class Clock(Spec):
    """A statutory clock.

    `length` with `unit`, or `stages` one after another. `mode` "hours" counts working time from the
    instant, "days" counts whole days after the day of the start. `after_amendment` replaces what
    remains when the clock resumes. `warn` is how much before the end the warning falls. At expiry the
    dossier is marked overdue, and `at_expiry` names an action that the timer performs, if any.
    `governs_result` marks exactly one clock: its end is the day of the result.
    """

    label: Text
    unit: Unit | None = None
    length: int | None = Field(default=None, gt=0)
    stages: tuple[Stage, ...] = ()
    mode: Literal["days", "hours"] = "days"
    after_amendment: int | None = Field(default=None, gt=0)
    warn: int = Field(default=1, ge=0)
    warn_unit: Literal["working_hour", "working_day"] = "working_day"
    at_expiry: Name | None = None
    whose: Literal["agency", "applicant"] = "agency"
    governs_result: bool = False
    basis: str
    basis_en: str | None = Field(default=None, description="The basis for readers of English.")
    editor_note: EditorNote = None

    @property
    def basis_text(self) -> Text:
        """The basis in both languages."""
        return Text(vi=self.basis, en=self.basis_en)


class DocumentSpec(Spec):
    """A document that the process makes: template, number series, title, whose it is.

    `by` is the place whose unit issues it: letterhead, number, signature and place of issue are that unit's. `content`
    is what it decides. `kind` is what the verify page calls it.
    `performs` names the system's action once it is signed.
    """

    title: Text
    template: str
    kind: Literal["acknowledgement", "receipt", "amendment_request", "refusal", "result", "negative_decision", "notice"]
    series: Name | None = None
    form_number: str | None = None
    by: Place
    content: Content | None = None
    performs: Name | None = None


class Flow(Spec):
    """The process of a procedure version."""

    start: Name
    states: dict[Name, State]
    actions: dict[Name, Action]
    clocks: dict[Name, Clock] = Field(default_factory=dict)
    documents: dict[Name, DocumentSpec] = Field(default_factory=dict)
    series: dict[Name, str] = Field(default_factory=dict)


__all__ = [
    "Action",
    "Clock",
    "Content",
    "ContentUse",
    "DocumentSpec",
    "Duty",
    "Flow",
    "FormSpec",
    "FreezeDuty",
    "Guard",
    "Holding",
    "Place",
    "RecordDuty",
    "ReworkDuty",
    "Stage",
    "State",
    "Who",
]
