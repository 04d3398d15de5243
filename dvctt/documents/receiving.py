"""Taking in a file that somebody hands over: measured, judged in the child, scanned, then kept."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import structlog
from django.conf import settings

from dvctt.documents import child, store
from dvctt.documents.adapters.clamd import Clamd
from dvctt.documents.adapters.structural import Structural
from dvctt.documents.inspect.findings import Found
from dvctt.documents.queries import DocumentView, view_of
from dvctt.documents.scanning import ScannerUnavailable
from dvctt.kernel import Actor, Fault, Invalid, Ref, tidied

log = structlog.get_logger(__name__)

INSPECT = "dvctt.documents.inspect.files:inspect"
LONGEST_NAME = 200
TYPES = frozenset({"pdf", "jpg", "png", "docx", "xlsx", "zip"})


def receive(
    file: IO[bytes] | Path,
    *,
    name: str,
    subject: Ref,
    actor: Actor,
    allowed: frozenset[str],
    limit: int,
    kind: str = "attachment",
) -> DocumentView:
    """Take in a file of at most `limit` bytes and of one of the `allowed` types (of pdf, jpg, png, docx, xlsx, zip).

    The type is that of the content. To be called outside a transaction: it takes as long as judging the file takes.
    Raises Busy, and Invalid with one Fault at `file`: empty_file, too_large, wrong_type, type_mismatch, polyglot,
    encrypted_pdf, encrypted_document, encrypted_archive, broken_pdf, broken_image, broken_archive, empty_archive,
    unsafe_archive, archive_bomb, image_bomb, too_many_pages, active_content, infected, scanner_unavailable, unreadable,
    not_judged (our own fault: the file may be handed in again).
    """
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return receive(opened, name=name, subject=subject, actor=actor, allowed=allowed, limit=limit, kind=kind)
    tidy = tidy_name(name)
    with store.spool() as arrived:
        _measure(file, arrived, min(limit, settings.UPLOAD_LIMIT))
        found = _judge(arrived, tidy, allowed & TYPES)
        scan_state = _scan(arrived)
        blob = store.put(_from_start(arrived), found.media_type)
    document = store.add_document(
        blob, name=tidy, kind=kind, subject=subject, actor=actor, scan_state=scan_state, pages=found.pages
    )
    log.info("document_received", document=str(document.id), type=found.type, size=blob.size, scan=scan_state)
    return view_of(document)


def tidy_name(name: str) -> str:
    """The file's own name without folders, control and direction characters, at most 200 characters, never empty."""
    last = tidied(name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    stem, dot, end = shown.strip().rpartition(".")
    short = f"{stem[: LONGEST_NAME - len(end) - 1]}.{end}" if dot and len(end) < 20 else shown.strip()[:LONGEST_NAME]
    return short.strip(". ") or "tep"


def fault(code: str, params: Iterable[tuple[str, str | int]] = ()) -> Invalid:
    """The refusal of a file."""
    return Invalid(Fault("file", code, dict(params)))


def _measure(file: IO[bytes], arrived: IO[bytes], limit: int) -> None:
    size = 0
    while chunk := file.read(store.CHUNK):
        size += len(chunk)
        if size > limit:
            raise fault("too_large", {"limit": limit}.items())
        arrived.write(chunk)
    if size == 0:
        raise fault("empty_file")
    arrived.flush()


def _judge(arrived: IO[bytes], name: str, allowed: frozenset[str]) -> Found:
    try:
        answer = child.run(INSPECT, [_from_start(arrived)], {"name": name, "allowed": sorted(allowed)})
    except child.ChildFailed as failure:
        log.warning("document_unreadable", reason=failure.reason, detail=failure.detail)
        if failure.reason == "ours":
            raise fault("not_judged") from failure
        raise fault("unreadable", {"why": failure.reason}.items()) from failure
    if "code" in answer:
        raise fault(answer["code"], answer["params"].items())
    return Found(answer["type"], answer["media_type"], answer["pages"])


def _scan(arrived: IO[bytes]) -> str:
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
    arrived.seek(0)
    return arrived
