"""Pages of documents beside the form: pictures drawn in the child and their selectable text, both kept by hash."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dvctt.documents import child, store
from dvctt.documents.inspect.findings import Limits
from dvctt.documents.queries import DocumentView, document
from dvctt.kernel import NotFound, Reason, Refused

WIDEST = 1600
STEP = 200
DRAWN = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True)
class Box:
    """A piece of text on a page; place and size in parts of the page's width and height, from its top left."""

    x: float
    y: float
    width: float
    height: float
    text: str


def page_count(document_id: UUID | str) -> int:
    """How many pages can be drawn: 1 for a picture, 0 for what has no pages to show. Raises NotFound."""
    return document(document_id).pages or 0


def page_image(shown: DocumentView | UUID | str, number: int, width: int = 1000) -> bytes:
    """Page `number` (from 1) as a PNG of about `width` pixels: rounded up to a multiple of 200, at most 1600.

    Raises NotFound, Busy, Damaged, and Refused with `page_not_drawable` where the child could not draw it.
    """
    shown = _page_of(shown, number)
    wide = min(WIDEST, max(STEP, -(-width // STEP) * STEP))
    key = f"pages/{shown.sha256[:2]}/{shown.sha256}-{number}-{wide}.png"
    known = store.cached(key)
    if known is not None:
        return known
    params = {"type": DRAWN[shown.media_type], "page": number - 1, "width": wide, "pixels": Limits().pixels}
    png = base64.b64decode(_ask(shown, "draw", params)["png"])
    store.cache(key, png)
    return png


def page_text(shown: DocumentView | UUID | str, number: int) -> tuple[Box, ...]:
    """The selectable text of page `number` (from 1); none for a picture. Raises as `page_image` does."""
    shown = _page_of(shown, number)
    if DRAWN[shown.media_type] != "pdf":
        return ()
    key = f"pages/{shown.sha256[:2]}/{shown.sha256}-{number}.json"
    known = store.cached(key)
    boxes = json.loads(known) if known is not None else _ask(shown, "words", {"page": number - 1})["boxes"]
    if known is None:
        store.cache(key, json.dumps(boxes).encode())
    return tuple(Box(x, y, width, height, text) for x, y, width, height, text in boxes)


def _page_of(named: DocumentView | UUID | str, number: int) -> DocumentView:
    """The document of that page; one that the caller has read already is not read again."""
    shown = named if isinstance(named, DocumentView) else document(named)
    if shown.media_type not in DRAWN or not 1 <= number <= (shown.pages or 0):
        raise NotFound(f"{shown.id} page {number}")
    return shown


def _ask(shown: DocumentView, what: str, params: Mapping[str, Any]) -> dict[str, Any]:
    with store.open_bytes(shown.id) as file:
        try:
            return child.run(f"dvctt.documents.inspect.drawing:{what}", [file], dict(params))
        except child.ChildFailed as failure:
            raise Refused(Reason("page_not_drawable", {"why": failure.reason})) from failure
