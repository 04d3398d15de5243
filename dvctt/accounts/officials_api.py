"""What the door of `accounts` opens of official accounts: positions, deputies, the end of service."""

from dvctt.accounts.access import MOST_PASSKEYS, only_factor, passkeys_full, room_for_passkey
from dvctt.accounts.confirming import confirm_proposal, refuse_proposal, withdraw_proposal
from dvctt.accounts.deputies import (
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
from dvctt.accounts.form_drafts import (
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
from dvctt.accounts.guards import propose_setting
from dvctt.accounts.official_scope import OfficialScope, agency_units, may_change, official_scope
from dvctt.accounts.official_views import PositionView
from dvctt.accounts.officials import (
    Position,
    appoint,
    correct_title,
    create_official,
    end_appointment,
    positions_of,
    send_first_access,
)
from dvctt.accounts.proposals import AnsweredView, ProposalView, answered_proposals, proposals, proposals_waiting_for
from dvctt.accounts.queries import names_of
from dvctt.accounts.second_person import tell_second_person
from dvctt.accounts.service import (
    ServiceEndView,
    end_service,
    service_end_of,
    successors_of,
    sweep_service_ends,
    withdraw_service_end,
)

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
