"""Taking in a file that somebody hands over: measured, judged in the child, scanned, then kept."""

import contextlib
import unicodedata
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import IO

import structlog
from django.conf import settings

from dvctt.documents import pages, photographing, sandbox, store
from dvctt.documents.adapters.clamd import Clamd
from dvctt.documents.adapters.structural import Structural
from dvctt.documents.inspect.findings import Found, Limits
from dvctt.documents.queries import DocumentView, view_of
from dvctt.documents.sandbox_child import Answer
from dvctt.documents.scanning import ScannerUnavailable
from dvctt.documents.told import outcome, refusals_told
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Ref, tidied

log = structlog.get_logger(__name__)

INSPECT = "dvctt.documents.inspect.files:inspect"
FIRST_PAGE = "dvctt.documents.inspect.files:first_page"
LONGEST_NAME = 200
SHOWN_ORDER = ("pdf", "jpg", "png", "docx", "xlsx", "zip")
TYPES = frozenset(SHOWN_ORDER)


def receive(
    file: IO[bytes] | Path,
    *,
    name: str,
    subject: Ref,
    actor: Actor,
    allowed: frozenset[str],
    limit: int,
    kind: str = "attachment",
    photographs: bool = False,
) -> DocumentView:
    """Take in a file of at most `limit` bytes and of one of the `allowed` types (of pdf, jpg, png, docx, xlsx, zip).

    The type is that of the content. To be called outside a transaction: it takes as long as judging the file takes.
    Raises Busy, and Invalid with one Fault at `file`: empty_file, too_large, wrong_type, type_mismatch, polyglot,
    encrypted_pdf, pdf_for_recipients, encrypted_document, encrypted_archive, broken_pdf, empty_pdf, broken_image,
    broken_archive, unsupported_archive, empty_archive, unsafe_archive, archive_bomb, image_bomb, too_many_pages,
    active_content, infected, scanner_unavailable, unreadable, too_complex (more than is looked at), not_judged (nothing
    is known of the file: it may be handed in again). The params name the `file`, the types `allowed`, and where it has
    one the `entry` at fault. With `photographs` a picture of another type becomes a PDF where that is allowed, as by
    `receive_photographs`.
    """
    with refusals_told(actor), contextlib.ExitStack() as opened:
        source = opened.enter_context(file.open("rb")) if isinstance(file, Path) else file
        return _receive(source, name, subject, actor, allowed, limit, kind, photographs=photographs)


def _receive(
    file: IO[bytes],
    name: str,
    subject: Ref,
    actor: Actor,
    allowed: frozenset[str],
    limit: int,
    kind: str,
    *,
    photographs: bool = False,
    joined: int = 0,
) -> DocumentView:
    """As `receive`; `joined` is of how many pictures the file was made here."""
    tidy = tidy_name(name)
    with store.spool() as arrived:
        _measure(file, arrived, tidy, min(limit, settings.UPLOAD_LIMIT))
        finding, drawn = _judge(arrived, tidy, allowed & TYPES, photographs=photographs)
        scan_state = _scan(arrived)
        if finding is None:
            pdf = photographing.joined([(_from_start(arrived), tidy)], limit)
            named = photographing.name_of([tidy])
            return _receive(BytesIO(pdf), named, subject, actor, allowed, limit, kind, joined=1)
        blob = store.put(_from_start(arrived), finding.media_type)
    tidy = photographing.named_by_kind(tidy, finding.type)
    undrawable = "" if drawn is None else pages.keep_first(blob.sha256, drawn)
    document = store.add_document(
        blob, name=tidy, kind=kind, subject=subject, actor=actor, scan_state=scan_state, pages=finding.pages,
        undrawable=undrawable, photographs=joined,
    )  # fmt: skip
    log.info("document_received", document=str(document.id), type=finding.type, size=blob.size, scan=scan_state)
    return view_of(document)


def receive_photographs(
    files: Sequence[tuple[IO[bytes] | Path, str]],
    *,
    subject: Ref,
    actor: Actor,
    allowed: frozenset[str],
    limit: int,
    kind: str = "attachment",
) -> DocumentView:
    """Take in several pictures, each with its name, as one PDF of at most `limit` bytes, in this order.

    A JPEG stands in it as it came; any other file is attached to it. Raises as `receive` does, naming the picture at
    fault as `file`, and Invalid with too_many_photographs for more than 20, too_large (param `together`) for too many
    bytes in all, not_photographs where one is no picture (named as `file`), or where PDF is not allowed.
    """
    names = [tidy_name(name) for _, name in files]
    if "pdf" not in allowed:
        raise fault("not_photographs")
    if len(files) > photographing.MOST:
        raise fault("too_many_photographs", {"max": photographing.MOST}.items())
    with refusals_told(actor), contextlib.ExitStack() as opened:
        places, room = [], min(limit, settings.UPLOAD_LIMIT)
        for (file, _), name in zip(files, names, strict=True):
            source = opened.enter_context(file.open("rb")) if isinstance(file, Path) else file
            place = opened.enter_context(store.spool())
            try:
                room -= _measure(source, place, name, room)
                _scan(place)
            except Invalid as refusal:
                raise _of_several(refusal, name, limit) from refusal
            places.append(_from_start(place))
        pdf = photographing.joined(list(zip(places, names, strict=True)), limit)
    named = photographing.name_of(names)
    return _receive(BytesIO(pdf), named, subject, actor, allowed, limit, kind, joined=len(names))


