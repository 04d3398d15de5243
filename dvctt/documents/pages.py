"""Pages of documents beside the form: pictures drawn in the child and their selectable text, both kept by hash."""

import base64
import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dvctt.documents import sandbox, store
from dvctt.documents.inspect.findings import Limits
from dvctt.documents.queries import DocumentView, document
from dvctt.documents.sandbox_child import Answer
from dvctt.journal import api as journal
from dvctt.kernel import Busy, NotFound, Reason, Refused, clock, printable, tidied

WIDEST = 1600
STEP = 200
# What an officer looks at, and what intake draws of the first page.
USUAL = 1000
DRAWN = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
# Part of the key of what is kept: a new drawer draws anew what an older one could not.
DRAWER = 3
SECONDS = 6
DRAW = "dvctt.documents.inspect.drawing:draw"
WORDS = "dvctt.documents.inspect.drawing:words"
# So many threads wait for the same page, or for pages of one account; each is one that answers others.
MOST_WAITING = 2
# What the library tells of a hyphen at which a line was broken.
HYPHEN_AT_END = "\ufffe"
# A page whose child was late or was killed is tried again after a while: the machine may have been busy.
AGAIN_AFTER = timedelta(minutes=10)
# Pictures can be drawn again: so many bytes of them are kept of one document, and none for longer than this.
MOST_KEPT = 64 * 1024 * 1024
KEPT = timedelta(days=30)
# What the record of security says of a picture that somebody has put into the store.
SWAPPED = "picture_changed"


