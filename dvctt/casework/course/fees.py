"""What a dossier owes: each fee by the bundle and the answers, the entries about it added up, what is open (13.2.g).

One computation, `dues`, is behind the page, the question before a result is given and what lists find: its outcome is
kept on the dossier's row by every act that can change it (`keep_open`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dvctt.casework.core.act_context import ActContext
from dvctt.casework.core.filer import SENDING
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import AnswerSet, FeeNote
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Fault, Invalid, Reason, Text, clock, dong
from dvctt.workflow import Action, FeeDuty, RecordDuty, Ruling

# Between the receipt's number and the reason, as the note of an entry keeps them.
APART = "; "

UNPAID = "fee_unpaid"
# Under which name an act that waits for fees keeps what was still to be collected by then.
LEFT_UNPAID = "left_unpaid"
PAYMENTS = frozenset({"payment", "correction"})
KINDS = {"note": "payment", "set": "set", "correct": "correction", "release": "release"}


@dataclass(frozen=True)
class FeeDue:
    """A fee with the entries about it, in order.

    `told` is what the version says of it for this dossier. `owed` tells whether the dossier has come so far that it
    is due: submitted or accepted, as the version says, and not turned away at reception.
    """

    spec: catalogue.Fee
    told: catalogue.FeeTold
    entries: tuple[FeeNote, ...]
    owed: bool

    @property
    def id(self) -> str:
        """Its id in the bundle."""
        return self.spec.id

    @property
    def name(self) -> Text:
        """Its name in law."""
        return self.told.name

    @property
    def amount(self) -> int | None:
        """What it comes to: what the version says, else what the agency set last; None where nobody knows yet."""
        if self.told.amount is not None:
            return self.told.amount
        return next((one.amount for one in reversed(self.entries) if one.kind == "set"), None)

    @property
    def noted(self) -> int | None:
        """What was paid by the entries, corrections counted in; None for no payment yet."""
        paid = [one.amount or 0 for one in self.entries if one.kind in PAYMENTS]
        return sum(paid) if paid else None

    @property
    def released(self) -> bool:
        """Whether what was open need not be paid any more: a correction after it takes a release back."""
        turns = [one.kind for one in self.entries if one.kind in ("release", "correction")]
        return turns[-1:] == ["release"]

    @property
    def left(self) -> int | None:
        """What is still to be collected; None where the amount is not known."""
        if self.released:
            return 0
        return None if self.amount is None else max(self.amount - (self.noted or 0), 0)

    @property
    def surplus(self) -> int:
        """What was paid above what it comes to; nothing where the amount is not known."""
        return 0 if self.amount is None else max((self.noted or 0) - self.amount, 0)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be collected: of a fee of unknown amount, whether nothing was paid."""
        if not self.owed or self.released:
            return False
        return bool(self.left) if self.amount is not None else not self.noted


def dues(loaded: LoadedDossier) -> tuple[FeeDue, ...]:
    """Every fee of the version for this dossier, with the entries about it."""
    if not loaded.bundle.fees:
        return ()
    basis = loaded.filed or loaded.sets[-1]
    told = loaded.fees_told.get(basis.number) or _told(loaded, basis)
    if basis.frozen_at is not None:
        # What was filed does not change any more: it is read once for a page or an act, however often that asks.
        loaded.fees_told[basis.number] = told
    return tuple(
        FeeDue(fee, one, tuple(note for note in loaded.fee_notes if note.fee == fee.id), _owed(loaded, fee))
        for fee, one in zip(loaded.bundle.fees, told, strict=True)
    )


def _told(loaded: LoadedDossier, basis: AnswerSet) -> tuple[catalogue.FeeTold, ...]:
    """What the version says of each fee by the answers and papers of a set."""
    values = loaded.values(basis)
    conditional = any(fee.when is not None or fee.cases for fee in loaded.bundle.fees)
    facts = loaded.given(basis.number) if conditional else {}
    return tuple(catalogue.fee_for(fee, values, facts, loaded.today) for fee in loaded.bundle.fees)


def due(loaded: LoadedDossier, fee: str) -> FeeDue:
    """The fee of that id."""
    return next(one for one in dues(loaded) if one.id == fee)


def expected(loaded: LoadedDossier, action: Action) -> Mapping[str, Any]:
    """With what the form of an act that notes a fee is filled in: what is left of it, today; empty for other acts."""
    asked = {duty.fee for duty in _duties(action) if duty.does == "note"}
    if not asked:
        return {}
    left = [one.left for one in dues(loaded) if one.id in asked and one.left]
    return {"paid_on": loaded.today.isoformat()} | ({"amount": left[0]} if left else {})


def warned(loaded: LoadedDossier, ruling: Ruling) -> Ruling:
    """The ruling with a warning where the act waits for a fee that is open.

    It bars nothing: the page has it confirmed. A guard over `fee_settled` bars.
    """
    waited_for = [Reason(UNPAID, {"fee": one.id}, _sentence(one)) for one in _awaited(loaded, ruling.action)]
    return replace(ruling, warnings=(*ruling.warnings, *waited_for)) if waited_for else ruling


def left_unpaid(loaded: LoadedDossier, action: str) -> dict[str, dict[str, int | None]]:
    """What an act that waits for fees is kept with: those open by then, each with what was left; else nothing."""
    left = {one.id: one.left for one in _awaited(loaded, action)}
    return {LEFT_UNPAID: left} if left else {}


