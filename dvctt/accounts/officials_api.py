"""What the door of `accounts` opens of official accounts: positions, deputies, the end of service."""

from dvctt.accounts.official_scope import OfficialScope, agency_units, may_change, official_scope
from dvctt.accounts.officials import (
    Position,
    appoint,
    create_official,
    end_appointment,
    positions_of,
    send_first_access,
)
from dvctt.accounts.views import PositionView

__all__ = [
    "OfficialScope",
    "Position",
    "PositionView",
    "agency_units",
    "appoint",
    "create_official",
    "end_appointment",
    "may_change",
    "official_scope",
    "positions_of",
    "send_first_access",
]
