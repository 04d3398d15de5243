"""A lost password or second factor: asked for with the same answer for everybody, done by the link (16.2, 19.3)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dvctt.accounts import people, signin
from dvctt.kernel import Actor, Fault, Invalid, Refused
from dvctt.web.http import rate_limit
from dvctt.web.http.guards import public
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages import closed_link
from dvctt.web.pages.form_page import FormPage, text_field
from dvctt.web.ui.form_view import FieldView

# Requests from one address of the network in an hour: a whole office may stand behind one.
MOST, SECONDS = 30, 3600
TRIES = 10


@require_http_methods(["GET", "HEAD", "POST"])
@public
def lost_password(request: Request) -> HttpResponseBase:
    """Ask for the user name or address; the answer is the same whether or not there is such an account."""
    page = FormPage(
        _("Quên mật khẩu"), _("Gửi liên kết đặt lại mật khẩu"), back=reverse("account_login"),
        lead=_("Liên kết được gửi tới thư điện tử của tài khoản."), fields=[_login(request)],
    )  # fmt: skip
    if request.method != "POST":
        return page.answer(request)
    return _ask(request, signin.ask_password_reset)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def lost_code(request: Request) -> HttpResponseBase:
    """Ask for the account whose second factor is lost; the answer is the same for everybody."""
    page = FormPage(
        _("Mất mã xác thực"), _("Gửi hướng dẫn"), back=reverse("account_login"), fields=[_login(request)],
        notes=[
            _("Nếu còn mã dự phòng, đăng nhập rồi nhập mã dự phòng thay cho mã xác thực; không phải chờ."),
            _("Nếu không, chúng tôi gửi hướng dẫn tới thư điện tử của tài khoản. Mã xác thực của cá nhân, tổ chức được "
              "gỡ sau một thời gian chờ; của tài khoản công vụ chỉ do đơn vị quản lý, vận hành gỡ."),
        ],
    )  # fmt: skip
    if request.method != "POST":
        return page.answer(request)
    return _ask(request, signin.ask_factor_reset)


@require_safe
@public
def lost_sent(request: Request) -> HttpResponse:
    """Check your mail: the same for everybody."""
    contact = people.operator_contact(get_language() or "vi")
    return render(request, "account/lost_sent.html", {"contact": contact})


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def password(request: Request, token: str) -> HttpResponseBase:
    """Set the password by the link, on whatever device it is opened; the page shows masked whose it is."""
    try:
        link = signin.password_reset_for(token)
        if request.method != "POST":
            return _password_page(request, link)
        return _set_password(request, link, token)
    except Refused as error:
        return closed_link.closed(request, error, token)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def code(request: Request, token: str) -> HttpResponseBase:
    """Confirm with the password that the second factor is lost; it goes after the waiting time."""
    faults: tuple[Fault, ...] = ()
    try:
        link = signin.factor_reset_for(token)
        if request.method == "POST":
            if not rate_limit.passes("lost_code", token, most=TRIES, seconds=SECONDS):
                return rate_limit.too_many(request)
            done = signin.confirm_factor_reset(request.actor, token, request.POST.get("password", ""))
            return render(request, "account/factor_waits.html", {"ready_at": done.ready_at})
    except Invalid as error:
        faults = error.faults
    except Refused as error:
        return closed_link.closed(request, error, token)
    page = FormPage(
        _("Đề nghị gỡ mã xác thực đã mất"), _("Xác nhận đã mất mã xác thực"), facts=_whose(link),
        notes=[_("Sau khi xác nhận, mã xác thực được gỡ khi hết thời gian chờ. Đăng nhập được bằng mã xác thực hoặc mã "
                 "dự phòng trước lúc đó sẽ dừng việc này.")],
        fields=[text_field(request, "password", _("Mật khẩu"), faults=faults, input_type="password",
                           autocomplete="current-password")],
    )  # fmt: skip
    return page.answer(request, status=422 if faults else 200)


def _ask(request: Request, ask: Callable[[Actor, str], None]) -> HttpResponseBase:
    if not rate_limit.passes_from(request, "lost", most=MOST, seconds=SECONDS):
        return rate_limit.too_many(request)
    ask(request.actor, request.POST.get("login", ""))
    return see_other(reverse("lost_sent"))


def _login(request: Request) -> FieldView:
    return text_field(request, "login", _("Tên đăng nhập hoặc thư điện tử"), autocomplete="username")


def _set_password(request: Request, link: signin.LinkFor, token: str) -> HttpResponseBase:
    first, again = request.POST.get("password", ""), request.POST.get("again", "")
    if not first:
        return _password_page(request, link, Fault("password", "required"))
    if first != again:
        return _password_page(request, link, Fault("again", "passwords_differ"))
    try:
        signin.reset_password(request.actor, token, first)
    except Invalid as error:
        return _password_page(request, link, *error.faults)
    messages.success(
        request, _("Đã đặt mật khẩu mới; các phiên đăng nhập cũ đã kết thúc. Đăng nhập bằng mật khẩu mới.")
    )
    return see_other(reverse("account_login"))


def _password_page(request: Request, link: signin.LinkFor, *faults: Fault) -> HttpResponse:
    notes = []
    if link.officer:
        notes.append(_("Mã xác thực của tài khoản công vụ không đổi: sau khi đặt mật khẩu vẫn phải nhập mã."))
    page = FormPage(
        _("Đặt lại mật khẩu"), _("Đặt mật khẩu mới"), facts=_whose(link), notes=notes,
        lead=_("Sau khi đặt lại, mọi phiên đăng nhập đang mở của tài khoản sẽ kết thúc."),
        fields=[
            text_field(request, "password", _("Mật khẩu mới"), faults=faults, input_type="password",
                       hint=_("Ít nhất 10 ký tự; nên dùng một cụm từ dễ nhớ."), autocomplete="new-password"),
            text_field(request, "again", _("Nhập lại mật khẩu mới"), faults=faults, input_type="password",
                       autocomplete="new-password"),
        ],
    )  # fmt: skip
    return page.answer(request, status=422 if faults else 200)


def _whose(link: signin.LinkFor) -> list[tuple[str, str]]:
    return [(_("Tài khoản của"), link.name), (_("Thư điện tử"), link.email)]
