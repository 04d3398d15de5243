"""One's details: plain ones changed at once, identity ones vetted again, and what the system demands (8.3.a, 8.3.b)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dvctt import forms
from dvctt.accounts import changes, lifecycle, people
from dvctt.kernel import Fault, Invalid, NotFound, Refused
from dvctt.web.http import rate_limit
from dvctt.web.http.guards import applicant, public
from dvctt.web.http.language_switch import switches_language
from dvctt.web.http.request import Request, see_other
from dvctt.web.http.step_up import proved_anew
from dvctt.web.pages import closed_link
from dvctt.web.pages.form_page import FormPage, sentences, text_field
from dvctt.web.pages.vetting_remarks import remarks_as_faults
from dvctt.web.ui import form_filling, form_view, parts


@require_safe
@applicant
def overview(request: Request) -> HttpResponse:
    """What is known of oneself and of organisations that one manages, each with the way to change it."""
    blocks = [_block(request, party) for party in changes.managed_parties(request.actor)]
    demand = lifecycle.demand_of(request.actor.id)
    context = {
        "blocks": blocks, "own": people.account(request.actor, request.actor.id), "demand": demand,
        "said": form_view.words(demand.text) if demand else "", "waiting_email": changes.waiting_email(request.actor),
    }  # fmt: skip
    return render(request, "account/details.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@proved_anew
@switches_language
def contact(request: Request, party: UUID) -> HttpResponseBase:
    """Address and telephone: changed at once, the telephone after its code where the ministry wants one."""
    details = changes.details(request.actor, party)
    spec = changes.plain_form(_kind(request, party))
    if request.method != "POST":
        kept_post = getattr(request, "kept", None)
        typed = _read(spec, kept_post) if kept_post else {}
        return _form(request, spec, typed, stored={"address": details.address, "phone": details.phone})
    raw = _posted(request, spec)
    if "refresh" in request.POST:
        return _form(request, spec, raw)
    try:
        waits = changes.change_details(request.actor, party, raw)
    except Invalid as error:
        return _form(request, spec, raw, error.faults, status=422)
    except Refused as error:
        rate_limit.refused(request, error)
        return _form(request, spec, raw, refusals=sentences(error), status=409)
    if waits:
        return see_other(reverse("details_phone", args=[party]))
    return _changed(request)


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
def phone(request: Request, party: UUID) -> HttpResponseBase:
    """The code that was sent to the new telephone."""
    changes.details(request.actor, party)
    faults: list[Fault] = []
    if request.method == "POST":
        if not rate_limit.passes("phone_code", request.actor.id, most=30, seconds=3600):
            return rate_limit.too_many(request)
        try:
            changes.confirm_phone(request.actor, request.POST.get("code", ""))
            return _changed(request)
        except Refused as error:
            faults = [Fault("code", reason.code) for reason in error.reasons]
    return FormPage(
        _("Xác nhận số điện thoại"), _("Xác nhận"), back=reverse("account_details"),
        lead=_("Chúng tôi vừa gửi mã gồm 6 chữ số tới số điện thoại mới."),
        fields=[text_field(request, "code", _("Mã xác nhận"), faults=faults, autocomplete="one-time-code")],
    ).answer(request, status=422 if faults else 200)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@proved_anew
@switches_language
def identity(request: Request, party: UUID) -> HttpResponseBase:
    """Who one is: the new values are vetted, and the old ones stay in force until they are approved."""
    spec = changes.identity_form(_kind(request, party))
    waits = changes.open_change(request.actor, party)
    remarks = remarks_as_faults(waits.remarks) if waits else []
    if request.method != "POST":
        kept_post = getattr(request, "kept", None)
        typed = _read(spec, kept_post) if kept_post else {}
        stored = {} if kept_post else waits.new if waits else changes.identity_of(request.actor, party)
        return _form(request, spec, typed, remarks, stored=stored, vetted=True, waits=waits)
    raw = _posted(request, spec)
    if "refresh" in request.POST:
        return _form(request, spec, raw, remarks, vetted=True, waits=waits)
    try:
        changes.request_change(request.actor, party, raw, note=request.POST.get("note", ""))
    except Invalid as error:
        refusals = [_("Chưa có thông tin nào được sửa.")] if any(not fault.place for fault in error.faults) else []
        return _form(request, spec, raw, error.faults, refusals=refusals, vetted=True, status=422)
    except Refused as error:
        return _form(request, spec, raw, refusals=sentences(error), vetted=True, status=409)
    lifecycle.answer_demands(request.actor, changed=True)
    messages.success(request, _("Đã nhận yêu cầu. Thông tin cũ vẫn có hiệu lực cho tới khi yêu cầu được chấp nhận."))
    return see_other(reverse("account_details"))


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@proved_anew
def email(request: Request, party: UUID | None = None) -> HttpResponseBase:
    """A new address of the account, or of a party: it counts once its holder has confirmed it."""
    if party:
        changes.details(request.actor, party)
    faults: Sequence[Fault] = ()
    if request.method == "POST":
        if not rate_limit.passes("email_change", request.actor.id, most=10, seconds=3600):
            return rate_limit.too_many(request)
        try:
            changes.request_email(request.actor, party, request.POST.get("email", ""))
            messages.success(request, _("Đã gửi thư tới địa chỉ mới. Địa chỉ cũ còn dùng cho tới khi Quý vị xác nhận."))
            return see_other(reverse("account_details"))
        except Invalid as error:
            faults = error.faults
        except Refused as error:
            if not rate_limit.refused(request, error):
                raise
            faults = [Fault("email", reason.code) for reason in error.reasons]
    kept_post = getattr(request, "kept", None)
    field = text_field(
        request, "email", _("Thư điện tử mới"), faults=faults, input_type="email", autocomplete="email",
        value=kept_post.get("email", "") if kept_post else "",
    )  # fmt: skip
    page = FormPage(_("Đổi thư điện tử"), _("Gửi thư xác nhận"), fields=[field], back=reverse("account_details"))
    return page.answer(request, status=422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def email_link(request: Request, token: str) -> HttpResponseBase:
    """Confirm a new address by a button, on whatever device the mail is read."""
    try:
        change = changes.email_change_for(token)
        if request.method == "POST":
            changes.confirm_email_change(request.actor, token)
            messages.success(request, _("Đã đổi thư điện tử."))
            return see_other(reverse("home"))
    except Refused as error:
        return closed_link.closed(request, error, token)
    facts = [(_("Tài khoản của"), change.name), (_("Thư điện tử mới"), change.email)]
    return FormPage(_("Xác nhận thư điện tử mới"), _("Xác nhận địa chỉ thư điện tử"), facts=facts).answer(request)


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
def demand(request: Request) -> HttpResponseBase:
    """What the system demands: look at the details, then change them or confirm that they are right (8.3.b)."""
    if request.method == "POST":
        lifecycle.answer_demands(request.actor)
        request.session.pop("demand", None)
        messages.success(request, _("Đã ghi nhận: thông tin là đúng."))
        return see_other(reverse("go"))
    open_demand = lifecycle.demand_of(request.actor.id)
    if open_demand is None:
        request.session.pop("demand", None)
        return see_other(reverse("account_details"))
    blocks = [_block(request, party) for party in changes.managed_parties(request.actor)]
    context = {"demand": open_demand, "said": form_view.words(open_demand.text), "blocks": blocks}
    return render(request, "account/demand.html", context)


def _changed(request: Request) -> HttpResponse:
    lifecycle.answer_demands(request.actor, changed=True)
    messages.success(request, _("Đã đổi thông tin. Hồ sơ đã nộp giữ thông tin lúc nộp."))
    return see_other(reverse("account_details"))


def _kind(request: Request, party: UUID) -> str:
    for managed in changes.managed_parties(request.actor):
        if managed.id == str(party):
            return managed.kind
    raise NotFound(f"party {party}")


def _block(request: Request, party: people.PartyView) -> dict[str, Any]:
    details, waits = changes.details(request.actor, party.id), changes.open_change(request.actor, party.id)
    identity = shown(changes.identity_form(party.kind), changes.identity_of(request.actor, party.id))
    contact = [
        (_("Địa chỉ"), people.address_text(details.address)),
        (_("Số điện thoại"), forms.phone_text(details.phone, get_language() or "vi") if details.phone else ""),
        (_("Thư điện tử"), details.email),
    ]  # fmt: skip
    return {"party": party, "known": details, "waits": waits, "identity": identity, "contact": contact,
            "asked": _asked(party.kind, waits) if waits else [],
            "returned": waits is not None and waits.state == "returned"}  # fmt: skip


def _asked(kind: str, waits: changes.ChangeView) -> list[tuple[str, str]]:
    """What a waiting change asks for, of the fields that differ."""
    spec = changes.identity_form(kind)
    pairs = zip(spec.fields(), shown(spec, waits.new), strict=True)
    return [pair for field, pair in pairs if field.id in waits.changed]


def shown(spec: forms.FormSpec, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Labels with values as people read them."""
    return [(form_view.words(field.label), form_view.answer(field, values.get(field.id))) for field in spec.fields()]