def rearrange_photographs(view: DocumentView, order: Sequence[int], *, actor: Actor, limit: int) -> DocumentView:
    """Make a paper of photographs anew with its pages in another order, each named once by its number from 1.

    What was attached to it stays, and it is named anew by its first and last picture. Raises as `receive` does,
    NotFound for what was not made of photographs, and Invalid wrong_order at `order`.
    """
    if not view.photographs or not view.pages:
        raise NotFound(f"photographs {view.id}")
    if sorted(order) != list(range(1, view.pages + 1)):
        raise Invalid(Fault("order", "wrong_order"))
    with store.open_bytes(view.id) as file:
        pdf, names = photographing.rearranged(file, order, limit)
    named = photographing.name_of(names) if names else view.name
    return _receive(
        BytesIO(pdf), named, view.subject, actor, frozenset({"pdf"}), limit, view.kind, joined=view.photographs
    )


def _of_several(refusal: Invalid, name: str, limit: int) -> Invalid:
    """The refusal of one of several pictures, with its name; what is too large is all of them together."""
    (cause,) = refusal.faults
    if cause.code == "too_large":
        return fault("too_large", {"limit": min(limit, settings.UPLOAD_LIMIT), "together": 1}.items())
    return fault(cause.code, {**cause.params, "file": name}.items())


def tidy_name(name: str) -> str:
    """The file's own name without folders, control and direction characters, at most 200 characters, never empty."""
    last = tidied(name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    stem, dot, end = visible.strip().rpartition(".")
    short = f"{stem[: LONGEST_NAME - len(end) - 1]}.{end}" if dot and len(end) < 20 else visible.strip()[:LONGEST_NAME]
    return short.strip(". ") or "tep"


def fault(code: str, params: Iterable[tuple[str, str | int]] = ()) -> Invalid:
    """The refusal of a file."""
    return Invalid(Fault("file", code, dict(params)))


def _measure(file: IO[bytes], arrived: IO[bytes], name: str, limit: int) -> int:
    """Copy a file into its place and give its size; raises Invalid empty_file and too_large."""
    size = 0
    while chunk := file.read(store.CHUNK):
        size += len(chunk)
        if size > limit:
            raise fault("too_large", {"limit": limit}.items())
        arrived.write(chunk)
    if size == 0:
        raise fault("empty_file", {"file": name}.items())
    arrived.flush()
    return size


def _judge(
    arrived: IO[bytes], name: str, allowed: frozenset[str], *, photographs: bool
) -> tuple[Found | None, Answer | sandbox.ChildFailed | None]:
    """What the file is, and its first page drawn as an officer will see it; None for what has no pages.

    What it is is None for a picture that has to become a PDF.
    """
    judge = sandbox.Task(INSPECT, {"name": name, "allowed": sorted(allowed), "photographs": photographs})
    draw = sandbox.Task(FIRST_PAGE, {"width": pages.USUAL, "pixels": Limits().pixels}, pages.SECONDS)
    answer, *drawn = sandbox.ask([judge, draw], [_from_start(arrived)])
    if isinstance(answer, sandbox.ChildFailed):
        log.warning("document_unreadable", reason=answer.reason, detail=answer.detail)
        raise fault(outcome(answer), {"why": answer.reason}.items()) from answer
    if "photograph" in answer:
        return None, None
    if "code" in answer:
        about: dict[str, str | int] = {"file": name, "allowed": ",".join(ext for ext in SHOWN_ORDER if ext in allowed)}
        if photographs and "pdf" in allowed:
            about["photographs"] = 1
        raise fault(answer["code"], {**answer["params"], **about}.items())
    finding = Found(answer["type"], answer["media_type"], answer["pages"])
    return finding, drawn[0] if finding.pages else None


def _scan(arrived: IO[bytes]) -> str:
    """The scanner's word on a file; raises Invalid infected and scanner_unavailable."""
    scanner = Clamd(settings.CLAMD_ADDRESS) if settings.CLAMD_ADDRESS else Structural()
    try:
        scan = scanner.scan(_from_start(arrived))
    except ScannerUnavailable as failure:
        log.warning("scanner_unavailable", why=str(failure))
        raise fault("scanner_unavailable") from failure
    if scan.state == "infected":
        raise fault("infected", {"name": scan.virus}.items())
    return scan.state


def _from_start(arrived: IO[bytes]) -> IO[bytes]:
    """The file, to be read from its start."""
    arrived.seek(0)
    return arrived
