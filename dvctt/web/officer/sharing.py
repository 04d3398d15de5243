"""Sharing a dossier with colleagues outside its process: give, list, end, and the notes that they write."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dvctt.accounts import people as accounts_people
from dvctt.authority import CASE_ROLES, DossierPower
from dvctt.casework import api as casework
from dvctt.kernel import Invalid, Refused, fold
from dvctt.ministry import api as ministry
from dvctt.web.http.form_restore import restored_or_posted
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.http.step_up import form_at
from dvctt.web.officer import presenters
from dvctt.web.officer.dossier import opened
from dvctt.web.pages.form_drafts import drafts, drop_sent
from dvctt.web.ui import inputs
from dvctt.web.ui.form_view import FieldView, OptionView, problems, words
from dvctt.web.ui.visibility import last_day
from dvctt.web.wording.names import unit_name
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

NOTE = "note"
TYPED = ("grantee", "reason", "since", "until", "power")


@require_http_methods(["GET", "HEAD", "POST"])
@officer(DossierPower.HISTORY)
@drafts
def page(request: Request, dossier: UUID) -> HttpResponse:
    """The grants on a dossier with their notes; giving one to who may. Raises `NotFound`."""
    if request.method != "POST":
        return _page(request, dossier)
    try:
        _share(request, dossier)
    except Invalid as error:
        return _page(request, dossier, error=error)
    messages.success(request, _("Đã chia sẻ hồ sơ."))
    return see_other(reverse("officer:sharing", args=[dossier]))


@form_at("officer:sharing", "dossier")
@require_POST
@officer(DossierPower.SHARE)
def end(request: Request, dossier: UUID, grant: UUID) -> HttpResponse:
    """End a grant now; raises `NotFound`."""
    try:
        casework.end_share(request.actor, dossier, grant)
    except Refused as error:
        messages.warning(request, " ".join(reason_sentence(one) for one in error.reasons))
    else:
        messages.success(request, _("Đã kết thúc chia sẻ."))
    return see_other(reverse("officer:sharing", args=[dossier]))


@require_POST
@officer(DossierPower.NOTE)
def note(request: Request, dossier: UUID) -> HttpResponse:
    """Write a note under one's grant; raises `NotFound` where none allows it."""
    try:
        casework.write_note(request.actor, dossier, request.POST.get("text", ""))
    except Invalid as error:
        return _page(request, dossier, error=error)
    drop_sent(request, reverse("officer:sharing", args=[dossier]), NOTE)
    messages.success(request, _("Đã gửi ý kiến."))
    return see_other(reverse("officer:sharing", args=[dossier]))


def _share(request: Request, dossier: UUID) -> None:
    """Give what was typed; raises `Invalid` at its places."""
    post = request.POST
    kind, _colon, chosen = post.get("grantee", "").partition(":")
    since, until = inputs.day(post.get("since", ""), "since"), inputs.day(post.get("until", ""), "until")
    casework.share(
        request.actor, dossier, account=chosen if kind == "account" else "", unit=chosen if kind == "unit" else "",
        reason=post.get("reason", ""), since=since, until=until, comment=post.get("power") == "comment",
    )  # fmt: skip


def _page(request: Request, dossier: UUID, *, error: Invalid | None = None) -> HttpResponse:
    given, written = casework.shares(request.actor, dossier), casework.notes(request.actor, dossier)
    shown = opened(request.actor, dossier)
    may_share = shown.access.may(DossierPower.SHARE)
    fields = _fields(request, error) if may_share else []
    note_field = _note_field(request, error) if casework.may_note(request.actor, dossier) else None
    return render(request, "officer/sharing.html", {
        "dossier": shown, "crumbs": presenters.crumbs(shown, _("Chia sẻ để phối hợp")), "may_share": may_share,
        "shares": [(one, one.name or unit_name(one.unit), last_day(one.until)) for one in given], "notes": written,
        "fields": fields, "note": note_field, "problems": problems([*fields, *([note_field] if note_field else [])]),
    }, status=422 if error else 200)  # fmt: skip


def _note_field(request: Request, error: Invalid | None) -> FieldView:
    fault = next((fault_sentence(one) for one in error.faults if one.place == "text"), "") if error else ""
    return FieldView("text", "paragraph", _("Ý kiến"), value=restored_or_posted(request).get("text", ""), fault=fault)


def _fields(request: Request, error: Invalid | None) -> list[FieldView]:
    at = {fault.place: fault_sentence(fault) for fault in error.faults} if error else {}
    given = restored_or_posted(request)
    said = {name: given.get(name, "") for name in TYPED}
    text = {"type": "text", "autocomplete": "off"}
    power = [
        OptionView("read", _("Chỉ xem"), said["power"] != "comment"),
        OptionView("comment", _("Xem và ghi ý kiến"), said["power"] == "comment"),
    ]
    return [
        FieldView("grantee", "select", _("Chia sẻ cho"), value=said["grantee"], fault=at.get("grantee", ""),
                  options=_grantees(request, said["grantee"])),
        FieldView("power", "radios", _("Được làm gì"), value=said["power"] or "read", options=power),
        FieldView("reason", "text", _("Lý do"), _("Ghi vào nhật ký hồ sơ."), value=said["reason"],
                  fault=at.get("reason", ""), attrs=text),
        FieldView("since", "date", _("Từ ngày"), _("Để trống là từ bây giờ"), False, said["since"],
                  fault=at.get("since", ""), attrs={**inputs.DATE, **text}),
        FieldView("until", "date", _("Đến hết ngày"), _("Tự kết thúc khi hết ngày này"), value=said["until"],
                  fault=at.get("until", ""), attrs={**inputs.DATE, **text}),
    ]  # fmt: skip


def _grantees(request: Request, chosen: str) -> list[OptionView]:
    """Units, then officers who have a part in processes; nobody shares with oneself."""
    units = sorted(ministry.units(), key=lambda one: fold(words(one.name)))
    found = [(f"unit:{one.code}", words(one.name)) for one in units]
    people = accounts_people.officers_over([one.code for one in units], CASE_ROLES)
    found += [
        (f"account:{one.account_id}", f"{one.name}, {unit_name(one.appointments[0].unit)}")
        for one in people
        if one.account_id != request.actor.id
    ]
    return [OptionView(value, label, value == chosen) for value, label in found]
