"""Pages of a document for the viewer: the picture, and its words laid over it so that they can be selected."""

import struct

from django.http import HttpResponse

from dvctt.documents import api as documents
from dvctt.kernel import Refused
from dvctt.web.http import Request
from dvctt.web.parts import Check, FileLink, PageView, Viewer, Word

WIDTH = 1000


def viewer(
    request: Request,
    shown: documents.DocumentView,
    *,
    base_url: str,
    image_url: str,
    download: FileLink | None = None,
    notes: tuple[Check, ...] = (),
) -> Viewer | None:
    """The viewer at the page that `?page=` asks for; none for a document without pages, or one that cannot be drawn.

    `image_url` answers the PNG of a page at `?page=N` (see `picture`).
    """
    pages = shown.pages or 0
    if not pages:
        return None
    number = min(pages, max(1, page_number(request)))
    try:
        width, height = _size(documents.page_image(shown, number, WIDTH))
    except Refused:
        return None
    page = PageView(number, f"{image_url}?page={number}", width, height, words=_words(shown, number, width, height))
    return Viewer(shown.name, page, pages, base_url, download, notes)


def picture(request: Request, shown: documents.DocumentView) -> HttpResponse:
    """The PNG of the page that `?page=` asks for; the caller has checked that the actor may read it."""
    png = documents.page_image(shown, page_number(request), WIDTH)
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": "private, no-store"})


def page_number(request: Request) -> int:
    """The page asked for, 1 where the address does not say."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


def _size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels, from its first chunk."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _words(shown: documents.DocumentView, number: int, width: int, height: int) -> tuple[Word, ...]:
    try:
        boxes = documents.page_text(shown, number)
    except Refused:
        return ()
    return tuple(
        Word(
            box.text,
            round(box.x * width, 1),
            round(box.y * height, 1),
            round(box.width * width, 1),
            round(box.height * height, 1),
        )
        for box in boxes
    )
