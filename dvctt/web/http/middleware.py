"""What surrounds every view: language, log line, who acts, and errors of the domain as pages."""

import errno
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from dvctt.accounts import people, signin
from dvctt.kernel import VISITOR, Actor, Busy, DomainError, Forbidden, may_be_tried_again, new_id
from dvctt.web.http import errors
from dvctt.web.http.guards import door_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]
ACTING_FOR = "acting_for"
# Nothing was taken in, and an operator can make room: what was sent may be sent again.
FULL = (errno.ENOSPC, errno.EDQUOT)

log = structlog.get_logger("dvctt.web")


class LanguageMiddleware:
    """The language a person chose, else Vietnamese: a browser's own language is not a choice."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the chosen language."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RequestLogMiddleware:
    """One log line a request: route, status and time, without query string, address or anything typed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then log."""
        log_id = new_id().hex
        request.log_id = log_id  # type: ignore[attr-defined]  # makes it a Request
        begun = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=log_id):
            response = self.get_response(request)
            route = request.resolver_match.route if request.resolver_match else ""
            log.info(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                ms=round((time.perf_counter() - begun) * 1000),
            )
        response.headers["X-Request-ID"] = log_id
        return response


class ActorMiddleware:
    """Puts `request.actor`: who acts, and for whom where an applicant has chosen it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Find the actor, then answer; neither pages of who is signed in nor those of a secret link are kept."""
        actor = replace(actor_of(request), language=translation.get_language() or "vi")
        request.actor = actor  # type: ignore[attr-defined]  # makes it a Request
        response = self.get_response(request)
        match = request.resolver_match
        if request.user.is_authenticated or (match is not None and "token" in match.kwargs):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def actor_of(request: HttpRequest) -> Actor:
    """The actor of this request; a visitor where nobody is signed in, or where the account was closed meanwhile."""
    if not request.user.is_authenticated:
        return VISITOR
    try:
        actor = people.actor_for(
            request.user,
            channel="web",
            address=request.META.get("REMOTE_ADDR", ""),
            on_behalf=request.session.get(ACTING_FOR),
            assurance=signin.assurance_of(request.session),
        )
        return replace(actor, proved_at=signin.proved_at(request, request.user))
    except Forbidden:
        logout(request)
        return VISITOR


class DomainErrorMiddleware:
    """Turns each class of domain error into its page, once; a view without a door stays shut."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the hooks below do the work."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Refuse a view that declares no door."""
        if door_of(view) is None:
            log.error("view_without_door", view=getattr(view, "__qualname__", str(view)))
            return errors.page(request, Forbidden())
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a domain error, a full disk, a lock that was not free; anything else goes on to become a 500."""
        if isinstance(error, OSError) and error.errno in FULL:
            log.error("disk_full")
            error = Busy("the disk is full")
        elif isinstance(error, OperationalError) and may_be_tried_again(error):
            error = Busy("the database broke it off")
        return errors.page(request, error) if isinstance(error, DomainError) else None
