"""When the person at the screen proved who they are, as the session remembers it.

A proof is a password, code or passkey that was entered here, or the moment at which an identity provider says that it
asked. That somebody arrived from a provider is none. Times are in seconds since 1970.
"""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from dvctt.accounts.models import Account
from dvctt.accounts.signin.sign_ins import SIGNED_IN_AT
from dvctt.kernel import clock

Holder = AbstractBaseUser | AnonymousUser
HERE = ("password", "mfa")
PROVIDER = "socialaccount"


def proved_at(request: HttpRequest, account: Holder) -> float:
    """When the person last proved it in this session, at sign-in or since; 0 where nobody has.

    A sign-in that was recorded by no step of allauth's counts from its own time.
    """
    records = get_authentication_records(request, account)
    told = [float(one["at"]) for one in records] or [float(request.session.get(SIGNED_IN_AT, 0.0))]
    return max((at for at in told if clock.passed(at)), default=0.0)


def proved_own(request: HttpRequest, account: Holder) -> bool:
    """Whether a password, code or passkey of the account's own was entered here in the last minutes.

    Entering it at sign-in counts. Where the account has none, the moment counts at which its provider asked.
    """
    records = get_authentication_records(request, account)
    at = [float(one["at"]) for one in records if one.get("method") in HERE]
    if not at and not has_own(account):
        at = [proved_at(request, account)]
    return _recent(at)


def proved_anew(request: HttpRequest, account: Holder) -> bool:
    """Whether the person was asked anew since the sign-in, in the last minutes, and proved it."""
    records = get_authentication_records(request, account)
    return _recent([float(one["at"]) for one in records if one.get("reauthenticated")])


def has_own(account: Holder) -> bool:
    """Whether the account has a password, code or passkey here; else its identity providers alone can be asked."""
    return bool(get_reauthentication_flows(account))


def record_provider(request: HttpRequest, account: Account, provider: str, at: float, *, anew: bool = False) -> None:
    """Note that somebody came by a provider, which asked at that moment (0: it does not say when).

    `anew` is where the provider was told to ask for the sake of the proof.
    """
    record_authentication(request, account, PROVIDER, provider=provider, at=at, reauthenticated=anew or None)


def _recent(told: list[float]) -> bool:
    return any(clock.within(at, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT) for at in told)
