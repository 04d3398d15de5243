"""Appeals against suspensions, and demands of many (8.3.b, 13.1.b, 19.3)."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from dvctt.accounts import api as accounts
from dvctt.kernel import Fault, Invalid, Refused, Text
from dvctt.web import parts
from dvctt.web.account.page import text_field
from dvctt.web.doors import operator
from dvctt.web.formview import FieldView, OptionView, problems, words
from dvctt.web.http import Request, see_other
from dvctt.web.keeping import typed
from dvctt.web.sentences import fault_sentence, reason_sentence
from dvctt.web.stepup import recently_proved

CAUSES = {
    "law_changed": lazy("Quy định thay đổi (hỏi mọi tài khoản)"),
    "units_merged": lazy("Sắp xếp đơn vị hành chính (địa chỉ theo danh mục cũ)"),
    "details_old": lazy("Thông tin đã cũ"),
    "other": lazy("Lý do khác (hỏi mọi tài khoản)"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@operator
@recently_proved
def appeals(request: Request) -> HttpResponseBase:
    """Suspensions whose holders appeal: lift or uphold, with the reason that the holder is told."""
    told: Sequence[str] = ()
    status = 200
    if request.method == "POST":
        try:
            lifted = request.POST.get("act") == "lift"
            number = request.POST.get("suspension", "")
            accounts.answer_appeal(request.actor, number, lifted=lifted, reason=request.POST.get("reason", ""))
            messages.success(request, _("Đã trả lời khiếu nại; thư đã được gửi."))
            return see_other(reverse("operator:appeals"))
        except Invalid as error:
            told, status = [fault_sentence(one) for one in error.faults], 422
        except Refused as error:
            told, status = [reason_sentence(one) for one in error.reasons], 409
    waiting = accounts.suspensions(request.actor, appealed=True)
    others = [one for one in accounts.suspensions(request.actor) if one not in waiting]
    context = {"waiting": waiting, "others": others, "told": told, "typed": typed(request)}
    return render(request, "operator/appeals.html", context, status=status)


@require_safe
@operator
def demands(request: Request) -> HttpResponse:
    """What was demanded of many, and how many have answered."""
    rows = [
        (str(CAUSES[one.cause]), words(one.text), one.created_at, one.grace_until, f"{one.answered}/{one.asked}")
        for one in accounts.demands(request.actor)
    ]
    return render(request, "operator/demands.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@operator
def demand_new(request: Request) -> HttpResponseBase:
    """Demand of many that they look at their details again."""
    if request.method != "POST":
        return _demand_form(request, ())
    try:
        made = _demand(request)
    except Invalid as error:
        return _demand_form(request, error.faults, status=422)
    messages.success(request, _("Đã gửi yêu cầu tới %(count)s tài khoản.") % {"count": made.asked})
    return see_other(reverse("operator:demands"))


def _demand(request: Request) -> accounts.BatchView:
    post = request.POST
    until = _day(post.get("grace_until", ""))
    if until is None:
        raise Invalid(Fault("grace_until", "not_a_date"))
    months = post.get("older_than_months", "").strip()
    if months and not months.isdecimal():
        raise Invalid(Fault("older_than_months", "not_whole"))
    text = Text(vi=post.get("text", ""), en=post.get("text_en", "") or None)
    return accounts.demand(
        request.actor, cause=post.get("cause", ""), text=text, grace_until=until,
        older_than_months=int(months) if months else None,
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        day, month, year = (int(one) for one in text.strip().replace("-", "/").split("/"))
        return date(year, month, day)
    except ValueError:
        return None


def _demand_form(request: Request, faults: Sequence[Fault], *, status: int = 200) -> HttpResponse:
    chosen = request.POST.get("cause", "")
    fields = [
        FieldView("cause", "select", _("Vì sao"), fault=_at(faults, "cause"),
                  options=[OptionView(one, str(name), one == chosen) for one, name in CAUSES.items()]),
        text_field(request, "older_than_months", _("Cũ hơn (tháng)"), faults=faults, required=False,
                   hint=_("Chỉ dùng khi hỏi vì thông tin đã cũ")),
        text_field(request, "text", _("Nội dung gửi cho chủ tài khoản"), faults=faults, kind="paragraph"),
        text_field(request, "text_en", _("Nội dung bằng tiếng Anh"), faults=faults, kind="paragraph", required=False),
        text_field(request, "grace_until", _("Làm trước hết ngày"), faults=faults,
                   hint=_("Sau ngày này tài khoản chỉ đọc được cho tới khi làm xong; ví dụ 31/12/2026")),
    ]  # fmt: skip
    crumbs = [parts.Crumb(_("Yêu cầu cập nhật"), reverse("operator:demands")), parts.Crumb(_("Yêu cầu mới"))]
    context = {"fields": fields, "problems": problems(fields), "crumbs": crumbs}
    return render(request, "operator/demand_new.html", context, status=status)


def _at(faults: Sequence[Fault], place: str) -> str:
    return " ".join(fault_sentence(one) for one in faults if one.place == place)
