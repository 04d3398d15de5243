"""The request as our views see it, after the middleware."""

from typing import TypeGuard

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.middleware import HtmxDetails

from dvctt.kernel import Actor


class Request(HttpRequest):
    """A request with who acts (`actor`), whether htmx asks for a part of the page (`htmx`), and its `log_id`."""

    actor: Actor
    htmx: HtmxDetails
    log_id: str


def is_htmx(request: HttpRequest) -> TypeGuard[Request]:
    """Whether htmx asks for a fragment (not for a whole page by boost or history)."""
    details = getattr(request, "htmx", None)
    return isinstance(details, HtmxDetails) and bool(details) and not details.history_restore_request


class SeeOther(HttpResponseRedirect):
    """A redirect after a POST."""

    status_code = 303


def see_other(url: str) -> HttpResponse:
    """Redirect after a POST (303)."""
    return SeeOther(url)
