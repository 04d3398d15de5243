"""A document to fetch as it was kept, or to read page by page."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.kernel import Actor, ActorKind
from dvctt.web.http.guards import signed_in
from dvctt.web.http.headers import OF_A_FILE
from dvctt.web.http.request import Request, see_other
from dvctt.web.ui.document_viewer import page_image, viewer
from dvctt.web.ui.parts import FileLink

OFFICE = "application/vnd.openxmlformats-officedocument"
EXTENSIONS = {
    "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "application/zip": ".zip",
    f"{OFFICE}.wordprocessingml.document": ".docx", f"{OFFICE}.spreadsheetml.sheet": ".xlsx",
}  # fmt: skip


@require_safe
@signed_in
def download(request: Request, document: UUID) -> FileResponse | HttpResponse:
    """The bytes as they were kept, with our newest time stamp; never shown by the browser itself. Raises `NotFound`."""
    if stop := _purpose_first(request, document):
        return stop
    document_view = _opened(request.actor, document)
    return FileResponse(
        documents.open_newest(document_view.id),
        as_attachment=True,
        filename=_with_extension(document_view),
        content_type=document_view.media_type,
        headers=OF_A_FILE,
    )


@require_safe
@signed_in
def look(request: Request, document: UUID) -> HttpResponse:
    """The pages of a document as pictures with selectable words, or that it cannot be shown here, with its file."""
    if stop := _purpose_first(request, document):
        return stop
    document_view = _opened(request.actor, document)
    original = FileLink(document_view.name, reverse("document", args=[document]), document_view.size)
    view = viewer(
        request,
        document_view,
        base_url=request.path,
        image_url=reverse("document_page", args=[document]),
        download=original,
    )
    return render(request, "documents/view.html", {"viewer": view, "shown": document_view, "original": original})


@require_safe
@signed_in
def page_picture(request: Request, document: UUID) -> HttpResponse:
    """The picture of the page that `?page=` asks for."""
    if stop := _purpose_first(request, document):
        return stop
    return page_image(request, _opened(request.actor, document))


def _with_extension(document_view: documents.DocumentView) -> str:
    """The name under which a file is saved; one that came without extension gets that of its content."""
    if documents.extension(document_view.name):
        return document_view.name
    return document_view.name + EXTENSIONS.get(document_view.media_type, "")


def _purpose_first(request: Request, document: UUID) -> HttpResponse | None:
    """The way to the page that asks an officer what for, where the document prints identity numbers in full (16.1)."""
    dossier = casework.may_read_document(request.actor, document)
    if not casework.purpose_wanted(request.actor, dossier, document):
        return None
    return see_other(f"{reverse('officer:identity', args=[dossier])}?to={document}")


def _opened(actor: Actor, document: UUID) -> documents.DocumentView:
    """The document, where the actor may read it; an officer's look is recorded (15.2). Raises `NotFound`."""
    dossier = casework.may_read_document(actor, document)
    if actor.kind == ActorKind.OFFICER:
        casework.record_access(actor, dossier, part=f"document:{document}", once=True)
    return documents.document(document)
