"""The order of the photographs that became one paper: moved on the page, kept in the paper once it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.kernel import Invalid, NotFound, Reason, Refused
from dvctt.web.applicant import draft_steps
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request, see_other
from dvctt.web.ui import applicant_presenters
from dvctt.web.ui.form_view import words
from dvctt.web.wording.sentences import fault_sentence


@dataclass(frozen=True)
class Placed:
    """A page at its place: `number` is which it is in the paper as kept; `focus` marks what was just moved, and how."""

    number: int
    picture: str
    first: bool
    last: bool
    focus: str


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
def page(request: Request, dossier: UUID, attachment: UUID) -> HttpResponse:
    """Its pages in their order; POST moves one on the page, or with `save` makes the paper anew in the order shown."""
    full = casework.dossier_page(request.actor, dossier, editing=True)
    component, shown = _paper(full, attachment)
    kept = list(range(1, (shown.pages or 0) + 1))
    order = _posted(request, kept)
    if request.method == "POST" and "save" in request.POST:
        back = f"{reverse('applicant:papers', args=[dossier])}#c-{component.id}"
        if order == kept:
            return see_other(back)
        try:
            _rearrange(request, full, component, attachment, shown, order)
        except Invalid as error:
            return _page(request, full, component, shown, order, faults=[fault_sentence(one) for one in error.faults])
        messages.success(request, _("Đã lưu thứ tự mới của các ảnh."))
        return see_other(back)
    moved, way = _moved(request, order) if request.method == "POST" else (0, "")
    return _page(request, full, component, shown, order, moved=moved, way=way)


def _rearrange(
    request: Request,
    full: casework.DossierPage,
    component: casework.ComponentView,
    attachment: UUID,
    shown: documents.DocumentView,
    order: Sequence[int],
) -> None:
    casework.check_upload_quota(full.id)
    limit = component.max_mb * 1024 * 1024
    made = documents.rearrange_photographs(shown, order, actor=request.actor, limit=limit)
    casework.attach(request.actor, full.id, component.id, made.id, replaces=attachment)


def _paper(full: casework.DossierPage, attachment: UUID) -> tuple[casework.ComponentView, documents.DocumentView]:
    """The component and the paper in force; raises NotFound, and Refused for what was not made of photographs."""
    found = next(
        ((one, file) for one in full.components for file in one.files if file.attachment_id == attachment), None
    )
    if found is None or not found[1].in_force:
        raise NotFound(f"attachment {attachment}")
    component, file = found
    if not applicant_presenters.orderable(file):
        raise Refused(Reason("no_photographs"))
    return component, file.document


def _posted(request: Request, kept: list[int]) -> list[int]:
    """The order that the page showed; that of the paper where none, or another set of pages, was sent."""
    sent = [int(one) for one in request.POST.getlist("order")[: len(kept)] if one.isascii() and one.isdigit()]
    return sent if sorted(sent) == kept else kept


def _moved(request: Request, order: list[int]) -> tuple[int, str]:
    """Move a page by one place, as the button says; which it was and in which way, (0, "") for no move."""
    for way, step in (("up", -1), ("down", 1)):
        asked = request.POST.get(way, "")
        if asked.isascii() and asked.isdigit() and int(asked) in order:
            at = order.index(int(asked))
            if 0 <= at + step < len(order):
                order[at], order[at + step] = order[at + step], order[at]
            return int(asked), way
    return 0, ""


def _page(
    request: Request,
    full: casework.DossierPage,
    component: casework.ComponentView,
    shown: documents.DocumentView,
    order: Sequence[int],
    *,
    moved: int = 0,
    way: str = "",
    faults: Sequence[str] = (),
) -> HttpResponse:
    course = draft_steps.of_page(full)
    picture = reverse("document_page", args=[shown.id])
    last = len(order) - 1
    placed = [
        Placed(
            number, f"{picture}?page={number}", at == 0, at == last, _focus(at, last, way) if number == moved else ""
        )
        for at, number in enumerate(order)
    ]
    context = {
        "dossier": full, "component": component, "name": words(component.name), "file": shown, "placed": placed,
        "faults": faults, "moved": order.index(moved) + 1 if moved else 0, "crumbs": course.crumbs(),
        "back": f"{reverse('applicant:papers', args=[full.id])}#c-{component.id}",
    }  # fmt: skip
    return render(request, "applicant/ordering.html", context, status=422 if faults else 200)


def _focus(at: int, last: int, way: str) -> str:
    """The button on which the reader goes on: the one just pressed, the other at either end."""
    return "down" if at == 0 else "up" if at == last else way
