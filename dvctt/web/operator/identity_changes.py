"""The vetter's pages of changes of identity: old beside new, and the decision with remarks (8.3.a, N.vetting)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.accounts import changes, registration
from dvctt.authority import SystemPower
from dvctt.kernel import Fault, Invalid, Reason, Refused, clock
from dvctt.web.http import form_restore
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.operator import duplicates
from dvctt.web.operator.vetting_deadline import vetted_at, vetting_due
from dvctt.web.pages.form_drafts import drafts
from dvctt.web.ui import form_view, parts
from dvctt.web.ui.navigation import REGISTRATIONS
from dvctt.web.wording.filers import power_name
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

GENERAL = "general"


@dataclass(frozen=True)
class Line:
    """A field with its old and new value, and the remark written at it."""

    id: str
    label: str
    old: str
    new: str
    changed: bool
    remark: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@officer(SystemPower.VET)
@drafts
def change(request: Request, change: UUID) -> HttpResponseBase:
    """One change of identity: what is in force beside what is asked for."""
    if request.method != "POST":
        return _page(request, change)
    written = {key.removeprefix("remark."): request.POST.get(key, "") for key in request.POST if "remark." in key}
    remarks = [
        registration.Remark("" if place == GENERAL else place, text) for place, text in written.items() if text.strip()
    ]  # fmt: skip
    try:
        if request.POST.get("act") == "refuse" and "sure" not in request.POST:
            return _sure(request, change, remarks)
        said = _decide(request, change, remarks)
    except Invalid as error:
        why = next((fault_sentence(one) for one in error.faults if one.place == "reason"), "")
        if why:
            return _page(request, change, why=why, status=422)
        return _page(request, change, told=_wrong(request, change, remarks, error.faults), status=422)
    except Refused as error:
        return _page(request, change, told=[_refused(one) for one in error.reasons], status=409)
    messages.success(request, said)
    return see_other(reverse("operator:registrations"))


def rows(request: Request) -> list[parts.QueueRow]:
    """The changes that wait, for the queue's page."""
    kinds = {"organisation": _("Tổ chức"), "individual": _("Cá nhân")}
    found = []
    for one in changes.changes_queue(request.actor):
        received = clock.written(one.received_at)
        same = parts.Chip(str(duplicates.WHY[one.same]), "wait") if one.same else None
        cells: dict[str, object] = {
            "same": same,
            "kind": kinds[one.kind],
            "agency": vetted_at(one.agency),
            "received": received,
            "due": vetting_due(one.due_at, one.overdue),
        }
        url = reverse("operator:change", args=[one.id])
        found.append(parts.QueueRow(str(one.id), url, one.name, cells, "overdue" if one.overdue else ""))
    return found


def columns() -> list[parts.Column]:
    """What the queue of changes shows."""
    return [
        parts.Column("same", _("Trùng"), "chip"),
        parts.Column("kind", _("Loại")), parts.Column("agency", _("Nơi kiểm tra")),
        parts.Column("received", _("Nhận lúc")),
        parts.Column("due", _("Hạn trả lời"), "due"),
    ]  # fmt: skip


def _sure(request: Request, change: UUID, remarks: Sequence[registration.Remark]) -> HttpResponse:
    """Ask once more before a refusal; raises what the refusal itself would raise."""
    with transaction.atomic():
        changes.refuse_change(request.actor, change, remarks)
        transaction.set_rollback(True)
    return _page(request, change, refusing=True)


def _decide(request: Request, change: UUID, remarks: Sequence[registration.Remark]) -> str:
    match request.POST.get("act", ""):
        case "approve":
            done = changes.approve_change(request.actor, change, reason=request.POST.get(duplicates.REASON, ""))
            return _("Đã chấp nhận; thông tin mới của %(name)s có hiệu lực.") % {"name": done.new["name"]}
        case "return":
            done = changes.return_change(request.actor, change, remarks)
            return _("Đã trả lại để %(name)s sửa; thư đã được gửi.") % {"name": done.name}
        case _other:
            done = changes.refuse_change(request.actor, change, remarks)
            return _("Đã từ chối yêu cầu của %(name)s; thư đã được gửi.") % {"name": done.name}


def _page(
    request: Request,
    number: UUID,
    *,
    told: Sequence[str] = (),
    why: str = "",
    status: int = 200,
    refusing: bool = False,
) -> HttpResponse:
    found = changes.change_for(request.actor, number)
    stood = {one.place or GENERAL: one.text for one in found.remarks}
    written = form_restore.typed(request)
    typed = {key.removeprefix("remark."): text for key, text in written.items() if key.startswith("remark.")}
    accepting = duplicates.accepting(found, str(written.get(duplicates.REASON, "")), why)
    said = {**stood, **{place: str(text) for place, text in typed.items()}}
    lines = [
        Line(
            one.id, form_view.words(one.label), form_view.answer(one, found.old.get(one.id)),
            form_view.answer(one, found.new.get(one.id)), one.id in found.changed, said.get(one.id, ""),
        )
        for one in changes.identity_form(found.kind).fields()
    ]  # fmt: skip
    context = {
        "duplicates": duplicates.beside(request, found), "accepting": accepting,
        "problems": form_view.problems([accepting] if accepting else []),
        "found": found, "withdrawn": found.state == "withdrawn",
        "lines": lines, "told": told, "general": said.get(GENERAL, ""), "open": bool(found.open_acts),
        "refusing": refusing, "acts_as": power_name(found.asker.power) if found.asker else "",
        "due": vetting_due(found.due_at, found.overdue, received=found.received_at),
        "crumbs": [parts.Crumb(str(REGISTRATIONS.label), reverse(REGISTRATIONS.route)), parts.Crumb(found.name)],
    }  # fmt: skip
    return render(request, "operator/change.html", context, status=status)


def _wrong(
    request: Request, change: UUID, remarks: Sequence[registration.Remark], faults: Sequence[Fault]
) -> list[str]:
    """What is wrong with the remarks, each by the name of its field."""
    form = changes.identity_form(changes.change_for(request.actor, change).kind)
    labels = {field.id: form_view.words(field.label) for field in form.fields()}
    told = []
    for fault in faults:
        number = fault.place.removeprefix("remarks.")
        place = remarks[int(number)].place if number.isdigit() and int(number) < len(remarks) else None
        said = _no_remark() if fault.place == "remarks" else fault_sentence(fault)
        told.append(said if place is None else f"{labels.get(place, _('Ý kiến chung'))}: {said}")
    return told


def _refused(reason: Reason) -> str:
    if reason.code in ("identity_in_use", "tax_code_in_use"):
        return _("Số này là của một tài khoản khác, đặt cạnh ở đầu trang. Nếu tài khoản đó sai, mở tài khoản đó để "
                 "xử lý trước; nếu không, trả lại hoặc từ chối yêu cầu này.")  # fmt: skip
    return reason_sentence(reason)


def _no_remark() -> str:
    return _("Để trả lại hoặc từ chối, cần ghi ít nhất một ý kiến tại mục chưa đúng hoặc ý kiến chung.")
