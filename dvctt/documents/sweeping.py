"""Reading the store over again, a portion a night, so that damage is found before somebody needs the file (7.3.d).

Where the sweep is and what it found stands in the last act of its chain: the record of the readings is proven as
every other act is, and needs no table.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

import structlog

from dvctt.documents import store
from dvctt.documents.models import Blob, Document
from dvctt.journal import api as journal
from dvctt.kernel import Ref

log = structlog.get_logger(__name__)

SWEEP = Ref("documents", "sweep")
SWEPT = "documents:swept"
# What one night reads at most: some minutes of a disk.
MOST_FILES = 50_000
MOST_BYTES = 20 * 1024**3
# So many damaged files are named in the act, and read again every night until they are whole.
MOST_NAMED = 200


@dataclass(frozen=True)
class DamagedFile:
    """A file of the store that is not what was kept: `code` is file_gone or file_changed; in which documents."""

    sha256: str
    code: str
    documents: tuple[tuple[UUID, Ref, str], ...]


@dataclass(frozen=True)
class Swept:
    """What a sweep read: how many files and bytes, and the digests of those known to be damaged."""

    files: int
    size: int
    damaged: tuple[str, ...]


def sweep(*, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES) -> Swept:
    """Read the next portion of the store, and again what was damaged before; record what was found.

    It begins after the file that the last sweep ended with, in the order of digests, and anew after the last one.
    """
    last = journal.proven(SWEEP)
    before, suspects = _left_by(last)
    damaged = {file.sha256: file for file in _damaged(Blob.objects.filter(sha256__in=suspects).order_by("sha256"))}
    files, size, end = 0, 0, ""
    for row in Blob.objects.filter(sha256__gt=before).order_by("sha256")[:most_files].iterator(chunk_size=500):
        if files and size + row.size > most_bytes:
            break
        files, size, end = files + 1, size + row.size, row.sha256
        damaged |= {file.sha256: file for file in _damaged([row])}
    if not Blob.objects.filter(sha256__gt=end or before).exists():
        end = ""
    for file in damaged.values():
        _tell(file)
    named = sorted(damaged)[:MOST_NAMED]
    after = {"files": files, "bytes": size, "to": end, "damaged": len(damaged), "named": named}
    journal.append(SWEEP, store.SELF, SWEPT, before={"from": before}, after=after)
    return Swept(files, size, tuple(sorted(damaged)))


def check_store() -> Iterator[DamagedFile]:
    """Read every file of the store now; those that are not what was kept, as they are found."""
    yield from _damaged(Blob.objects.order_by("sha256").iterator(chunk_size=500))


def damaged_known() -> int:
    """How many files the last sweep found damaged; one query."""
    last = journal.proven(SWEEP)
    return 0 if last is None else int(last.after["damaged"])


def _left_by(last: journal.EntryView | None) -> tuple[str, list[str]]:
    return ("", []) if last is None else (str(last.after["to"]), list(last.after["named"]))


def _damaged(rows: Iterable[Blob]) -> Iterator[DamagedFile]:
    for row in rows:
        code = store.fault_of(row)
        if code:
            named = Document.objects.filter(blob=row).order_by("created_at", "id")
            yield DamagedFile(row.sha256, code, tuple(
                (document.id, Ref(document.subject_kind, document.subject_id), document.name) for document in named
            ))  # fmt: skip


def _tell(file: DamagedFile) -> None:
    log.error("file_damaged", sha256=file.sha256, code=file.code, documents=[str(id) for id, _, _ in file.documents])
    journal.security_event(journal.SecurityKind.FILE_DAMAGED, detail=file.code, place=f"store:{file.sha256}")
