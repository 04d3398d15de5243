"""Emptying the words of closed dossiers: what one operator asks for, another confirms (16.1)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.casework import api as casework
from dvctt.kernel import Fault, Invalid, NotFound, Refused
from dvctt.ministry import api as ministry
from dvctt.web.http.form_restore import restored_or_posted
from dvctt.web.http.guards import operator
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages.form_page import text_field
from dvctt.web.ui import paging, parts
from dvctt.web.ui.form_view import FieldView, OptionView, problems, words
from dvctt.web.ui.template_tags import moment
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@operator
def erasures(request: Request) -> HttpResponseBase:
    """The requests that wait, and a new one; a request is confirmed or withdrawn by its dossier."""
    if request.method != "POST":
        return _page(request)
    try:
        said = _act(request)
    except Invalid as error:
        return _page(request, faults=error.faults, status=422)
    except Refused as error:
        return _page(request, told=[reason_sentence(one) for one in error.reasons], status=409)
    messages.success(request, said)
    return see_other(reverse("operator:erasures"))


def _act(request: Request) -> str:
    """What the button does; raises NotFound, Invalid, Refused."""
    actor, post = request.actor, request.POST
    if "confirm" in post:
        casework.confirm_erasure(actor, _dossier(post["confirm"]))
        return _("Đã xóa lời văn của hồ sơ và ghi nhật ký.")
    if "withdraw" in post:
        casework.withdraw_erasure(actor, _dossier(post["withdraw"]))
        return _("Đã rút đề nghị xóa.")
    casework.ask_erasure(actor, post.get("code", ""), rule=post.get("rule", ""), order=post.get("order", ""))
    return _("Đã ghi đề nghị. Một người vận hành khác phải xác nhận.")


def _dossier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(text) from error


def _page(
    request: Request, *, faults: Sequence[Fault] = (), told: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    names = {one.code: words(one.name) for one in ministry.erasure_rules()}
    asked, answered = casework.listed_erasures(request.actor, after=paging.after(request), limit=PAGE + 1)
    waiting = [
        (one, words(one.procedure), names.get(one.rule, one.rule), one.asked_by == request.actor.id) for one in asked
    ]
    fields = _fields(request, faults)
    context = {
        "waiting": waiting, "fields": fields, "problems": problems(fields), "told": told,
        "table": parts.ReviewTable(_heads(), [_row(one, names) for one in answered[:PAGE]]) if answered else None,
        "keyset": paging.keyset(request, [one.dossier for one in answered], PAGE, place="#answered"),
    }  # fmt: skip
    return render(request, "operator/erasures.html", context, status=status)


def _heads() -> tuple[str, ...]:
    return _("Trả lời lúc"), _("Mã hồ sơ"), _("Căn cứ xóa"), _("Người đề nghị"), _("Kết quả"), _("Người trả lời")


def _row(one: casework.ErasedView, names: Mapping[str, str]) -> tuple[str, ...]:
    basis = " · ".join(part for part in (names.get(one.rule, one.rule), one.order) if part)
    done = _("Đã xác nhận và xóa") if one.done else _("Đã rút")
    return moment(one.answered_at), one.code, basis or "—", one.asked_name or "—", done, one.answered_name


def _fields(request: Request, faults: Sequence[Fault]) -> list[FieldView]:
    chosen = restored_or_posted(request).get("rule", "")
    rules = [
        OptionView(one.code, f"{words(one.name)} ({one.basis})", one.code == chosen) for one in ministry.erasure_rules()
    ]
    return [
        text_field(request, "code", _("Mã hồ sơ"), faults=faults),
        FieldView(
            "rule", "select", _("Căn cứ xóa"), options=rules,
            fault=" ".join(fault_sentence(one) for one in faults if one.place == "rule"),
        ),
        text_field(request, "order", _("Số, ngày của văn bản yêu cầu xóa"), faults=faults,
                   hint=_("Lưu mãi trong nhật ký; không ghi tên người")),
    ]  # fmt: skip
