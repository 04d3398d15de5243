"""The vetter's pages: registrations by deadline, and one registration with what it resembles (N.vetting)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from dvctt.accounts import changes
from dvctt.accounts import registration as accounts_registration
from dvctt.authority import SystemPower
from dvctt.kernel import Fault, Reason, clock
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request
from dvctt.web.operator import duplicates, vetting
from dvctt.web.operator.duplicates import REASON, kind_name
from dvctt.web.operator.vetting import Line, Typed
from dvctt.web.operator.vetting_deadline import vetting_due
from dvctt.web.pages.form_drafts import drafts
from dvctt.web.ui import form_view, paging, parts
from dvctt.web.ui.navigation import REGISTRATIONS
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

PAGE = 50
JOIN = "join"
IN_USE = {
    "identity_in_use": lazy(
        "Người có số định danh này đã có tài khoản. Nếu đúng là người đăng ký, chọn ô này và ghi lý do; "
        "nếu tài khoản đã có là sai, mở tài khoản đó để xử lý trước; nếu không, trả lại hoặc từ chối."
    ),
    "tax_code_in_use": lazy(
        "Tổ chức có mã số thuế này đã có tài khoản. Nếu người đăng ký thuộc tổ chức đó, chọn ô này và ghi lý do; "
        "nếu tài khoản đã có là sai, mở tài khoản đó để xử lý trước; nếu không, trả lại hoặc từ chối."
    ),
}
CHIPS: dict[str, Callable[[], parts.Chip]] = {
    "waiting": lambda: parts.Chip(_("Chờ kiểm tra"), "active"),
    "returned": lambda: parts.Chip(_("Đã trả lại để sửa"), "wait"),
    "approved": lambda: parts.Chip(_("Đã chấp nhận"), "done"),
    "refused": lambda: parts.Chip(_("Đã từ chối"), "closed"),
    "revoked": lambda: parts.Chip(_("Đã thu hồi"), "closed"),
    "email_pending": lambda: parts.Chip(_("Chờ xác nhận thư điện tử"), "neutral"),
}


@dataclass(frozen=True)
class Block:
    """A section of the registration."""

    title: str
    lines: Sequence[Line]


@require_safe
@officer(SystemPower.VET)
def queue(request: Request) -> HttpResponse:
    """Registrations that wait for this vetter, the nearest deadline first; or those answered of late."""
    if "answered" in request.GET:
        return _answered(request)
    rows = accounts_registration.vetting_queue(request.actor, limit=PAGE + 1, after=paging.after(request))
    keyset = paging.keyset(request, [one.id for one in rows], PAGE)
    context = {
        "heading": REGISTRATIONS.label,
        "columns": vetting.columns(),
        "rows": [vetting.row(one, "operator:registration") for one in rows[:PAGE]],
        "keyset": keyset,
        "changes": []
        if keyset.previous_url
        else [vetting.row(one, "operator:change") for one in changes.changes_queue(request.actor)],
    }
    return render(request, "operator/registrations.html", context)


def _answered(request: Request) -> HttpResponse:
    rows = [
        parts.QueueRow(str(one.id), reverse("operator:registration", args=[one.id]), one.name, {
            "kind": kind_name(one.kind), "state": CHIPS[one.state](),
            "received": clock.written(one.received_at), "decided": clock.written(one.decided_at),
        })
        for one in accounts_registration.answered(request.actor)
    ]  # fmt: skip
    columns = [
        parts.Column("kind", _("Loại")), parts.Column("state", _("Kết quả"), "chip"),
        parts.Column("received", _("Nhận lúc")), parts.Column("decided", _("Trả lời lúc")),
    ]  # fmt: skip
    context = {"answered": True, "heading": REGISTRATIONS.label, "columns": columns, "rows": rows}
    return render(request, "operator/registrations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer(SystemPower.VET)
@drafts
def registration(request: Request, registration: UUID) -> HttpResponseBase:
    """One registration: what was declared, what it resembles, and the decision with remarks at the fields."""
    return vetting.respond(
        request, partial(_page, request, registration), partial(_decide, request, registration), _refused
    )


def _decide(request: Request, number: UUID, act: str, typed: Typed, dry_run: bool) -> str:
    """Approve, return or refuse; gives the sentence of what was done."""
    if act == "return":
        done = accounts_registration.return_for_correction(request.actor, number, typed.given)
        return _("Đã trả lại để %(name)s sửa; thư đã được gửi.") % {"name": done.name}
    if act == "refuse":
        done = accounts_registration.refuse(request.actor, number, typed.given, dry_run=dry_run)
        return _("Đã từ chối đăng ký của %(name)s; thư đã được gửi.") % {"name": done.name}
    done = accounts_registration.approve(request.actor, number, join=typed.join or None, reason=typed.reason)
    if done.by_sms:
        return _("Đã chấp nhận đăng ký của %(name)s; đang gửi tin nhắn SMS.") % {"name": done.name}
    return _("Đã chấp nhận đăng ký của %(name)s; thư đã được gửi.") % {"name": done.name}


def _refused(typed: Typed, reasons: Sequence[Reason]) -> Typed:
    """Why it was refused; where the number is somebody's who is known, what to do is said at the fields for it."""
    taken = [reason for reason in reasons if reason.code in IN_USE and reason.params.get("party")]
    told = [reason_sentence(reason) for reason in reasons if reason not in taken]
    faults = dict.fromkeys([JOIN], str(IN_USE[taken[0].code])) if taken else {}
    if taken and not typed.reason.strip():
        faults[REASON] = fault_sentence(Fault("reason", "duplicate_without_reason"))
    return replace(typed, faults=faults, told=told)


