"""What sign-in tells the journal: who signed in, and changes of the second factor."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from dvctt.accounts.letters import sending
from dvctt.accounts.models import Account
from dvctt.accounts.signin import sign_ins
from dvctt.accounts.signin.access import FACTORS
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Ref, clock

# By whether it is a passkey and whether it was added: the holder notices what somebody else did.
LETTERS = {
    (False, True): "account/code_added",
    (False, False): "account/code_removed",
    (True, True): "account/passkey_added",
    (True, False): "account/passkey_removed",
}


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def signed_in(sender: type[Account], request: HttpRequest | None, user: Account, **_rest: Any) -> None:
    """Record a sign-in: how, how surely, and in the journal the address that it came from."""
    if request is None:
        return
    how = sign_ins.record_sign_in(request, user)
    if how.second_factor:
        request.session[sign_ins.SECOND_FACTOR] = str(user.pk)
    _record(request, user, "signed_in", {"method": how.method, "assurance": how.assurance.value})


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def signed_out(sender: Any, request: HttpRequest | None, user: Account | None, **_rest: Any) -> None:
    """Note that the session has ended."""
    if request is not None and isinstance(user, Account):
        sign_ins.record_sign_out(request, user)


@receiver([authenticator_added, authenticator_removed, authenticator_reset], dispatch_uid="accounts.second_factor")
def second_factor_changed(sender: Any, request: HttpRequest | None, user: Account, **rest: Any) -> None:
    """Record that a second factor was added, removed or made anew."""
    factor = rest.get("authenticator")
    kind = str(factor.type) if isinstance(factor, Authenticator) else ""
    acts = {authenticator_added: "second_factor_added", authenticator_removed: "second_factor_removed"}
    _record(request, user, acts.get(rest["signal"], "second_factor_renewed"), {"type": kind})
    if rest["signal"] not in acts or kind not in FACTORS:
        return
    added = rest["signal"] is authenticator_added
    with transaction.atomic():
        passkey = kind == Authenticator.Type.WEBAUTHN
        sending.to_account(user, LETTERS[passkey, added], username=user.username, at=clock.now())
        if added and request is not None:
            held = Authenticator.objects.filter(user=user, type__in=FACTORS).count()
            sign_ins.set_up_second_factor(request, user, first=held == 1)


def _record(request: HttpRequest | None, user: Account, act: str, after: dict[str, str]) -> None:
    address = str(request.META.get("REMOTE_ADDR", "")) if request else ""
    actor = Actor(ActorKind(user.kind), str(user.id), name=user.name, address=address, language=user.language)
    journal.append(Ref("account", str(user.id)), actor, act, before={}, after=after)


__all__ = ["second_factor_changed", "signed_in", "signed_out"]