@dataclass(frozen=True)
class Box:
    """A piece of text on a page; place and size in parts of the page's width and height, from its top left."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True)
class Page:
    """The picture of a page, and what it may lack: `fonts_not_embedded`, `files_inside` (said at the first page)."""

    png: bytes
    notes: tuple[str, ...]


def page_count(document_id: UUID | str) -> int:
    """How many pages can be drawn: 1 for a picture, 0 for what has no pages to show. Raises NotFound."""
    view = document(document_id)
    return (view.pages or 0) if view.showable else 0


def page_image(view: DocumentView | UUID | str, number: int, width: int = USUAL, *, by: str = "") -> bytes:
    """Page `number` (from 1) as a PNG; see `page`."""
    return page(view, number, width, by=by).png


def page(view: DocumentView | UUID | str, number: int, width: int = USUAL, *, by: str = "") -> Page:
    """Page `number` (from 1) of about `width` pixels: rounded up to a multiple of 200, at most 1600.

    A page is drawn once, whoever looks, and a failure is remembered as a picture is. `by` is the account that looks:
    one page at a time is drawn for it, so that the pages of others find a place. Raises NotFound, Busy, Damaged,
    and Refused with `page_not_drawable` where it cannot be drawn, `not_drawn_now` where it may be at another try.
    """
    view = _page_of(view, number)
    wide = min(WIDEST, max(STEP, -(-width // STEP) * STEP))
    params = {"type": DRAWN[view.media_type], "page": number - 1, "width": wide, "pixels": Limits().pixels}
    answer = _once(view, _key(view.sha256, number, str(wide)), sandbox.Task(DRAW, params, SECONDS), by)
    # Photographs that were joined here stay attached to what was made of them: each of them is a page too.
    ours = {"files_inside"} if view.photographs else set()
    return Page(answer["png"], tuple(note for note in answer["notes"] if note not in ours))


def page_text(view: DocumentView | UUID | str, number: int, *, by: str = "") -> tuple[Box, ...]:
    """The selectable text of page `number` (from 1); none for a picture. Raises as `page` does."""
    view = _page_of(view, number)
    if DRAWN[view.media_type] != "pdf":
        return ()
    answer = _once(view, _key(view.sha256, number, "words"), sandbox.Task(WORDS, {"page": number - 1}, SECONDS), by)
    boxes = [Box(x, y, wide, high, text.replace(HYPHEN_AT_END, "-")) for x, y, wide, high, text in answer["boxes"]]
    # Of a font without a table of its letters only numbers of pictures are told: no words for anybody.
    return tuple(replace(box, text=tidied(box.text)) for box in boxes if printable(box.text) == box.text)


def keep_first(sha256: str, answer: Answer | sandbox.ChildFailed) -> str:
    """Keep what intake drew of the first page; gives why it cannot be shown, empty where it can."""
    _keep(_key(sha256, 1, str(USUAL)), answer)
    if isinstance(answer, sandbox.ChildFailed) and answer.lasting:
        return answer.reason
    return ""


def _page_of(named: DocumentView | UUID | str, number: int) -> DocumentView:
    """The document of that page; one that the caller has read already is not read again."""
    view = named if isinstance(named, DocumentView) else document(named)
    if view.media_type not in DRAWN or not 1 <= number <= (view.pages or 0):
        raise NotFound(f"{view.id} page {number}")
    if not view.showable:
        raise Refused(Reason("page_not_drawable", {"why": view.undrawable}))
    return view


def _key(sha256: str, number: int, part: str) -> str:
    return f"pages/{DRAWER}/{sha256[:2]}/{sha256}-{number}-{part}"


def _once(view: DocumentView, key: str, task: sandbox.Task, by: str) -> dict[str, Any]:
    """The answer kept under a key, else that of a child; of several who ask at once one asks the child."""
    answer = _known(key)
    if answer is None:
        own = _alone(f"by {by}") if by else contextlib.nullcontext()
        with own, _alone(key):
            # Somebody may have drawn it meanwhile; that others put something there has been told.
            with contextlib.suppress(store.Swapped):
                answer = _kept(key)
            answer = answer or _drawn(view, key, task)
    if "failed" in answer:
        code = "page_not_drawable" if answer["failed"] in sandbox.LASTING else "not_drawn_now"
        raise Refused(Reason(code, {"why": answer["failed"]}))
    return answer


def _drawn(view: DocumentView, key: str, task: sandbox.Task) -> dict[str, Any]:
    with store.open_bytes(view.id) as file, sandbox.drawing():
        (answer,) = sandbox.ask([task], [file])
    return _keep(key, answer)


def _known(key: str) -> dict[str, Any] | None:
    """What is kept under a key; None where it has to be drawn, as also where others have put something there."""
    try:
        return _kept(key)
    except store.Swapped:
        sha256 = key.rpartition("/")[2].partition("-")[0]
        journal.security_event(journal.SecurityKind.FILE_DAMAGED, detail=SWAPPED, place=f"store:{sha256}")
        return None


def _kept(key: str) -> dict[str, Any] | None:
    content = store.cached(f"{key}.json")
    if content is None:
        return None
    facts: dict[str, Any] = json.loads(content)
    if "until" in facts and datetime.fromisoformat(facts["until"]) <= clock.now():
        return None
    if facts.pop("picture", False):
        png = store.cached(f"{key}.png")
        return None if png is None else {**facts, "png": png}
    return facts


def _keep(key: str, answer: Answer | sandbox.ChildFailed) -> dict[str, Any]:
    """Write what a child answered under a key; a picture first, so that its facts never stand without it."""
    facts: dict[str, Any]
    if isinstance(answer, sandbox.ChildFailed):
        facts = {"failed": answer.reason}
        if answer.reason == "ours":
            return facts
        if not answer.lasting:
            facts["until"] = (clock.now() + AGAIN_AFTER).isoformat()
    else:
        facts = {name: value for name, value in answer.items() if name != "png"}
    png = base64.b64decode(answer["png"]) if isinstance(answer, dict) and "png" in answer else None
    if png is not None:
        store.cache(f"{key}.png", png)
        facts["picture"] = True
        folder, _slash, name = key.rpartition("/")
        store.trim(folder, name.partition("-")[0], MOST_KEPT)
    store.cache(f"{key}.json", json.dumps(facts).encode())
    return facts if png is None else {**facts, "png": png}


def purge_pictures() -> int:
    """Delete what was drawn so long ago that it is drawn again for whoever looks next; gives how many files."""
    return store.delete_older("pages", clock.now() - KEPT)


_asking: dict[str, tuple[threading.Lock, int]] = {}
_guard = threading.Lock()


@contextlib.contextmanager
def _alone(key: str) -> Iterator[None]:
    """No other thread of this process works on that key meanwhile; raises Busy where one takes too long, and at once
    where enough wait for it.
    """
    with _guard:
        lock, waiting = _asking.get(key, (threading.Lock(), 0))
        if waiting > MOST_WAITING:
            raise Busy("enough wait for the page")
        _asking[key] = (lock, waiting + 1)
    try:
        if not lock.acquire(timeout=sandbox.DRAWING_SECONDS):
            raise Busy("the page is being drawn")
        try:
            yield
        finally:
            lock.release()
    finally:
        with _guard:
            lock, waiting = _asking.pop(key)
            if waiting > 1:
                _asking[key] = (lock, waiting - 1)
