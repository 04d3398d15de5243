"""The operator's overview: what waits for a person, what waits in the outbox, and letters that died."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from dvctt.accounts import changes as accounts_changes
from dvctt.accounts import lifecycle, registration
from dvctt.casework import api as casework
from dvctt.journal import api as journal
from dvctt.kernel import Fault, Ref
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices
from dvctt.outbox import api as outbox
from dvctt.web.http.guards import operator
from dvctt.web.http.request import Request, see_other
from dvctt.web.operator.degraded_reasons import wanting
from dvctt.web.ui import parts, waiting_counts
from dvctt.web.wording.sentences import fault_sentence

# Beyond this many the overview says “and more”; the queue itself shows all.
COUNTED = 200
LONGEST_REASON = 300
KINDS = {
    "event": lazy("Sự kiện trong hệ thống"),
    "message": lazy("Thư và thông báo"),
    "delivery": lazy("Hỏi kết quả gửi tin"),
    "rendition": lazy("Lập văn bản"),
    "validation": lazy("Kiểm tra chữ ký số"),
}


@dataclass(frozen=True)
class Line:
    """How much of one kind waits, since when the oldest that is due, and how much died."""

    name: str
    waiting: int
    dead: int
    oldest: datetime | None


@require_safe
@operator
def home(request: Request) -> HttpResponse:
    """Overview first: what needs a person."""
    return _page(request)


def _page(request: Request, refused: UUID | None = None, fault: Fault | None = None) -> HttpResponse:
    """The overview; `fault` is what is wrong with the reason that was typed for the dead row `refused`."""
    rows = registration.vetting_queue(request.actor, limit=COUNTED)
    changes = accounts_changes.changes_queue(request.actor, limit=COUNTED)
    late = sum(one.overdue for one in rows) + sum(one.overdue for one in changes)
    appeals = lifecycle.suspensions(request.actor, appealed=True)
    counts = outbox.waiting_counts()
    dead = sum(one.dead for one in counts.values())
    queue = reverse("operator:registrations")
    context = {
        "counters": [
            parts.Counter(_("Đăng ký chờ kiểm tra"), len(rows), queue),
            parts.Counter(_("Đổi thông tin định danh chờ kiểm tra"), len(changes), queue + "#changes"),
            parts.Counter(_("Đăng ký, đổi thông tin quá hạn"), late, queue, "overdue"),
            parts.Counter(_("Đề nghị xem xét lại chờ trả lời"), len(appeals), reverse("operator:appeals")),
            parts.Counter(
                _("Đề xuất chờ người thứ hai"), waiting_counts.proposals(request, request.actor, anew=True),
                reverse("operator:proposals"),
            ),
            parts.Counter(
                _("Đề nghị xóa lời văn chờ người thứ hai"), casework.erasures_waiting_for(request.actor),
                reverse("operator:erasures"),
            ),
            parts.Counter(
                _("Thông báo gửi lỗi"),
                notices.undelivered_count(request.actor),
                reverse("operator:undelivered"),
                "overdue",
            ),
            parts.Counter(_("Tác vụ đang chờ"), sum(one.waiting for one in counts.values()), "#outbox"),
            parts.Counter(_("Tác vụ lỗi"), dead, "#dead", "overdue"),
        ],
        "lines": [Line(kind_name(kind), one.waiting, one.dead, one.oldest) for kind, one in counts.items()],
        "calendar": ministry.calendar_end(), "wanting": list(wanting()),
        "dead": [(kind_name(one.kind), one) for one in outbox.dead_letters(50)] if dead else [],
        "refused": refused, "typed": request.POST.get("reason", ""), "fault": fault_sentence(fault) if fault else "",
    }  # fmt: skip
    return render(request, "operator/home.html", context, status=422 if fault else 200)


@require_POST
@operator
def dead_letter(request: Request, kind: str, letter: UUID) -> HttpResponse:
    """Let a dead row run again, or let it go with a reason; raises `NotFound`."""
    reason = request.POST.get("reason", "").strip()
    replay = request.POST.get("act") == "replay"
    if not replay and not reason:
        return _page(request, letter, Fault("reason", "required"))
    if len(reason) > LONGEST_REASON:
        return _page(request, letter, Fault("reason", "too_long", {"max": LONGEST_REASON}))
    with transaction.atomic():
        (outbox.replay if replay else outbox.skip)(kind, letter)
        act = "letter_replayed" if replay else "letter_skipped"
        journal.append(Ref("outbox", str(letter)), request.actor, act, before={}, after={"kind": kind}, reason=reason)
    messages.success(request, _("Tác vụ này sẽ chạy lại ngay.") if replay else _("Đã bỏ qua tác vụ này."))
    return see_other(reverse("operator:home") + "#dead")


def kind_name(kind: str) -> str:
    """What a kind of waiting row is called; its code where it has no name."""
    return str(KINDS.get(kind, kind))
