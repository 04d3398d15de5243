"""What stands before allauth's own views."""

from allauth.account import views as allauth
from allauth.mfa.totp.views import deactivate_totp
from allauth.mfa.webauthn.views import remove_webauthn
from django.http import HttpResponseBase

from dvctt.accounts import api as accounts
from dvctt.kernel import ActorKind, Forbidden, Reason, Refused
from dvctt.web.doors import public, signed_in, signing_in
from dvctt.web.http import Request
from dvctt.web.signin import identities


@public
def sign_in(request: Request) -> HttpResponseBase:
    """User name and password, or one of the identity providers."""
    return identities.offered(allauth.login(request))


@signing_in
def passkey_off(request: Request, pk: int) -> HttpResponseBase:
    """Take a passkey off; an officer keeps a second factor: raises `Refused` for the only one."""
    account = request.user
    if request.method == "POST" and isinstance(account, accounts.Account) and accounts.only_factor(account, pk):
        raise Refused(Reason("only_factor"))
    response: HttpResponseBase = remove_webauthn(request, pk=pk)
    return response


@signed_in
def second_factor_off(request: Request) -> HttpResponseBase:
    """An applicant may do without the code; an official account may not: raises `Forbidden`."""
    if request.actor.kind == ActorKind.OFFICER:
        raise Forbidden
    response: HttpResponseBase = deactivate_totp(request)
    return response
