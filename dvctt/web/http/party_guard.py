"""For whom an applicant's page was opened: a form sent after switching files for nobody else, and loses nothing.

A page of a dossier is its owner's; a form that belongs to no dossier carries `for_party`.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from dvctt.casework import api as casework
from dvctt.kernel import Actor, ActorKind, Mandate, NotFound, Refused
from dvctt.web.http import errors
from dvctt.web.http.form_restore import stash
from dvctt.web.http.guards import Door, door_of
from dvctt.web.http.request import Request

APPLICANTS = Door("applicant")


class ActingMiddleware:
    """Holds a POST to the party that its page was opened for; see the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the hook below does the work."""
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, _args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Answer 409 where the applicant works for another by now, or for the owner no more."""
        if request.method != "POST" or door_of(view) != APPLICANTS or request.actor.kind != ActorKind.APPLICANT:
            return None
        try:
            owner = _owner(request, kwargs)
        except Refused as error:
            return errors.page(request, error)
        working = request.actor.acting
        if not owner or (working is not None and working.party == owner):
            return None
        return _elsewhere(request, view, request.actor.mandate(owner), working)


def elsewhere(actor: Actor, kwargs: dict[str, Any]) -> Mandate | None:
    """The mandate for the owner of the dossier that a page shows, where the actor works for another now."""
    if actor.kind != ActorKind.APPLICANT or len(actor.mandates) < 2 or "dossier" not in kwargs:
        return None
    try:
        held = actor.mandate(casework.owner_acted_for(actor, kwargs["dossier"]))
    except (NotFound, Refused):
        return None
    return held if held != actor.acting else None


def _owner(request: Request, kwargs: dict[str, Any]) -> str:
    """Whose page it was; empty where that is nobody's, or not for the actor to know."""
    if "dossier" not in kwargs:
        return request.POST.get("for_party", "")
    try:
        return casework.owner_acted_for(request.actor, kwargs["dossier"])
    except NotFound:
        return ""


def _elsewhere(request: Request, view: Any, meant: Mandate | None, working: Mandate | None) -> HttpResponse:
    kept = meant is not None and getattr(view, "keeps_form", False)
    if kept:
        stash(request)
    context = {"meant": meant, "working": working, "kept": kept}
    return render(request, "409_acting.html", context, status=409)
