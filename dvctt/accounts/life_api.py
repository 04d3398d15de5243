"""What the door of `accounts` opens of an account's life after it was granted."""

from dvctt.accounts.changes.contact_details import (
    change_details,
    confirm_email_change,
    confirm_phone,
    details,
    email_change_for,
    managed_parties,
    plain_form,
    request_email,
    waiting_email,
)
from dvctt.accounts.changes.identity_changes import (
    approve_change,
    change_for,
    changes_queue,
    identity_form,
    identity_of,
    open_change,
    refuse_change,
    request_change,
    return_change,
    withdraw_change,
)
from dvctt.accounts.changes.read_models import ChangeRow, ChangeView, DetailsView
from dvctt.accounts.lifecycle.cancellation import cancel_own, erased_from
from dvctt.accounts.lifecycle.demanded_changes import (
    CAUSES,
    answer_demands,
    demand,
    demand_batch,
    demand_of,
    demands,
    withdraw_demand,
    would_ask,
)
from dvctt.accounts.lifecycle.export import (
    own_data,
)
from dvctt.accounts.lifecycle.read_models import BatchView, DemandView, SuspensionView
from dvctt.accounts.lifecycle.revocation import revoke_grant
from dvctt.accounts.lifecycle.suspension import (
    answer_appeal,
    appeal,
    deciders,
    lift,
    resume_own,
    suspend,
    suspend_own,
    suspension_of,
    suspensions,
)
from dvctt.accounts.officials.email_correction import correct_email, waiting_correction
from dvctt.accounts.people.erasure import ACCOUNT_CANCELLED, sweep_erasures
from dvctt.accounts.people.history import as_it_was, identity_then
from dvctt.accounts.registration.submission import confirm_phone_of, send_phone_code, wants_phone_code
from dvctt.accounts.signin.lost_factors import (
    CHECKS,
    confirm_factor_reset,
    factor_reset_for,
    reset_factor,
    sweep_factor_resets,
    waiting_factor_reset,
)
from dvctt.accounts.signin.passwords import (
    ask_factor_reset,
    ask_password_reset,
    password_reset_for,
    reset_password,
    send_password_link,
)
from dvctt.accounts.signin.read_models import FactorResetView, LinkFor

__all__ = [
    "ACCOUNT_CANCELLED",
    "CAUSES",
    "CHECKS",
    "BatchView",
    "ChangeRow",
    "ChangeView",
    "DemandView",
    "DetailsView",
    "FactorResetView",
    "LinkFor",
    "SuspensionView",
    "answer_appeal",
    "answer_demands",
    "appeal",
    "approve_change",
    "as_it_was",
    "ask_factor_reset",
    "ask_password_reset",
    "cancel_own",
    "change_details",
    "change_for",
    "changes_queue",
    "confirm_email_change",
    "confirm_factor_reset",
    "confirm_phone",
    "confirm_phone_of",
    "correct_email",
    "deciders",
    "demand",
    "demand_batch",
    "demand_of",
    "demands",
    "details",
    "email_change_for",
    "erased_from",
    "factor_reset_for",
    "identity_form",
    "identity_of",
    "identity_then",
    "lift",
    "managed_parties",
    "open_change",
    "own_data",
    "password_reset_for",
    "plain_form",
    "refuse_change",
    "request_change",
    "request_email",
    "reset_factor",
    "reset_password",
    "resume_own",
    "return_change",
    "revoke_grant",
    "send_password_link",
    "send_phone_code",
    "suspend",
    "suspend_own",
    "suspension_of",
    "suspensions",
    "sweep_erasures",
    "sweep_factor_resets",
    "waiting_correction",
    "waiting_email",
    "waiting_factor_reset",
    "wants_phone_code",
    "withdraw_change",
    "withdraw_demand",
    "would_ask",
]
