"""Values that every package knows: identifiers, references, money, canonical JSON."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import rfc8785
import uuid6


def new_id() -> UUID:
    """A time-ordered identifier (version 7)."""
    return UUID(bytes=uuid6.uuid7().bytes)


@dataclass(frozen=True)
class Ref:
    """Names a thing of another package without knowing it: `Ref("dossier", "0192…")`."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


def canonical_json(value: Any) -> str:
    """JSON in canonical form (RFC 8785), over which hashes are taken."""
    return rfc8785.dumps(value).decode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def fact(value: object) -> str:
    """A value of a row for a digest over it, fixed for ever: moments in UTC to the microsecond, empty for none."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def dong(amount: int, language: str = "vi") -> str:
    """An amount of đồng as people write it: `1.234.567 đ`, in English `1,234,567 đ`; no line breaks within it."""
    english = f"{amount:,}"
    return (english if language.startswith("en") else english.replace(",", ".")) + "\u00a0đ"
