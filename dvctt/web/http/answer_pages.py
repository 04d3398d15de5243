"""A page that answers a form has an address of its own, so that Back and reload show it and send nothing again.

A look-up, a sign-in with a wrong password, a form with faults: each is a page after a POST, and on the way back to it a
browser asks whether to send the form anew, or shows an error of its own. Here the page is kept sealed in the visitor's
own session under a token, and the browser is led to it. Page scripts and other programs, which do not say that they
navigate, get the answer itself.

Drawn anew in another language it cannot be, but where the view gave the facts that it was drawn from (`with_facts`): to
that view they are handed again (`facts`).
"""

import json
import secrets
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language

from dvctt.journal import api as journal
from dvctt.kernel import clock
from dvctt.web.http import form_restore
from dvctt.web.http.request import see_other

ANSWERED = "answered"
PAGE = "answer"
MOST_PAGES = 3
LONGEST = 512 * 1024
# Sealed, what is kept for who has not signed in: many times a page of ours, and little of what somebody made up.
LONGEST_FOR_VISITORS = 64 * 1024
FACTS = "answer_facts"
LONGEST_FACTS = 16 * 1024
KEPT_SECONDS = 30 * 60
# Where somebody is held off, nothing is kept for him.
HELD_OFF = frozenset({401, 403, 405, 413, 429})
KEPT_HEADERS = ("Retry-After",)


class AnsweredMiddleware:
    """Leads a browser from its form to the kept page of the answer, and shows that page at its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, keep the answer, or show a kept one; a token that stands for nothing here leads to the bare page."""
        if request.method in ("GET", "HEAD") and PAGE in request.GET:
            shown = _shown(request)
            if shown is None and _hand_facts(request):
                return self.get_response(request)
            return shown or see_other(address(request))
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _is_page_after_form(request, response):
            return response
        token = _keep(request, response)
        if not token:
            return response
        led = see_other(address(request, token))
        led.cookies = response.cookies
        return led


def with_facts(response: HttpResponse, told: Mapping[str, Any]) -> HttpResponse:
    """The answer, with the plain values from which its view draws it in another language."""
    setattr(response, FACTS, dict(told))
    return response


def facts(request: HttpRequest) -> dict[str, Any] | None:
    """The facts of the answer that is asked for in another language; None for any other request."""
    found: dict[str, Any] | None = getattr(request, FACTS, None)
    return found


def _hand_facts(request: HttpRequest) -> bool:
    kept = _kept(request)
    if kept is None or not kept.get(FACTS):
        return False
    setattr(request, FACTS, json.loads(journal.cipher().decrypt(kept[FACTS])))
    return True


def _is_page_after_form(request: HttpRequest, response: HttpResponse) -> bool:
    navigates = request.method == "POST" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    page = response.status_code == 200 or (400 <= response.status_code < 500 and response.status_code not in HELD_OFF)
    html = response.headers.get("Content-Type", "").startswith("text/html")
    return navigates and page and html and not response.streaming and len(response.content) <= LONGEST


def _keep(request: HttpRequest, response: HttpResponse) -> str:
    """Keep the page, and as many of those before as there is room for; gives its token, empty where there is none."""
    token, sealed = (
        secrets.token_urlsafe(12),
        journal.cipher().encrypt(b64encode(zlib.compress(response.content)).decode()),
    )
    if not request.session.get(SESSION_KEY) and (
        len(sealed) > LONGEST_FOR_VISITORS or not form_restore.has_room(request)
    ):
        return ""
    page = {
        "path": request.path,
        "person": request.session.get(SESSION_KEY, ""),
        "language": response.headers.get("Content-Language", get_language()),  # the form may have switched it
        "at": clock.now().timestamp(),
        "status": response.status_code,
        "headers": {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        "page": sealed,
        FACTS: _sealed_facts(response),
    }
    before: dict[str, Any] = request.session.get(ANSWERED, {})
    latest = sorted(before.items(), key=lambda kept: float(kept[1]["at"]))[-(MOST_PAGES - 1) :]
    request.session[ANSWERED] = {**dict(latest), token: page}
    return token


def _sealed_facts(response: HttpResponse) -> str:
    told = json.dumps(getattr(response, FACTS, None) or {})
    return journal.cipher().encrypt(told) if 2 < len(told) <= LONGEST_FACTS else ""


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    """What is kept under the token, for the same person and place, while it is not old."""
    kept: dict[str, Any] | None = request.session.get(ANSWERED, {}).get(request.GET[PAGE])
    if kept is None or (request.path, request.session.get(SESSION_KEY, "")) != (kept["path"], kept["person"]):
        return None
    return None if clock.now().timestamp() - kept["at"] > KEPT_SECONDS else kept


def _shown(request: HttpRequest) -> HttpResponse | None:
    """The page kept under the token, in its language."""
    kept = _kept(request)
    if kept is None or kept["language"] != get_language():
        return None
    content = zlib.decompress(b64decode(journal.cipher().decrypt(kept["page"])))
    return HttpResponse(content, status=kept["status"], headers={**kept["headers"], "Cache-Control": "no-store"})


def address(request: HttpRequest, token: str = "") -> str:
    """This address, with the token of a kept page or without any."""
    query = request.GET.copy()
    query.pop(PAGE, None)
    if token:
        query[PAGE] = token
    return f"{request.path}?{query.urlencode()}" if query else request.path
