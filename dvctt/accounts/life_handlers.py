"""What follows from an event or a signal in an account's life."""

from typing import Any

from allauth.mfa.signals import authenticator_used
from django.dispatch import receiver

from dvctt.accounts import passwords
from dvctt.accounts.factors import stop_factor_reset
from dvctt.accounts.models import Account
from dvctt.outbox import api as outbox

outbox.on(passwords.PASSWORD_LOST, passwords.password_lost)
outbox.on(passwords.FACTOR_LOST, passwords.factor_lost)


@receiver(authenticator_used, dispatch_uid="accounts.second_factor_found")
def second_factor_found(sender: Any, user: Account, **_rest: Any) -> None:
    """Stop the removal of a second factor that is not lost after all."""
    stop_factor_reset(user)


__all__ = ["second_factor_found"]
