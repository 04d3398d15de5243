"""Pages as pictures and as words, drawn in the child process."""

import base64
import codecs
import contextlib
from io import BytesIO
from itertools import islice
from typing import Any

import pypdfium2
from PIL import Image

from dvctt.documents.inspect import images, substitutes

Place = tuple[float, float, float, float]

TALLEST = 4
ROUNDING = 1e-6
MOST_BOXES = 5000
# Of a page as many objects are asked for their fonts, and objects in objects so deep.
MOST_OBJECTS, DEEPEST = 20_000, 4


def warm(fonts: list[str]) -> None:
    """Hand PDFium its substitute fonts and draw once, so that nothing is left to load.

    The codec is the one in which PDFium tells its words.
    """
    codecs.lookup("utf-16-le")
    images.warm(fonts)
    substitutes.install(fonts)
    room = BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(10, 10)
    document.save(room)
    draw([room.getvalue()], {"type": "pdf", "page": 0, "width": 10, "pixels": 1000})
    words([room.getvalue()], {"page": 0})


def draw(files: list[bytes], params: dict[str, Any]) -> dict[str, Any]:
    """One page as PNG. Params: `type` (pdf, jpg, png), `page` (from 0), `width`, `pixels` (the most of a picture).

    `notes` of the answer say what the picture may lack: `fonts_not_embedded`, `files_inside`.
    """
    width = int(params["width"])
    notes: list[str] = []
    if params["type"] == "pdf":
        picture, notes = _page(files[0], int(params["page"]), width)
    else:
        picture = images.draw(params["type"], files[0], width, int(params["pixels"]))
    room = BytesIO()
    picture.save(room, "PNG")
    png = base64.b64encode(room.getvalue()).decode()
    return {"png": png, "width": picture.width, "height": picture.height, "notes": notes}


def _page(data: bytes, number: int, width: int) -> tuple[Image.Image, list[str]]:
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    page = _visible(document, number)
    # A page may be a ribbon: its height is bound as well as its width.
    scale = min(width / page.get_width(), width * TALLEST / page.get_height()) * (1 - ROUNDING)
    picture: Image.Image = page.render(scale=scale).to_pil()
    return picture.convert("RGB"), [
        *(["fonts_not_embedded"] if _lacks_fonts(page) else []),
        *(["files_inside"] if number == 0 and document.count_attachments() else []),
    ]


def _visible(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    """The page; one whose crop box shows nothing of it is shown whole, as readers do."""
    page = document[number]
    left, bottom, right, top = page.get_mediabox()
    crop = page.get_cropbox()
    if min(right, crop[2]) > max(left, crop[0]) and min(top, crop[3]) > max(bottom, crop[1]):
        return page
    page.set_cropbox(left, bottom, right, top)
    page.close()
    return document[number]


def _lacks_fonts(page: pypdfium2.PdfPage) -> bool:
    """Whether text of the page stands in a font that the file does not bring along."""
    for thing in islice(page.get_objects(max_depth=DEEPEST), MOST_OBJECTS):
        if isinstance(thing, pypdfium2.PdfTextObj):
            with contextlib.suppress(pypdfium2.PdfiumError):
                if not thing.get_font().is_embedded:
                    return True
    return False


def words(files: list[bytes], params: dict[str, Any]) -> dict[str, Any]:
    """The text of one PDF page (`page`, from 0) as boxes [x, y, width, height, text], each in parts of the page."""
    document = pypdfium2.PdfDocument(files[0])
    page = document[int(params["page"])]
    left, bottom, right, top = page.get_bbox()
    across, down = right - left, top - bottom
    text = page.get_textpage()
    boxes = []
    for number in range(min(text.count_rects(), MOST_BOXES)):
        x0, y0, x1, y1 = text.get_rect(number)
        phrase = text.get_text_bounded(x0, y0, x1, y1).strip()
        if phrase:
            box = ((x0 - left) / across, (top - y1) / down, (x1 - x0) / across, (y1 - y0) / down)
            boxes.append([*(round(part, 5) for part in _turned(box, page.get_rotation())), phrase])
    return {"boxes": boxes}


def _turned(box: Place, degrees: int) -> Place:
    """The place of a box once its page has been turned clockwise."""
    x, y, width, height = box
    if degrees == 90:
        return 1 - y - height, x, height, width
    if degrees == 180:
        return 1 - x - width, 1 - y - height, width, height
    if degrees == 270:
        return y, 1 - x - width, height, width
    return box
