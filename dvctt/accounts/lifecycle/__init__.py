"""What happens to an account after it was granted: demands, suspension, cancellation, revocation, what is known."""

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
from dvctt.accounts.lifecycle.export import own_data
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

__all__ = [
    "CAUSES",
    "BatchView",
    "DemandView",
    "SuspensionView",
    "answer_appeal",
    "answer_demands",
    "appeal",
    "cancel_own",
    "deciders",
    "demand",
    "demand_batch",
    "demand_of",
    "demands",
    "erased_from",
    "lift",
    "own_data",
    "resume_own",
    "revoke_grant",
    "suspend",
    "suspend_own",
    "suspension_of",
    "suspensions",
    "withdraw_demand",
    "would_ask",
]
