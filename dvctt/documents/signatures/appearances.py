"""The pictures that signatures put on pages: how large they are and what they lie over; runs in the limited child."""

import re
import unicodedata
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
# A stamp may touch the words beside it; in points, and of its own extent, for narrow ones are all edge.
EDGE, EDGE_PART = 3.0, 0.25
# Signs without which a number is another one, which no line of dots to sign on is made of; and as far as digits stand
# beside a comma or point, in points.
TELLING = frozenset({"Sm", "Sc", "So"})
BESIDE = 6.0
IN_A_NUMBER = re.compile(r"\d[^\w\s]\d|(?<!\S)[-\u2010-\u2015\u2212]\d")
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
    array = entry(dictionary, key, ())
    return list(array) if isinstance(array, generic.ArrayObject) else []


def widgets(field: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    """The widgets of a field: itself, its children, or both in one."""
    if "/Rect" in field or "/Subtype" in field:
        yield field
    for kid in items(field, "/Kids"):
        widget = kid.get_object()
        if isinstance(widget, generic.DictionaryObject):
            yield widget


def more_than_stamps(fields: Iterable[generic.DictionaryObject]) -> bool:
    """Whether one of these fields acts when it is looked at or touched, or shows more than a picture in its own box.

    Readers draw a widget within its box. A line through words, a highlight or ink is drawn where its own points say,
    and a picture without bounds all over the page.
    """
    notes = [(field, note) for field in fields for note in (field, *widgets(field))]
    acts = any(key in note for _, note in notes for key in ("/A", "/AA"))
    other = any(entry(note, "/Subtype", "/Widget") != "/Widget" for _, note in notes)
    nested = any("/Kids" in note and note is not field for field, note in notes)
    return acts or other or nested or any(_is_unbounded(note) for _, note in notes)


def _is_unbounded(widget: generic.DictionaryObject) -> bool:
    """Whether a picture of a widget, for some way to touch it and some state, does not say how far it reaches."""
    looks = entry(widget, "/AP")
    pictures = _values(looks)
    pictures += [state for picture in pictures for state in _values(picture)]
    streams = [picture for picture in pictures if isinstance(picture, generic.StreamObject)]
    return isinstance(looks, generic.StreamObject) or any(len(items(stream, "/BBox")) != 4 for stream in streams)


def _values(value: object) -> list[Any]:
    """What stands in a dictionary that is no stream."""
    if not isinstance(value, generic.DictionaryObject) or isinstance(value, generic.StreamObject):
        return []
    return [entry(value, key) for key in value]


def visible(handler: PdfHandler, fields: Iterable[generic.DictionaryObject]) -> list[Stamp]:
    """What of these signature fields is to be seen; one whose page is not known covers all of it."""
    drawn = [widget for field in fields for widget in widgets(field) if _area(_box(entry(widget, "/Rect")))]
    if not drawn:
        return []
    where: dict[Place | None, list[tuple[int, generic.DictionaryObject | None]]] = defaultdict(list)
    for number, page in enumerate(_pages(handler)):
        for note in items(page, "/Annots"):
            where[place(note)].append((number, page))
    return [_stamp(widget, *position) for widget in drawn for position in where.get(place(widget), [(0, None)])]


def too_large(stamps: Iterable[Stamp]) -> bool:
    """Whether one covers more of its page than a stamp needs, or all of a page together cover most of it."""
    together: dict[int, float] = defaultdict(float)
    for stamp in stamps:
        together[stamp.page] += stamp.part
        if stamp.part > LARGEST or together[stamp.page] > LARGEST_TOGETHER:
            return True
    return False


def over_words(stamps: Iterable[Stamp], before: bytes) -> bool:
    """Whether one lies over letters, digits or signs of numbers of the file `before` it was put there."""
    stamps = list(stamps)
    if not stamps:
        return False
    document = pypdfium2.PdfDocument(before)
    try:
        return any(_hides(document, stamp) for stamp in stamps)
    finally:
        document.close()


def _hides(document: pypdfium2.PdfDocument, stamp: Stamp) -> bool:
    if stamp.page >= len(document):
        return False
    text = document[stamp.page].get_textpage()
    left, bottom, right, top = stamp.box
    across, up = (min(EDGE, EDGE_PART * extent) for extent in (right - left, top - bottom))
    left, bottom, right, top = left + across, bottom + up, right - across, top - up
    hidden = str(text.get_text_bounded(left, bottom, right, top)).strip()
    if not hidden or any(map(_tells, hidden)):
        return bool(hidden)
    return bool(IN_A_NUMBER.search(str(text.get_text_bounded(left - BESIDE, bottom, right + BESIDE, top))))


def _tells(letter: str) -> bool:
    return letter.isalnum() or letter in "%\u2030" or (unicodedata.category(letter) in TELLING and letter not in "|~")


def _stamp(widget: generic.DictionaryObject, number: int, page: generic.DictionaryObject | None) -> Stamp:
    box = _box(entry(widget, "/Rect"))
    whole = _area(_seen_part(page)) if page is not None else 0.0
    return Stamp(number, _area(box) / whole if whole else 1.0, box)


def _seen_part(page: generic.DictionaryObject) -> tuple[float, float, float, float]:
    sheet, cropped = _box(_inherited(page, "/MediaBox")), _box(_inherited(page, "/CropBox"))
    if not _area(cropped):
        return sheet
    left, bottom = max(sheet[0], cropped[0]), max(sheet[1], cropped[1])
    return left, bottom, max(left, min(sheet[2], cropped[2])), max(bottom, min(sheet[3], cropped[3]))


def place(thing: generic.PdfObject) -> Place | None:
    """By which a widget is known: the number of the object that it is."""
    ref = thing.reference if isinstance(thing, generic.IndirectObject) else getattr(thing, "container_ref", None)
    return (ref.idnum, ref.generation) if isinstance(ref, generic.Reference) else None


def _pages(handler: PdfHandler) -> Iterator[generic.DictionaryObject]:
    left = [(handler.root["/Pages"], 0)]
    count = 0
    while left:
        node, depth = left.pop()
        count += 1
        if depth > DEEPEST or count > MOST_PAGES:
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
    x0, y0, x1, y1 = (float(number.get_object()) for number in value)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _area(box: tuple[float, float, float, float]) -> float:
    left, bottom, right, top = box
    return (right - left) * (top - bottom)
