"""What one official proposed and another has to confirm: whatever makes somebody a decider, or moves a guard (15.1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from dvctt.accounts import officials, proposals, providers
from dvctt.authority import SystemPower
from dvctt.kernel import Invalid, NotFound, Refused, Role, clock
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.operator import setting_values
from dvctt.web.pages.form_drafts import drafts, typed_into
from dvctt.web.ui import paging, parts, waiting_counts
from dvctt.web.ui.form_view import words
from dvctt.web.ui.template_tags import moment as hours
from dvctt.web.wording.names import role_at, role_name, unit_name
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

PAGE = 30
Lines = list[tuple[str, str]]
TITLES = {
    "appointment": lazy("Giao vị trí có quyền quyết định"),
    "directory_name": lazy("Tên đăng nhập của tài khoản Bộ"),
    "deputy": lazy("Xử lý thay người có quyền quyết định"),
    "email": lazy("Sửa thư điện tử của tài khoản có quyền quyết định"),
    "setting": lazy("Đổi tham số giữ an toàn"),
}
OUTCOMES = {"confirmed": lazy("Đã xác nhận"), "refused": lazy("Đã từ chối"), "withdrawn": lazy("Người đề xuất đã rút")}


@dataclass(frozen=True)
class Shown:
    """A proposal in words; `lines` say what would be done."""

    id: str
    kind: str
    account: str
    name: str
    username: str
    lines: Sequence[tuple[str, str]]
    proposed_by: str
    proposed_at: datetime
    mine: bool
    own: bool
    reason: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@officer(SystemPower.OFFICIALS)
@drafts
def page(request: Request) -> HttpResponseBase:
    """The proposals that wait, each to be confirmed, refused or taken back, and those that were answered."""
    if request.method != "POST":
        return _page(request)
    if request.POST.get("act") == "confirm" and request.POST.get("reason", "").strip():
        said = _(
            "Ông/Bà đã nhập lý do từ chối nhưng bấm Xác nhận. Muốn xác nhận thì xóa lý do; muốn từ chối, bấm Từ chối."
        )
        return _page(request, [said], 422)
    try:
        messages.success(request, _answered(request))
    except Invalid as error:
        return _page(request, [f"{_('Lý do từ chối')}: {fault_sentence(one)}" for one in error.faults], 422)
    except Refused as error:
        return _page(request, [reason_sentence(one) for one in error.reasons], 409)
    except NotFound:  # another tab, or another official, was earlier
        messages.info(request, _("Đề xuất này đã được trả lời, hoặc không còn nữa. Không có gì thay đổi."))
    return see_other(reverse("operator:proposals"))


def _answered(request: Request) -> str:
    """Confirm, refuse or take back, and what is said of it; raises NotFound, Invalid, Refused."""
    number = request.POST.get("proposal", "")
    if request.POST.get("act") == "withdraw":
        officials.withdraw_proposal(request.actor, number)
        return _("Đã rút đề xuất.")
    if request.POST.get("act") == "confirm":
        officials.confirm_proposal(request.actor, number)
        return _("Đã xác nhận. Những người liên quan được báo.")
    officials.refuse_proposal(request.actor, number, reason=request.POST.get("reason", ""))
    return _("Đã từ chối đề xuất. Những người liên quan được báo.")


def proposed(request: Request, account: UUID) -> list[Shown]:
    """What waits of one account."""
    return [shown(one, "") for one in proposals.proposals(request.actor, account)]


def shown(one: proposals.ProposalView, reason: str) -> Shown:
    """A proposal in words, with what was typed into its form."""
    title, lines = str(TITLES[one.kind]), KINDS[one.kind](one.what)
    lines += [(_("Thư điện tử của tài khoản"), one.email)] if one.account else []
    lines += [(_("Thay đổi đang chờ"), _("Thư điện tử này sắp được đổi."))] if one.email_changes else []
    if one.email_by_one:
        lines += [(_("Lưu ý"), _("Thư điện tử này do một người vận hành ghi một mình; hãy hỏi chủ tài khoản."))]
    return Shown(
        str(one.id), title, one.account, one.name, one.username, lines, one.proposed_by, one.proposed_at, one.mine,
        one.own, reason,
    )  # fmt: skip


def _page(request: Request, told: Sequence[str] = (), status: int = 200) -> HttpResponse:
    found = proposals.proposals(request.actor)
    waiting_counts.proposals(request, request.actor, anew=True)
    written = typed_into(request, {str(one.id): {"proposal": str(one.id)} for one in found})
    rows = [shown(one, written[str(one.id)].get("reason", "")) for one in found]
    answered = proposals.answered_proposals(request.actor, after=paging.after(request), limit=PAGE + 1)
    context = {
        "rows": rows, "told": told,
        "keyset": paging.keyset(request, [one.id for one in answered], PAGE, place="#answered"),
        "table": parts.ReviewTable(_heads(), [_row(one) for one in answered[:PAGE]]) if answered else None,
    }  # fmt: skip
    return render(request, "operator/proposals.html", context, status=status)


def _heads() -> tuple[str, ...]:
    return _("Trả lời lúc"), _("Việc"), _("Về"), _("Người đề xuất"), _("Kết quả"), _("Người trả lời"), _("Lý do")


def _about(one: proposals.AnsweredView) -> str:
    """Whom or what it was about, and what would have become of it."""
    if not one.account:
        before, after = (setting_values.said(one.subject, one.what[name]) for name in ("before", "value"))
        return f"{setting_values.label(one.subject)}: {before} → {after}"
    return f"{one.subject}: {_appointment(one.what)[0][1]}" if one.what else one.subject


def _row(one: proposals.AnsweredView) -> tuple[str, ...]:
    return (
        hours(one.answered_at), str(TITLES[one.kind]), _about(one),
        f"{one.proposed_by or '—'}, {hours(one.proposed_at)}", str(OUTCOMES[one.outcome]), one.answered_by or "—",
        one.answer or "—",
    )  # fmt: skip


def _appointment(what: Mapping[str, Any]) -> Lines:
    lines = [
        (_("Vị trí"), f"{what['title']}, {role_name(Role(what['role']))}, {unit_name(what['unit'])}"),
        (_("Thời gian"), _days(what)),
    ]
    lines += [(_("Thẩm quyền ký"), what["authority_line"])] if what["authority_line"] else []
    return lines


def _name(what: Mapping[str, Any]) -> Lines:
    known = {one.id: words(one.name) for one in providers.identity_providers("officer")}
    return [(known.get(what["provider"], what["provider"]), what["name"])]


def _deputy(what: Mapping[str, Any]) -> Lines:
    absent = officials.absent_of(what["appointment"])
    return [
        (_("Xử lý thay"), f"{absent.name}: {words(absent.held.title)}, {role_at(absent.held.role, absent.held.unit)}"),
        (_("Thời gian"), _days(what)), (_("Lý do"), what["reason"]),
    ]  # fmt: skip


def _email(what: Mapping[str, Any]) -> Lines:
    return [(_("Thư điện tử mới"), what["email"]), (_("Lý do và căn cứ"), what["reason"])]


def _setting(what: Mapping[str, Any]) -> Lines:
    return [
        (_("Tham số"), setting_values.label(what["key"])),
        (_("Giá trị khi đề xuất"), setting_values.said(what["key"], what["before"])),
        (_("Giá trị mới"), setting_values.said(what["key"], what["value"])), (_("Lý do"), what["reason"]),
    ]  # fmt: skip


KINDS: dict[str, Callable[[Mapping[str, Any]], Lines]] = {
    "appointment": _appointment, "directory_name": _name, "deputy": _deputy, "email": _email, "setting": _setting,
}  # fmt: skip


def _days(what: Mapping[str, Any]) -> str:
    since = clock.written_day(date.fromisoformat(what["since"]))
    if not what["until"]:
        return _("từ %(since)s") % {"since": since}
    until = clock.written_day(date.fromisoformat(what["until"]))
    return _("từ %(since)s đến hết %(until)s") % {"since": since, "until": until}
