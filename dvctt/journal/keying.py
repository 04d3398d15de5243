"""The keys of the journal: what is written with one cannot be written again by whoever has the database alone.

A mac is eight hexadecimal digits that name the key, then HMAC-SHA256 over the kind of what is proven and its digest.
"""

import hashlib
import hmac
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings

ENTRY, SEAL, BACKUP, KEPT = "entry", "seal", "backup", "kept"
FORMAT = r"^[0-9a-f]{72}$"
_NAME = 8


def mac(kind: str, digest: str) -> str:
    """The proof of a digest under the newest key."""
    name, key = next(iter(_keys(tuple(settings.JOURNAL_KEYS)).items()))
    return name + _sum(key, kind, digest)


def holds(kind: str, digest: str | None, mac: str | None) -> bool:
    """Whether a mac was made of this digest with one of our keys."""
    key = _keys(tuple(settings.JOURNAL_KEYS)).get(name_in(mac))
    if key is None or digest is None or mac is None:
        return False
    return hmac.compare_digest(mac[_NAME:].encode(), _sum(key, kind, digest).encode())


def backup_mac(digest: str) -> str:
    """The proof of what a backup says of itself, under the newest key."""
    return mac(BACKUP, digest)


def backup_holds(digest: str, mac: str) -> bool:
    """Whether we ourselves said that of a backup."""
    return holds(BACKUP, digest, mac)


def kept_mac(digest: str) -> str:
    """The proof of what is kept outside the database and can be made again, under the newest key."""
    return mac(KEPT, digest)


def kept_holds(digest: str, mac: str) -> bool:
    """Whether we ourselves kept that."""
    return holds(KEPT, digest, mac)


def known(mac: str | None) -> bool:
    """Whether the key is at hand that a mac names."""
    return name_in(mac) in _keys(tuple(settings.JOURNAL_KEYS))


def name_in(mac: str | None) -> str:
    """The name of the key with which a mac was made."""
    return (mac or "")[:_NAME]


def _sum(key: bytes, kind: str, digest: str) -> str:
    return hmac.new(key, f"{kind}:{digest}".encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=8)
def _keys(secrets: tuple[str, ...]) -> Mapping[str, bytes]:
    """The keys by their names, the newest first."""
    if not secrets:
        raise ValueError("the journal needs a key")
    return {hashlib.sha256(f"journal key {key}".encode()).hexdigest()[:_NAME]: key.encode() for key in secrets}
