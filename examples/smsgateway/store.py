"""What the gateway knows: messages by the sender's reference, and how each number behaves; one SQLite file."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    reference TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, sender TEXT NOT NULL, number TEXT NOT NULL, text TEXT NOT NULL,
    at TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
    report_at TEXT, attempts INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS message_report ON message (report_at) WHERE report_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS behaviour (number TEXT PRIMARY KEY, does TEXT NOT NULL, seconds REAL NOT NULL DEFAULT 0);
"""
ENDING = "SELECT m.*, COALESCE(b.does, 'deliver') AS does FROM message m LEFT JOIN behaviour b USING (number)"
MOST_REPORTS = 100
DOES = ("deliver", "bounce", "refuse", "silence", "stop")


@dataclass(frozen=True)
class Sms:
    """One message; `state` is queued, delivered or failed."""

    reference: str
    id: str
    sender: str
    number: str
    text: str
    at: datetime
    state: str
    reason: str

    def as_json(self) -> dict[str, str]:
        """The message for programs."""
        return {
            "reference": self.reference, "id": self.id, "from": self.sender, "to": self.number, "text": self.text,
            "at": self.at.isoformat(), "state": self.state, "reason": self.reason,
        }  # fmt: skip


@dataclass(frozen=True)
class Behaviour:
    """What becomes of messages to a number, and after how many seconds it is reported.

    `deliver`; `bounce`: taken, then reported as failed; `refuse`: not taken; `silence`: delivered, never reported;
    `stop`: neither delivered nor reported.
    """

    does: str = "deliver"
    seconds: float = 0


class Store:
    """The file, kept over restarts; used by many threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._file = sqlite3.connect(folder / "sms.sqlite", check_same_thread=False, isolation_level=None)
        self._file.row_factory = sqlite3.Row
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=NORMAL")
        self._file.executescript(SCHEMA)

    def keep(self, message: Sms, report_at: datetime | None) -> Sms:
        """Keep a message unless its reference is known; gives what stands under the reference."""
        with self._do() as file:
            file.execute(
                "INSERT INTO message (reference, id, sender, number, text, at, state, reason, report_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (reference) DO NOTHING",
                (message.reference, message.id, message.sender, message.number, message.text, message.at.isoformat(),
                 message.state, message.reason, report_at.isoformat() if report_at else None),
            )  # fmt: skip
            row = file.execute("SELECT * FROM message WHERE reference = ?", (message.reference,)).fetchone()
        return _sms(row)

    def message(self, reference: str) -> Sms | None:
        """The message of a reference, as it ends once its time has come."""
        with self._do() as file:
            row = file.execute(f"{ENDING} WHERE reference = ?", (reference,)).fetchone()
        if row is None:
            return None
        over = row["report_at"] is not None and row["report_at"] <= now().isoformat()
        return _sms(_ended(row) if over else row)

    def messages(self, number: str = "") -> list[Sms]:
        """The messages, the latest first: all, or those to one number."""
        with self._do() as file:
            rows = file.execute(
                "SELECT * FROM message WHERE ? IN ('', number) ORDER BY at DESC, rowid DESC", (number,)
            ).fetchall()
        return [_sms(row) for row in rows]

    def behaviour(self, number: str) -> Behaviour:
        """What becomes of messages to a number."""
        with self._do() as file:
            row = file.execute("SELECT does, seconds FROM behaviour WHERE number = ?", (number,)).fetchone()
        return Behaviour(row["does"], row["seconds"]) if row else Behaviour()

    def tell(self, number: str, behaviour: Behaviour) -> None:
        """Say what shall become of messages to a number from now on."""
        if behaviour.does not in DOES:
            raise ValueError(behaviour.does)
        with self._do() as file:
            file.execute(
                "INSERT INTO behaviour VALUES (?, ?, ?) ON CONFLICT (number)"
                " DO UPDATE SET does = excluded.does, seconds = excluded.seconds",
                (number, behaviour.does, behaviour.seconds),
            )

    def due(self, now: datetime, limit: int = 100) -> list[tuple[Sms, int]]:
        """The messages whose report is due, with how often it was tried; each becomes what its number does."""
        with self._do() as file:
            rows = file.execute(
                f"{ENDING} WHERE report_at <= ? ORDER BY report_at LIMIT ?",
                (now.isoformat(), limit),
            ).fetchall()
            ends = [_ended(row) for row in rows]
            file.executemany("UPDATE message SET state = :state, reason = :reason WHERE reference = :reference", ends)
        return [(_sms(row), row["attempts"]) for row in ends]

    def reported(self, reference: str) -> None:
        """Note that the report was taken."""
        with self._do() as file:
            file.execute("UPDATE message SET report_at = NULL WHERE reference = ?", (reference,))

    def postpone(self, reference: str, now: datetime, attempts: int) -> None:
        """Note that the report was not taken: the next try comes later, at most a minute; none after a hundred."""
        if attempts >= MOST_REPORTS:
            return self.reported(reference)
        at = now + timedelta(seconds=min(2.0 ** min(attempts, 8) / 4, 60))
        with self._do() as file:
            file.execute(
                "UPDATE message SET report_at = ?, attempts = attempts + 1 WHERE reference = ?",
                (at.isoformat(), reference),
            )
        return None

    @contextmanager
    def _do(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield self._file
            except BaseException:
                self._file.execute("ROLLBACK")
                raise
            self._file.execute("COMMIT")


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def dumps(messages: list[Sms]) -> str:
    """The messages for programs."""
    return json.dumps([one.as_json() for one in messages], ensure_ascii=False)


def _ended(row: Any) -> dict[str, Any]:
    """The message as it ends."""
    if row["state"] != "queued":
        return dict(row)
    bounced = {"state": "failed", "reason": "the number does not exist"}
    return {**dict(row), **(bounced if row["does"] == "bounce" else {"state": "delivered", "reason": ""})}


def _sms(row: Any) -> Sms:
    return Sms(
        row["reference"], row["id"], row["sender"], row["number"], row["text"], datetime.fromisoformat(row["at"]),
        row["state"], row["reason"],
    )  # fmt: skip
