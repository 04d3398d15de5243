"""What the operator does for and with an account in trouble, each act with its reason (13.1.b, 19.3)."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from dvctt.accounts import lifecycle, officials, people, signin
from dvctt.kernel import Fault, Invalid, NotFound, Refused
from dvctt.web.http.form_restore import restored_or_posted
from dvctt.web.http.guards import operator
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages.act_outcomes import waits_for_another
from dvctt.web.pages.form_drafts import drafts
from dvctt.web.pages.form_page import text_field
from dvctt.web.ui import parts
from dvctt.web.ui.form_view import FieldView, OptionView, problems
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

CHECKS = {
    "in_person": lazy("Gặp trực tiếp, xem căn cước"),
    "video_call": lazy("Gọi hình, xem căn cước"),
    "written_request": lazy("Văn bản của cơ quan, tổ chức"),
    "unit_head": lazy("Thủ trưởng đơn vị xác nhận"),
}
# These end sessions or take something away at once: they are asked about a second time.
ASKED_AGAIN = ("suspend", "revoke", "factor")


@require_http_methods(["GET", "HEAD", "POST"])
@operator
@drafts
def trouble(request: Request, account: UUID) -> HttpResponseBase:
    """Suspend, lift, take back a grant that was never used, send a password link, help with what was lost."""
    if request.method != "POST":
        return _page(request, account)
    act = request.POST.get("act", "")
    asking = act in ASKED_AGAIN and "sure" not in request.POST
    acts = _acts(request, account, request.POST, dry_run=asking)
    if act not in acts:
        raise NotFound(act)
    try:
        done = acts[act]()
    except Invalid as error:
        faults = [Fault(_place(act, one.place), one.code, one.params) for one in error.faults]
        return _page(request, account, faults=faults, status=422)
    except Refused as error:
        return _page(request, account, told=[reason_sentence(one) for one in error.reasons], status=409)
    if asking:
        return _page(request, account, asking=act)
    said = _("Đã thực hiện, ghi nhật ký và gửi thư cho chủ tài khoản.")
    messages.success(request, waits_for_another() if done is False else said)
    return see_other(reverse("operator:person", args=[account]))


def _acts(request: Request, account: UUID, post: QueryDict, *, dry_run: bool) -> dict[str, Callable[[], object]]:
    """What each button does; with `dry_run` those that are asked about a second time do nothing but raise."""
    actor = request.actor
    return {
        "suspend": lambda: lifecycle.suspend(actor, account, reason=post.get("suspend-reason", ""), dry_run=dry_run),
        "revoke": lambda: lifecycle.revoke_grant(
            actor, account, reason=post.get("revoke-reason", ""), dry_run=dry_run
        ),
        "lift": lambda: lifecycle.lift(actor, account, reason=post.get("lift-reason", "")),
        "password": lambda: signin.send_password_link(actor, str(account)),
        "factor": lambda: signin.reset_factor(
            actor, account, checked_how=post.get("checked_how", ""), reason=post.get("factor-reason", ""),
            dry_run=dry_run,
        ),
        "email": lambda: officials.correct_email(
            actor, account, post.get("email-email", ""), checked_how=post.get("email-checked_how", ""),
            reason=post.get("email-reason", ""),
        ),
    }  # fmt: skip


def _place(act: str, place: str) -> str:
    return place if act == "factor" and place == "checked_how" else f"{act}-{place}"


def _page(
    request: Request,
    account: UUID,
    *,
    faults: Sequence[Fault] = (),
    told: Sequence[str] = (),
    status: int = 200,
    asking: str = "",
) -> HttpResponse:
    found = people.account(request.actor, account)
    suspension = lifecycle.suspension_of(account)
    fields = _fields(request, faults)
    context = {
        "found": found, "fields": fields, "problems": problems(fields.values()), "told": told,
        "asking": asking,
        "unopened": found.state == "pending" and found.kind == "applicant",
        "suspension": suspension, "active": found.state == "active", "open": found.state in ("active", "suspended"),
        "mine": found.id == request.actor.id, "corrected": officials.waiting_correction(request.actor, account),
        "crumbs": [
            parts.Crumb(_("Người dùng"), reverse("operator:people")),
            parts.Crumb(found.name, reverse("operator:person", args=[account])), parts.Crumb(_("Hỗ trợ và tạm khóa")),
        ],
    }  # fmt: skip
    return render(request, "operator/trouble.html", context, status=status)


def _fields(request: Request, faults: Sequence[Fault]) -> dict[str, FieldView]:
    grounds = _("Lý do và căn cứ")
    return {
        "checked": _checked(request, "checked_how", faults),
        "factor": text_field(request, "factor-reason", grounds, faults=faults, kind="paragraph"),
        "address": text_field(request, "email-email", _("Thư điện tử mới"), faults=faults, input_type="email",
                              hint=_("Liên kết xác nhận được gửi tới địa chỉ này")),
        "address_checked": _checked(request, "email-checked_how", faults),
        "address_reason": text_field(request, "email-reason", grounds, faults=faults, kind="paragraph"),
        "suspend": text_field(request, "suspend-reason", _("Lý do tạm khóa"), faults=faults, kind="paragraph",
                              hint=_("Gửi nguyên văn cho chủ tài khoản")),
        "revoke": text_field(request, "revoke-reason", _("Lý do thu hồi"), faults=faults, kind="paragraph",
                             hint=_("Gửi nguyên văn cho người đăng ký")),
        "lift": text_field(request, "lift-reason", _("Lý do cho dùng lại"), faults=faults, kind="paragraph",
                           hint=_("Gửi nguyên văn cho chủ tài khoản")),
    }  # fmt: skip


def _checked(request: Request, name: str, faults: Sequence[Fault]) -> FieldView:
    chosen = restored_or_posted(request).get(name, "")
    return FieldView(
        name, "select", _("Đã kiểm tra nhân thân bằng cách nào"),
        fault=" ".join(fault_sentence(one) for one in faults if one.place == name),
        options=[OptionView(one, str(label), one == chosen) for one, label in CHECKS.items()],
    )  # fmt: skip
