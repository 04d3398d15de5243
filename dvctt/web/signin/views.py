"""What stands before allauth's own views."""

import re
from urllib.parse import urlencode

from allauth.account import views as allauth
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.mfa.base.views import authenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.views import deactivate_totp
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import add_webauthn, list_webauthn, login_webauthn, remove_webauthn
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dvctt.accounts import memberships, people, signin
from dvctt.kernel import ActorKind, Forbidden, Reason, Refused
from dvctt.web.http import pending_identity, rate_limit
from dvctt.web.http.guards import public, signed_in, signing_in
from dvctt.web.http.request import Request, see_other
from dvctt.web.signin import identities

# Passwords and passkeys from one source in a minute, right ones too: each costs a hash or a signature.
MOST, SECONDS = 120, 60
# In the address of the page of sign-in, after a passkey that was not accepted.
PASSKEY, REFUSED = "passkey", "refused"
INVITATION = re.compile(r"/account/invitations/([\w-]+)/")


@public
def sign_in(request: Request) -> HttpResponseBase:
    """User name and password, or one of the identity providers."""
    if request.method == "POST" and not rate_limit.passes_from(request, "sign_in", most=MOST, seconds=SECONDS):
        return rate_limit.too_many(request)
    return _helped(request, identities.offered(allauth.login(request)))


def _helped(request: Request, response: HttpResponseBase) -> HttpResponseBase:
    """Say who invites to what, to who comes by the link of an invitation; fill in the user name that is known.

    That a passkey was not accepted is said where it was asked for.
    """
    if not isinstance(response, TemplateResponse) or response.context_data is None:
        return response
    response.context_data["passkey_refused"] = request.GET.get(PASSKEY) == REFUSED
    # Who has just set a password by a link need not type the user name that the page before has told.
    if form := response.context_data.get("form"):
        form.initial.setdefault("login", request.session.get(pending_identity.USERNAME, ""))
    match = INVITATION.fullmatch(str(response.context_data.get("redirect_field_value") or ""))
    try:
        response.context_data["invitation"] = memberships.invitation(match[1]) if match else None
    except Refused:
        response.context_data["invitation"] = None
    return response


@public
def second_factor(request: Request) -> HttpResponseBase:
    """The code after the password. Whose second factor was taken away at this point gives the password again.

    Allauth would send such a browser to and fro between this page and the sign-in for as long as its session lasts.
    """
    stage = get_pending_stage(request)
    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    if stage and stage.key == AuthenticateStage.key and not is_mfa_enabled(stage.login.user, factors):
        clear_login(request)
    response: HttpResponseBase = authenticate(request)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@public
def passkey(request: Request) -> HttpResponseBase:
    """Sign in by a passkey alone; to ask for a challenge is counted too, since each is kept in a session."""
    if not rate_limit.passes_from(request, "passkey", most=MOST, seconds=SECONDS):
        return rate_limit.too_many(request)
    response: HttpResponseBase = login_webauthn(request)
    if request.method == "POST" and response.headers.get("Location") == reverse("account_login"):
        following = request.POST.get("next", "")
        query = {PASSKEY: REFUSED} | ({"next": following} if following else {})
        return see_other(f"{reverse('account_login')}?{urlencode(query, safe='/')}")
    return response


@require_http_methods(["GET", "HEAD"])
@signing_in
def passkeys(request: Request) -> HttpResponseBase:
    """One's passkeys, and how many one may have."""
    response: HttpResponseBase = list_webauthn(request)
    if isinstance(response, TemplateResponse) and response.context_data is not None:
        response.context_data |= {"most": signin.MOST_PASSKEYS, "full": signin.passkeys_full(_account(request))}
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signing_in
def passkey_on(request: Request) -> HttpResponseBase:
    """Add a passkey; raises `Refused` where the account has as many as it may."""
    with signin.room_for_passkey(_account(request)):
        response: HttpResponseBase = add_webauthn(request)
        return response


def _account(request: Request) -> people.Account:
    """Who is signed in; the door has let nobody else in."""
    if not isinstance(request.user, people.Account):
        raise Forbidden
    return request.user


@signing_in
def passkey_off(request: Request, pk: int) -> HttpResponseBase:
    """Take a passkey off; an officer keeps a second factor: raises `Refused` for the only one."""
    if request.method == "POST" and signin.only_factor(_account(request), pk):
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
