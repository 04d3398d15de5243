"""Demands of many that they look at their details again: seen before they are sent, counted, withdrawn (8.3.b)."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from dvctt.accounts import lifecycle
from dvctt.kernel import Fault, Invalid, Refused, Text
from dvctt.web.http.form_restore import restored_or_posted
from dvctt.web.http.guards import operator
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages.form_drafts import drafts
from dvctt.web.pages.form_page import text_field
from dvctt.web.ui import inputs, parts
from dvctt.web.ui.form_view import FieldView, OptionView, problems, words
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

CAUSES = {
    "law_changed": lazy("Quy định thay đổi (hỏi mọi tài khoản)"),
    "units_merged": lazy("Sắp xếp đơn vị hành chính (địa chỉ theo danh mục cũ)"),
    "details_old": lazy("Thông tin đã cũ"),
    "other": lazy("Lý do khác (hỏi mọi tài khoản)"),
}
TYPED = ("cause", "older_than_months", "text", "text_en", "grace_until")


class Wanted(TypedDict):
    """A demand as it was typed."""

    cause: str
    text: Text
    grace_until: date
    older_than_months: int | None


@require_safe
@operator
def demands(request: Request) -> HttpResponse:
    """What was demanded of many, and how many have answered."""
    rows = [(one, str(CAUSES[one.cause]), words(one.text)) for one in lifecycle.demands(request.actor)]
    return render(request, "operator/demands.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@operator
@drafts
def demand(request: Request, demand: UUID) -> HttpResponseBase:
    """One demand with how many have answered; what waits can be withdrawn with a reason."""
    found = lifecycle.demand_batch(request.actor, demand)
    faults: Sequence[Fault] = ()
    told: list[str] = []
    if request.method == "POST":
        try:
            count = lifecycle.withdraw_demand(request.actor, demand, reason=request.POST.get("reason", ""))
            messages.success(request, _("Đã rút yêu cầu với %(count)s tài khoản chưa trả lời.") % {"count": count})
            return see_other(reverse("operator:demand", args=[demand]))
        except Invalid as error:
            faults = error.faults
        except Refused as error:
            told = [reason_sentence(one) for one in error.reasons]
    field = text_field(request, "reason", _("Lý do rút lại"), faults=faults, kind="paragraph",
                       hint=_("Gửi nguyên văn cho những người chưa trả lời"))  # fmt: skip
    context = {
        "found": found, "cause": str(CAUSES[found.cause]), "said": words(found.text), "field": field,
        "problems": problems([field]), "told": told, "crumbs": _crumbs(_("Yêu cầu đã gửi")),
    }  # fmt: skip
    return render(request, "operator/demand.html", context, status=422 if faults else 409 if told else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@operator
@drafts
def demand_new(request: Request) -> HttpResponseBase:
    """Demand of many that they look at their details; how many it reaches is shown before it is sent."""
    if request.method != "POST" or "mend" in request.POST:
        return _form(request, ())
    try:
        wanted = _wanted(request)
        if "sure" not in request.POST:
            return _sure(request, wanted, lifecycle.would_ask(request.actor, **wanted))
        made = lifecycle.demand(request.actor, **wanted)
    except Invalid as error:
        return _form(request, error.faults, status=422)
    messages.success(request, _("Đã gửi yêu cầu tới %(count)s tài khoản.") % {"count": made.asked})
    return see_other(reverse("operator:demands"))


def _wanted(request: Request) -> Wanted:
    post = request.POST
    until = inputs.day(post.get("grace_until", ""), "grace_until")
    if until is None:
        raise Invalid(Fault("grace_until", "required"))
    months = inputs.whole(post.get("older_than_months", ""), "older_than_months")
    text = Text(vi=post.get("text", ""), en=post.get("text_en", "") or None)
    return {
        "cause": post.get("cause", ""), "text": text, "grace_until": until,
        "older_than_months": months,
    }  # fmt: skip


def _sure(request: Request, wanted: Wanted, count: int) -> HttpResponse:
    """Ask whether the demand is meant, with how many accounts it reaches."""
    context = {
        "wanted": wanted, "cause": str(CAUSES[wanted["cause"]]), "count": count,
        "kept": [(name, request.POST.get(name, "")) for name in TYPED], "crumbs": _crumbs(_("Yêu cầu mới")),
    }  # fmt: skip
    return render(request, "operator/demand_sure.html", context)


def _form(request: Request, faults: Sequence[Fault], *, status: int = 200) -> HttpResponse:
    chosen = restored_or_posted(request).get("cause", "")
    said = " ".join(fault_sentence(one) for one in faults if one.place == "cause")
    fields = [
        FieldView("cause", "select", _("Vì sao"), fault=said,
                  options=[OptionView(one, str(name), one == chosen) for one, name in CAUSES.items()]),
        text_field(request, "older_than_months", _("Cũ hơn (tháng)"), faults=faults, required=False,
                   hint=_("Chỉ dùng khi hỏi vì thông tin đã cũ")),
        text_field(request, "text", _("Nội dung gửi cho chủ tài khoản"), faults=faults, kind="paragraph"),
        text_field(request, "text_en", _("Nội dung bằng tiếng Anh"), faults=faults, kind="paragraph", required=False),
        text_field(request, "grace_until", _("Làm trước hết ngày"), faults=faults, kind="date",
                   hint=_("Sau ngày này tài khoản chỉ xem được cho tới khi làm xong; ví dụ 31/12/2026")),
    ]  # fmt: skip
    context = {"fields": fields, "problems": problems(fields), "crumbs": _crumbs(_("Yêu cầu mới"))}
    return render(request, "operator/demand_new.html", context, status=status)


def _crumbs(here: str) -> list[parts.Crumb]:
    return [parts.Crumb(_("Yêu cầu cập nhật"), reverse("operator:demands")), parts.Crumb(here)]
