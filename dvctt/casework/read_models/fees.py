"""What pages show of fees."""

from dataclasses import dataclass
from datetime import date, datetime

from dvctt.casework.course.fees import APART
from dvctt.kernel import Text, compact
from dvctt.ministry import api as ministry


@dataclass(frozen=True)
class FeeEntryView:
    """An entry about a fee: its `number` among them from 1.

    `kind` is payment, correction (`amount` is the difference, with its sign), set or release.
    """

    number: int
    kind: str
    amount: int | None
    paid_on: date | None
    note: str
    noted_at: datetime
    noted_by: str


@dataclass(frozen=True)
class FeeView:
    """A fee of the procedure: what it comes to, what was paid by the entries, what is `left`, or `surplus`.

    `amount` and `left` are None where nobody knows the amount yet, `noted_amount` while nothing was paid. `collected`
    says when it is due as the dossier stands, `owed` whether it has come so far, `void` that it never will, `pay_at`
    where: at that unit, or into `account` (empty where the ministry names none).
    """

    id: str
    name: Text
    kind: str
    amount: int | None
    basis: str
    budget_subsection: str | None
    note: Text | None
    noted_amount: int | None
    left: int | None
    surplus: int
    open: bool
    owed: bool
    void: bool
    released: bool
    collected: Text
    pay_at: ministry.UnitView
    account: str
    entries: tuple[FeeEntryView, ...]

    def beyond(self, amount: int) -> int:
        """By how much a payment is more than what is left; nothing where nobody knows that yet."""
        return 0 if self.left is None else max(amount - self.left, 0)

    def entered_before(self, receipt: str) -> FeeEntryView | None:
        """A payment that was entered under this number of a receipt, however it is spaced; None without a number."""
        number = compact(receipt)
        paid = (one for one in self.entries if one.kind == "payment" and one.note)
        return next((one for one in paid if number and compact(one.note.split(APART)[0]) == number), None)
