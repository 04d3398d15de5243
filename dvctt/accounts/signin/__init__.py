"""Signing in: first access, passwords, second factors, sessions, and proofs of who somebody is."""

from dvctt.accounts.people.queries import account_named
from dvctt.accounts.signin.access import (
    MOST_PASSKEYS,
    enrol_totp,
    first_access,
    first_access_for,
    needs_second_factor,
    only_factor,
    passkeys_full,
    room_for_passkey,
)
from dvctt.accounts.signin.devices import counted as counted_source
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
from dvctt.accounts.signin.proofs import has_own, proved_anew, proved_at, proved_own, record_provider
from dvctt.accounts.signin.read_models import FactorResetView, Granted, LinkFor
from dvctt.accounts.signin.sign_ins import (
    DEVICE_COOKIE,
    OF_ANOTHER,
    SIGNED_IN_AT,
    STANDING,
    SignInView,
    assurance_of,
    end_other_sessions,
    end_session,
    gave_second_factor,
    sign_ins_of,
)

__all__ = [
    "CHECKS",
    "DEVICE_COOKIE",
    "MOST_PASSKEYS",
    "OF_ANOTHER",
    "SIGNED_IN_AT",
    "STANDING",
    "FactorResetView",
    "Granted",
    "LinkFor",
    "SignInView",
    "account_named",
    "ask_factor_reset",
    "ask_password_reset",
    "assurance_of",
    "confirm_factor_reset",
    "counted_source",
    "end_other_sessions",
    "end_session",
    "enrol_totp",
    "factor_reset_for",
    "first_access",
    "first_access_for",
    "gave_second_factor",
    "has_own",
    "needs_second_factor",
    "only_factor",
    "passkeys_full",
    "password_reset_for",
    "proved_anew",
    "proved_at",
    "proved_own",
    "record_provider",
    "reset_factor",
    "reset_password",
    "room_for_passkey",
    "send_password_link",
    "sign_ins_of",
    "sweep_factor_resets",
    "waiting_factor_reset",
]
