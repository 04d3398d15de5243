"""PDF: whole, without password, and nothing in it that acts when it is opened."""

import contextlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from dvctt.documents.inspect.findings import Bad, Found, Limits, refuse_executable, refuse_test_virus

ACTING = frozenset({"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/Movie", "/Sound"})
ACTING_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent"})
DEEPEST = 40
MEDIA_TYPE = "application/pdf"


def warm() -> None:
    """Make both libraries load all that they load lazily, ciphers too."""
    room, locked = BytesIO(), BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(room)
        pdf.save(locked, encryption=pikepdf.Encryption(owner="owner", user=""))
    inspect(room.getvalue(), Limits())
    with contextlib.suppress(Bad):
        inspect(locked.getvalue(), Limits())


def inspect(data: bytes, limits: Limits) -> Found:
    """Raises Bad: broken_pdf, encrypted_pdf, too_many_pages, active_content, infected."""
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Bad("encrypted_pdf")
            pages = len(pdf.pages)
            if pages == 0:
                raise Bad("broken_pdf")
            if pages > limits.pages:
                raise Bad("too_many_pages", pages=pages, limit=limits.pages)
            _refuse_action(pdf)
    except pikepdf.PasswordError as error:
        raise Bad("encrypted_pdf") from error
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Bad("broken_pdf") from error
    _refuse_undrawable(data)
    return Found("pdf", MEDIA_TYPE, pages=pages)


def _refuse_undrawable(data: bytes) -> None:
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            document[0].close()
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise Bad("broken_pdf") from error


def _refuse_action(pdf: pikepdf.Pdf) -> None:
    for place in pdf.objects:
        for dictionary in _dictionaries(place, 0):
            if str(dictionary.get("/S", "")) in ACTING:
                raise Bad("active_content", what=str(dictionary["/S"])[1:])
            for key in dictionary.keys():  # noqa: SIM118
                if key in ACTING_KEYS:
                    raise Bad("active_content", what=key[1:])
            if "/EF" in dictionary:
                _refuse_attachment(dictionary)


def _dictionaries(thing: Any, depth: int) -> Iterator[Any]:
    """The dictionaries standing directly in an object; what it refers to is visited as an object of its own."""
    if depth > DEEPEST:
        raise Bad("broken_pdf")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        for _, value in thing.items():
            yield from _direct(value, depth)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            yield from _direct(value, depth)


def _direct(value: Any, depth: int) -> Iterator[Any]:
    if isinstance(value, pikepdf.Object) and not value.is_indirect:
        yield from _dictionaries(value, depth + 1)


def _refuse_attachment(specification: Any) -> None:
    name = str(specification.get("/UF", specification.get("/F", "")))
    for _, stream in specification["/EF"].items():
        content = stream.read_bytes()
        refuse_executable(name, content[:8])
        refuse_test_virus(content)
