"""Who may do what with the system itself: accounts, registrations, settings, its running (14.2, 16.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dvctt.authority.who import Who
from dvctt.kernel import Role


class SystemPower(StrEnum):
    """What may be done with the system."""

    VET = "vet"
    ACCOUNTS = "accounts"
    OFFICIALS = "officials"
    SETTINGS = "settings"
    OPERATE = "operate"
    TABLE = "table"


class SystemReach(StrEnum):
    """How far a row reaches."""

    OPERATED = "operated"
    AGENCY = "agency"
    COVERED = "covered"
    WHOLE = "whole"


@dataclass(frozen=True)
class SystemRow:
    """`who` has `power` over what `reach` names."""

    who: Who
    power: SystemPower
    reach: SystemReach


def _whole(who: Who, *powers: SystemPower) -> Iterator[SystemRow]:
    return (SystemRow(who, power, SystemReach.WHOLE) for power in powers)


_MANAGES = (SystemPower.ACCOUNTS, SystemPower.OFFICIALS)

OF_SYSTEM: tuple[SystemRow, ...] = (
    SystemRow(Who.OPERATOR, SystemPower.VET, SystemReach.OPERATED),
    *_whole(Who.OPERATOR, *_MANAGES, SystemPower.SETTINGS, SystemPower.OPERATE),
    SystemRow(Who.VETTER, SystemPower.VET, SystemReach.AGENCY),
    SystemRow(Who.ADMINISTRATOR, SystemPower.OFFICIALS, SystemReach.COVERED),
    *_whole(Who.SYSTEM, *_MANAGES),
    *(SystemRow(Who(role.value), SystemPower.TABLE, SystemReach.WHOLE) for role in Role),
)
