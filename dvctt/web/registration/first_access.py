"""First access by the one-time link, and a new link in place of one that expired (8.1.b, 8.1.c)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dvctt.accounts import registration, signin
from dvctt.kernel import Invalid, Refused
from dvctt.web.http import pending_identity, rate_limit
from dvctt.web.http.guards import public
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages import closed_link
from dvctt.web.ui.form_view import FieldView, problems
from dvctt.web.wording.sentences import fault_sentence


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def first_access(request: Request, token: str) -> HttpResponseBase:
    """Show the user name and take the password; then the person signs in with both."""
    try:
        granted = signin.first_access_for(token)
        if request.method != "POST":
            return _page(request, granted)
        return _set(request, granted, token)
    except Refused as error:
        return closed_link.closed(request, error, token)


@require_safe
@public
def short(request: Request, token: str) -> HttpResponse:
    """Lead from the short address of an SMS to the page of first access."""
    answer = redirect("first_access", token=token)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@public
def renew(request: Request, token: str) -> HttpResponse:
    """Send a new link to the same address; the answer is the same for any token."""
    if not rate_limit.passes_from(request, "renew", most=20, seconds=3600):
        return rate_limit.too_many(request)
    registration.renew_link(request.actor, token)
    return render(request, "registration/renewed.html")


def _set(request: Request, granted: signin.Granted, token: str) -> HttpResponse:
    password, again = request.POST.get("password", ""), request.POST.get("again", "")
    if not password:
        return _page(request, granted, first=_("Nhập mật khẩu."))
    if password != again:
        return _page(request, granted, second=_("Hai lần nhập chưa giống nhau. Nhập lại cả hai ô."))
    try:
        signin.first_access(request.actor, token, password)
    except Invalid as error:
        return _page(request, granted, first=" ".join(fault_sentence(fault) for fault in error.faults))
    messages.success(
        request,
        _("Đã đặt mật khẩu. Đăng nhập bằng tên đăng nhập %(username)s.") % {"username": granted.username},
    )
    request.session[pending_identity.USERNAME] = granted.username
    return see_other(reverse("account_login"))


def _page(request: Request, granted: signin.Granted, *, first: str = "", second: str = "") -> HttpResponse:
    hint = _("Ít nhất 10 ký tự; nên dùng một cụm từ dễ nhớ.")
    attrs = {"type": "password", "autocomplete": "new-password"}
    fields = [
        FieldView("password", "text", _("Mật khẩu mới"), hint=hint, fault=first, attrs=attrs),
        FieldView("again", "text", _("Nhập lại mật khẩu mới"), fault=second, attrs=attrs),
    ]
    context = {"username": granted.username, "fields": fields, "problems": problems(fields)}
    return render(request, "registration/first_access.html", context, status=422 if first or second else 200)
