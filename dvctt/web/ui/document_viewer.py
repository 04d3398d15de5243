"""Pages of a document for the viewer: the picture, and its words laid over it so that they can be selected."""

import struct

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as lazy

from dvctt.documents import api as documents
from dvctt.kernel import Busy, Reason, Refused
from dvctt.web.http.request import Request
from dvctt.web.ui.parts import Check, FileLink, PageView, Viewer, Word
from dvctt.web.wording.sentences import reason_sentence

WIDTH = 1000
LACKS = {
    "fonts_not_embedded": lazy(
        "Tệp không kèm phông chữ: hình trang này dùng phông thay thế, có thể thiếu hoặc sai chữ. "
        "Khi cần chắc chắn, tải bản gốc để đối chiếu."
    ),
    "files_inside": lazy("Tệp PDF này có tệp khác đính kèm bên trong, không hiện ở đây. Tải bản gốc để xem đủ."),
}


def viewer(
    request: Request,
    document: documents.DocumentView,
    *,
    base_url: str,
    image_url: str,
    download: FileLink | None = None,
    notes: tuple[Check, ...] = (),
) -> Viewer | None:
    """The viewer at the page that `?page=` asks for; none for a document that cannot be shown page by page.

    What the picture may lack is said beside it.

    `image_url` answers the PNG of a page at `?page=N` (see `page_image`).
    """
    pages = document.pages or 0
    if not document.showable:
        return None
    number = min(pages, max(1, page_number(request)))
    try:
        drawn = documents.page(document, number, WIDTH, by=request.actor.id)
    except Refused as refusal:
        return _without(document.name, number, pages, base_url, download, refusal) if pages > 1 else None
    except Busy:
        # The page around it is not to wait, nor to fail, for a picture.
        later = Refused(Reason("not_drawn_now"))
        return _without(document.name, number, pages, base_url, download, later)
    width, height = _size(drawn.png)
    words = _words(document, number, width, height, by=request.actor.id)
    page = PageView(number, f"{image_url}?page={number}", width, height, words=words)
    lacks = tuple(Check(str(LACKS[code]), "warn") for code in drawn.notes)
    return Viewer(document.name, page, pages, base_url, download, (*lacks, *notes))


def _without(title: str, number: int, pages: int, base_url: str, download: FileLink | None, refusal: Refused) -> Viewer:
    """The viewer at a page that cannot be shown, among others that can."""
    why = Check(" ".join(reason_sentence(reason) for reason in refusal.reasons), "warn")
    return Viewer(title, PageView(number, "", 0, 0), pages, base_url, download, (why,))


def page_image(request: Request, document: documents.DocumentView) -> HttpResponse:
    """The PNG of the page that `?page=` asks for; the caller has checked that the actor may read it."""
    png = documents.page_image(document, page_number(request), WIDTH, by=request.actor.id)
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": "private, no-store"})


def page_number(request: Request) -> int:
    """The page asked for, 1 where the address does not say."""
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 6 else 1


def _size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels, from its first chunk."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _words(document: documents.DocumentView, number: int, width: int, height: int, *, by: str) -> tuple[Word, ...]:
    try:
        boxes = documents.page_text(document, number, by=by)
    except (Refused, Busy):
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
