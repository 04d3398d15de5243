"""Whether a signed PDF grew out of exactly our bytes by signing alone; runs in the limited child."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from dvctt.documents.signatures import appearances, readings

CATALOG_MAY_GAIN = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version", "/Metadata", "/Perms"})
FORM_MAY_HAVE = frozenset({"/Type", "/Fields", "/SigFlags", "/DR", "/DA", "/Q", "/NeedAppearances"})
PAGE_MAY_GAIN = frozenset({"/Annots"})


def grew_by_signing(signed: PdfFileReader, ours: bytes, signatures: Sequence[EmbeddedPdfSignature]) -> bool:
    """Whether everything that `ours` shows stands unchanged in `signed`, which begins with these bytes.

    The revisions of `signed` begin with ours, each at its place: a file that only carries our bytes has others. Later
    revisions may add objects of their own, the fields of `signatures` with small widgets, and long-term material; of
    our objects they may replace only the document information, the catalogue and pages, and there only what signing
    needs. pyHanko's own difference policy cannot say this: it wants a form in the first revision, and ours has none.
    """
    first = PdfFileReader(BytesIO(ours))
    base = first.xrefs.total_revisions - 1
    if not _begins_with(signed, first, len(ours)) or readings.fills_a_gap(signed, base):
        return False
    before = signed.get_historical_resolver(base)
    if _reference(before.trailer_view, "/Root") != _reference(signed.trailer_view, "/Root"):
        return False
    put = _Put(signed, signatures)
    return put.holds() and all(_may_replace(before, signed, ref, put) for ref in _replaced(signed, base))


def hides_our_words(signed: PdfFileReader, ours: bytes, signatures: Sequence[EmbeddedPdfSignature]) -> bool:
    """Whether the stamp of a signature lies over words of ours."""
    return appearances.over_words(_Put(signed, signatures).stamps(), ours)


class _Put:
    """What signing has put into the file: fields and their widgets."""

    def __init__(self, signed: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature]) -> None:
        self._signed = signed
        self._names = {signature.field_name for signature in signatures}
        self._fields = [signature.sig_field for signature in signatures]
        self.widgets = {appearances.place(widget) for field in self._fields for widget in appearances.widgets(field)}

    def holds(self) -> bool:
        """Whether the form has signed fields alone, and these put stamps and nothing larger or else."""
        form = appearances.entry(self._signed.root, "/AcroForm", generic.DictionaryObject())
        fields = len(appearances.items(form, "/Fields"))
        named = {name for name, _, _ in enumerate_sig_fields(self._signed)}
        # Each field that stands in the form is a signature, and each of them was judged.
        only_signed = fields <= len(named) and named <= self._names
        harmless = not appearances.more_than_stamps(self._fields) and not appearances.too_large(self.stamps())
        return set(form) <= FORM_MAY_HAVE and only_signed and harmless

    def stamps(self) -> list[appearances.Stamp]:
        """What of them is to be seen."""
        return appearances.visible(self._signed, self._fields)


def _begins_with(signed: PdfFileReader, first: PdfFileReader, length: int) -> bool:
    ours, theirs = list(_sections(first)), list(_sections(signed))
    later = theirs[len(ours) :]
    return theirs[: len(ours)] == ours and all(start >= length for start, _, _ in later)


def _sections(reader: PdfFileReader) -> Iterator[tuple[int, int, int]]:
    """Where each revision's cross-references begin and end, as its own chain names them, oldest first."""
    for revision in range(reader.xrefs.total_revisions):
        info = reader.xrefs.get_xref_container_info(revision)
        yield info.start_location, info.end_location, info.declared_startxref


def _replaced(signed: PdfFileReader, base: int) -> Iterator[generic.Reference]:
    """Our objects that a later revision gives anew or frees, under whatever generation."""
    first = {ref.idnum for revision in range(base + 1) for ref in signed.xrefs.explicit_refs_in_revision(revision)}
    for revision in range(base + 1, signed.xrefs.total_revisions):
        for ref in signed.xrefs.explicit_refs_in_revision(revision):
            if ref.idnum in first:
                yield ref


def _may_replace(before: HistoricalResolver, signed: PdfFileReader, ref: generic.Reference, put: _Put) -> bool:
    # None of our objects was ever given a second time, so they have no other generation.
    if ref.generation != 0:
        return False
    if ref == _reference(before.trailer_view, "/Info"):
        return True
    old, new = before.get_object(ref), signed.get_object(ref)
    if not isinstance(old, generic.DictionaryObject) or not isinstance(new, generic.DictionaryObject):
        return _written(old) == _written(new)
    if old.get("/Type") == "/Metadata":
        return True
    if ref == _reference(before.trailer_view, "/Root"):
        return _same_but(old, new, CATALOG_MAY_GAIN)
    if old.get("/Type") == "/Page":
        return _same_but(old, new, PAGE_MAY_GAIN) and _only_signature_widgets(old, new, put)
    return _same_but(old, new, frozenset())


def _same_but(old: generic.DictionaryObject, new: generic.DictionaryObject, free: frozenset[str]) -> bool:
    keys = (set(old) | set(new)) - free
    streams = [stream.data for stream in (old, new) if isinstance(stream, generic.StreamObject)]
    same_data = len(streams) in (0, 2) and len(set(streams)) <= 1
    return same_data and all(key in old and key in new and _written(old.raw_get(key)) == _written(new.raw_get(key))
                             for key in keys)  # fmt: skip


def _only_signature_widgets(old: generic.DictionaryObject, new: generic.DictionaryObject, put: _Put) -> bool:
    had, notes = appearances.items(old, "/Annots"), appearances.items(new, "/Annots")
    unchanged = [_written(note) for note in notes[: len(had)]] == [_written(note) for note in had]
    return unchanged and all(appearances.place(note) in put.widgets for note in notes[len(had) :])


def _reference(trailer: generic.DictionaryObject, key: str) -> generic.Reference | None:
    value = trailer.raw_get(key) if key in trailer else None
    return value.reference if isinstance(value, generic.IndirectObject) else None


def _written(value: generic.PdfObject) -> bytes:
    out = BytesIO()
    value.write_to_stream(out)
    return out.getvalue()
