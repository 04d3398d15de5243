"""Who acts: a value that every query and every act takes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dvctt.kernel.values import Ref


class ActorKind(StrEnum):
    """What kind of being acts."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    SYSTEM = "system"
    VISITOR = "visitor"


class Role(StrEnum):
    """What an official account may be given at a unit (14.1, 14.2)."""

    DESK = "desk"
    APPRAISER = "appraiser"
    HEAD = "head"
    COMPETENT = "competent"
    CLERK = "clerk"
    OPERATOR = "operator"
    VETTER = "vetter"
    ADMINISTRATOR = "administrator"


class Assurance(StrEnum):
    """How surely the person at the screen is who the account says, as of this sign-in; the last is the surest."""

    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"

    def at_least(self, other: "Assurance") -> bool:
        """Whether this level is `other` or surer."""
        levels = list(Assurance)
        return levels.index(self) >= levels.index(other)


@dataclass(frozen=True)
class Grant:
    """A role at a unit; `covers` holds that unit's code and those of the units below it.

    `instead_of` is the account of the absent officer whose role a deputy holds, `instead_name` that officer's name.
    """

    role: Role
    unit: str
    covers: frozenset[str]
    instead_of: str = ""
    instead_name: str = ""


@dataclass(frozen=True)
class Mandate:
    """That one acts for a party: `power` is self, representative, staff or authorised, within limits (13.1.b).

    Without `may_file` one only reads. `procedures` are the codes it is for; none means all. `until` is the last day.
    `manages` says who else acts for the party. `id` is the membership's, `name` the party's.
    """

    party: str
    power: str = "self"
    may_file: bool = True
    procedures: frozenset[str] | None = None
    until: date | None = None
    manages: bool = False
    id: str = ""
    name: str = ""

    def covers(self, procedure: str) -> bool:
        """Whether the mandate is for dossiers of the procedure with that code."""
        return self.procedures is None or procedure in self.procedures


@dataclass(frozen=True)
class Actor:
    """Who acts (kind, account id), for whom (owner), with which grants and from where.

    `on_behalf` is the person or organisation in whose name an applicant acts: one's own party when
    filing for oneself. `mandates` are all whom the account may act for, and how. `channel` is `web`, `api`,
    `timer`, `cli`, with `address` the network address where there is one. `assurance` is of the sign-in. `language` is
    that of the pages on which the actor reads and types. `proved_at` is when the person at the screen last proved who
    they are, in seconds since 1970; 0 where nobody has.
    """

    kind: ActorKind
    id: str
    name: str = ""
    on_behalf: Ref | None = None
    mandates: tuple[Mandate, ...] = ()
    grants: tuple[Grant, ...] = ()
    channel: str = "web"
    address: str = ""
    language: str = "vi"
    assurance: Assurance = Assurance.LOW
    proved_at: float = 0.0

    @property
    def parties(self) -> frozenset[str]:
        """Ids of all whom the account may act for, within the limits of each mandate."""
        return frozenset(mandate.party for mandate in self.mandates)

    @property
    def acting(self) -> Mandate | None:
        """The mandate for whom the actor works now."""
        return self.mandate(self.on_behalf.id) if self.on_behalf else None

    def mandate(self, party: str) -> Mandate | None:
        """The mandate to act for the party, where there is one."""
        return next((mandate for mandate in self.mandates if mandate.party == party), None)

    def roles(self) -> frozenset[Role]:
        """The roles held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def holds(self, role: Role, unit: str | None) -> bool:
        """Whether the actor holds `role` at `unit` or at a unit above it."""
        return any(grant.role == role and unit in grant.covers for grant in self.grants)

    def stands_for(self) -> frozenset[str]:
        """Accounts of those whose work is one's own: oneself, and the absent whose deputy one is."""
        return frozenset({self.id, *(grant.instead_of for grant in self.grants if grant.instead_of)})

    def units(self) -> frozenset[str]:
        """Codes of all units that any grant covers."""
        return frozenset(code for grant in self.grants for code in grant.covers)


def system(name: str) -> Actor:
    """The system itself acting, for instance `system("clock")`."""
    return Actor(kind=ActorKind.SYSTEM, id=name, name=name, channel="system")


VISITOR = Actor(kind=ActorKind.VISITOR, id="visitor")
