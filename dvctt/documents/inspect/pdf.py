"""PDF: whole, to be opened without a password, and nothing in it that acts when it is opened."""

import contextlib
import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from dvctt.documents.inspect import archives
from dvctt.documents.inspect.findings import (
    Bad,
    Found,
    Limits,
    refuse_executable,
    refuse_test_virus,
    refuse_web_page,
)
from dvctt.documents.inspect.kinds import HEAD_WITHIN, PADDING

ACTING = frozenset({
    "/GoTo3DView", "/GoToE", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Rendition", "/RichMediaExecute",
    "/Sound", "/SubmitForm",
})  # fmt: skip
# What a file may do by itself, when it or a page of it is opened: go to a place in itself, turn pages.
BY_ITSELF = frozenset({"/GoTo", "/Named"})
# A share or an address; a file beside this one has neither.
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:|[\\/]{2}")
DEEPEST = 40
MEDIA_TYPE = "application/pdf"
LAST_WORD = b"%%EOF"
ARCHIVE_END = b"PK\x05\x06"


def warm(fonts: list[str]) -> None:
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
    """Raises Bad: broken_pdf, empty_pdf, encrypted_pdf, pdf_for_recipients, too_many_pages, active_content, infected,
    polyglot, and what an archive among its attachments is refused for.

    A file that opens without a password is taken, whatever it forbids to who opens it.
    """
    try:
        with pikepdf.open(BytesIO(_unpadded(data)), attempt_recovery=False) as pdf:
            pages = len(pdf.pages)
            if pages == 0:
                raise Bad("empty_pdf")
            if pages > limits.pages:
                raise Bad("too_many_pages", pages=pages, limit=limits.pages)
            attached = _refuse_action(pdf, limits)
            _refuse_archive(data, attached)
    except pikepdf.PasswordError as error:
        raise Bad("encrypted_pdf") from error
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Bad("pdf_for_recipients" if _for_recipients(data) else "broken_pdf") from error
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


def _unpadded(data: bytes) -> bytes:
    """The file without the blanks that scanners and mailers put behind it, which the library counts as content."""
    end = data.rfind(LAST_WORD)
    if end < 0:
        return data
    end += len(LAST_WORD)
    return data[:end] + b"\n" if len(data) - end > HEAD_WITHIN and not data[end:].strip(PADDING) else data


def _for_recipients(data: bytes) -> bool:
    """Whether the file is locked with the certificates of those who may read it."""
    return re.search(rb"/Filter\s*/Adobe\.PubSec|/SubFilter\s*/adbe\.pkcs7\.s[345]", data) is not None


def _refuse_action(pdf: pikepdf.Pdf, limits: Limits) -> list[bytes]:
    """Refuse what acts; gives the attachments as they stand in the file."""
    attached: list[bytes] = []
    for place in pdf.objects:
        for dictionary in _dictionaries(place, 0):
            kind = str(dictionary.get("/S", ""))
            if kind in ACTING or (kind == "/GoToR" and _lies_elsewhere(dictionary.get("/F"))):
                raise Bad("active_content", what=kind[1:])
            for key, is_active in ACTING_KEYS.items():
                if key in dictionary and is_active(dictionary, dictionary[key]):
                    raise Bad("active_content", what=key[1:])
            attached += _judge_attachments(dictionary, limits)
    return attached


def _runs(dictionary: Any, value: Any) -> bool:
    """`/JS` in an action, or with a script of its own; as the name of a font or picture it is no script."""
    return "/S" in dictionary or isinstance(value, pikepdf.String)


def _is_tree(dictionary: Any, value: Any) -> bool:
    """`/JavaScript` among the names of a document: a tree of names."""
    return isinstance(value, pikepdf.Dictionary | pikepdf.Stream) and ("/Names" in value or "/Kids" in value)


def _is_form(dictionary: Any, value: Any) -> bool:
    """`/XFA` in a form: packets in an array or a stream; a picture of that name has its subtype."""
    streamed = isinstance(value, pikepdf.Stream) and "/Subtype" not in value
    return "/Fields" in dictionary or isinstance(value, pikepdf.Array) or streamed


def _always(dictionary: Any, value: Any) -> bool:
    return True


def _opens_by_itself(dictionary: Any, value: Any) -> bool:
    """Whether `/OpenAction` does more than to go to a place in the file."""
    return isinstance(value, pikepdf.Dictionary) and _acts_by_itself(value)


def _happens(dictionary: Any, value: Any) -> bool:
    """Whether an event in `/AA`, such as the opening of a page, does more than that."""
    events = value.values() if isinstance(value, pikepdf.Dictionary) else ()
    return any(isinstance(event, pikepdf.Dictionary) and _acts_by_itself(event) for event in events)


def _acts_by_itself(action: Any) -> bool:
    return "/Next" in action or ("/S" in action and str(action["/S"]) not in BY_ITSELF)


def _lies_elsewhere(specification: Any) -> bool:
    """Whether a file specification leads to another machine."""
    if isinstance(specification, pikepdf.Dictionary):
        named = [str(specification[key]) for key in ("/UF", "/F") if key in specification]
        return str(specification.get("/FS", "")) == "/URL" or any(ELSEWHERE.match(name.strip()) for name in named)
    return specification is not None and ELSEWHERE.match(str(specification).strip()) is not None


# A key acts in the dictionaries that are meant by it alone; resources may have any name.
ACTING_KEYS: dict[str, Callable[[Any, Any], bool]] = {
    "/JS": _runs, "/JavaScript": _is_tree, "/XFA": _is_form, "/RichMediaContent": _always,
    "/OpenAction": _opens_by_itself, "/AA": _happens,
}  # fmt: skip


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


def _judge_attachments(specification: Any, limits: Limits) -> list[bytes]:
    """The embedded files of a file specification, each judged as if it had come alone; none where `/EF` is no such.

    Usage rights of reader-extended forms have an `/EF` too: an array of names.
    """
    embedded = specification.get("/EF")
    if not isinstance(embedded, pikepdf.Dictionary):
        return []
    name = str(specification.get("/UF", specification.get("/F", "")))
    streams = {stream.objgen: stream for _, stream in embedded.items() if isinstance(stream, pikepdf.Stream)}
    for stream in streams.values():
        content = stream.read_bytes()
        refuse_executable(name, content[:8])
        refuse_web_page(name)
        refuse_test_virus(content)
        if content.startswith(b"PK\x03\x04"):
            archives.judge_attached(name, content, limits)
    return [stream.read_raw_bytes() for stream in streams.values()]


def _refuse_archive(data: bytes, attached: list[bytes]) -> None:
    """Refuse a file that is an archive as well. One that is attached, and was judged so, does not make it one."""
    rest = data
    for raw in attached:
        if ARCHIVE_END in raw:
            rest = rest.replace(raw, b"")
    if zipfile.is_zipfile(BytesIO(rest)):
        raise Bad("polyglot", found="pdf")
