"""Everything that will be signed, as it stands now, and what is still in the way."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dvctt.casework import api as casework
from dvctt.web.applicant import delivery, draft_steps
from dvctt.web.applicant.papers import problem
from dvctt.web.applicant.redirects import of_draft
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request
from dvctt.web.ui import applicant_presenters, dossier_presenters, parts
from dvctt.web.ui.form_view import Problem, words

BACK = "from=review"


@require_safe
@applicant
@of_draft
def page(request: Request, dossier: UUID) -> HttpResponse:
    """All answers and all files; each fault leads to its field."""
    full = casework.dossier_page(request.actor, dossier, editing=True)
    course, filing = draft_steps.of_page(full), applicant_presenters.filing(full)
    faults = problems(full)
    context = {
        "dossier": full, "steps": course.steps("review"), "crumbs": course.crumbs(), "problems": faults,
        "review": applicant_presenters.review(full, editing=True), "components": given(full), "filing": filing,
        "sign_url": reverse("applicant:declaration", args=[dossier]) if not faults else "",
        "send_url": reverse("applicant:act", args=[dossier, filing.action]) if filing and filing.allowed else "",
        "warnings": [words(one.text) for one in full.checks if one.level == "warning"],
        "back": reverse("applicant:papers", args=[dossier]),
        "delivery": delivery.question(full), "delivery_from": "review",
        "delivery_told": dossier_presenters.delivery_words(full.delivery),
    }  # fmt: skip
    return render(request, "applicant/review.html", context)


def problems(page: casework.DossierPage) -> list[Problem]:
    """What is in the way of signing: every faulty answer and every missing paper, with the way there."""
    found = [
        replace(one, target=one.target.replace("?", f"?{BACK}&", 1))
        for stop in draft_steps.of_page(page).stops
        for one in stop.problems
    ]
    for missing in draft_steps.missing(page):
        paper = problem(page, missing)
        found.append(Problem(paper.label, "", paper.url))
    return found


def given(page: casework.DossierPage) -> list[tuple[str, list[parts.FileLink]]]:
    """Every paper handed in: its component and its files."""
    return [
        (words(one.name), [applicant_presenters.link(file.document) for file in one.files if file.in_force])
        for one in page.components
        if any(file.in_force for file in one.files)
    ]
