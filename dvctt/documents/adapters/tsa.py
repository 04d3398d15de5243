"""The time-stamping authority over HTTP (RFC 3161)."""

import asyncio
import hashlib
from datetime import datetime

from asn1crypto import cms, tsp

from dvctt.documents.adapters.outward import Stamper


def client(url: str) -> Stamper:
    """A client of the authority at `url`."""
    return Stamper(url)


def token(url: str, digest: bytes) -> bytes:
    """A time-stamp token (DER) over a SHA-256 digest; raises what pyHanko and asyncio raise."""
    if len(digest) != hashlib.sha256().digest_size:
        raise ValueError("a SHA-256 digest has 32 bytes")
    answer: cms.ContentInfo = asyncio.run(client(url).async_timestamp(digest, "sha256"))
    der: bytes = answer.dump()
    return der


def imprint(der: bytes) -> tuple[str, bytes]:
    """Algorithm and digest that a token stamps; raises ValueError for what is no token."""
    info = cms.ContentInfo.load(der)
    if info["content_type"].native != "signed_data":
        raise ValueError("not a time-stamp token")
    stamped: tsp.TSTInfo = info["content"]["encap_content_info"]["content"].parsed
    message = stamped["message_imprint"]
    return str(message["hash_algorithm"]["algorithm"].native), bytes(message["hashed_message"].native)


def time_of(der: bytes) -> datetime:
    """The time that a token states; for one that `imprint` has read."""
    at: datetime = cms.ContentInfo.load(der)["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return at
