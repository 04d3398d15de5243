"""What the door of `accounts` opens of official accounts: positions, deputies, the end of service."""

from dvctt.accounts.drafts.form_drafts import (
    ANOTHER_DRAFT,
    FormDraftView,
    KeptForm,
    Knowing,
    drop_form_draft,
    drop_form_drafts_about,
    drop_form_drafts_out_of_reach,
    drop_known_form_draft,
    form_draft,
    keep_form_draft,
    purge_form_drafts,
)
from dvctt.accounts.officials.appointments import (
    Position,
    appoint,
    correct_title,
    create_official,
    end_appointment,
    positions_of,
    send_first_access,
)
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
from dvctt.accounts.people.official_scope import OfficialScope, agency_units, may_change, official_scope
from dvctt.accounts.people.queries import names_of
from dvctt.accounts.people.second_person import tell_second_person
from dvctt.accounts.proposals.four_eyes import (
    AnsweredView,
    ProposalView,
    answered_proposals,
    proposals,
    proposals_waiting_for,
)
from dvctt.accounts.signin.access import MOST_PASSKEYS, only_factor, passkeys_full, room_for_passkey

__all__ = [
    "ANOTHER_DRAFT",
    "MOST_PASSKEYS",
    "AbsentView",
    "AnsweredView",
    "Deputising",
    "DeputyshipView",
    "FormDraftView",
    "KeptForm",
    "Knowing",
    "OfficialScope",
    "Position",
    "PositionView",
    "ProposalView",
    "ServiceEndView",
    "absent_of",
    "agency_units",
    "answered_proposals",
    "appoint",
    "confirm_proposal",
    "correct_title",
    "create_official",
    "deputies_of",
    "deputising",
    "drop_form_draft",
    "drop_form_drafts_about",
    "drop_form_drafts_out_of_reach",
    "drop_known_form_draft",
    "end_appointment",
    "end_deputyship",
    "end_service",
    "form_draft",
    "keep_form_draft",
    "may_change",
    "name_deputy",
    "names_of",
    "official_scope",
    "only_factor",
    "passkeys_full",
    "positions_of",
    "proposals",
    "proposals_waiting_for",
    "propose_setting",
    "purge_form_drafts",
    "refuse_proposal",
    "room_for_passkey",
    "send_first_access",
    "service_end_of",
    "standing_in",
    "successors_of",
    "sweep_service_ends",
    "tell_second_person",
    "withdraw_proposal",
    "withdraw_service_end",
]
