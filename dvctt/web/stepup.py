"""Acts on dossiers that decide, seal or withdraw ask anew who is there, where the last password or code is old (16.1).

So do acts of the operator on the accounts of others and on the settings of security. Acts on the account itself ask
whatever the sign-in was: `doors.step_up`.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from dvctt.accounts import api as accounts
from dvctt.kernel import ActorKind
from dvctt.ministry import api as ministry
from dvctt.web.http import Request, see_other
from dvctt.web.keeping import keep, taken

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]


def recently_proved(view: View[P]) -> View[P]:
    """Ask anew before any POST of this view, where the last proof is old; to stand below its door.

    The page shows what was typed by `keeping.typed` when the person comes back.
    """

    @wraps(view)
    def asked(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        stop = ask(request) if request.method == "POST" else None
        if stop is None and request.method == "GET":
            shows_kept(request)
        return stop if stop is not None else view(request, *args, **kwargs)

    return asked


def shows_kept(request: Request) -> None:
    """Let the page that is asked for show what was typed before the person proved who is there."""
    setattr(request, "kept", taken(request))  # noqa: B010 - a request declares no such attribute


def ask(request: Request, page: str = "") -> HttpResponse | None:
    """Lead to the page that asks for password or code, with the form kept for afterwards; None where proof is fresh.

    `page` is where a form stands that has no page at its own address.
    """
    if is_fresh(request):
        return None
    setattr(request, "asked_anew", True)  # noqa: B010 - a request declares no such attribute
    following = {"next": page or request.path}
    if get_reauthentication_flows(request.user):
        keep(request, page)
        return see_other(f"{reverse('account_reauthenticate')}?{urlencode(following, safe='/')}")
    # Who signs in by a provider alone has neither password nor code here: the provider is asked again.
    logout(request)
    keep(request, page)
    messages.info(request, _("Việc này cần xác nhận lại danh tính. Đăng nhập lại; nội dung đã nhập vẫn còn."))
    return see_other(f"{settings.LOGIN_URL}?{urlencode(following, safe='/')}")


def is_fresh(request: Request) -> bool:
    """Whether the person has proved who they are, at sign-in or since, within the ministry's minutes."""
    officer = request.actor.kind == ActorKind.OFFICER
    key = "accounts.step_up_officer_minutes" if officer else "accounts.step_up_minutes"
    minutes = int(str(ministry.setting(key)))
    return minutes == 0 or time.time() - _proved_at(request) < minutes * 60


def _proved_at(request: Request) -> float:
    """When password, code or provider last answered in this session, in seconds since 1970."""
    return max(float(request.session.get(accounts.SIGNED_IN_AT, 0.0)), accounts.proved_at(request, request.user))
