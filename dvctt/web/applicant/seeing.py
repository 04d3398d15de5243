"""Who can see one's dossier and why, and who of the staff looked at it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dvctt.casework import api as casework
from dvctt.web import seeing
from dvctt.web.applicant import trail
from dvctt.web.doors import applicant
from dvctt.web.http import Request


@require_safe
@applicant
def who(request: Request, dossier: UUID) -> HttpResponse:
    """Everybody who can see the dossier, by reason, and the looks of staff; raises `NotFound`."""
    sights = casework.who_sees(request.actor, dossier)
    course = trail.of_page(casework.dossier_page(request.actor, dossier))
    looks = casework.looks(request.actor, dossier)
    return render(request, "applicant/who.html", {
        "course": course, "crumbs": course.crumbs()[:2], "sights": seeing.sights(sights), "looks": seeing.looks(looks),
    })  # fmt: skip
