"""The page that asks anew who is there: what for is said, and each way of proving it that the account has (16.1)."""

from typing import Any

from allauth.account.views import reauthenticate
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.views import reauthenticate_webauthn
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from dvctt.accounts import providers, signin
from dvctt.web.http import form_restore, step_up_purpose
from dvctt.web.http.guards import signing_in
from dvctt.web.http.request import Request, see_other
from dvctt.web.http.step_up import following
from dvctt.web.signin import identities
from dvctt.web.ui.form_view import words

PASSKEY = "mfa_reauthenticate:webauthn"
WAYS = {
    "reauthenticate": lazy("Dùng mật khẩu"),
    "mfa_reauthenticate": lazy("Dùng mã xác thực"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@signing_in
def password(request: Request) -> HttpResponseBase:
    """By the password; who has none is led to what there is, at last to the provider."""
    if signin.has_own(request.user):
        return _told(request, reauthenticate(request))
    page = request.GET.get("next", "")
    page = page if url_has_allowed_host_and_scheme(page, allowed_hosts=None) else ""
    context = {
        "providers": [(spec.id, words(spec.name)) for spec in providers.providers_of(request.actor)],
        "redirect_field_value": page, **_asked_for(request, page),
    }  # fmt: skip
    return identities.leaving(render(request, "signin/again.html", context), request.actor.kind.value)


@require_http_methods(["GET", "HEAD", "POST"])
@signing_in
def code(request: Request) -> HttpResponseBase:
    """By the code of the authenticator app, or a recovery code."""
    return _told(request, reauthenticate_by_code(request))


@require_http_methods(["GET", "HEAD", "POST"])
@signing_in
def passkey(request: Request) -> HttpResponseBase:
    """By a passkey; where it is not accepted, what was to be done stays the same."""
    response: HttpResponseBase = reauthenticate_webauthn(request)
    if response.headers.get("Location") == reverse("account_login"):
        messages.error(request, _("Khóa truy cập chưa được chấp nhận. Thử lại, hoặc dùng mật khẩu và mã xác thực."))
        again = reverse("mfa_reauthenticate_webauthn")
        return see_other(f"{again}?{following(request.POST.get('next', ''))}")
    return _told(request, response)


def _asked_for(request: Request, page: str) -> dict[str, Any]:
    """What the person is about to do at that page, and whether a form of it is kept."""
    form = form_restore.sent_from(request, page.partition("?")[0])
    return {"weighty": step_up_purpose.named(request, page), "kept": form is not None}


def _told(request: Request, response: HttpResponseBase) -> HttpResponseBase:
    """Say what it is asked for, and offer the other ways."""
    if not isinstance(response, TemplateResponse) or response.context_data is None:
        return response
    context, page = response.context_data, str(response.context_data.get("redirect_field_value") or "")
    others = {way["id"]: way["url"] for way in context["reauthentication_alternatives"]}
    context.update(_asked_for(request, page))
    context["ways"] = [(others[way], label) for way, label in WAYS.items() if way in others]
    context["passkey"] = PASSKEY in others or "js_data" in context
    if PASSKEY in others:
        context["js_data"] = {"request_options": begin_authentication(request.user)}
    return response
