"""What follows from an event or a signal in an account's life."""

from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.signals import authenticator_used
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from dvctt.accounts.lifecycle.demanded_changes import demand_of
from dvctt.accounts.models import Account
from dvctt.accounts.signin import one_time_links, passwords
from dvctt.accounts.signin.lost_factors import stop_factor_reset
from dvctt.outbox import api as outbox

outbox.on(passwords.PASSWORD_LOST, passwords.password_lost)
outbox.on(passwords.FACTOR_LOST, passwords.factor_lost)


@receiver(authenticator_used, dispatch_uid="accounts.second_factor_found")
def second_factor_found(sender: Any, user: Account, **_rest: Any) -> None:
    """Stop the removal of a second factor that is not lost after all."""
    stop_factor_reset(user)


@receiver(user_logged_in, dispatch_uid="accounts.demanded")
def demanded(sender: Any, request: HttpRequest | None, user: Account, **_rest: Any) -> None:
    """Note in the session that the system demands a look at the details (8.3.b)."""
    if request is not None and user.kind == Account.Kind.APPLICANT and demand_of(user.id):
        request.session["demand"] = True


@receiver([password_changed, password_set], dispatch_uid="accounts.new_password")
def new_password(sender: Any, user: Account, **_rest: Any) -> None:
    """End what was asked for under the old password."""
    one_time_links.end_sent(user)


__all__ = ["demanded", "new_password", "second_factor_found"]
