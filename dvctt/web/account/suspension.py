"""An account that may not be used: why, and the way back (13.1.b)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.accounts import lifecycle
from dvctt.kernel import VISITOR, Fault, Invalid, Refused, clock
from dvctt.web.http import rate_limit
from dvctt.web.http.guards import applicant, public
from dvctt.web.http.request import Request, see_other
from dvctt.web.http.step_up import proved_anew
from dvctt.web.pages.form_page import FormPage, sentences, text_field

INACTIVE = "inactive_account"
SECONDS = 900


@require_http_methods(["GET", "HEAD", "POST"])
@public
def inactive(request: Request) -> HttpResponseBase:
    """Why the account may not be used whose holder has just proved to be there; resume, or appeal."""
    suspension = _found(request)
    if suspension is None:
        return render(request, "account/account_inactive.html")
    if request.method != "POST":
        return _page(request, suspension)
    if not rate_limit.passes("inactive", suspension.account, most=20, seconds=3600):
        return rate_limit.too_many(request)
    try:
        return _act(request, suspension)
    except Invalid as error:
        return _page(request, suspension, faults=error.faults, status=422)
    except Refused as error:
        return _page(request, suspension, refusals=sentences(error), status=409)


def _act(request: Request, suspension: lifecycle.SuspensionView) -> HttpResponse:
    if suspension.by == "holder":
        lifecycle.resume_own(VISITOR, suspension.account)
        del request.session[INACTIVE]
        messages.success(request, _("Tài khoản đã được dùng lại. Đăng nhập để tiếp tục."))
        return see_other(reverse("account_login"))
    lifecycle.appeal(VISITOR, suspension.account, request.POST.get("appeal", ""))
    messages.success(request, _("Đã nhận đề nghị; trả lời được gửi tới thư điện tử của tài khoản."))
    return see_other(reverse("account_inactive"))


def _page(
    request: Request, suspension: lifecycle.SuspensionView, *, faults: tuple[Fault, ...] = (),
    refusals: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    since = clock.written(suspension.since)
    if suspension.by == "holder":
        return FormPage(
            _("Tài khoản đang tạm dừng"), _("Dùng lại tài khoản"), told=refusals or (),
            lead=_("Quý vị đã tự tạm dừng tài khoản này."), facts=[(_("Từ lúc"), since)],
        ).answer(request, status=status)  # fmt: skip
    facts = [(_("Từ lúc"), since), (_("Lý do"), suspension.reason)]
    if suspension.appealed_at:
        facts += [(_("Đề nghị đã gửi"), suspension.appeal)]
        facts += [(_("Trả lời"), suspension.answer or _("đang được xem xét"))]
        facts += [(_("Liên hệ"), suspension.contact)] if suspension.contact else []
        return render(request, "account/suspended.html", {"facts": facts}, status=status)
    return FormPage(
        _("Tài khoản đang bị tạm khóa"), _("Gửi đề nghị xem xét lại"), told=refusals or (), facts=facts,
        lead=_("Đơn vị quản lý, vận hành đã tạm khóa tài khoản này. Quý vị có quyền đề nghị xem xét lại."),
        fields=[text_field(request, "appeal", _("Đề nghị xem xét lại"), faults=faults, kind="paragraph",
                           hint=_("Vì sao Quý vị cho rằng việc tạm khóa là không đúng"))],
    ).answer(request, status=status)  # fmt: skip


def _found(request: Request) -> lifecycle.SuspensionView | None:
    """The suspension that stopped a sign-in in this browser in the last quarter of an hour, where it still stands.

    The password alone was asked for where the operator had suspended: that opens nothing the holder suspends since.
    """
    sign_in = request.session.get(INACTIVE) or {}
    if not sign_in or not clock.within(sign_in["at"], SECONDS):
        return None
    suspension = lifecycle.suspension_of(str(sign_in["account"]))
    return suspension if suspension is not None and suspension.by == sign_in["by"] else None


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@proved_anew
def suspend(request: Request) -> HttpResponseBase:
    """Suspend one's own account until one resumes it."""
    if request.method == "POST":
        lifecycle.suspend_own(request.actor)
        messages.success(request, _("Tài khoản đã được tạm dừng. Muốn dùng lại, hãy đăng nhập."))
        return see_other(reverse("home"))
    return FormPage(
        _("Tạm dừng tài khoản"), _("Tạm dừng tài khoản"), back=reverse("account"), danger=True,
        notes=[
            _("Không ai đăng nhập được bằng tài khoản này cho tới khi Quý vị dùng lại. "
              "Mọi phiên đăng nhập kết thúc ngay."),
            _("Hồ sơ đã nộp vẫn được giải quyết đúng hạn, và thông báo vẫn gửi tới thư điện tử. Nếu cơ quan yêu cầu bổ "
              "sung, Quý vị cần dùng lại tài khoản để trả lời."),
        ],
    ).answer(request)  # fmt: skip
