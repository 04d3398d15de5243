"""Where one is signed in, and ending a session from elsewhere."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dvctt.accounts import signin
from dvctt.web.http.guards import signed_in
from dvctt.web.http.request import Request, see_other
from dvctt.web.signin.identities import prove, proved
from dvctt.web.wording.sign_in_methods import how


@dataclass(frozen=True)
class Shown:
    """A sign-in as the page names it: `here` is the one of this browser."""

    sign_in: signin.SignInView
    how: str
    here: bool


@require_safe
@signed_in
def sessions(request: Request) -> HttpResponse:
    """One's sign-ins of late, those that are still open first."""
    current = request.session.get("sign_in")
    sign_ins = signin.sign_ins_of(request.actor)
    rows = [Shown(sign_in, how(sign_in.method), str(sign_in.id) == current) for sign_in in sign_ins]
    context = {
        "open": [row for row in rows if row.sign_in.open],
        "past": [row for row in rows if not row.sign_in.open],
    }
    return render(request, "signin/sessions.html", context)


@require_POST
@signed_in
def end(request: Request) -> HttpResponse:
    """End one session, or all but this one, once who asks has proved it of late; raises NotFound for another's."""
    if not proved(request):
        return prove(reverse("sessions"))
    chosen = request.POST.get("sign_in", "")
    if chosen:
        signin.end_session(request.actor, chosen)
    else:
        signin.end_other_sessions(request.actor, request.session.get("sign_in", ""))
    messages.success(request, _("Đã đăng xuất trên thiết bị đó.") if chosen else _("Đã đăng xuất ở mọi nơi khác."))
    return see_other(reverse("sessions"))
