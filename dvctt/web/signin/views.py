"""What stands before allauth's own views."""

from allauth.mfa.totp.views import deactivate_totp
from django.http import HttpResponseBase

from dvctt.kernel import ActorKind, Forbidden
from dvctt.web.doors import signed_in
from dvctt.web.http import Request


@signed_in
def second_factor_off(request: Request) -> HttpResponseBase:
    """An applicant may do without the code; an official account may not: raises `Forbidden`."""
    if request.actor.kind == ActorKind.OFFICER:
        raise Forbidden
    response: HttpResponseBase = deactivate_totp(request)
    return response
