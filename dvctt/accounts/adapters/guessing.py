"""Limits on guessing passwords that nobody can use to lock somebody else out.

Wrong tries are counted three ways: for the network address, for the account from devices it has never signed in with,
and for the account from each device that it has. A stranger's tries use up the second count alone, so that the holder
still gets in from a known device, and with a new one by the link for a lost password.
"""

import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from dvctt.accounts import trials
from dvctt.accounts.credentials import login_text
from dvctt.accounts.models import Account, SignIn

MINUTES_15 = 900
FROM_ADDRESS = ("sign_in_address", 60, MINUTES_15)
FROM_STRANGERS = ("sign_in_account", 20, MINUTES_15)
FROM_KNOWN = ("sign_in_device", 10, MINUTES_15)


class GuessLimits(DefaultAccountAdapter):  # type: ignore[misc]
    """Counts a try before the password is looked at, and takes the count back where it was right."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse beyond the limits, with the same words for accounts that exist and those that do not."""
        for (what, most, seconds), key in limits(request, credentials):
            if trials.count_try(what, key, seconds=seconds) > most:
                raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Give who has the password, or nobody."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            for (what, _most, _seconds), key in limits(request, credentials):
                trials.take_back_try(what, key)
        return user

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing is kept in allauth's own counters."""


def limits(request: HttpRequest, credentials: dict[str, Any]) -> list[tuple[tuple[str, int, int], str]]:
    """Give the limits that hold for this try, each with the key that it counts by."""
    name = login_text(str(credentials.get("username") or credentials.get("email") or "")).casefold()
    address = (FROM_ADDRESS, str(request.META.get("REMOTE_ADDR", "")))
    device = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    digest = hashlib.sha256(device.encode(errors="replace")).hexdigest()
    if device and is_known(name, digest):
        return [address, (FROM_KNOWN, f"{name} {digest}")]
    return [address, (FROM_STRANGERS, name)]


def is_known(name: str, device_digest: str) -> bool:
    """Whether the account of a user name or e-mail address has signed in from a device before."""
    by = {"email__iexact": name} if "@" in name else {"username": name}
    accounts = Account.objects.filter(**by).exclude(state=Account.State.CANCELLED)
    return SignIn.objects.filter(account__in=accounts, device_digest=device_digest).exists()
