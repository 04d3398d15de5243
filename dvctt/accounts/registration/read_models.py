"""What is told of registrations to who mends or vets them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from dvctt.accounts.people.read_models import Remark
from dvctt.kernel import Text


@dataclass(frozen=True)
class AnsweredRow:
    """A registration that was approved, returned or refused, and when."""

    id: UUID
    kind: str
    name: str
    state: str
    received_at: datetime
    decided_at: datetime


@dataclass(frozen=True)
class Duplicate:
    """What a registration or a `change` of identity resembles, and by what.

    It is a `party`, an `account`, another `registration`, or a `change` that waits.

    `by` is `citizen_id`, `tax_code`, `person` where it is who would hold the account that has or asks for one already,
    or `email` and `name` where the addresses or names only look alike.
    `account_ids` stand in the order of `usernames`. `accepted_at` and `accepted_why` are of the registration by which a
    party came to be known. `values` are a party's, under the ids of the registration form.
    """

    kind: str
    id: str
    name: str
    by: str
    usernames: tuple[str, ...] = ()
    email: str = ""
    account_ids: tuple[str, ...] = ()
    accepted_at: datetime | None = None
    accepted_why: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def same_number(self) -> bool:
        """Whether it has the same number, of a person or for taxes."""
        return self.by in ("citizen_id", "tax_code", "person")

    @property
    def is_same(self) -> bool:
        """Whether it is the party itself, by its number, and neither one that looks like it nor who registers it."""
        return self.kind == "party" and self.by in ("citizen_id", "tax_code")


@dataclass(frozen=True)
class VettingRow:
    """A line of the vetting queue; `agency` is the one that vets it, empty where the operator does.

    `same` says which number another request or a party has too: `citizen_id`, `tax_code`, `person` (the one of who
    would hold the account), or empty.
    """

    id: UUID
    kind: str
    name: str
    agency: str
    received_at: datetime
    due_at: datetime
    overdue: bool
    tax_code: str = ""
    same: str = ""


@dataclass(frozen=True)
class RegistrationView:
    """A registration with all that was declared, for who vets or mends it.

    `vouched` are the fields whose answers an identity provider has told, `vouched_by` is its name. `borrowed` are the
    letters of its name that are of another script and look like Latin ones. `by_sms` tells that first access goes by
    SMS first. `decided_by` is the name of the official who decided, for who vets.
    """

    id: UUID
    kind: str
    state: str
    name: str
    email: str
    values: Mapping[str, Any]
    vetting: str
    agency: str
    created_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    overdue: bool
    decided_at: datetime | None
    remarks: tuple[Remark, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    open_acts: tuple[str, ...] = ()
    borrowed: str = ""
    by_sms: bool = False
    vouched: tuple[str, ...] = ()
    vouched_by: Text | None = None
    accept_reason: str = ""
    decided_by: str = ""
