"""What was recorded of a subject: its acts, and who of the staff looked at it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from dvctt.journal import entries as body
from dvctt.journal import keying
from dvctt.journal.actions import cipher
from dvctt.journal.models import Entry, Look
from dvctt.kernel import Actor, Ref, clock
from dvctt.kernel.field_encryption import Unreadable

LATEST = """
SELECT DISTINCT ON (subject_id COLLATE "C") subject_id, id, seq, body, hash, mac
FROM journal_entry WHERE subject_kind = %s ORDER BY subject_id COLLATE "C", seq DESC
"""


class Unproven(Exception):
    """An entry of a subject, or one before it, is not as our keys proved it; `args` hold the number."""


@dataclass(frozen=True)
class Proven:
    """An entry whose proof holds; `erased` where its personal values were taken away, which the chain allows."""

    entry: body.EntryView
    erased: bool


@dataclass(frozen=True)
class LookView:
    """One look of a member of staff at personal data."""

    at: datetime
    actor_kind: str
    actor_id: str
    actor_name: str
    purpose: str
    channel: str
    address: str
    part: str
    unit: str
    role: str
    subject: Ref


def entries(subject: Ref) -> tuple[body.EntryView, ...]:
    """The acts on a subject in their order; one query. The caller answers for who may read them."""
    rows = (
        Entry.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
        .order_by("seq")
        .values_list("body", "hash", "personal__sealed")
    )
    return tuple(body.read(text, link, _values(sealed)) for text, link, sealed in rows)


def proven_entries(subject: Ref) -> tuple[Proven, ...]:
    """The acts on a subject in their order, each with its proof and its personal values; one query.

    Raises Unproven where one was changed, added or taken from between. That the last ones were taken away is seen by
    `verify` alone.
    """
    rows = Entry.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("seq")
    columns = ("id", "seq", "body", "hash", "mac", "personal__sealed", "personal__erased_at")
    acts, previous = list[Proven](), ""
    for number, (id, seq, text, link, mac, sealed, erased_at) in enumerate(rows.values_list(*columns), start=1):
        entry = body.genuine(text, link, id=id, subject=subject, seq=seq)
        if entry is None or seq != number or entry["previous"] != previous or not keying.holds(keying.ENTRY, link, mac):
            raise Unproven(number)
        acts.append(Proven(body.read(text, link, _committed(number, entry, sealed)), erased_at is not None))
        previous = link
    return tuple(acts)


def proven(subject: Ref) -> body.EntryView | None:
    """The last act on a subject, where its proof holds under our keys; None where there is none. One query.

    Personal values are not opened. That an act after it was taken away is seen by `verify` alone.
    """
    rows = Entry.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("-seq")
    row = rows.values_list("id", "seq", "body", "hash", "mac").first()
    return None if row is None else _proven(subject, *row)


def latest(kind: str) -> Iterator[tuple[str, body.EntryView | None]]:
    """The last act on each subject of a kind as `proven` gives it, by the subject's id in the order of its bytes."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(LATEST, [kind])
        while chunk := cursor.fetchmany(1000):
            for subject, *row in chunk:
                yield subject, _proven(Ref(kind, subject), *row)


def looks(*subjects: Ref, limit: int | None = None) -> tuple[LookView, ...]:
    """The looks at one or several subjects, the latest first, so many at most; one query.

    The caller answers for who may read them.
    """
    wanted = Q(pk__in=())
    for kind in {subject.kind for subject in subjects}:
        wanted |= Q(subject_kind=kind, subject_id__in=[subject.id for subject in subjects if subject.kind == kind])
    return tuple(
        LookView(
            row.at, row.actor_kind, row.actor_id, row.actor_name, row.purpose, row.channel, row.address,
            row.part, row.unit, row.role, Ref(row.subject_kind, row.subject_id),
        )
        for row in Look.objects.filter(wanted).order_by("-at", "-id")[:limit]
    )  # fmt: skip


def looked(actor: Actor, subject: Ref, part: str, within: timedelta) -> bool:
    """Whether the actor has looked at that part of the subject within so long before now."""
    mine = Look.objects.filter(subject_kind=subject.kind, subject_id=subject.id, actor_id=actor.id)
    return mine.filter(actor_kind=actor.kind, part=part, at__range=clock.lately(within)).exists()


def _proven(subject: Ref, id: UUID, seq: int, text: str, link: str, mac: str) -> body.EntryView | None:
    entry = body.genuine(text, link, id=id, subject=subject, seq=seq)
    return body.read(text, link, {}) if entry is not None and keying.holds(keying.ENTRY, link, mac) else None


def _committed(number: int, entry: Mapping[str, Any], sealed: str | None) -> Mapping[str, str]:
    """The personal values of an entry, where they are those to which it commits; none where they were erased."""
    if not sealed:
        return {}
    try:
        secret = body.unpack(cipher().decrypt(sealed))
        if secret.commitments() == entry["personal"]:
            return secret.values
    except (Unreadable, ValueError, KeyError):
        pass
    raise Unproven(number)


def _values(sealed: str | None) -> Mapping[str, str]:
    return body.unpack(cipher().decrypt(sealed)).values if sealed else {}
