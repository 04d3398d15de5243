"""A registration that was returned: mend it where the remarks stand, and send it again (N.refusal)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dvctt.accounts import registration
from dvctt.kernel import Fault, Invalid, Refused
from dvctt.web.http import rate_limit
from dvctt.web.http.form_restore import restores_form, unstash
from dvctt.web.http.guards import public
from dvctt.web.http.language_switch import switches_language
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages import closed_link, vetting_remarks
from dvctt.web.registration import register, registration_form


@require_http_methods(["GET", "HEAD", "POST"])
@public
@restores_form
@switches_language
def mend(request: Request, token: str) -> HttpResponseBase:
    """The registration as it was sent, each remark at its field; sent again its clock begins anew."""
    try:
        view = registration.registration_to_mend(token)
        remarks = vetting_remarks.remarks_as_faults(view.remarks)
        if request.method != "POST":
            fields = unstash(request)
            if fields:
                return _page(request, view, registration_form.posted(fields, view.kind), remarks)
            return _page(request, view, {}, remarks, stored=view.values)
        raw = registration_form.posted(request.POST, view.kind)
        if "refresh" in request.POST:
            return _page(request, view, raw, remarks)
        return _sent_again(request, view, token, raw)
    except Refused as error:
        return closed_link.closed(request, error, token)


def _sent_again(
    request: Request, view: registration.RegistrationView, token: str, raw: dict[str, Any]
) -> HttpResponseBase:
    try:
        again = registration.resend(request.actor, token, raw)
    except Invalid as error:
        return _page(request, view, raw, error.faults, status=422)
    except Refused as error:
        if not rate_limit.refused(request, error):
            raise
        return _page(request, view, raw, [Fault("email", reason.code) for reason in error.reasons], status=409)
    if again.state == "email_pending":
        return register.mail_sent(request, view.kind, again.email)
    register.remember_received(request, again, mended=True)
    return see_other(reverse("register_received"))


def _page(
    request: Request,
    view: registration.RegistrationView,
    typed: Mapping[str, Any],
    faults: Sequence[Fault],
    *,
    stored: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": registration_form.drawn(view.kind, typed, stored=stored, faults=faults),
        "name": registration.registration_form(view.kind).name,
        "kind": view.kind,
        "general": [remark.text for remark in view.remarks if not remark.place],
        "mending": True,
        "language_form": "registration",
    }
    return render(request, "registration/form.html", context, status=status)
