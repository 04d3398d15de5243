"""The end of an officer's service: what will be handed over is shown before it is confirmed (13.2.e, 15.1)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dvctt.accounts import officials
from dvctt.accounts import people as accounts_people
from dvctt.authority import SystemPower
from dvctt.casework import api as casework
from dvctt.kernel import Invalid, Refused
from dvctt.web.http.form_restore import restored_or_posted
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.http.step_up import form_at, proved_anew
from dvctt.web.operator.positions import shown
from dvctt.web.pages.act_outcomes import sentences
from dvctt.web.pages.form_drafts import drafts
from dvctt.web.ui import inputs, parts
from dvctt.web.ui.form_view import FieldView, OptionView, problems
from dvctt.web.wording.names import unit_name
from dvctt.web.wording.sentences import fault_sentence, reason_sentence


@require_http_methods(["GET", "HEAD", "POST"])
@officer(SystemPower.OFFICIALS)
@drafts
@proved_anew
def end(request: Request, account: UUID) -> HttpResponse:
    """See what an officer holds, and end the service now or after a day."""
    if request.method != "POST":
        return _page(request, account)
    try:
        last = inputs.day(request.POST.get("last_day", ""), "last_day")
        officials.end_service(
            request.actor, account, last_day=last, reason=request.POST.get("reason", ""),
            successor=request.POST.get("successor", ""),
        )  # fmt: skip
    except Invalid as error:
        return _page(request, account, error=error, status=422)
    except Refused as error:
        return _page(request, account, told=sentences(error.reasons), status=409)
    said = _("Đã ghi ngày làm việc cuối.") if last else _("Đã kết thúc; tài khoản không còn vào được nữa.")
    messages.success(request, said)
    return see_other(reverse("operator:person", args=[account]))


@form_at("operator:person", "account")
@require_POST
@officer(SystemPower.OFFICIALS)
def withdraw(request: Request, account: UUID) -> HttpResponse:
    """Take back an end of service that has not come."""
    officials.withdraw_service_end(request.actor, account)
    messages.success(request, _("Đã rút việc kết thúc công tác. Xem lại ngày cuối của các vị trí."))
    return see_other(reverse("operator:person", args=[account]))


def _page(
    request: Request, account: UUID, *, error: Invalid | None = None, told: list[str] | None = None, status: int = 200
) -> HttpResponse:
    found, work = accounts_people.account(request.actor, account), casework.work_of(request.actor, account)
    closed, known = officials.may_change(request.actor, account), officials.service_end_of(request.actor, account)
    fields = [] if closed or known else _fields(request, account, error)
    context = {
        "found": found, "work": work, "units": [(unit_name(code), count) for code, count in work.units],
        "fields": fields, "problems": problems(fields), "told": told or [], "known": known,
        "closed": reason_sentence(closed) if closed else "",
        "positions": [one for one in shown(request, account) if one.standing != "past"],
        "crumbs": [
            parts.Crumb(_("Người dùng"), reverse("operator:people")),
            parts.Crumb(found.name, reverse("operator:person", args=[account])),
            parts.Crumb(_("Kết thúc công tác")),
        ],
    }  # fmt: skip
    return render(request, "operator/person_end.html", context, status=status)


def _fields(request: Request, account: UUID, error: Invalid | None) -> list[FieldView]:
    at = {fault.place: fault_sentence(fault) for fault in error.faults} if error else {}
    given = restored_or_posted(request)
    said = {name: given.get(name, "") for name in ("successor", "last_day", "reason")}
    text = {"type": "text", "autocomplete": "off"}
    people = [("", _("Trả về đơn vị để giao lại")), *officials.successors_of(request.actor, account)]
    return [
        FieldView("successor", "select", _("Người nhận hồ sơ đang giải quyết"), required=False,
                  value=said["successor"], fault=at.get("successor", ""),
                  options=[OptionView(pk, name, pk == said["successor"]) for pk, name in people]),
        FieldView("last_day", "date", _("Ngày làm việc cuối"), _("Để trống là kết thúc ngay bây giờ"), False,
                  said["last_day"], fault=at.get("last_day", ""), attrs={**text, **inputs.DATE}),
        FieldView("reason", "text", _("Lý do"), _("Ghi vào nhật ký"), value=said["reason"],
                  fault=at.get("reason", ""), attrs=text),
    ]  # fmt: skip
