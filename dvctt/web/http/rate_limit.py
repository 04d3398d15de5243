"""Bounds on how often something may be tried, shared by all processes.

This is the only place of the pages that counts tries, and the only one that makes a key of an address.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dvctt.accounts import attempts, signin
from dvctt.journal import api as journal
from dvctt.kernel import Refused
from dvctt.web.http.security_events import note


def source(request: HttpRequest) -> str:
    """Where a request comes from: its address, or the network that one subscriber has of IPv6 addresses."""
    return signin.counted_source(str(request.META.get("REMOTE_ADDR", "")))


def passes(what: str, key: str, *, most: int, seconds: int) -> bool:
    """Count one more try of `what` for `key`; False beyond `most` within `seconds` of the first."""
    return attempts.passes_limit(what, key, most=most, seconds=seconds)


def passes_from(request: HttpRequest, what: str, *, most: int, seconds: int) -> bool:
    """Count one more try of `what` for where the request comes from; False beyond `most` within `seconds`."""
    return passes(what, source(request), most=most, seconds=seconds)


def take_back(what: str, key: str) -> None:
    """Uncount one try that turned out to be none, such as a right answer."""
    attempts.take_back_try(what, key)


def refused(request: HttpRequest, error: Refused) -> bool:
    """Whether an act was refused because its receiver was written to too often; that a limit was hit is recorded."""
    limited = bool({one.code for one in error.reasons} & attempts.SENT_OFTEN)
    if limited:
        note(request, journal.SecurityKind.LIMIT_HIT)
    return limited


def too_many(request: HttpRequest) -> HttpResponse:
    """The page that asks to wait (429); that a limit was hit is recorded."""
    note(request, journal.SecurityKind.LIMIT_HIT)
    return render(request, "429.html", status=429)
