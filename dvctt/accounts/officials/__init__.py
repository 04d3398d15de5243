"""Official accounts: positions, deputies, the end of service, and the answer of the second official."""

from dvctt.accounts.officials.appointments import (
    Position,
    appoint,
    correct_title,
    create_official,
    end_appointment,
    positions_of,
    send_first_access,
)
from dvctt.accounts.officials.authority_proof import findings as authority_findings
from dvctt.accounts.officials.confirmation import confirm_proposal, refuse_proposal, withdraw_proposal
from dvctt.accounts.officials.deputies import (
    AbsentView,
    Deputising,
    DeputyshipView,
    absent_of,
    deputies_of,
    deputising,
    end_deputyship,
    name_deputy,
    standing_in,
)
from dvctt.accounts.officials.directory_entries import directory_names, set_directory_name
from dvctt.accounts.officials.email_correction import correct_email, waiting_correction
from dvctt.accounts.officials.end_of_service import (
    ServiceEndView,
    end_service,
    service_end_of,
    successors_of,
    sweep_service_ends,
    withdraw_service_end,
)
from dvctt.accounts.officials.guarded_settings import propose_setting
from dvctt.accounts.officials.read_models import PositionView
from dvctt.accounts.people.accounts import find_people
from dvctt.accounts.people.official_scope import OfficialScope, agency_units, may_change, official_scope
from dvctt.accounts.people.read_models import AccountView, AppointmentView

__all__ = [
    "AbsentView",
    "AccountView",
    "AppointmentView",
    "Deputising",
    "DeputyshipView",
    "OfficialScope",
    "Position",
    "PositionView",
    "ServiceEndView",
    "absent_of",
    "agency_units",
    "appoint",
    "authority_findings",
    "confirm_proposal",
    "correct_email",
    "correct_title",
    "create_official",
    "deputies_of",
    "deputising",
    "directory_names",
    "end_appointment",
    "end_deputyship",
    "end_service",
    "find_people",
    "may_change",
    "name_deputy",
    "official_scope",
    "positions_of",
    "propose_setting",
    "refuse_proposal",
    "send_first_access",
    "service_end_of",
    "set_directory_name",
    "standing_in",
    "successors_of",
    "sweep_service_ends",
    "waiting_correction",
    "withdraw_proposal",
    "withdraw_service_end",
]
