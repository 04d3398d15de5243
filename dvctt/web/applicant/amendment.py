"""An amendment request, item by item: what is asked, the old beside the new, and the way to the place."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dvctt.casework import api as casework
from dvctt.kernel import NotFound
from dvctt.web import parts
from dvctt.web.applicant import show, trail
from dvctt.web.doors import applicant
from dvctt.web.formview import words
from dvctt.web.http import Request


@require_safe
@applicant
def page(request: Request, dossier: UUID) -> HttpResponse:
    """The open request; raises `NotFound` where none is open."""
    full = casework.dossier_page(request.actor, dossier)
    request_ = next((one for one in full.amendments if one.state == "open"), None)
    if request_ is None:
        raise NotFound("amendment")
    filing = show.filing(full)
    context = {
        "dossier": full, "amendment": request_, "crumbs": trail.of_page(full).crumbs(),
        "items": [(one, [difference(one)], place(full, one)) for one in request_.items],
        "send_url": reverse("applicant:act", args=[dossier, filing.action]) if filing and filing.allowed else "",
        "review_url": reverse("applicant:review", args=[dossier]),
    }  # fmt: skip
    return render(request, "applicant/amendment.html", context)


def difference(item: casework.ItemView) -> parts.Difference:
    """The old and the new of an item."""
    return parts.Difference(f"{item.position}. {words(item.place)}", item.old, item.new, item.wrong)


def place(full: casework.DossierPage, item: casework.ItemView) -> str:
    """Where the applicant mends it; empty for what has no place."""
    if item.kind == "component":
        return f"{reverse('applicant:papers', args=[full.id])}#c-{item.target}"
    for section in full.version.bundle.form.sections:
        if any(field.id == item.target for field in section.fields):
            return f"{reverse('applicant:section', args=[full.id, section.id])}#f-{item.target}"
    return ""
