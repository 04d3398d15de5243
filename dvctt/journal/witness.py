"""A witness outside the database: a line for each act, so that one that no seal holds yet cannot be taken away unseen.

One small write after the commit, of which nobody waits for the disk. A file is of one day, and goes once a seal that
is stamped and published holds all that it names.
"""

import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection, transaction

from dvctt.journal import keying
from dvctt.journal.findings import Finding
from dvctt.kernel import Ref

log = structlog.get_logger(__name__)

# Lines that could not be written wait for the next act; more of them are not held in memory.
MOST_WAITING = 10_000
BATCH = 1000
DIFFERENT = """
SELECT w.kind, w.id, w.seq, e.hash IS NULL
FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::text[]) w (kind, id, seq, hash)
LEFT JOIN journal_entry e ON e.subject_kind = w.kind AND e.subject_id = w.id AND e.seq = w.seq
WHERE e.hash IS DISTINCT FROM w.hash
"""
UNSEALED = """
SELECT count(*) FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::text[]) w (kind, id, seq, hash)
LEFT JOIN journal_sealitem i ON i.subject_kind = w.kind AND i.subject_id = w.id AND i.seq = w.seq
WHERE i.hash IS DISTINCT FROM w.hash
"""
Line = tuple[str, str, int, str]


class Pen:
    """The open file of this process. A write that fails is said in the log, and tried again with the next act."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[bytes] = deque(maxlen=MOST_WAITING)
        self._torn = False
        self._path: Path | None = None
        self._handle = -1

    def write(self, line: str) -> None:
        """Add a line, after those that are still waiting; never raises."""
        with self._lock:
            self._waiting.append(line.encode())
            try:
                self._empty(self._opened(folder() / f"{datetime.now(UTC):%Y-%m-%d}.log"))
            except OSError as error:
                self._torn, self._path = True, None
                log.error("journal_witness_not_written", error=type(error).__name__, waiting=len(self._waiting))  # noqa: TRY400 - the trace tells nothing

    def _empty(self, handle: int) -> None:
        while self._waiting:
            line = (b"\n" if self._torn else b"") + self._waiting[0]
            if os.write(handle, line) != len(line):
                raise OSError("the line was cut")
            self._waiting.popleft()
            self._torn = False

    def _opened(self, path: Path) -> int:
        if path != self._path:
            if self._handle >= 0:
                os.close(self._handle)
                self._handle = -1
            path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
            self._path = path
        return self._handle


pen = Pen()


def tell(subject: Ref, seq: int, link: str, mac: str) -> None:
    """Name an act to the witness once the caller's transaction is committed."""
    line = f"{subject.kind}:{subject.id} {seq} {link} {mac}\n"
    transaction.on_commit(lambda: pen.write(line), robust=True)


def folder() -> Path:
    """Where the lines of this database stand."""
    return Path(settings.JOURNAL_WITNESS) / str(connection.settings_dict["NAME"])


def drop_before(day: date) -> int:
    """Remove the files of days before `day` of which seals hold every line; gives how many.

    One that names what no seal holds is evidence, and stays: the act was taken away before the seal was made.
    """
    old = [path for path in sorted(folder().glob("*.log")) if path.stem < day.isoformat()]
    sealed = [path for path in old if not any(_unsealed(batch) for batch in _batches(path))]
    for path in sealed:
        path.unlink(missing_ok=True)
    if len(sealed) < len(old):
        log.error("journal_witness_contradicted", files=len(old) - len(sealed))
    return len(sealed)


def findings(*others: Path) -> Iterator[Finding]:
    """Acts that were named and are not in the journal, or not as they were; `others` are folders of other machines."""
    for place in (folder(), *others):
        for path in sorted(place.glob("*.log")):
            for batch in _batches(path):
                yield from _compared(batch)


def _batches(path: Path) -> Iterator[list[Line]]:
    """The lines of a file, some at a time; none of one that has just been removed."""
    with suppress(FileNotFoundError), path.open(encoding="utf-8", errors="replace") as file:
        lines = (line for line in map(_read, file) if line is not None)
        while batch := list(islice(lines, BATCH)):
            yield batch


def _unsealed(lines: list[Line]) -> int:
    """How many of the lines no seal holds as they were written."""
    with connection.cursor() as cursor:
        cursor.execute(UNSEALED, [list(column) for column in zip(*lines, strict=True)])
        return int(cursor.fetchone()[0])


def _compared(lines: list[Line]) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT, [list(column) for column in zip(*lines, strict=True)])
        for kind, id, seq, missing in cursor.fetchall():
            yield Finding(f"{kind}:{id}#{seq}", "witnessed_entry_missing" if missing else "witnessed_entry_differs")


def _read(line: str) -> Line | None:
    """A line as it was written; None for one that was cut or does not hold under our keys."""
    try:
        subject, seq, link, mac = line.rstrip("\n").rsplit(" ", 3)
        kind, id = subject.split(":", 1)
        return (kind, id, int(seq), link) if keying.holds(keying.ENTRY, link, mac) else None
    except ValueError:
        return None
