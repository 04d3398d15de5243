"""Limits on guessing passwords that nobody can use to lock somebody else out.

Wrong tries are counted three ways: for the network address, for the account from devices it has never signed in with,
and for the account from each device that it has. A stranger's tries use up the second count alone, so that the holder
still gets in from a known device, and with a new one by the link for a lost password. What counts is the account that
is found, not how its name or address was spelled. Codes of the second factor, and the password that is asked for before
it is changed, are counted for the account: who gets so far has its password or its session.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from dvctt.accounts.adapters.passwords import account_called
from dvctt.accounts.attempts import counters
from dvctt.accounts.models import Account, SignIn
from dvctt.accounts.models.credentials import login_text
from dvctt.accounts.signin import devices

MINUTES_15 = 900
FROM_ADDRESS = ("sign_in_address", 60, MINUTES_15)
FROM_STRANGERS = ("sign_in_account", 20, MINUTES_15)
FROM_KNOWN = ("sign_in_device", 10, MINUTES_15)
SECOND_FACTOR = ("second_factor", 10, 300)
OWN_PASSWORD = ("own_password", 10, 300)
Limit = tuple[str, int, int]


class GuessLimits(DefaultAccountAdapter):  # type: ignore[misc]
    """Counts a try before the password is looked at, and takes the count back where it was right."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse beyond the limits, with the same words for accounts that exist and those that do not."""
        for (what, most, seconds), key in limits(request, credentials):
            if not counters.passes(what, key, most=most, seconds=seconds):
                raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Give who has the password, or nobody."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            for (what, _most, _seconds), key in limits(request, credentials):
                counters.take_back_try(what, key)
        return user

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing is kept in allauth's own counters."""


def limits(request: HttpRequest, credentials: dict[str, Any]) -> list[tuple[Limit, str]]:
    """Give the limits that hold for this try, each with the key that it counts by."""
    typed = str(credentials.get("username") or credentials.get("email") or "")
    account = account_called(typed)
    whose = str(account.pk) if account else login_text(typed).casefold()
    address = (FROM_ADDRESS, devices.counted(str(request.META.get("REMOTE_ADDR", ""))))
    device = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    digest = hashlib.sha256(device.encode(errors="replace")).hexdigest()
    if device and account and SignIn.objects.filter(account=account, device_digest=digest).exists():
        return [address, (FROM_KNOWN, f"{whose} {digest}")]
    return [address, (FROM_STRANGERS, whose)]


@contextmanager
def guessed(limit: Limit, account: Account) -> Iterator[None]:
    """Count a try of the account's own secret around its check; raises ValidationError beyond the limit.

    Who gets it right begins anew.
    """
    what, most, seconds = limit
    if not counters.passes(what, str(account.pk), most=most, seconds=seconds):
        raise get_adapter().validation_error("too_many_login_attempts")
    yield
    counters.forget_tries(what, str(account.pk))
