"""What the door of `accounts` opens of an account's life after it was granted."""

from dvctt.accounts.cancelling import cancel_own, erased_from
from dvctt.accounts.change_views import ChangeRow, ChangeView, DetailsView
from dvctt.accounts.changing import (
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
from dvctt.accounts.correcting import correct_email, waiting_correction
from dvctt.accounts.demands import (
    CAUSES,
    answer_demands,
    demand,
    demand_batch,
    demand_of,
    demands,
    withdraw_demand,
    would_ask,
)
from dvctt.accounts.details import (
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
from dvctt.accounts.earlier import as_it_was, identity_then
from dvctt.accounts.erasing import ACCOUNT_CANCELLED, sweep_erasures
from dvctt.accounts.exporting import (
    own_data,
)
from dvctt.accounts.factors import (
    CHECKS,
    confirm_factor_reset,
    factor_reset_for,
    reset_factor,
    sweep_factor_resets,
    waiting_factor_reset,
)
from dvctt.accounts.life_views import BatchView, DemandView, SuspensionView
from dvctt.accounts.passwords import (
    ask_factor_reset,
    ask_password_reset,
    password_reset_for,
    reset_password,
    send_password_link,
)
from dvctt.accounts.registering import confirm_phone_of, send_phone_code, wants_phone_code
from dvctt.accounts.revoking import revoke_grant
from dvctt.accounts.signin_views import FactorResetView, LinkFor
from dvctt.accounts.suspending import (
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
