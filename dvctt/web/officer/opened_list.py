"""The list from which a dossier was opened: kept for the session, so that every way back leads to it.

A link of the list carries its query and the dossier's place in it; here they are read anew, and only what the list
itself understands is kept. What comes from outside can lead nowhere else.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dvctt.authority import DossierPower
from dvctt.casework import api as casework
from dvctt.kernel import NotFound
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request
from dvctt.web.officer import list_query

KEY, MOST, LONGEST_PLACE = "officer_lists", 30, 200


def opening(url: str, query: str, place: str) -> str:
    """The address of a dossier with the list that it is opened from, and its place in it."""
    return f"{url}?{urlencode({'list': query, 'at': place})}"


def remember(request: Request, dossier: UUID) -> None:
    """Keep the list that the link of a dossier carries; those of the dossiers opened longest ago are forgotten."""
    if "list" not in request.GET:
        return
    asked = list_query.again(request.GET["list"])
    query = "" if asked.faults else asked.query()
    kept = {name: one for name, one in _kept(request).items() if name != str(dossier)}
    kept[str(dossier)] = [query, request.GET.get("at", "")[:LONGEST_PLACE]]
    if kept != _kept(request):
        request.session[KEY] = dict(list(kept.items())[-MOST:])


def known(request: Request, dossier: UUID) -> bool:
    """Whether it is known from which list the dossier was opened."""
    return str(dossier) in _kept(request)


def way_back(request: Request, dossier: UUID) -> str:
    """The list from which the dossier was opened, page and sort the same; else the list as it begins."""
    query, _place = _kept(request).get(str(dossier), ("", ""))
    return list_query.listed(query)


@require_safe
@officer(DossierPower.READ)
def back(request: Request, dossier: UUID) -> HttpResponse:
    """To the list from which the dossier was opened; raises `NotFound` for what is not the actor's."""
    casework.revision_of(request.actor, dossier)
    return redirect(way_back(request, dossier))


@require_safe
@officer(DossierPower.READ)
def neighbour(request: Request, dossier: UUID, way: str) -> HttpResponse:
    """To the next or previous dossier of that list, reckoned from where this one stood when it was opened.

    Raises `NotFound` for what is not the actor's.
    """
    casework.revision_of(request.actor, dossier)
    query, place = _kept(request).get(str(dossier), ("", ""))
    asked = list_query.again(query)
    try:
        found = casework.neighbour(
            request.actor, asked.tab or "all", asked.search, sort=asked.sort, place=place, before=way == "previous"
        )
    except NotFound:
        found = None
    if found is None:
        said = _("Đây là hồ sơ đầu danh sách.") if way == "previous" else _("Đây là hồ sơ cuối danh sách.")
        messages.info(request, said)
        return redirect("officer:dossier", dossier)
    return redirect(opening(reverse("officer:dossier", args=[found[0]]), query, found[1]))


def _kept(request: Request) -> dict[str, list[str]]:
    kept = request.session.get(KEY, {})
    return kept if isinstance(kept, dict) else {}
