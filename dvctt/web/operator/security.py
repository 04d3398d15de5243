"""What happened against the rules of security: by kind and day, counted, to be taken away as a table (13.2.e)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from dvctt.accounts import people
from dvctt.journal import api as journal
from dvctt.kernel import Invalid, Ref, clock
from dvctt.web.http.guards import operator
from dvctt.web.http.request import Request
from dvctt.web.operator import security_sentences
from dvctt.web.ui import inputs, paging, parts
from dvctt.web.ui.form_view import OptionView
from dvctt.web.wording.sentences import fault_sentence

PAGE = 100
KINDS = {
    journal.SecurityKind.SIGN_IN_FAILED: lazy("Đăng nhập không thành công"),
    journal.SecurityKind.LIMIT_HIT: lazy("Thử quá nhiều lần, bị chặn"),
    journal.SecurityKind.FILE_REFUSED: lazy("Tệp không được nhận"),
    journal.SecurityKind.FILE_INFECTED: lazy("Tệp nhiễm mã độc"),
    journal.SecurityKind.SIGNATURE_FORGED: lazy("Tệp bị thay đổi sau khi ký, chữ ký không đúng"),
    journal.SecurityKind.REGISTER_FORGED: lazy("Dòng sổ văn bản không do hệ thống ghi"),
    journal.SecurityKind.PROVIDER_REFUSED: lazy("Xác nhận của nhà cung cấp định danh không được tin"),
    journal.SecurityKind.AUTHORITY_REFUSED: lazy("Truy cập không có quyền"),
    journal.SecurityKind.PROOF_OLD: lazy("Việc quan trọng, xác nhận danh tính đã lâu"),
    journal.SecurityKind.SECOND_PERSON: lazy("Một mình làm việc cần hai người"),
    journal.SecurityKind.FILE_DAMAGED: lazy("Tệp trong kho hỏng hoặc mất"),
}


@dataclass(frozen=True)
class Asked:
    """Which events are asked for."""

    kind: str = ""
    since: date | None = None
    until: date | None = None
    fault: str = ""

    def query(self) -> str:
        """The same in an address."""
        days = {name: clock.written_day(day) for name, day in (("from", self.since), ("to", self.until)) if day}
        return urlencode({**({"kind": self.kind} if self.kind else {}), **days})


@require_safe
@operator
def page(request: Request) -> HttpResponse:
    """The latest events, a page at a time, with how many there were of each kind; of today unless days are asked."""
    asked = _asked(request)
    found = journal.security_events(
        request.actor,
        kind=asked.kind,
        since=asked.since,
        until=asked.until,
        after=paging.after(request),
        limit=PAGE + 1,
    )
    shown = found[:PAGE]
    counts = journal.security_counts(request.actor, since=asked.since, until=asked.until)
    here = reverse("operator:security")
    context = {
        "kinds": _kinds(asked), "fault": asked.fault,
        "since": _shown_day(request, "from", asked.since), "until": _shown_day(request, "to", asked.until),
        "counters": [
            parts.Counter(str(KINDS[kind]), count, f"{here}?{Asked(kind, asked.since, asked.until).query()}")
            for kind, count in counts.items()
            if count
        ],
        "table": parts.ReviewTable(_heads(), _rows(shown)), "found": bool(shown),
        "export": f"{reverse('operator:security_table')}?{asked.query()}",
        "keyset": paging.keyset(request, [one.id for one in found], PAGE),
    }  # fmt: skip
    return render(request, "operator/security.html", context, status=422 if asked.fault else 200)


@require_safe
@operator
def table(request: Request) -> HttpResponseBase:
    """The same events as CSV, all of them; that it was taken is recorded."""
    asked = _asked(request)
    journal.append(
        Ref("security", f"{clock.today():%Y-%m}"), request.actor, "security_exported", before={},
        after={"kind": asked.kind, "since": _iso(asked.since), "until": _iso(asked.until)},
    )  # fmt: skip
    lines = journal.security_table(kind=asked.kind, since=asked.since, until=asked.until)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="security-{clock.today():%Y%m%d}.csv"'
    return answer


def _asked(request: Request) -> Asked:
    kind = request.GET.get("kind", "")
    kind = kind if kind in list(journal.SecurityKind) else ""
    try:
        since, until = (inputs.day(request.GET.get(name, ""), name) for name in ("from", "to"))
    except Invalid as error:
        return Asked(kind, clock.today(), fault=fault_sentence(error.faults[0]))
    return Asked(kind, since, until) if since or until else Asked(kind, clock.today())


def _kinds(asked: Asked) -> list[OptionView]:
    kinds = [OptionView(kind.value, str(name), kind == asked.kind) for kind, name in KINDS.items()]
    return [OptionView("", _("Mọi loại"), not asked.kind), *kinds]


def _shown_day(request: Request, name: str, day: date | None) -> str:
    """The day as it was typed, else as it is meant."""
    return request.GET.get(name, "") or (clock.written_day(day) if day else "")


def _heads() -> tuple[str, ...]:
    return _("Lúc"), _("Sự kiện"), _("Số lần"), _("Chi tiết"), _("Ở đâu"), _("Tài khoản"), _("Mạng")


def _rows(shown: tuple[journal.SecurityEventView, ...]) -> list[tuple[str, ...]]:
    names = people.names_of({one.account for one in shown if _is_account(one.account)})
    return [
        (
            clock.written_second(one.last_at), str(KINDS[one.kind]), str(one.count),
            security_sentences.detail(one.detail), security_sentences.place(one.place),
            security_sentences.somebody(names.get(one.account, ""), one.named), one.network,
        )
        for one in shown
    ]  # fmt: skip


def _is_account(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
