"""Signing in by an identity provider, and the identities that one's account is linked to."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dvctt.accounts import people, providers, signin
from dvctt.kernel import NotFound
from dvctt.web.http import pending_identity, rate_limit, step_up
from dvctt.web.http.guards import public, signed_in, signing_in
from dvctt.web.http.request import Request, see_other
from dvctt.web.signin.adapter import linked, refused
from dvctt.web.ui.form_view import words

# Tries to leave for a provider from one address in an hour; a whole office may stand behind one.
MOST, SECONDS = 300, 3600


class Callback(OAuth2CallbackView):  # type: ignore[misc]
    """allauth's own, except that the protocol learns what the session remembers, where the nonce is."""

    def _get_state(self, request: HttpRequest, provider: providers.AllauthProvider) -> tuple[Any, Any]:
        state, answer = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, answer


@require_POST
@public
def leave(request: Request, provider: str) -> HttpResponseBase:
    """Go to the provider to sign in."""
    spec = providers.identity_provider(provider)
    if request.user.is_authenticated:
        return redirect("go")
    if not rate_limit.passes_from(request, "identity", most=MOST, seconds=SECONDS):
        return rate_limit.too_many(request)
    return _left(request, spec, "login", _safe(request))


@require_POST
@signing_in
def renew(request: Request, provider: str) -> HttpResponseBase:
    """Go to a provider to prove anew who is there, where the account has neither password nor code here.

    Raises NotFound for a provider that the account is not linked to.
    """
    spec = next((spec for spec in providers.providers_of(request.actor) if spec.id == provider), None)
    if spec is None:
        raise NotFound(f"identity provider {provider}")
    following = _safe(request)
    if signin.has_own(request.user):
        return step_up.lead(following)
    if not rate_limit.passes_from(request, "identity", most=MOST, seconds=SECONDS):
        return rate_limit.too_many(request)
    return _left(request, spec, providers.RENEW, following)


@require_safe
@public
def come_back(request: Request, provider: str) -> HttpResponseBase:
    """Take the provider's answer: believed in every respect, or refused with a page."""
    client = providers.IdentityClient(request, provider)
    answer: HttpResponseBase = Callback.adapter_view(client)(request)
    return answer


@require_safe
@public
def arrived(request: Request) -> HttpResponse:
    """Who has come from a provider without an account that is linked: sign in once and link, or register."""
    identity = pending_identity.kept(request)
    if identity is None:
        messages.info(request, _("Lần đăng nhập bằng nhà cung cấp định danh đã hết hạn. Hãy bắt đầu lại."))
        return redirect("account_login")
    spec = providers.identity_provider(identity.provider)
    match = providers.identity_match(identity)
    context = {
        "provider": words(spec.name), "officer": spec.audience == "officer", "name": identity.name,
        "matched": match is not None, "own": match is not None and match == request.user,
        "here": reverse("identity_arrived"),
    }  # fmt: skip
    return render(request, "signin/arrived.html", context)


@require_POST
@signed_in
def link_arrived(request: Request) -> HttpResponse:
    """Link the identity that this browser brought to the account that has just been proved."""
    identity, user = pending_identity.kept(request), request.user
    if identity is None or not isinstance(user, people.Account):
        return redirect("identity_arrived")
    if not proved(request):
        return prove(reverse("identity_arrived"))
    pending_identity.drop(request)
    own = providers.identity_match(identity) == user
    return linked(request, user, identity, "identity_number" if own else "account_page")


@require_safe
@signed_in
def identities(request: Request) -> HttpResponse:
    """One's linked identities, and the providers that one may link."""
    kind = request.actor.kind.value
    own_identities = providers.identities_of(request.actor)
    used = {identity.provider for identity in own_identities}
    context = {
        "held": [(identity, words(identity.name)) for identity in own_identities],
        "open": [(spec.id, words(spec.name)) for spec in providers.identity_providers(kind) if spec.id not in used],
        "proved": proved(request),
    }
    return leaving(render(request, "signin/identities.html", context), kind)


@require_POST
@signed_in
def link(request: Request, provider: str) -> HttpResponseBase:
    """Go to the provider to link it to this account, once the password or code was just entered."""
    spec = providers.identity_provider(provider)
    if spec.audience != request.actor.kind.value:
        raise NotFound(f"identity provider {provider}")
    if not proved(request):
        return prove(reverse("identities"))
    return _left(request, spec, "connect", "")


@require_POST
@signed_in
def unlink(request: Request, identity: int) -> HttpResponse:
    """Take an identity off this account, once the password or code was just entered."""
    if not proved(request):
        return prove(reverse("identities"))
    providers.unlink_identity(request.actor, identity)
    messages.success(request, _("Đã gỡ liên kết."))
    return see_other(reverse("identities"))


def proved(request: Request) -> bool:
    """Whether the person has proved the account itself in the last minutes, at sign-in or again."""
    return signin.proved_own(request, request.user)


def prove(following: str) -> HttpResponse:
    """Ask for the password or code again, and come back to `following`."""
    return step_up.lead(following)


def leaving(response: HttpResponse, audience: str = "") -> HttpResponse:
    """Let the forms of this page, and of no other, lead to the providers' own sites."""
    origins = sorted({spec.origin for spec in providers.identity_providers(audience)})
    if origins:
        response._csp_update = {"form-action": origins}  # type: ignore[attr-defined]
    return response


def offered(response: HttpResponseBase) -> HttpResponseBase:
    """Add the providers to the page of sign-in."""
    if not isinstance(response, TemplateResponse):
        return response
    context = response.context_data if response.context_data is not None else {}
    context["providers"] = [
        (spec.id, words(spec.name), spec.audience == "officer")
        for spec in sorted(providers.identity_providers(), key=lambda spec: spec.audience)
    ]
    response.context_data = context
    return leaving(response)


def _safe(request: Request) -> str:
    """Where to go on afterwards, within our host; empty where that is not said."""
    following = request.POST.get("next", "")
    return following if url_has_allowed_host_and_scheme(following, allowed_hosts=None) else ""


def _left(request: Request, spec: providers.IdentityProvider, process: str, following: str) -> HttpResponseBase:
    account = "" if process == "login" else str(request.user.pk)
    provider: providers.AllauthProvider = get_adapter(request).get_provider(request, spec.id)
    try:
        return provider.leave(request, process, following, account)
    except providers.IdentityRefused as error:
        return refused(request, spec, error.code, {"process": process, "next": following})
