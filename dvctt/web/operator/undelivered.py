"""Messages that reached nobody, as the operator's tasks: what was tried, why it failed, and what is done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dvctt.kernel import Invalid, Ref
from dvctt.notices import api as notices
from dvctt.web.http.guards import operator
from dvctt.web.http.request import Request, see_other
from dvctt.web.ui import paging
from dvctt.web.ui.form_view import FieldView, problems
from dvctt.web.wording.sentences import fault_sentence

PAGE = 50
CHANNELS = {"email": lazy("Thư điện tử"), "sms": lazy("Tin nhắn SMS")}
SUBJECTS = {
    "registration": pgettext_lazy("các phiếu đăng ký", "Đăng ký tài khoản"),
    "account": lazy("Tài khoản"),
    "dossier": lazy("Hồ sơ"),
}
STATUSES = {"accepted": lazy("đã nhận gửi, chưa báo kết quả"), "delivered": lazy("đã đến"), "failed": lazy("không đến")}
PAGES = {"registration": "operator:registration", "account": "operator:person"}


@dataclass(frozen=True)
class Line:
    """One try, in words."""

    at: datetime
    channel: str
    address: str
    status: str
    reason: str


@dataclass(frozen=True)
class Task:
    """An undelivered message without what it says and to whom; `url` leads to its person where the operator may go."""

    id: UUID
    title: str
    about: str
    url: str
    unanswered: bool
    written_at: datetime
    since: datetime
    lines: Sequence[Line]
    note: FieldView


@require_safe
@operator
def tasks(request: Request) -> HttpResponse:
    """The messages that wait for a person, the latest first."""
    return _page(request)


@require_POST
@operator
def act(request: Request, message: UUID) -> HttpResponse:
    """Mark a message as handled, or send it again to today's addresses, with a note; raises `NotFound`."""
    note, again = request.POST.get("note", ""), request.POST.get("act") == "again"
    try:
        (notices.send_again if again else notices.mark_handled)(request.actor, message, note)
    except Invalid as error:
        return _page(request, refused=(message, note, fault_sentence(error.faults[0])))
    messages.success(request, _("Tin được gửi lại ngay.") if again else _("Đã ghi nhận việc xử lý."))
    return see_other(reverse("operator:undelivered"))


def _page(request: Request, refused: tuple[UUID, str, str] | None = None) -> HttpResponse:
    found = notices.undelivered(request.actor, limit=PAGE + 1, after=paging.after(request))
    rows = [_task(one, refused) for one in found[:PAGE]]
    context = {
        "tasks": rows,
        # The page is drawn by the address of an act too, which shows nothing by itself.
        "keyset": paging.keyset(request, [one.id for one in found], PAGE, page=reverse("operator:undelivered")),
        "problems": problems(one.note for one in rows),
    }
    return render(request, "operator/undelivered.html", context, status=422 if refused else 200)


def _task(one: notices.Undelivered, refused: tuple[UUID, str, str] | None) -> Task:
    note, fault = (refused[1], refused[2]) if refused and refused[0] == one.id else ("", "")
    hint = _("Được ghi vào nhật ký, ví dụ: đã gọi điện, đã sửa địa chỉ.")
    field = FieldView(f"note-{one.id}", "text", _("Đã làm gì"), hint=hint, value=note, fault=fault)
    lines = [
        Line(at.at, str(CHANNELS.get(at.channel, at.channel)), at.address, str(STATUSES[at.status]), at.reason)
        for at in one.tries
    ]
    return Task(
        one.id, one.title, str(SUBJECTS.get(one.subject.kind, one.subject.kind)), _person(one.subject),
        one.outcome == "unanswered", one.written_at, one.since, lines, field,
    )  # fmt: skip


def _person(subject: Ref) -> str:
    return reverse(PAGES[subject.kind], args=[subject.id]) if subject.kind in PAGES else ""
