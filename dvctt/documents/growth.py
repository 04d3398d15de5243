"""Whether a signed PDF grew out of exactly our bytes by signing alone; runs in the limited child."""

from collections.abc import Iterator
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

CATALOG_MAY_GAIN = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version", "/Metadata", "/Perms"})
PAGE_MAY_GAIN = frozenset({"/Annots"})


def grew_by_signing(signed: PdfFileReader, ours: bytes) -> bool:
    """Whether everything that `ours` shows stands unchanged in `signed`, which begins with these bytes.

    Later revisions may add objects of their own, a signature field with its widget and long-term material; of our
    objects they may replace only the document information, the catalogue and pages, and there only what signing needs.
    pyHanko's own difference policy cannot say this: it wants a form in the first revision, and ours has none.
    """
    base = PdfFileReader(BytesIO(ours)).xrefs.total_revisions - 1
    before = signed.get_historical_resolver(base)
    if _reference(before.trailer_view, "/Root") != _reference(signed.trailer_view, "/Root"):
        return False
    return all(_may_replace(before, signed, ref) for ref in _replaced(signed, base))


def _replaced(signed: PdfFileReader, base: int) -> Iterator[generic.Reference]:
    """Our objects that a later revision gives anew or frees."""
    first = {
        (ref.idnum, ref.generation)
        for revision in range(base + 1)
        for ref in signed.xrefs.explicit_refs_in_revision(revision)
    }
    for revision in range(base + 1, signed.xrefs.total_revisions):
        for ref in signed.xrefs.explicit_refs_in_revision(revision):
            if (ref.idnum, ref.generation) in first:
                yield ref


def _may_replace(before: HistoricalResolver, signed: PdfFileReader, ref: generic.Reference) -> bool:
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
        return _same_but(old, new, PAGE_MAY_GAIN) and _only_signature_widgets(old, new)
    return _same_but(old, new, frozenset())


def _same_but(old: generic.DictionaryObject, new: generic.DictionaryObject, free: frozenset[str]) -> bool:
    keys = (set(old) | set(new)) - free
    streams = [one.data for one in (old, new) if isinstance(one, generic.StreamObject)]
    same_data = len(streams) in (0, 2) and len(set(streams)) <= 1
    return same_data and all(key in old and key in new and _written(old.raw_get(key)) == _written(new.raw_get(key))
                             for key in keys)  # fmt: skip


def _only_signature_widgets(old: generic.DictionaryObject, new: generic.DictionaryObject) -> bool:
    had = len(old.get("/Annots", ()))
    notes = list(new.get("/Annots", ()))
    kept = [_written(one) for one in notes[:had]] == [_written(one) for one in old.get("/Annots", ())]
    return kept and all(_is_signature_widget(one.get_object()) for one in notes[had:])


def _is_signature_widget(note: generic.PdfObject) -> bool:
    if not isinstance(note, generic.DictionaryObject) or note.get("/Subtype") != "/Widget":
        return False
    parent = note.get("/Parent", {})
    return "/Sig" in (note.get("/FT"), parent.get("/FT"))


def _reference(trailer: generic.DictionaryObject, key: str) -> generic.Reference | None:
    value = trailer.raw_get(key) if key in trailer else None
    return value.reference if isinstance(value, generic.IndirectObject) else None


def _written(value: generic.PdfObject) -> bytes:
    out = BytesIO()
    value.write_to_stream(out)
    return out.getvalue()
