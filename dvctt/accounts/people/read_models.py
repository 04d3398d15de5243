"""What accounts tell other packages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dvctt.kernel import NotFound, Role, Text


@dataclass(frozen=True)
class PartyView:
    """A person or an organisation; `kind` is `individual` or `organisation`. Identity numbers are not in it."""

    id: str
    kind: str
    name: str
    tax_code: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    phone: str = ""
    email: str = ""
    representative_name: str = ""
    representative_position: str = ""
    birth_date: date | None = None
    sex: str = ""


@dataclass(frozen=True)
class AppointmentView:
    """A role held at a unit and those below it (`covers`); `authority_line` such as `KT. BỘ TRƯỞNG`.

    `instead_of` and `instead_name` are the absent officer's whose role a deputy holds; empty for one's own.
    """

    id: str
    unit: str
    role: Role
    title: Text
    authority_line: str
    since: date
    until: date | None
    covers: frozenset[str]
    instead_of: str = ""
    instead_name: str = ""


@dataclass(frozen=True)
class OfficerView:
    """An officer with the appointments of today."""

    account_id: str
    name: str
    email: str
    appointments: tuple[AppointmentView, ...]

    def appointment_at(self, unit: str, role: Role | None = None, *, instead_of: str = "") -> AppointmentView:
        """Give the appointment by which the officer acts at `unit`; a competent person's first. Raises NotFound.

        `instead_of` is the account of the absent officer for whom a deputy acts.
        """
        mine = [one for one in self.appointments if one.instead_of == instead_of]
        held = [one for one in mine if unit in one.covers and role in (None, one.role)]
        if not held:
            raise NotFound(f"appointment at {unit}")
        return min(held, key=lambda one: (one.role != Role.COMPETENT, one.unit != unit, one.since))


@dataclass(frozen=True)
class AccountView:
    """An account as the operator sees it; `acts_for` are the kinds of the parties for which it acts or acted.

    `organisations` are the names of those for which it acts.
    """

    id: str
    username: str
    name: str
    kind: str
    state: str
    email: str
    acts_for: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    """Why a registration is returned or refused: a sentence, at a field of the form or (empty) on the whole."""

    place: str
    text: str
