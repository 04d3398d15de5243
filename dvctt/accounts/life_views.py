"""What accounts tell of an account's life after it was granted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dvctt.accounts.views import Duplicate, Remark
from dvctt.kernel import Text


@dataclass(frozen=True)
class LinkFor:
    """For whom a one-time link is, masked: who opens it on a strange device learns no name or address."""

    name: str
    email: str
    officer: bool


@dataclass(frozen=True)
class DetailsView:
    """The plain details of an account (party None) or of a party; a new address that waits is masked."""

    party: str | None
    email: str
    phone: str
    address: Mapping[str, str]
    waiting_email: str = ""
    waiting_phone: str = ""


@dataclass(frozen=True)
class ChangeRow:
    """A line of the queue of changes of identity; `agency` is the one that vets it, empty where the operator does.

    `same` says which number that is asked for somebody else has or asks for too: `citizen_id`, `tax_code`, or empty.
    """

    id: UUID
    kind: str
    name: str
    agency: str
    received_at: datetime
    due_at: datetime
    overdue: bool
    same: str = ""


@dataclass(frozen=True)
class AskerView:
    """Who asked for a change of a party: as what he acts or acted for it, and whether he still manages it."""

    name: str
    username: str
    power: str
    manages: bool


@dataclass(frozen=True)
class ChangeView:
    """A change of identity: `old` is in force until it is approved; `changed` are the ids of the fields that differ.

    `accept_reason` is why it was accepted although somebody else registers or asks for the number. Who vets it is told
    who asked.
    """

    id: UUID
    kind: str
    party: str
    state: str
    name: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    changed: tuple[str, ...]
    note: str
    received_at: datetime
    due_at: datetime
    overdue: bool
    decided_at: datetime | None
    remarks: tuple[Remark, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    open_acts: tuple[str, ...] = ()
    accept_reason: str = ""
    asker: AskerView | None = None


@dataclass(frozen=True)
class SuspensionView:
    """Why an account may not be used, since when, the appeal against it with its answer, and then where to turn."""

    id: UUID
    account: str
    username: str
    name: str
    by: str
    reason: str
    since: datetime
    appeal: str
    appealed_at: datetime | None
    answer: str
    answered_at: datetime | None
    open_acts: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True)
class FactorResetView:
    """That a second factor is about to be taken away, and when."""

    id: UUID
    account: str
    name: str
    asked_at: datetime
    ready_at: datetime


@dataclass(frozen=True)
class DemandView:
    """What the system demands of an account's holder; after `grace_until` nothing else can be done (8.3.b)."""

    id: UUID
    cause: str
    text: Text
    grace_until: date
    due: bool


@dataclass(frozen=True)
class BatchView:
    """One demand made of many: how many have answered, and from how many it was withdrawn."""

    batch: UUID
    cause: str
    text: Text
    created_at: datetime
    grace_until: date
    asked: int
    answered: int
    withdrawn: int = 0

    @property
    def waiting(self) -> int:
        """From how many it still waits for an answer."""
        return self.asked - self.answered - self.withdrawn
