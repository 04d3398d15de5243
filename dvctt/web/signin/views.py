"""What stands before allauth's own views."""

from allauth.account import views as allauth
from allauth.mfa.totp.views import deactivate_totp
from django.http import HttpResponseBase

from dvctt.kernel import ActorKind, Forbidden
from dvctt.web.doors import public, signed_in
from dvctt.web.http import Request
from dvctt.web.signin import identities


@public
def sign_in(request: Request) -> HttpResponseBase:
    """User name and password, or one of the identity providers."""
    return identities.offered(allauth.login(request))


@signed_in
def second_factor_off(request: Request) -> HttpResponseBase:
    """An applicant may do without the code; an official account may not: raises `Forbidden`."""
    if request.actor.kind == ActorKind.OFFICER:
        raise Forbidden
    response: HttpResponseBase = deactivate_totp(request)
    return response
