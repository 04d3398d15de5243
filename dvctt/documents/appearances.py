"""The pictures that signatures put on pages: how large they are and what they lie over; runs in the limited child."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.rw_common import PdfHandler

# Of the page: the seals and signature blocks of the tools in use take a twentieth, the largest a twelfth.
LARGEST = 0.1
LARGEST_TOGETHER = 0.4
# A stamp may touch the words beside it; in points.
EDGE = 3.0
DEEPEST = 40
MOST_PAGES = 20_000

Place = tuple[int, int]


@dataclass(frozen=True)
class Stamp:
    """A visible widget: the page's number from 0, what part of it is covered, and where (left, bottom, right, top)."""

    page: int
    part: float
    box: tuple[float, float, float, float]


def entry(dictionary: generic.DictionaryObject, key: str, otherwise: Any = None) -> Any:
    """An entry of a dictionary, wherever its value stands."""
    try:
        return dictionary[key]
    except KeyError:
        return otherwise


def items(dictionary: generic.DictionaryObject, key: str) -> list[generic.PdfObject]:
    """The members of an array in a dictionary, as they stand there; none where there is none."""
    found = entry(dictionary, key, ())
    return list(found) if isinstance(found, generic.ArrayObject) else []


def widgets(field: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    """The widgets of a field: itself, its children, or both in one."""
    if "/Rect" in field or "/Subtype" in field:
        yield field
    for kid in items(field, "/Kids"):
        found = kid.get_object()
        if isinstance(found, generic.DictionaryObject):
            yield found


def act(fields: Iterable[generic.DictionaryObject]) -> bool:
    """Whether something happens when one of these fields is looked at or touched."""
    return any(key in one for field in fields for one in (field, *widgets(field)) for key in ("/A", "/AA"))


def visible(handler: PdfHandler, fields: Iterable[generic.DictionaryObject]) -> list[Stamp]:
    """What of these signature fields is to be seen; one whose page is not known covers all of it."""
    drawn = [one for field in fields for one in widgets(field) if _area(_box(entry(one, "/Rect")))]
    if not drawn:
        return []
    where: dict[Place | None, list[tuple[int, generic.DictionaryObject | None]]] = defaultdict(list)
    for number, page in enumerate(_pages(handler)):
        for note in items(page, "/Annots"):
            where[place(note)].append((number, page))
    return [_stamp(one, *seen) for one in drawn for seen in where.get(place(one), [(0, None)])]


def too_large(stamps: Iterable[Stamp]) -> bool:
    """Whether one covers more of its page than a stamp needs, or all of a page together cover most of it."""
    together: dict[int, float] = defaultdict(float)
    for stamp in stamps:
        together[stamp.page] += stamp.part
        if stamp.part > LARGEST or together[stamp.page] > LARGEST_TOGETHER:
            return True
    return False


def over_words(stamps: Iterable[Stamp], before: bytes) -> bool:
    """Whether one lies over letters or digits of the file `before` it was put there."""
    stamps = list(stamps)
    if not stamps:
        return False
    document = pypdfium2.PdfDocument(before)
    try:
        return any(any(letter.isalnum() for letter in _words(document, stamp)) for stamp in stamps)
    finally:
        document.close()


def _words(document: pypdfium2.PdfDocument, stamp: Stamp) -> str:
    left, bottom, right, top = stamp.box
    if stamp.page >= len(document):
        return ""
    text = document[stamp.page].get_textpage()
    within = (left + EDGE, bottom + EDGE, right - EDGE, top - EDGE)
    return str(text.get_text_bounded(*within)) if within[0] < within[2] and within[1] < within[3] else ""


def _stamp(widget: generic.DictionaryObject, number: int, page: generic.DictionaryObject | None) -> Stamp:
    box = _box(entry(widget, "/Rect"))
    whole = _area(_seen_part(page)) if page is not None else 0.0
    return Stamp(number, _area(box) / whole if whole else 1.0, box)


def _seen_part(page: generic.DictionaryObject) -> tuple[float, float, float, float]:
    cropped = _box(_inherited(page, "/CropBox"))
    return cropped if _area(cropped) else _box(_inherited(page, "/MediaBox"))


def place(thing: generic.PdfObject) -> Place | None:
    """By which a widget is known: the number of the object that it is."""
    ref = thing.reference if isinstance(thing, generic.IndirectObject) else getattr(thing, "container_ref", None)
    return (ref.idnum, ref.generation) if isinstance(ref, generic.Reference) else None


def _pages(handler: PdfHandler) -> Iterator[generic.DictionaryObject]:
    left = [(handler.root["/Pages"], 0)]
    seen = 0
    while left:
        node, depth = left.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_PAGES:
            raise ValueError("too many pages")
        if not isinstance(node, generic.DictionaryObject):
            continue
        if "/Kids" in node:
            left += [(kid.get_object(), depth + 1) for kid in reversed(items(node, "/Kids"))]
        else:
            yield node


def _inherited(page: generic.DictionaryObject, key: str) -> Any:
    node: Any = page
    for _ in range(DEEPEST):
        if not isinstance(node, generic.DictionaryObject):
            return None
        if key in node:
            return node[key]
        node = entry(node, "/Parent")
    return None


def _box(value: object) -> tuple[float, float, float, float]:
    if not isinstance(value, generic.ArrayObject) or len(value) != 4:
        return 0.0, 0.0, 0.0, 0.0
    one, two, three, four = (float(number.get_object()) for number in value)
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _area(box: tuple[float, float, float, float]) -> float:
    left, bottom, right, top = box
    return (right - left) * (top - bottom)
