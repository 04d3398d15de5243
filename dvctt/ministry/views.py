"""What the ministry tells other packages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from dvctt.kernel import Text


@dataclass(frozen=True)
class UnitView:
    """A unit; `identifier` is its national code, `doc_abbreviation` stands in the numbers of its documents, `place` is
    where they are issued, `fee_account` where fees are paid to (each empty where it is that of the unit above).
    """

    code: str
    kind: str
    parent: str | None
    name: Text
    short_name: str
    identifier: str
    doc_abbreviation: str
    phone: str
    email: str
    address: str
    place: str = ""
    fee_account: str = ""


@dataclass(frozen=True)
class HelpDesk:
    """Whom people ask: the ministry's own one-stop desk, and when it is open (weekdays from 0, Monday)."""

    unit: UnitView
    weekdays: tuple[int, ...]
    hours: tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class Place:
    """A province, or a commune with its province; `name` is the full name, such as `Phường Ba Đình`."""

    code: str
    name: str
    province: str = ""
    province_name: str = ""


@dataclass(frozen=True)
class CalendarEnd:
    """The last day that the calendar in force declares, days from today to it (negative after it), whether it is near.

    A calendar without bounds has no last day.
    """

    version: str
    last: date | None
    left: int
    near: bool


@dataclass(frozen=True)
class SettingView:
    """A setting as the operator sees it; `two` that a change takes two officials."""

    key: str
    type: str
    label: Text
    value: str | int | bool
    default: str | int | bool
    options: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None
    two: bool = False


@dataclass(frozen=True)
class Addresses:
    """Names of administrative units by set and code; serves forms as their address book."""

    version: str
    names: Mapping[tuple[str, str], str]
    parents: Mapping[tuple[str, str], str]

    def name(self, code: str, set_version: str | None = None) -> str | None:
        """Name the unit in that set, in the set in force by default; none where there is no such unit."""
        return self.names.get((set_version or self.version, code))

    def parent(self, code: str, set_version: str | None = None) -> str | None:
        """Give the code of a commune's province; none for a province or an unknown code."""
        return self.parents.get((set_version or self.version, code))