def _page(request: Request, number: UUID, typed: Typed, *, status: int = 200, refusing: bool = False) -> HttpResponse:
    found = accounts_registration.registration_for(request.actor, number)
    standing = not found.open_acts
    written = {one.place or vetting.GENERAL: one.text for one in found.remarks} if standing else {}
    accepting = duplicates.accepting(found, typed.reason, typed.faults.get(REASON, ""))
    joinable = [one for one in found.duplicates if one.is_same]
    # What nobody sent stands apart from what was: once it is decided, a draft of remarks is only to be read.
    unsent = {place: text for place, text in typed.remarks.items() if standing and written.get(place) != text}
    remarks = written if standing else typed.remarks
    blocks = _blocks(found, replace(typed, remarks=remarks))
    context = {
        "found": found, "kind": kind_name(found.kind), "blocks": blocks, "open": not standing, "typed": typed,
        "refusing": refusing,
        "general": typed.general(remarks),
        "unsent": _named(blocks, unsent),
        "due": _due(found), "chip": _chip(found),
        "duplicates": duplicates.beside(request, found), "second_account": duplicates.second_account(found),
        "accepting": accepting, "joinable": joinable,
        "problems": _problems(blocks, typed, accepting, joinable), "join_fault": typed.faults.get(JOIN, ""),
        "crumbs": vetting.crumbs(found.name),
    }  # fmt: skip
    return render(request, "operator/registration.html", context, status=status)


def _named(blocks: Sequence[Block], remarks: Mapping[str, str]) -> list[tuple[str, str]]:
    """Remarks with the names of the fields that they are about."""
    labels = {line.id: line.label for block in blocks for line in block.lines}
    return [(labels.get(place, _("Ý kiến chung")), text) for place, text in remarks.items()]


def _problems(
    blocks: Sequence[Block],
    typed: Typed,
    accepting: form_view.FieldView | None,
    known: Sequence[accounts_registration.Duplicate],
) -> list[form_view.Problem]:
    """The lines of the error summary, in the order of the page."""
    lines = [line for block in blocks for line in block.lines]
    remarks = vetting.problems([*lines, typed.general({})])
    joining = [form_view.Problem(typed.faults[JOIN], "", f"join-{one.id}") for one in known if JOIN in typed.faults]
    looking = [
        form_view.Problem(_("Xem tài khoản đã có"), "", f"beside-{one.id}", fault=False) for one in known if joining
    ]
    return remarks + joining + form_view.problems([accepting] if accepting else []) + looking


def _blocks(found: accounts_registration.RegistrationView, typed: Typed) -> list[Block]:
    spec = accounts_registration.registration_form(found.kind)
    return [
        Block(form_view.words(section.title), [
            Line(one.id, form_view.words(one.label), form_view.answer(one, found.values.get(one.id)),
                 typed.remarks.get(one.id, ""), typed.faults.get(one.id, ""))
            for one in section.fields
            if one.id in found.values
        ])
        for section in spec.sections
    ]  # fmt: skip


def _due(found: accounts_registration.RegistrationView) -> parts.Due | None:
    if found.due_at is None or not found.open_acts:
        return None
    return vetting_due(found.due_at, found.overdue, received=found.received_at)


def _chip(found: accounts_registration.RegistrationView) -> parts.Chip:
    if found.overdue:
        return parts.Chip(_("Quá hạn trả lời"), "overdue")
    return CHIPS[found.state]()
