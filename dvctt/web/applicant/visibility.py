"""Who can see one's dossier and why, and who of the staff looked at it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dvctt.casework import api as casework
from dvctt.web.applicant import draft_steps
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request
from dvctt.web.ui import visibility


@require_safe
@applicant
def who(request: Request, dossier: UUID) -> HttpResponse:
    """Everybody who can see the dossier, by reason, and the looks of staff; raises `NotFound`."""
    sights = casework.who_can_see(request.actor, dossier)
    course = draft_steps.of_page(casework.dossier_page(request.actor, dossier))
    looks = casework.accesses(request.actor, dossier)
    return render(request, "applicant/who.html", {
        "course": course, "crumbs": course.crumbs()[:2], "sights": visibility.sights(sights),
        "looks": visibility.looks(looks),
    })  # fmt: skip