def judged(loaded: LoadedDossier, ruling: Ruling) -> Ruling:
    """The ruling on an act about a fee, closed and not offered where there is nothing about the fee to enter."""
    action = loaded.flow.actions.get(ruling.action)
    asked = tuple(_duties(action)) if action else ()
    if action is None or action.to is not None or not asked:
        return ruling
    found = {one.id: one for one in dues(loaded)}
    after = loaded.dossier.state not in action.from_
    reasons = [reason for duty in asked if (reason := _nothing_to(duty, found[duty.fee], after=after))]
    if not reasons:
        return ruling
    return replace(ruling, allowed=False, here=False, reasons=(*ruling.reasons, *reasons))


def record(context: ActContext, duty: FeeDuty) -> None:
    """Write the entry that an act makes about a fee; raises Invalid at the field that is wrong.

    A correction says what was paid in all: it is entered as the difference, and the wrong entry stays.
    """
    loaded, given = context.loaded, context.inputs
    fee = due(loaded, duty.fee)
    note = FeeNote(
        dossier=loaded.dossier,
        fee=duty.fee,
        kind=KINDS[duty.does],
        amount=given.get("amount"),
        note=words_of(given),
        noted_at=context.now,
        noted_by=context.actor.name,
    )
    if duty.does == "note":
        _check_payment(context, fee)
        note.paid_on = given.get("paid_on")
    elif duty.does == "correct":
        note.amount = int(given.get("amount") or 0) - (fee.noted or 0)
    elif duty.does == "release":
        note.amount = None
    note.save(force_insert=True)
    loaded.fee_notes.append(note)


def words_of(given: Mapping[str, Any]) -> str:
    """What an act about a fee says in words, as its entry has it."""
    words = (str(given.get(name) or "").strip() for name in ("note", "difference", "reason"))
    return APART.join(text for text in words if text)


def open_amounts(loaded: LoadedDossier) -> dict[str, int | None]:
    """The fees that are open, by id, each with what is left of it (None where nobody knows)."""
    return {one.id: one.left for one in dues(loaded) if one.is_open}


def keep_open(context: ActContext, before: str) -> None:
    """Bring the row in line with what an act changed of the fees: `before` is the state before it."""
    loaded, row = context.loaded, context.loaded.dossier
    action, flow = loaded.flow.actions[context.action], loaded.flow
    moved = before != row.state and (flow.states[row.state].end or row.open_fees is None)
    recorded = any(isinstance(duty, RecordDuty) for duty in action.duties)
    if moved or recorded or action.kind in SENDING or any(_duties(action)):
        row.open_fees = open_amounts(loaded)


def _awaited(loaded: LoadedDossier, action: str) -> list[FeeDue]:
    """The open fees for which an act waits."""
    if not any(action in fee.awaited_by for fee in loaded.bundle.fees):
        return []
    return [one for one in dues(loaded) if one.is_open and action in one.spec.awaited_by]


def _owed(loaded: LoadedDossier, fee: catalogue.Fee) -> bool:
    """Whether a fee is due: from the moment that the version says, where the dossier was not turned away."""
    row = loaded.dossier
    since = row.submitted_at if fee.collected == "at_reception" else row.accepted_at
    return since is not None and (row.closed_at is None or row.accepted_at is not None)


def _nothing_to(duty: FeeDuty, due: FeeDue, *, after: bool) -> Reason | None:
    """Why there is nothing to enter about a fee; `after` the states that the act names only what is open counts."""
    if duty.does == "correct":
        return None if due.noted is not None or due.released else Reason("no_fee_entry")
    if duty.does == "set" and due.told.amount is not None:
        return Reason("fee_known")
    if not due.is_open and (after or duty.does == "release"):
        return Reason("no_open_fee")
    return None


def _check_payment(context: ActContext, due: FeeDue) -> None:
    """Raise Invalid for a payment without amount, of a day that cannot be, or of another amount than is due unsaid."""
    loaded, given = context.loaded, context.inputs
    submitted = loaded.dossier.submitted_at
    if given.get("paid_on"):
        paid_on, first = date.fromisoformat(str(given["paid_on"])), submitted and submitted.astimezone(clock.HANOI)
        if given.get("amount") is None:
            raise Invalid(Fault("amount", "required"))
        if first and paid_on < first.date():
            raise Invalid(Fault("paid_on", "paid_before_submission", {"min": clock.written_day(first)}))
        if paid_on > loaded.today:
            raise Invalid(Fault("paid_on", "too_late", {"max": clock.written_day(loaded.today)}))
    if given.get("amount") == 0:
        raise Invalid(Fault("amount", "nothing_paid"))
    if due.left is None or given.get("amount") in (None, due.left):
        return
    asked = _fields(loaded.flow.actions[context.action])
    place = "difference" if "difference" in asked else "note"
    if not str(given.get(place) or "").strip():
        raise Invalid(Fault(place, "fee_differs", {"due": dong(due.left)}))


def _sentence(one: FeeDue) -> Text:
    if one.amount is None:
        return Text(
            vi=f"Chưa ghi nhận thu “{one.name.vi}”.",
            en=f"No payment of “{one.name.in_language('en')}” has been noted.",
        )
    amounts = (one.amount, one.noted or 0, one.left or 0)
    vi = "phải thu {}, đã thu {}, còn thiếu {}".format(*map(dong, amounts))
    en = "{} is due, {} has been paid, {} is missing".format(*(dong(amount, "en") for amount in amounts))
    return Text(vi=f"Chưa thu đủ “{one.name.vi}”: {vi}.", en=f"“{one.name.in_language('en')}” is not paid: {en}.")


def _duties(action: Action) -> Iterator[FeeDuty]:
    return (duty for duty in action.duties if isinstance(duty, FeeDuty))


def _fields(action: Action) -> Iterable[str]:
    return {field.id for section in action.input for field in section.fields}
