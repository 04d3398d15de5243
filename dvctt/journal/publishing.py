"""Digests of seals told where the database's role cannot write: a file of lines, and an address of somebody else's.

A line is `{"seal", "at", "count", "digest"}`, and once the seal is stamped `{"seal", "token"}`. Lines are only added.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from dvctt.journal import keying, seals, witness
from dvctt.journal.adapters import address
from dvctt.journal.findings import Finding
from dvctt.journal.models import Seal
from dvctt.kernel import canonical_json

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Published:
    """A seal as it was published; `token` is the digest of its time stamp, empty until there is one."""

    number: int
    at: datetime
    count: int
    digest: str
    token: str


def publish_due() -> int:
    """Add to the file what it lacks of the seals and their time stamps; gives how many lines. Raises OSError.

    A seal that does not hold under our keys is not made true by publishing it.
    """
    rows = list(Seal.objects.order_by("number"))
    if not rows:
        return 0
    path = file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        opened.seek(0)
        text = opened.read()
        present = {canonical_json(line) for line in _lines(text.decode(errors="replace").splitlines())}
        fresh = [line for row in rows for line in _told(row) if line not in present]
        if fresh:
            start = "" if not text or text.endswith(b"\n") else "\n"
            opened.write((start + "".join(f"{line}\n" for line in fresh)).encode())
            opened.flush()
            os.fsync(opened.fileno())
    return len(fresh)


def send_due() -> int:
    """Send the lines that the operator's address has not had yet, in order; gives how many were taken."""
    url, sent = settings.JOURNAL_PUBLISH_URL, 0
    if not url or not file().is_file():
        return 0
    mark = file().with_suffix(".sent")
    lines = _text(file()).splitlines()
    for line in lines[_had(mark, url) :]:
        if not address.post(url, line):
            break
        sent += 1
        mark.write_text(json.dumps({"url": url, "lines": _had(mark, url) + 1}))
    return sent


def drop_witnessed() -> int:
    """Remove the witness's files of the days before the last seal that is stamped and published; gives how many.

    What they name is held by that seal, which is looked at.
    """
    last_at = max((seal.at for seal in published() if seal.token), default=None)
    return 0 if last_at is None else witness.drop_before(last_at.astimezone(UTC).date())


def published() -> tuple[Published, ...]:
    """What the file says, the latest seal first."""
    by_number: dict[int, Published] = {}
    tokens: dict[int, str] = {}
    for line in _lines(_text(file()).splitlines()):
        if "token" in line:
            tokens[line["seal"]] = line["token"]
        else:
            at = datetime.fromisoformat(line["at"])
            by_number[line["seal"]] = Published(line["seal"], at, line["count"], line["digest"], "")
    return tuple(
        Published(seal.number, seal.at, seal.count, seal.digest, tokens.get(number, ""))
        for number, seal in sorted(by_number.items(), reverse=True)
    )


def file() -> Path:
    """The file of published lines."""
    return Path(settings.JOURNAL_PUBLISHED)


def findings(*others: str) -> Iterator[Finding]:
    """Compare the seals with what was published: in our own file, and in `others`, files or addresses."""
    rows = {row.number: row for row in Seal.objects.order_by("number")}
    lines = _text(file()).splitlines()
    yield from _compared(rows, lines, str(file()))
    numbers = {line["seal"] for line in _lines(lines)}
    yield from (Finding(f"seal#{number}", "seal_not_published") for number in rows if number not in numbers)
    for other in others:
        text = address.fetch(other) if other.startswith(("http://", "https://")) else _text(Path(other), missing=None)
        if text is None:
            yield Finding(other, "published_unreadable")
        else:
            yield from _compared(rows, text.splitlines(), other)


def _compared(rows: Mapping[int, Seal], lines: Iterable[str], source: str) -> Iterator[Finding]:
    for line in lines:
        record = _line(line)
        if record is None:
            if line.strip():
                yield Finding(source, "published_unreadable")
            continue
        place, row = f"seal#{record['seal']}", rows.get(record["seal"])
        if row is None:
            yield Finding(place, "published_seal_missing")
        elif canonical_json(record) not in (_seal_line(row), _token_line(row)):
            yield Finding(place, "published_seal_differs")


def _told(row: Seal) -> Iterator[str]:
    if not keying.holds(keying.SEAL, row.digest, row.mac):
        log.error("seal_forged", number=row.number)
        return
    yield _seal_line(row)
    if row.token is not None:
        yield _token_line(row)


def _seal_line(row: Seal) -> str:
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return canonical_json({"seal": row.number, "at": at, "count": row.count, "digest": row.digest})


def _token_line(row: Seal) -> str:
    token = "" if row.token is None else seals.token_digest(bytes(row.token))
    return canonical_json({"seal": row.number, "token": token})


def _lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    return (record for line in lines if (record := _line(line)) is not None)


def _line(line: str) -> dict[str, Any] | None:
    """A line as it was published; None where it is none."""
    try:
        record = json.loads(line)
        whole = isinstance(record["seal"], int) and (
            isinstance(record.get("token"), str) or bool(datetime.fromisoformat(record["at"]) and record["digest"])
        )
        return record if whole else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _text(path: Path, missing: Any = "") -> Any:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return missing


def _had(mark: Path, url: str) -> int:
    """How many lines the address has had."""
    try:
        state = json.loads(mark.read_text())
        return int(state["lines"]) if state["url"] == url else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0
