"""Register an individual or an organisation, and confirm the address (8.1.a)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dvctt.accounts import people, providers, registration
from dvctt.kernel import ActorKind, Fault, Forbidden, Invalid, Refused
from dvctt.ministry import api as ministry
from dvctt.web.http import pending_identity, rate_limit
from dvctt.web.http.form_restore import restores_form, unstash
from dvctt.web.http.guards import public
from dvctt.web.http.language_switch import switches_language
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages import closed_link
from dvctt.web.pages.form_page import text_field
from dvctt.web.registration import registration_form
from dvctt.web.ui.form_view import problems
from dvctt.web.wording.sentences import reason_sentence

SENT_TO, SENT_BY = "registration_sent_to", "registration_sent_by"
RECEIVED = "registration_received"
# Registrations from one address of the network in an hour; a whole office may stand behind one.
MOST, SECONDS = 60, 3600
# Mails sent again to one address in an hour.
AGAIN = 3


@require_safe
@public
def choose(request: Request) -> HttpResponse:
    """Who registers: a person, or an organisation."""
    _no_officer(request)
    context = {"adding": _adding(request), "days": registration_form.vetting_days()}
    return render(request, "registration/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@restores_form
@switches_language
def individual(request: Request) -> HttpResponseBase:
    """The form of a person."""
    return _form(request, "individual")


@require_http_methods(["GET", "HEAD", "POST"])
@public
@restores_form
@switches_language
def organisation(request: Request) -> HttpResponseBase:
    """The form of an organisation; signed in, one more organisation for the same account."""
    return _form(request, "organisation")


@require_http_methods(["GET", "HEAD", "POST"])
@public
def sent(request: Request) -> HttpResponse:
    """Check your mail, or have it sent again: the same answer whether or not the address was known."""
    email = request.session.get(SENT_TO, "")
    if request.method == "POST" and email:
        if not rate_limit.passes("mail_again", email.lower(), most=AGAIN, seconds=SECONDS):
            return rate_limit.too_many(request)
        try:
            registration.confirmation_again(request.actor, email)
        except Refused as error:
            rate_limit.refused(request, error)
            return _sent(request, [reason_sentence(reason) for reason in error.reasons], 409)
        messages.success(request, _("Đã gửi lại thư. Chỉ liên kết trong thư mới nhất dùng được."))
        return see_other(reverse("register_sent"))
    return _sent(request)


def _sent(request: Request, reasons: Sequence[str] = (), status: int = 200) -> HttpResponse:
    """Where to look for the mail; `reasons` say why it was not sent again, alike for any address."""
    context = {
        "email": request.session.get(SENT_TO, ""), "organisation": request.session.get(SENT_BY) == "organisation",
        "hours": ministry.setting("accounts.link.confirm_hours"), "told": reasons,
    }  # fmt: skip
    return render(request, "registration/sent.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def confirm(request: Request, token: str) -> HttpResponseBase:
    """Confirm the address by a button, so that a mail program that opens links uses none up.

    Who opens the link again is told what happens with the registration.
    """
    try:
        view = registration.registration_to_confirm(token)
        if request.method != "POST":
            return render(request, "registration/confirm.html", {"email": view.email, "name": view.name})
        if phone := registration.wants_phone_code(token):
            stop = _phone(request, token, phone)
            if stop is not None:
                return stop
        view = registration.confirm_email(request.actor, token)
    except Refused as error:
        again = registration.registration_confirmed_by(token)
        if again is None:
            return closed_link.closed(request, error, token)
        view = again
    remember_received(request, view)
    return see_other(reverse("register_received"))


def _phone(request: Request, token: str, phone: str) -> HttpResponse | None:
    """Have the telephone confirmed by a code: sent at the first press, asked for until it is right."""
    faults: list[Fault] = []
    unsent = False
    if not rate_limit.passes_from(request, "phone_code", most=MOST, seconds=SECONDS):
        return rate_limit.too_many(request)
    try:
        if "code" in request.POST:
            registration.confirm_phone_of(token, request.POST["code"])
            return None
        registration.send_phone_code(request.actor, token)
    except Refused as error:
        unsent = rate_limit.refused(request, error)
        faults = [Fault("code", reason.code) for reason in error.reasons]
    field = text_field(request, "code", _("Mã xác nhận"), faults=faults, autocomplete="one-time-code")
    context = {
        "field": field, "problems": problems([field]), "phone": phone,
        "minutes": ministry.setting("accounts.code.minutes"), "unsent": unsent,
    }  # fmt: skip
    return render(request, "registration/phone.html", context, status=422 if faults else 200)


@require_safe
@public
def received(request: Request) -> HttpResponse:
    """What happens next with a registration that was just received."""
    facts = request.session.get(RECEIVED) or {}
    due = datetime.fromisoformat(facts["due"]) if facts.get("due") else None
    steps = registration.vetting_steps(datetime.fromisoformat(facts["at"]), get_language() or "vi") if due else []
    context = {"granted": facts.get("state") == "approved", "due": due, "steps": steps, "sms": facts.get("sms"),
               "mended": facts.get("mended")}  # fmt: skip
    return render(request, "registration/received.html", context)


def mail_sent(request: Request, kind: str, email: str) -> HttpResponse:
    """On to the page that tells to check the mail that was sent to confirm the address."""
    request.session[SENT_TO], request.session[SENT_BY] = email, kind
    return see_other(reverse("register_sent"))


def remember_received(request: Request, view: registration.RegistrationView, *, mended: bool = False) -> None:
    """Keep for the next page what was received, until when it is checked and how the answer comes."""
    due, at = view.due_at, view.received_at
    request.session[RECEIVED] = {
        "state": view.state, "due": due.isoformat() if due else "", "at": at.isoformat() if at else "",
        "email": view.email, "sms": view.by_sms, "mended": mended,
    }  # fmt: skip


def _form(request: Request, kind: str) -> HttpResponseBase:
    _no_officer(request)
    asks_agency = registration_form.agencies_vet(kind)
    if request.method != "POST":
        fields = unstash(request)
        typed = registration_form.posted(fields, kind) if fields else {}
        stored = {} if fields else _told(request, kind)
        agency = fields.get(registration_form.AGENCY, "") if fields else ""
        form = registration_form.drawn(kind, typed, stored=stored, agency=agency, asks_agency=asks_agency)
        return _page(request, kind, form, restored=fields is not None)
    raw, agency = (
        registration_form.posted(request.POST, kind),
        request.POST.get(registration_form.AGENCY, "") if asks_agency else "",
    )
    if "refresh" in request.POST:
        return _page(request, kind, registration_form.drawn(kind, raw, agency=agency, asks_agency=asks_agency))
    if not rate_limit.passes_from(request, "register", most=MOST, seconds=SECONDS):
        return rate_limit.too_many(request)
    return _register(request, kind, raw, agency, asks_agency=asks_agency)


def _register(request: Request, kind: str, raw: dict[str, Any], agency: str, *, asks_agency: bool) -> HttpResponseBase:
    faults: tuple[Fault, ...] = ()
    refusals: list[str] = []
    try:
        registration.register(
            request.actor, kind, raw, language=get_language() or "vi", agency=agency,
            identity=pending_identity.kept(request)
        )  # fmt: skip
    except Invalid as error:
        faults = error.faults
    except Refused as error:
        rate_limit.refused(request, error)
        refusals = [reason_sentence(reason) for reason in error.reasons]
    else:
        return _registered(request, kind, str(raw.get("email") or ""))
    form = registration_form.drawn(kind, raw, faults=faults, agency=agency, asks_agency=asks_agency)
    return _page(request, kind, form, refusals=refusals, status=409 if refusals else 422)


def _registered(request: Request, kind: str, email: str) -> HttpResponse:
    pending_identity.drop(request)
    own = people.account(request.actor, request.actor.id).email if _adding(request) else ""
    if own and own.lower() == email.strip().lower():
        messages.success(request, _("Đã nhận đăng ký. Kết quả kiểm tra sẽ được gửi qua thư điện tử."))
        return see_other(reverse("account"))
    return mail_sent(request, kind, email.strip())


def _page(
    request: Request,
    kind: str,
    form: registration_form.Drawn,
    *,
    refusals: list[str] | None = None,
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    spec = registration.registration_form(kind)
    identity = pending_identity.kept(request)
    context = {
        "form": form, "name": spec.name, "kind": kind, "refusals": refusals or [], "adding": _adding(request),
        "kept": restored, "language_form": "registration",
        "provider": providers.identity_provider(identity.provider).name if identity else None,
    }  # fmt: skip
    return render(request, "registration/form.html", context, status=status)


def _told(request: Request, kind: str) -> dict[str, str]:
    """What the provider by which this person came answers already."""
    identity = pending_identity.kept(request)
    return providers.answers_of(identity, kind) if identity else {}


def _adding(request: Request) -> bool:
    return request.actor.kind == ActorKind.APPLICANT


def _no_officer(request: Request) -> None:
    if request.actor.kind == ActorKind.OFFICER:
        raise Forbidden("register")
