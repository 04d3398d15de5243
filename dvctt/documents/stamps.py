"""When a time stamp says that something was there."""

from datetime import datetime

from dvctt.documents import signing
from dvctt.documents.adapters import tsa


def stamped_at(digest: bytes, token: bytes) -> datetime | None:
    """The time (aware) at which `token` stamps this SHA-256 digest; None where `check_time_stamp` does not hold."""
    return tsa.time_of(token) if signing.check_time_stamp(digest, token) else None


def stamps(digest: bytes, token: bytes) -> bool:
    """Whether `token` says that it stamps this SHA-256 digest, whoever made it."""
    try:
        return tsa.imprint(token) == ("sha256", digest)
    except (ValueError, TypeError, KeyError):
        return False