def _posted(request: Request, spec: forms.FormSpec) -> dict[str, Any]:
    return _read(spec, request.POST)


def _read(spec: forms.FormSpec, data: Any) -> dict[str, Any]:
    return forms.read_post(spec, {key: data.getlist(key) for key in data})


def _form(
    request: Request, spec: forms.FormSpec, typed: Mapping[str, Any], faults: Sequence[Fault] = (), *,
    stored: Mapping[str, Any] | None = None, refusals: Sequence[str] = (), vetted: bool = False,
    waits: changes.ChangeView | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    sections = form_view.sections_view(spec.sections, form_filling.filling(spec.sections, typed, faults, stored=stored))
    note = text_field(
        request, "note", _("Lý do thay đổi"), kind="paragraph", required=False, value=waits.note if waits else ""
    )  # fmt: skip
    general = [remark.text for remark in waits.remarks if not remark.place] if waits else []
    context = {
        "sections": sections, "problems": [problem for section in sections for problem in section.problems],
        "told": refusals, "vetted": vetted, "note": note if vetted else None, "general": general,
        "language_form": "details",
        "waiting": waits is not None and waits.state == "waiting",
        "crumbs": [parts.Crumb(_("Thông tin của tôi"), reverse("account_details")), parts.Crumb(_("Sửa"))],
    }  # fmt: skip
    return render(request, "account/details_form.html", context, status=status)
