"""How the applicant wants to receive the result: asked at the review, changeable until the dossier is closed."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt import forms
from dvctt.casework import api as casework
from dvctt.kernel import Fault, Invalid, Reason, Refused, clock
from dvctt.web.applicant import draft_steps
from dvctt.web.applicant.redirects import of_draft
from dvctt.web.http.form_restore import restores_form, unstash
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request, see_other
from dvctt.web.ui import applicant_presenters
from dvctt.web.ui.form_filling import filling
from dvctt.web.ui.form_view import SectionView, section_view
from dvctt.web.ui.template_tags import clock as hours

# The button of the review that goes on: what is typed here is saved by it, and a refused answer is told first.
ONWARD = "onward"


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@restores_form
@of_draft
def page(request: Request, dossier: UUID) -> HttpResponse:
    """The question by itself; POST keeps the answer, with `?autosave=1` for the page script."""
    full = casework.dossier_page(request.actor, dossier)
    section = full.delivery.section
    if section is None:
        raise Refused(Reason("delivery_settled"))
    if request.method != "POST":
        kept = unstash(request)
        return _page(request, full, _read(section, kept) if kept else {})
    raw = _read(section, request.POST)
    if "refresh" in request.POST:
        with suppress(Invalid):
            casework.choose_delivery(request.actor, dossier, raw)
        return _page(request, full, raw)
    try:
        casework.choose_delivery(request.actor, dossier, raw)
    except Invalid as error:
        return _page(request, full, raw, error.faults, status=422)
    if "autosave" in request.GET:
        return JsonResponse({"at": hours(clock.now())})
    if ONWARD in request.POST and full.editable:
        return see_other(_onward(request, full))
    messages.success(request, _("Đã lưu cách nhận kết quả."))
    return see_other(_back(request, full))


def question(
    full: casework.DossierPage, raw: Mapping[str, Any] | None = None, faults: Sequence[Fault] = ()
) -> SectionView | None:
    """The question as it is drawn; none where there is nothing to choose."""
    section = full.delivery.section
    if section is None:
        return None
    return section_view(section, filling([section], raw or {}, faults, stored=full.delivery.start))


def _read(section: forms.Section, fields: QueryDict) -> dict[str, Any]:
    """What was sent; a question that the form did not ask yet keeps what it starts with."""
    read = forms.read_post([section], {name: fields.getlist(name) for name in fields})
    return {name: value for name, value in read.items() if name in fields}


def _onward(request: Request, full: casework.DossierPage) -> str:
    """From the review, whose button saves this answer too: to the act that sends, else to the declaration."""
    filing = applicant_presenters.filing(full)
    if filing is not None and filing.allowed:
        return reverse("applicant:act", args=[full.id, filing.action])
    if full.declaration is None:
        casework.prepare_declaration(request.actor, full.id)
    return reverse("applicant:declaration", args=[full.id])


def _back(request: Request, full: casework.DossierPage) -> str:
    """The review where it led here and the draft is still open, else the dossier."""
    name = "review" if request.GET.get("from") == "review" and full.editable else "dossier"
    return reverse(f"applicant:{name}", args=[full.id])


def _page(
    request: Request,
    full: casework.DossierPage,
    raw: Mapping[str, Any],
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "dossier": full, "crumbs": draft_steps.of_page(full).crumbs()[:2], "delivery": question(full, raw, faults),
        "delivery_from": request.GET.get("from", "") if full.editable else "", "back": _back(request, full),
    }  # fmt: skip
    return render(request, "applicant/delivery.html", context, status=status)
