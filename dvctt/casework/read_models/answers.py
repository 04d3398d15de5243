"""What pages show of the answers, of what differs between them, and of requests to amend them."""

from dataclasses import dataclass
from datetime import date, datetime

from dvctt.forms import AnyField
from dvctt.kernel import Fault, Text


@dataclass(frozen=True)
class ItemView:
    """One thing asked to be amended, with the old and the new beside each other.

    `section` is that of the form in which a field stands; empty for what is none.
    """

    position: int
    kind: str
    target: str
    place: Text
    wrong: str
    answer: str
    old: str
    new: str
    changed: bool
    section: str


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
