"""The workspace of a dossier: what was declared, the documents, what can be done; its clocks and its course."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dvctt.authority import DossierPower
from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.kernel import Actor, NotFound, Ref, clock
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.officer import offers, opened_list, opinions, presenters
from dvctt.web.ui import dossier_presenters, parts
from dvctt.web.ui.document_viewer import viewer
from dvctt.web.ui.form_view import words
from dvctt.web.ui.visibility import last_day

MOST_OPINIONS = 6


@require_safe
@officer(DossierPower.READ)
def page(request: Request, dossier: UUID, document: UUID | None = None) -> HttpResponse:
    """The dossier beside its documents; raises `NotFound`. Each look at it is recorded (15.2).

    Another document or another page of one is still the same look at the dossier.
    """
    shown = opened(request.actor, dossier, again=document is not None)
    opened_list.remember(request, dossier)
    chosen, shared = _chosen(shown, document), _shared(request.actor, shown)
    notes = casework.notes(request.actor, dossier) if shown.access.may(DossierPower.HISTORY) else ()
    if document is not None:
        if casework.purpose_wanted(request.actor, dossier, document):
            return see_other(f"{reverse('officer:identity', args=[dossier])}?to={document}")
        casework.record_look(request.actor, dossier, shown.access, part=f"document:{document}", once=True)
    return render(
        request,
        "officer/dossier.html",
        {
            "dossier": shown,
            "erased": dossier_presenters.erased(shown),
            "title": shown.owner.name,
            "of_list": opened_list.known(request, dossier),
            "chip": presenters.chip(shown),
            "crumbs": presenters.crumbs(shown),
            "procedure": words(shown.procedure),
            "case": words(shown.case_name),
            "offers": offers.offers(shown),
            "closed": offers.closed(shown),
            "seq": shown.last_entry,
            "dues": presenters.dues(shown),
            "checks": presenters.checks(shown),
            "declaration": presenters.declaration(shown),
            "people": presenters.people(shown),
            "components": presenters.components(shown),
            "unscanned": dossier_presenters.unscanned(shown),
            "sees_files": shown.access.may(DossierPower.FILES),
            "review": presenters.review(shown),
            "rounds": presenters.rounds(shown),
            "entries": presenters.entries(shown),
            "papers": presenters.papers(shown),
            "fees": shown.fees,
            "messages_sent": notices.messages(Ref("dossier", str(dossier))),
            "sheets": presenters.sheets(shown, chosen.id if chosen else None),
            "viewer": _viewer(request, shown, chosen),
            "chosen": chosen,
            "shared": shared,
            "may_note": any(one.comment for one, _last in shared),
            "may_share": shown.access.may(DossierPower.SHARE),
            "notes": notes,
            "latest": opinions.latest(shown, notes)[:MOST_OPINIONS],
            "returned": presenters.returned(shown),
            "may_see_who": shown.access.may(DossierPower.WHO_SEES),
            "may_ask_identity": shown.access.may(DossierPower.ASK_IDENTITY)
            and not shown.access.may(DossierPower.IDENTITY),
        },
    )


@require_safe
@officer(DossierPower.READ)
def waiting(request: Request, dossier: UUID) -> HttpResponse:
    """While the system works: nothing while `seen` is the present revision, else the page is asked for anew."""
    seen = request.GET.get("seen", "")
    if str(casework.revision_of(request.actor, dossier)) == seen:
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Refresh": "true"})


@require_safe
@officer(DossierPower.READ)
def clocks(request: Request, dossier: UUID) -> HttpResponse:
    """How every due date came about, line by line."""
    shown = opened(request.actor, dossier)
    context = {
        "dossier": shown,
        "dues": presenters.dues(shown, all_of_them=True),
        "here": words(shown.procedure),
    }
    return render(
        request, "officer/clock.html", context | {"crumbs": presenters.crumbs(shown, _("Cách tính thời hạn"))}
    )


@require_safe
@officer(DossierPower.READ)
def course(request: Request, dossier: UUID) -> HttpResponse:
    """The course of the dossier on one sheet, for printing."""
    shown = opened(request.actor, dossier)
    return render(request, "officer/course.html", {
        "dossier": shown, "erased": dossier_presenters.erased(shown),
        "procedure": words(shown.procedure), "entries": presenters.entries(shown)[::-1],
        "dues": presenters.dues(shown, all_of_them=True), "papers": presenters.papers(shown), "now": clock.now(),
        "deciding": ministry.agency_of(shown.deciding.code),
        "crumbs": presenters.crumbs(shown, _("Phiếu theo dõi quá trình")),
    })  # fmt: skip


def opened(actor: Actor, dossier: UUID, *, again: bool = False) -> casework.DossierPage:
    """The dossier for this officer, the look recorded, unless it goes on with one (`again`); raises `NotFound`."""
    shown = casework.dossier_page(actor, dossier)
    casework.record_look(actor, dossier, shown.access, once=again)
    return shown


def _shared(actor: Actor, shown: casework.DossierPage) -> list[tuple[casework.ShareView, str]]:
    """By which grants the reader reads it, each with its last day; none for those with a part in the process."""
    if shown.access.purpose != "grant":
        return []
    return [(one, last_day(one.until)) for one in casework.shared_with(actor, shown.id)]


def _chosen(shown: casework.DossierPage, document: UUID | None) -> documents.DocumentView | None:
    """The document to show: the one asked for, else the first that has pages; raises `NotFound` for a stranger's."""
    known = {sheet.id for sheet in presenters.sheets(shown, None)}
    if document is not None and document not in known:
        raise NotFound(f"document {document}")
    if not shown.access.may(DossierPower.IDENTITY):
        # The declaration prints the numbers in full: who has no need of them opens it by a look of its own.
        known -= {one for declared in shown.signatures for one in (declared.signed_id, declared.document_id) if one}
    found = documents.documents_by_id({document} if document else known)
    chosen = document or presenters.first_to_read(shown, found)
    return found[chosen] if chosen else None


def _viewer(
    request: Request, shown: casework.DossierPage, chosen: documents.DocumentView | None
) -> parts.Viewer | None:
    if chosen is None:
        return None
    original = reverse("document", args=[chosen.id])
    return viewer(
        request,
        chosen,
        base_url=reverse("officer:dossier_document", args=[shown.id, chosen.id]),
        image_url=reverse("document_page", args=[chosen.id]),
        download=parts.FileLink(chosen.name, original, chosen.size),
    )
