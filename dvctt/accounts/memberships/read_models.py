"""What is shown of who acts for a party."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class MemberView:
    """Somebody who acts for a party; `procedures` are codes, none for all. `open`: the reader may change and end it.

    `past` is one whose last day is over. `document` is the authorisation's.
    """

    id: str
    party: str
    account: str
    name: str
    email: str
    power: str
    may_file: bool
    manages: bool
    procedures: tuple[str, ...] | None
    since: date
    until: date | None
    number: str
    document: UUID | None
    mine: bool
    open: bool
    past: bool


@dataclass(frozen=True)
class InvitationView:
    """An invitation to act for a party, with the limits that it gives."""

    id: str
    party: str
    party_name: str
    email: str
    power: str
    may_file: bool
    manages: bool
    procedures: tuple[str, ...] | None
    until: date | None
    number: str
    document: UUID | None
    invited_by: str
    expires_at: datetime
    expired: bool


@dataclass(frozen=True)
class MembersView:
    """Who acts for a party, for the reader: `mine` is the reader's own membership, `manages` whether he may change.

    `may_leave` is false for the last who manages it.
    """

    party: str
    name: str
    kind: str
    mine: str
    manages: bool
    may_appoint_managers: bool
    may_leave: bool
    members: tuple[MemberView, ...]
    invitations: tuple[InvitationView, ...]
