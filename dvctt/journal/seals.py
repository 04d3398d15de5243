"""Seals: all that was written since the seal before, under one digest for an outside authority to time-stamp."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from dvctt.journal import actions, keying
from dvctt.journal.models import Entry, Seal, SealItem
from dvctt.kernel import Conflict, NotFound, Reason, Ref, Refused, clock, digest, new_id, system

SEALS = Ref("journal", "seals")
STAMPS = Ref("journal", "stamps")
SEALED, STAMPED = "journal:sealed", "journal:stamped"
# By so much our clock and an authority's may differ.
SLACK = timedelta(minutes=5)
SELF = system("journal")
SEALING = 0x6A736C  # "jsl": one sealing at a time in one database

GATHER = """
INSERT INTO journal_sealitem (entry, seal_id, subject_kind, subject_id, seq, hash)
SELECT e.id, %s, e.subject_kind, e.subject_id, e.seq, e.hash FROM journal_entry e
WHERE NOT EXISTS (SELECT FROM journal_sealitem i WHERE i.entry = e.id)
"""


@dataclass(frozen=True)
class SealRequest:
    """A seal that wants its time stamp: `digest` is SHA-256, 32 bytes."""

    id: UUID
    number: int
    at: datetime
    count: int
    digest: bytes


def seal_due() -> SealRequest | None:
    """Seal every entry that no seal holds yet; None where nothing was written since the last one.

    The seal is itself an act on the chain of seals, so that a deleted last seal is missed.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
        if not _unsealed():
            return None
        seal = _gather(Seal.objects.order_by("-number").first())
        actions.append(
            SEALS,
            SELF,
            SEALED,
            before={},
            at=seal.at,
            after={"number": seal.number, "count": seal.count, "digest": seal.digest},
        )
    return _request(seal)


def unstamped() -> tuple[SealRequest, ...]:
    """Seals that still want their time stamp, the oldest first: they are to be stamped in this order."""
    return tuple(_request(seal) for seal in Seal.objects.filter(token__isnull=True).order_by("number"))


def last_seal() -> tuple[int, str]:
    """Number and digest of the last seal; 0 and nothing where there is none."""
    return Seal.objects.order_by("-number").values_list("number", "digest").first() or (0, "")


def keep_seal(seal_id: UUID, token: bytes, stamped_at: datetime) -> None:
    """Keep the RFC 3161 token of a seal, and record which one it is and the time that it states.

    Raises NotFound, Conflict where another one is kept already, and Refused (`stamp_out_of_time`) where its time is
    neither between the seal's and now nor near them: the clock of the authority or our own is wrong.
    """
    with transaction.atomic():
        seal = Seal.objects.select_for_update().filter(pk=seal_id).first()
        if seal is None:
            raise NotFound(f"seal {seal_id}")
        if seal.token is not None:
            if bytes(seal.token) != token:
                raise Conflict(f"seal {seal_id} has its token")
            return
        now = clock.now()
        if not seal.at - SLACK <= stamped_at <= now + SLACK:
            raise Refused(Reason("stamp_out_of_time", {"number": seal.number}))
        Seal.objects.filter(pk=seal_id).update(token=token)
        after = {"number": seal.number, "token": token_digest(token), "time": stamped_at.astimezone(UTC).isoformat()}
        actions.append(STAMPS, SELF, STAMPED, before={}, after=after, at=now)


def token_digest(token: bytes) -> str:
    """By what a token is known again."""
    return hashlib.sha256(token).hexdigest()


def item_line(entry: UUID, subject: Ref, seq: int, link: str) -> bytes:
    """One sealed entry as it enters the digest."""
    return digest({"entry": str(entry), "kind": subject.kind, "id": subject.id, "seq": seq, "hash": link}).encode()


def items_digest(lines: Iterable[bytes]) -> str:
    """SHA-256 over the lines of a seal, ordered by entry."""
    sum_of_lines = hashlib.sha256()
    for line in lines:
        sum_of_lines.update(line)
    return sum_of_lines.hexdigest()


def seal_digest(number: int, at: datetime, count: int, previous: str, items: str) -> str:
    """What the time stamp fixes: number, instant, count, digest of the seal before and digest of the entries."""
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    return digest({"number": number, "at": instant, "count": count, "previous": previous, "items": items})


def _unsealed() -> bool:
    return (
        Entry.objects.exclude(subject_kind=SEALS.kind, subject_id__in=(SEALS.id, STAMPS.id))
        .filter(~Exists(SealItem.objects.filter(entry=OuterRef("pk"))))
        .exists()
    )


def _gather(last: Seal | None) -> Seal:
    """Take all unsealed entries into a new seal; its row comes last, when its digest is known."""
    seal = Seal(
        id=new_id(), number=last.number + 1 if last else 1, at=clock.now(), previous=last.digest if last else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(GATHER, [seal.id])
        seal.count = cursor.rowcount
    lines = (
        item_line(item.entry, Ref(item.subject_kind, item.subject_id), item.seq, item.hash)
        for item in SealItem.objects.filter(seal_id=seal.id).order_by("entry").iterator(chunk_size=1000)
    )
    seal.digest = seal_digest(seal.number, seal.at, seal.count, seal.previous, items_digest(lines))
    seal.mac = keying.mac(keying.SEAL, seal.digest)
    seal.save(force_insert=True)
    return seal


def _request(seal: Seal) -> SealRequest:
    return SealRequest(seal.id, seal.number, seal.at, seal.count, bytes.fromhex(seal.digest))
