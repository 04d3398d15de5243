"""Whether other programs find in a file what it is judged by; runs in the limited child.

Signatures are judged by what pyHanko reads. People look at the file with programs that find its cross-references in
other ways, so whoever wants to deceive writes a file that the two read differently. Two of those programs' libraries
(qpdf, pdfium) read it too, and what they open must be the same.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef

START = b"startxref"
# What scanners and mailers put behind a file; it is no content for any reader.
PADDING = b"\0\t\n\x0c\r \x1a"
LAST_WORDS = re.compile(START + rb"\s+(\d+)\s+%%EOF")
FRONT = 1024
LINEARIZED = re.compile(rb"/Linearized\b")
LENGTH = re.compile(rb"/L\s+(\d+)")
DEEPEST = 60

Told = Any


def warm() -> None:
    """Let both libraries load all that they load lazily."""
    room = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(room)
    with pikepdf.open(room, attempt_recovery=False) as pdf:
        pdf.get_xref_table()
    document = pypdfium2.PdfDocument(room.getvalue())
    document[0].get_textpage().get_text_bounded(0, 0, 9, 9)
    document.close()


def same(reader: PdfFileReader, data: bytes, after: int | None) -> bool:
    """Whether qpdf and pdfium open the revision that `reader` did, with each object at the same place.

    Of the objects that a revision later than `after` gives, their content must be the same too; without `after` none.
    """
    if not _same_start(reader, data) or _front_is_read(reader, data):
        return False
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False) as pdf:
            same_places = _same_places(reader, pdf)
            same_content = after is None or all(_same_object(reader, pdf, ref) for ref in given_after(reader, after))
        return same_places and same_content and _taken_as_it_is(data)
    except (pikepdf.PdfError, pypdfium2.PdfiumError):
        return False


def given_after(reader: PdfFileReader, revision: int) -> set[tuple[int, int]]:
    """Number and generation of the objects that revisions after this one give or free."""
    xrefs = reader.xrefs
    later = range(revision + 1, xrefs.total_revisions)
    return {(ref.idnum, ref.generation) for rev in later for ref in xrefs.explicit_refs_in_revision(rev)}


def renumbered(reader: PdfFileReader, revision: int) -> bool:
    """Whether a later revision gives or frees an object's number under another generation.

    Some readers look at the number alone and show the new one; others, pyHanko among them, keep the old one.
    """
    xrefs = reader.xrefs
    refs = {(ref.idnum, ref.generation) for rev in range(revision + 1) for ref in xrefs.explicit_refs_in_revision(rev)}
    numbers = {number for number, generation in refs if generation >= 0}
    return any(number in numbers and (number, generation) not in refs
               for number, generation in given_after(reader, revision))  # fmt: skip


def fills_a_gap(reader: PdfFileReader, revision: int) -> bool:
    """Whether a later revision gives an object that was named already and stood nowhere."""
    before = reader.get_historical_resolver(revision)
    before._load_reverse_xref_cache()
    numbers = {ref.idnum for rev in range(revision + 1) for ref in reader.xrefs.explicit_refs_in_revision(rev)}
    return any(
        before._get_usages_of_ref(generic.Reference(number, generation, pdf=reader))
        for number, generation in given_after(reader, revision)
        if number not in numbers
    )


def padding_only(data: bytes) -> bool:
    """Whether these bytes are no content for any reader."""
    return not data.strip(PADDING)


def clean_end(data: bytes) -> bool:
    """Whether nothing but padding stands behind the end that all readers find."""
    match = LAST_WORDS.match(data, data.rfind(START)) if START in data else None
    return match is not None and padding_only(data[match.end() :])


def _same_start(reader: PdfFileReader, data: bytes) -> bool:
    """Most readers look for the last `startxref`, wherever it stands on its line and whatever follows it."""
    match = re.compile(START + rb"\s*(\d+)").match(data, data.rfind(START))
    return match is not None and int(match[1]) == reader.last_startxref


def _front_is_read(reader: PdfFileReader, data: bytes) -> bool:
    """Whether browsers would read the front of the file instead of its end: it says that it was written in one go,
    and yet has revisions.
    """
    front = data[:FRONT]
    length = LENGTH.search(front) if LINEARIZED.search(front) else None
    # The two halves of a file that was really written so count as two.
    return length is not None and int(length[1]) == len(data) and reader.xrefs.total_revisions > 2


def _same_places(reader: PdfFileReader, pdf: pikepdf.Pdf) -> bool:
    theirs = {place: _place(entry) for place, entry in pdf.get_xref_table().items()}
    xrefs = reader.xrefs
    named = {pair for rev in range(xrefs.total_revisions) for pair in _pairs(xrefs.explicit_refs_in_revision(rev))}
    for number, generation in named | set(theirs):
        spot = xrefs[generic.Reference(number, generation, pdf=reader)]
        ours = (spot.obj_stream_id, spot.ix_in_stream) if isinstance(spot, ObjStreamRef) else spot or None
        if ours != theirs.get((number, generation)):
            return False
    return True


def _pairs(refs: Iterable[generic.Reference]) -> Iterable[tuple[int, int]]:
    return ((ref.idnum, ref.generation) for ref in refs if ref.generation >= 0)


def _place(entry: Any) -> int | tuple[int, int] | None:
    if entry.type == 2:
        return entry.obj_stream_number, entry.obj_stream_index
    return entry.offset or None if entry.type == 1 else None


def _taken_as_it_is(data: bytes) -> bool:
    """Whether pdfium opens the file without making up its cross-references anew."""
    document = pypdfium2.PdfDocument(data)
    try:
        return bool(pypdfium2.raw.FPDF_DocumentHasValidCrossReferenceTable(document.raw))
    finally:
        document.close()


def _same_object(reader: PdfFileReader, pdf: pikepdf.Pdf, place: tuple[int, int]) -> bool:
    number, generation = place
    if generation < 0:
        return True
    ours = reader.get_object(generic.Reference(number, generation, pdf=reader))
    return bool(_ours(ours, 0) == _theirs(pdf.get_object(place), 0))


def _ours(value: generic.PdfObject, depth: int) -> Told:
    """A value as pyHanko has it, to be compared; objects that it refers to are compared as objects of their own."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, generic.IndirectObject):
        meant = value.get_object()
        if isinstance(meant, generic.DictionaryObject | generic.ArrayObject):
            return "ref", value.idnum, value.generation
        return _ours(meant, depth + 1)
    if isinstance(value, generic.DictionaryObject):
        pairs = {str(key): _ours(member, depth + 1) for key, member in value.items()}
        content = value.encoded_data if isinstance(value, generic.StreamObject) else None
        return "dict", {key: member for key, member in pairs.items() if member is not None}, content
    if isinstance(value, generic.ArrayObject):
        return "array", [_ours(member, depth + 1) for member in value]
    return _plain(value)


def _plain(value: generic.PdfObject) -> Told:
    if isinstance(value, generic.BooleanObject):
        return bool(value.value)
    if isinstance(value, generic.NumberObject | generic.FloatObject):
        return Decimal(str(value))
    if isinstance(value, generic.NameObject):
        return "name", str(value)
    if isinstance(value, generic.TextStringObject | generic.ByteStringObject):
        return "string", value.original_bytes
    if isinstance(value, generic.NullObject):
        return None
    raise ValueError(type(value).__name__)


def _theirs(value: Any, depth: int, *, inner: bool = False) -> Told:
    """A value as qpdf has it, in the same form."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal | float):
        return Decimal(str(value))
    if isinstance(value, pikepdf.Name):
        return "name", str(value)
    if isinstance(value, pikepdf.String):
        return "string", bytes(value)
    if inner and value.is_indirect:
        return "ref", *value.objgen
    if isinstance(value, pikepdf.Array):
        return "array", [_theirs(member, depth + 1, inner=True) for member in value]
    pairs = {str(key): _theirs(member, depth + 1, inner=True) for key, member in value.items()}
    content = value.read_raw_bytes() if isinstance(value, pikepdf.Stream) else None
    return "dict", {key: member for key, member in pairs.items() if member is not None}, content
