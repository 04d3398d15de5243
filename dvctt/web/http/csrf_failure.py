"""A form whose token is of an older session: whoever sent it from our own page goes on with everything kept.

A browser names the sender of a form in `Origin`; what another site sent is refused without a trace of it.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from dvctt.journal import api as journal
from dvctt.web.http import form_restore
from dvctt.web.http.security_events import note

SIGN_IN = "account_login"
# What no page may hold as a hidden field.
PASSWORD = "password"  # noqa: S105 - the name of a field, not its content


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Where the form goes on: signed in meanwhile, to where the sign-in leads; else the form with what was typed."""
    match = request.resolver_match
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if not ours or match is None or "application/json" in request.headers.get("Accept", ""):
        note(request, journal.SecurityKind.AUTHORITY_REFUSED, "csrf")
        return _page(request)
    view = match.func
    if match.view_name == SIGN_IN and request.user.is_authenticated:
        return redirect(_following(request))
    if any(PASSWORD in name for name in request.POST):
        messages.info(request, _("Trang đã mở quá lâu nên lần gửi này chưa được thực hiện. Nhập lại rồi gửi."))
        return redirect(request.get_full_path())
    if getattr(view, "keeps_form", False) and (request.user.is_authenticated or not form_restore.needs_session(view)):
        form_restore.stash(request)
        return redirect(request.get_full_path())
    if getattr(view, "takes_files", False) and request.FILES and form_restore.has_room(request):
        request.session[form_restore.LOST] = request.path
        return redirect(request.get_full_path())
    return _page(request, fields=[(name, value) for name, values in request.POST.lists() for value in values
                                  if name != "csrfmiddlewaretoken"], resends=True)  # fmt: skip


def _page(request: HttpRequest, *, fields: list[tuple[str, str]] | None = None, resends: bool = False) -> HttpResponse:
    """What was typed as hidden fields under a new token, to be sent once more by the person; files are chosen anew."""
    context = {"fields": fields or [], "resends": resends, "files": bool(resends and request.FILES),
               "action": request.get_full_path()}  # fmt: skip
    return render(request, "403_csrf.html", context, status=403)


def _following(request: HttpRequest) -> str:
    """Where the sign-in page was to lead; the own work where that is no address of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )  # fmt: skip
    return target if safe else reverse("go")
