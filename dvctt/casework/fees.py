"""What a dossier owes: each fee by the bundle and the answers, what was noted of it, what is open (13.2.g)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dvctt.casework.performing import Performing
from dvctt.casework.subject import Subject
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Fault, Invalid, Reason, Text, dong
from dvctt.workflow import Action, DocumentDuty, FeeDuty, PublishDuty, Ruling

UNPAID = "fee_unpaid"
RESULTS = frozenset({"result"})


@dataclass(frozen=True)
class FeeDue:
    """A fee: what it comes to (None where nobody can tell), and what has been noted of it (None for nothing yet)."""

    id: str
    name: Text
    amount: int | None
    noted: int | None

    @property
    def left(self) -> int | None:
        """What is still to be collected; None where the amount is not known."""
        return None if self.amount is None else max(self.amount - (self.noted or 0), 0)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be collected: of a fee of unknown amount, whether nothing was noted."""
        return self.noted is None if self.amount is None else (self.noted or 0) < self.amount


def dues(subject: Subject) -> tuple[FeeDue, ...]:
    """Every fee of the version with what was noted of it."""
    noted: dict[str, int] = {}
    for note in subject.fee_notes:
        noted[note.fee] = noted.get(note.fee, 0) + (note.amount or 0)
    values = subject.values(subject.filed)
    return tuple(
        FeeDue(fee.id, fee.name, catalogue.fee_amount(fee, values), noted.get(fee.id)) for fee in subject.bundle.fees
    )


def expected(subject: Subject, action: Action) -> Mapping[str, Any]:
    """With what the form of an act that notes a fee is filled in: what is left of it, today; empty for other acts."""
    asked = {duty.fee for duty in action.duties if isinstance(duty, FeeDuty)}
    if not asked:
        return {}
    left = [one.left for one in dues(subject) if one.id in asked and one.left]
    return {"paid_on": subject.today.isoformat()} | ({"amount": left[0]} if left else {})


def warned(subject: Subject, ruling: Ruling) -> Ruling:
    """The ruling with a warning where the act numbers or hands over a result while a fee is open.

    It bars nothing: the page has it confirmed.
    """
    if not _gives_result(subject, subject.flow.actions[ruling.action]):
        return ruling
    open_ones = [Reason(UNPAID, {"fee": one.id}, _sentence(one)) for one in dues(subject) if one.is_open]
    return replace(ruling, warnings=(*ruling.warnings, *open_ones))


def check(performing: Performing, fee: str) -> None:
    """Raise Invalid where another amount is noted than is due and nothing says why."""
    given = performing.inputs
    due = next((one for one in dues(performing.subject) if one.id == fee), None)
    if due is None or due.left is None or given.get("amount") in (None, due.left):
        return
    asked = _fields(performing.subject.flow.actions[performing.action])
    place = "difference" if "difference" in asked else "note"
    if not str(given.get(place) or "").strip():
        raise Invalid(Fault(place, "fee_differs", {"due": dong(due.left)}))


def _gives_result(subject: Subject, action: Action) -> bool:
    documents = subject.flow.documents
    named = [duty.document for duty in action.duties if isinstance(duty, DocumentDuty)]
    named += [duty.publish for duty in action.duties if isinstance(duty, PublishDuty)]
    return any(documents[name].kind in RESULTS for name in named)


def _sentence(one: FeeDue) -> Text:
    if one.amount is None:
        return Text(
            vi=f"Chưa ghi nhận thu “{one.name.vi}”.",
            en=f"No payment of “{one.name.in_language('en')}” has been noted.",
        )
    vi, en = f"phải thu {dong(one.amount)}", f"{dong(one.amount)} is due"
    vi, en = f"{vi}, đã ghi nhận {dong(one.noted or 0)}", f"{en}, {dong(one.noted or 0)} has been noted"
    return Text(vi=f"Chưa thu đủ “{one.name.vi}”: {vi}.", en=f"“{one.name.in_language('en')}” is not paid: {en}.")


def _fields(action: Action) -> Iterable[str]:
    return {field.id for section in action.input for field in section.fields}
