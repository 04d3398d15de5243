"""What is told of details and of changes of identity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dvctt.accounts.people.read_models import Remark
from dvctt.accounts.registration.read_models import Duplicate


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
