"""What the door of `accounts` opens of an account's life after it was granted."""

from dvctt.accounts.factors import (
    confirm_factor_reset,
    factor_reset_for,
    reset_factor,
    sweep_factor_resets,
    waiting_factor_reset,
)
from dvctt.accounts.life_views import FactorResetView, LinkFor, SuspensionView
from dvctt.accounts.passwords import (
    ask_factor_reset,
    ask_password_reset,
    password_reset_for,
    reset_password,
    send_password_link,
)
from dvctt.accounts.suspending import (
    answer_appeal,
    appeal,
    lift,
    resume_own,
    suspend,
    suspend_own,
    suspension_of,
    suspensions,
)

__all__ = [
    "FactorResetView",
    "LinkFor",
    "SuspensionView",
    "answer_appeal",
    "appeal",
    "ask_factor_reset",
    "ask_password_reset",
    "confirm_factor_reset",
    "factor_reset_for",
    "lift",
    "password_reset_for",
    "reset_factor",
    "reset_password",
    "resume_own",
    "send_password_link",
    "suspend",
    "suspend_own",
    "suspension_of",
    "suspensions",
    "sweep_factor_resets",
    "waiting_factor_reset",
]
