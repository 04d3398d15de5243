"""The papers that go with the form: handed in, replaced, taken back."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from dvctt.casework import api as casework
from dvctt.kernel import Invalid, Ref
from dvctt.web.applicant import draft_steps
from dvctt.web.applicant.redirects import of_draft
from dvctt.web.http import uploads
from dvctt.web.http.form_restore import lost, takes_files
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request, see_other
from dvctt.web.ui import applicant_presenters, parts
from dvctt.web.ui.form_view import words
from dvctt.web.wording.sentences import fault_sentence

NOT_TAKEN = lazy("Tệp Quý vị vừa chọn chưa được nhận vì phiên đăng nhập đã hết. Chọn lại tệp đó.")


@require_safe
@applicant
@of_draft
def page(request: Request, dossier: UUID) -> HttpResponse:
    """What must be handed in, and what was."""
    return _page(request, dossier, {})


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@takes_files
@of_draft
def hand_in(request: Request, dossier: UUID, component: str) -> HttpResponse:
    """Take in a file for a component, whole or in parts; what is wrong with it is said where it was chosen."""
    here = reverse("applicant:papers", args=[dossier])
    if request.method != "POST":
        if lost(request):
            messages.warning(request, NOT_TAKEN)
        return see_other(f"{here}#c-{component}")
    try:
        intake = casework.intake(request.actor, dossier, component)
        taken = uploads.take(
            request, Ref("dossier", str(dossier)), allowed=intake.allowed, limit=intake.limit, photographs=True
        )
    except Invalid as error:
        if uploads.by_script(request):
            return uploads.refused(error)
        return _page(request, dossier, {component: [fault_sentence(one) for one in error.faults]}, status=422)
    if isinstance(taken, uploads.Underway):
        return taken.answer()
    casework.attach(request.actor, dossier, component, taken.id)
    return uploads.done(request, f"{here}#c-{component}")


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@of_draft
def take_back(request: Request, dossier: UUID, attachment: UUID) -> HttpResponse:
    """Take a file back."""
    if request.method == "POST":
        casework.detach(request.actor, dossier, attachment)
    return see_other(reverse("applicant:papers", args=[dossier]))


def _page(request: Request, dossier: UUID, faults: Mapping[str, Sequence[str]], status: int = 200) -> HttpResponse:
    full = casework.dossier_page(request.actor, dossier, editing=True)
    course = draft_steps.of_page(full)
    context = {
        "dossier": full, "steps": course.steps("papers"), "crumbs": course.crumbs(),
        "components": applicant_presenters.components(full, editing=True, faults=faults),
        "missing": [problem(full, one) for one in draft_steps.missing(full)] if full.saves else [],
        "asked": [
            item for one in full.amendments if one.state == "open" for item in one.items if item.kind == "component"
        ],
        "next": reverse("applicant:review", args=[dossier]), "faulty": bool(faults),
        "request_url": course.sender("amendment"),
        "back": course.url(course.stops[-1].id), "left": course.stop(request.GET.get("left", "")),
    }  # fmt: skip
    return render(request, "applicant/papers.html", context, status=status)


def problem(page: casework.DossierPage, missing: str) -> parts.Crumb:
    """A paper, or group of alternatives, that is still missing, with the way to its place."""
    one = next(one for one in page.components if missing in (one.id, one.alternatives))
    return parts.Crumb(words(one.group or one.name), f"{reverse('applicant:papers', args=[page.id])}#c-{one.id}")
