"""What was typed outlives the session: the fields of a form that meets an expired sign-in come back after it.

They are kept sealed in the visitor's own session row, for an hour, and shown again at the same address by the view
that asks for them; nothing is saved before the person sends the form again.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render

from dvctt.journal import api as journal
from dvctt.kernel import clock

KEPT = "kept_form"
LONGEST = 256 * 1024
KEPT_SECONDS = 3600

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def keeps(view: V) -> V:
    """Mark a view that shows kept fields again: on GET it asks `taken` for them."""
    setattr(view, "keeps_form", True)  # noqa: B010 - a function has no declared attribute of that name
    return view


def keep(request: HttpRequest, path: str = "") -> None:
    """Keep the fields of this POST for its address, or for another page's; no files, nor forms beyond 256 KB."""
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    body = fields.urlencode()
    if len(body) <= LONGEST:
        request.session[KEPT] = {
            "path": path or request.path,
            "at": clock.now().timestamp(),
            "form": journal.sealer().seal(body),
        }


def taken(request: HttpRequest) -> QueryDict | None:
    """The fields kept for this address, once; None where there are none or they are older than an hour."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    if clock.now().timestamp() - kept["at"] > KEPT_SECONDS:
        return None
    return QueryDict(journal.sealer().open(kept["form"]))


def typed(request: HttpRequest) -> QueryDict:
    """What the inputs of a page show again: what is posted, or what a page behind a step-up found kept."""
    if request.method == "POST":
        return request.POST
    return getattr(request, "kept", None) or QueryDict()


class KeepFormMiddleware:
    """Keeps the fields of a form sent without a valid sign-in, before the way to the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        """Keep what a visitor posts to a view that shows it again."""
        if request.method == "POST" and getattr(view, "keeps_form", False) and not request.user.is_authenticated:
            keep(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page of a form from an older session; where it was sent from our own page its fields come back on it.

    A browser names the sender of a form in `Origin`; a form of another site is not kept.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    match = request.resolver_match
    if ours and request.user.is_authenticated and match is not None and getattr(match.func, "keeps_form", False):
        keep(request)
        return redirect(request.path)
    return render(request, "403_csrf.html", status=403)
