"""The vetter's pages: registrations by deadline, and one registration with what it resembles (N.vetting)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from dvctt.accounts import registration as accounts_registration
from dvctt.authority import SystemPower
from dvctt.kernel import Fault, Invalid, Reason, Refused, clock
from dvctt.web.http.form_restore import typed as typed_fields
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.operator import duplicates, identity_changes
from dvctt.web.operator.duplicates import REASON, kind_name
from dvctt.web.operator.vetting_deadline import vetted_at, vetting_due
from dvctt.web.pages.form_drafts import drafts
from dvctt.web.ui import form_view, paging, parts
from dvctt.web.ui.navigation import REGISTRATIONS
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

PAGE = 50
GENERAL = "general"
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
class Line:
    """A declared value with the remark written at it, empty where there is none."""

    id: str
    label: str
    value: str
    remark: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Block:
    """A section of the registration."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Typed:
    """What the vetter wrote, with what was wrong: remarks by field id, the organisation to join.

    `reason` is why a registration is accepted whose number is known.
    """

    remarks: dict[str, str] = field(default_factory=dict)
    join: str = ""
    reason: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    told: Sequence[str] = ()


@require_safe
@officer(SystemPower.VET)
def queue(request: Request) -> HttpResponse:
    """Registrations that wait for this vetter, the nearest deadline first; or those answered of late."""
    if "answered" in request.GET:
        return _answered(request)
    rows = accounts_registration.vetting_queue(request.actor, limit=PAGE + 1, after=paging.after(request))
    keyset = paging.keyset(request, [one.id for one in rows], PAGE)
    context = {
        "columns": [
            parts.Column("same", _("Trùng"), "chip"),
            parts.Column("kind", _("Loại")),
            parts.Column("agency", _("Nơi kiểm tra")),
            parts.Column("received", _("Nhận lúc")),
            parts.Column("due", _("Hạn trả lời"), "due"),
        ],
        "heading": REGISTRATIONS.label,
        "rows": [_row(one) for one in rows[:PAGE]],
        "keyset": keyset,
        "change_columns": identity_changes.columns(),
        "changes": [] if keyset.previous_url else identity_changes.rows(request),
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
    if request.method != "POST":
        return _page(request, registration, _typed(request))
    typed = _typed(request)
    try:
        if request.POST.get("act") == "refuse" and "sure" not in request.POST:
            return _sure(request, registration, typed)
        said = _decide(request, registration, typed)
    except Invalid as error:
        return _page(request, registration, _with_faults(typed, error.faults), status=422)
    except Refused as error:
        return _page(request, registration, _refused(typed, error.reasons), status=409)
    messages.success(request, said)
    return see_other(reverse("operator:registrations"))


def _sure(request: Request, registration: UUID, typed: Typed) -> HttpResponse:
    """Ask once more before a refusal, which is final; raises what the refusal itself would raise."""
    with transaction.atomic():
        accounts_registration.refuse(request.actor, registration, _remarks(typed))
        transaction.set_rollback(True)
    return _page(request, registration, typed, refusing=True)


def _remarks(typed: Typed) -> list[accounts_registration.Remark]:
    return [
        accounts_registration.Remark("" if place == GENERAL else place, text) for place, text in typed.remarks.items()
    ]


def _decide(request: Request, registration: UUID, typed: Typed) -> str:
    """Do what the pressed button says; gives the sentence of what was done."""
    remarks = _remarks(typed)
    match request.POST.get("act", ""):
        case "approve":
            if remarks:
                raise Invalid(Fault("remarks", "remark_with_approval"))
            done = accounts_registration.approve(
                request.actor, registration, join=typed.join or None, reason=typed.reason
            )  # fmt: skip
            if done.by_sms:
                return _("Đã chấp nhận đăng ký của %(name)s; đang gửi tin nhắn SMS.") % {"name": done.name}
            return _("Đã chấp nhận đăng ký của %(name)s; thư đã được gửi.") % {"name": done.name}
        case "return":
            done = accounts_registration.return_(request.actor, registration, remarks)
            return _("Đã trả lại để %(name)s sửa; thư đã được gửi.") % {"name": done.name}
        case "refuse":
            done = accounts_registration.refuse(request.actor, registration, remarks)
            return _("Đã từ chối đăng ký của %(name)s; thư đã được gửi.") % {"name": done.name}
    raise Invalid(Fault("act", "not_an_option"))


def _typed(request: Request) -> Typed:
    said = typed_fields(request)
    given = {key: said.get(key, "") for key in said if key.startswith("remark.")}
    written = {key.removeprefix("remark."): text for key, text in given.items()}
    remarks = {place: text for place, text in written.items() if text.strip()}
    return Typed(remarks, said.get("join", ""), said.get(REASON, ""))


def _with_faults(typed: Typed, faults: Sequence[Fault]) -> Typed:
    """The faults at the remarks that they mean; `remarks.N` counts those that were written."""
    places, found, told = list(typed.remarks), {}, []
    for fault in faults:
        number = fault.place.removeprefix("remarks.")
        if number.isdigit() and int(number) < len(places):
            found[places[int(number)]] = fault_sentence(fault)
        elif fault.place == "reason":
            found[REASON] = fault_sentence(fault)
        elif fault.place == "remarks" and fault.code == "required":
            told.append(_("Để trả lại hoặc từ chối, cần ghi ít nhất một ý kiến tại mục chưa đúng hoặc ý kiến chung."))
        else:
            told.append(fault_sentence(fault))
    return replace(typed, faults=found, told=told)


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
    written = {one.place or GENERAL: one.text for one in found.remarks} if standing else {}
    accepting = duplicates.accepting(found, typed.reason, typed.faults.get(REASON, ""))
    joinable = [one for one in found.duplicates if one.is_same]
    # What nobody sent stands apart from what was: once it is decided, a draft of remarks is only to be read.
    unsent = {place: text for place, text in typed.remarks.items() if standing and written.get(place) != text}
    remarks = written if standing else typed.remarks
    blocks = _blocks(found, replace(typed, remarks=remarks))
    context = {
        "found": found, "kind": kind_name(found.kind), "blocks": blocks, "open": not standing, "typed": typed,
        "refusing": refusing,
        "general": Line(GENERAL, "", "", remarks.get(GENERAL, ""), typed.faults.get(GENERAL, "")),
        "unsent": _named(blocks, unsent),
        "due": _due(found), "chip": _chip(found),
        "duplicates": duplicates.beside(request, found), "second_account": duplicates.second_account(found),
        "accepting": accepting, "joinable": joinable,
        "problems": _problems(blocks, typed, accepting, joinable), "join_fault": typed.faults.get(JOIN, ""),
        "crumbs": [parts.Crumb(str(REGISTRATIONS.label), reverse(REGISTRATIONS.route)), parts.Crumb(found.name)],
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
    lines.append(Line(GENERAL, _("Ý kiến chung"), "", fault=typed.faults.get(GENERAL, "")))
    remarks = [form_view.Problem(line.fault, line.label, f"remark-{line.id}") for line in lines if line.fault]
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


def _row(one: accounts_registration.RegistrationRow) -> parts.QueueRow:
    due = vetting_due(one.due_at, one.overdue)
    same = parts.Chip(str(duplicates.WHY[one.same]), "wait") if one.same else None
    cells: dict[str, object] = {
        "same": same, "kind": kind_name(one.kind), "agency": vetted_at(one.agency),
        "received": clock.written(one.received_at), "due": due,
    }  # fmt: skip
    url = reverse("operator:registration", args=[one.id])
    return parts.QueueRow(str(one.id), url, one.name, cells, "overdue" if one.overdue else "", one.tax_code)


def _due(found: accounts_registration.RegistrationView) -> parts.Due | None:
    if found.due_at is None or not found.open_acts:
        return None
    return vetting_due(found.due_at, found.overdue, received=found.received_at)


def _chip(found: accounts_registration.RegistrationView) -> parts.Chip:
    if found.overdue:
        return parts.Chip(_("Quá hạn trả lời"), "overdue")
    return CHIPS[found.state]()
