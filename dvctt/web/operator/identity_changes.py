"""The vetter's pages of changes of identity: old beside new, and the decision with remarks (8.3.a, N.vetting)."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.accounts import changes
from dvctt.authority import SystemPower
from dvctt.kernel import Reason
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request
from dvctt.web.operator import duplicates, vetting
from dvctt.web.operator.vetting import Line, Typed
from dvctt.web.operator.vetting_deadline import vetting_due
from dvctt.web.pages.form_drafts import drafts
from dvctt.web.ui import form_view
from dvctt.web.wording.filers import power_name
from dvctt.web.wording.sentences import reason_sentence


@require_http_methods(["GET", "HEAD", "POST"])
@officer(SystemPower.VET)
@drafts
def change(request: Request, change: UUID) -> HttpResponseBase:
    """One change of identity: what is in force beside what is asked for."""
    return vetting.respond(request, partial(_page, request, change), partial(_decide, request, change), _refused)


def _decide(request: Request, number: UUID, act: str, typed: Typed, dry_run: bool) -> str:
    """Approve, return or refuse; gives the sentence of what was done."""
    if act == "return":
        done = changes.return_change(request.actor, number, typed.given)
        return _("Đã trả lại để %(name)s sửa; thư đã được gửi.") % {"name": done.name}
    if act == "refuse":
        done = changes.refuse_change(request.actor, number, typed.given, dry_run=dry_run)
        return _("Đã từ chối yêu cầu của %(name)s; thư đã được gửi.") % {"name": done.name}
    done = changes.approve_change(request.actor, number, reason=typed.reason)
    return _("Đã chấp nhận; thông tin mới của %(name)s có hiệu lực.") % {"name": done.new["name"]}


def _page(request: Request, number: UUID, typed: Typed, *, status: int = 200, refusing: bool = False) -> HttpResponse:
    found = changes.change_for(request.actor, number)
    remarks = {one.place or vetting.GENERAL: one.text for one in found.remarks} | typed.remarks
    accepting = duplicates.accepting(found, typed.reason, typed.faults.get(duplicates.REASON, ""))
    general = typed.general(remarks)
    lines = [
        Line(
            one.id, form_view.words(one.label), form_view.answer(one, found.new.get(one.id)),
            remarks.get(one.id, ""), typed.faults.get(one.id, ""),
            form_view.answer(one, found.old.get(one.id)), one.id in found.changed,
        )
        for one in changes.identity_form(found.kind).fields()
    ]  # fmt: skip
    context = {
        "duplicates": duplicates.beside(request, found), "accepting": accepting,
        "problems": vetting.problems([*lines, general]) + form_view.problems([accepting] if accepting else []),
        "found": found, "withdrawn": found.state == "withdrawn",
        "lines": lines, "told": typed.told, "general": general, "open": bool(found.open_acts),
        "refusing": refusing, "acts_as": power_name(found.asker.power) if found.asker else "",
        "due": vetting_due(found.due_at, found.overdue, received=found.received_at),
        "crumbs": vetting.crumbs(found.name),
    }  # fmt: skip
    return render(request, "operator/change.html", context, status=status)


def _refused(typed: Typed, reasons: Sequence[Reason]) -> Typed:
    in_use = ("identity_in_use", "tax_code_in_use")
    said = _("Số này là của một tài khoản khác, đặt cạnh ở đầu trang. Nếu tài khoản đó sai, mở tài khoản đó để "
             "xử lý trước; nếu không, trả lại hoặc từ chối yêu cầu này.")  # fmt: skip
    return replace(typed, told=[said if one.code in in_use else reason_sentence(one) for one in reasons])
