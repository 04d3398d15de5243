"""Who has to prove anew who is there is led to password or code, and finds the form as it was (16.1).

The act itself asks (`ministry.require_proof`), whatever page or list leads to it; here stands what the person sees of
it. Acts on one's own account ask whatever the sign-in was: `proved_anew`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from dvctt.accounts import providers, signin
from dvctt.kernel import VISITOR
from dvctt.web.http import form_restore
from dvctt.web.http.answer_pages import address
from dvctt.web.http.request import Request, see_other
from dvctt.web.http.step_up_purpose import named

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[Concatenate[Request, P], HttpResponseBase]


def form_at(name: str, *arguments: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say on which page the form of a view stands that only takes posts; stands above its door.

    `arguments` are those of the view's own that the page has too.
    """

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, "form_at", (name, arguments))  # noqa: B010 - a function declares no such attribute
        return view

    return mark


def proved_anew(view: View[P]) -> View[P]:
    """Ask anew who is there before an act that cannot be taken back; stands below the door of the view.

    What was typed is kept meanwhile: the view finds it as `request.kept` when the person comes back by GET. How long a
    confirmation counts is ACCOUNT_REAUTHENTICATION_TIMEOUT.
    """

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not signin.proved_anew(request, request.user):
            if request.method == "POST":
                form_restore.stash(request)
            return lead(address(request))
        if request.method == "GET":
            setattr(request, "kept", form_restore.unstash(request))  # noqa: B010 - a request declares no such attribute
        return view(request, *args, **kwargs)

    setattr(guarded, "proves_anew", True)  # noqa: B010 - a function has no declared attribute of that name
    return form_restore.restores_form(guarded)


def ask(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks for password or code, with the form kept for afterwards."""
    page = _page_of(request)
    path = page.partition("?")[0]
    form_restore.stash(request, path)
    if asks_here(request):
        return lead(page)
    # Neither the account nor a provider of this deployment can be asked: a sign-in from the beginning can.
    found = named(request, page)
    logout(request)
    form_restore.stash(request, path)
    messages.info(request, _("Việc này cần xác nhận lại danh tính. Đăng nhập lại; nội dung đã nhập vẫn còn."))
    if found:
        messages.info(request, ": ".join(one for one in (found.act, found.about) if one))
    return see_other(f"{settings.LOGIN_URL}?{following(page)}")


def asks_here(request: HttpRequest) -> bool:
    """Whether the page that asks anew has something to ask: password, code or passkey, or else a provider."""
    return signin.has_own(request.user) or bool(providers.providers_of(getattr(request, "actor", VISITOR)))


def lead(page: str) -> HttpResponse:
    """Lead to the page that asks anew who is there, and from there to that page."""
    return see_other(f"{reverse('account_reauthenticate')}?{following(page)}")


def following(page: str) -> str:
    """The page to go back to, as a query of the page that asks."""
    return urlencode({"next": page}, safe="/")


def _page_of(request: HttpRequest) -> str:
    """Where the form stands that was sent, as it was opened."""
    match = request.resolver_match
    marked = getattr(match.func, "form_at", None) if match is not None else None
    if match is None or marked is None:
        return address(request)
    name, arguments = marked
    return reverse(name, kwargs={one: match.kwargs[one] for one in arguments})
