"""Append an act, erase personal values, record a look."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from dvctt.journal import entries, keying, witness
from dvctt.journal.models import Look, Personal
from dvctt.kernel import Actor, Ref, clock, new_id
from dvctt.kernel.field_encryption import FieldCipher

LOCK = """
INSERT INTO journal_head AS h (subject_kind, subject_id, seq, hash) VALUES (%s, %s, 0, '')
ON CONFLICT (subject_kind, subject_id) DO UPDATE SET seq = h.seq RETURNING seq, hash
"""
INSERT = """
INSERT INTO journal_entry (id, subject_kind, subject_id, seq, body, hash, mac) VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
INSERT_WITH_PERSONAL = """
WITH entry AS (
    INSERT INTO journal_entry (id, subject_kind, subject_id, seq, body, hash, mac)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
)
INSERT INTO journal_personal (entry_id, sealed) VALUES (%s, %s)
"""
LONGEST_PURPOSE = 400
COLUMNS = tuple(str(field.column) for field in Look._meta.local_fields)
SAME_LOOK = ("subject_kind", "subject_id", "actor_id", "purpose", "part")
LOOK_ONCE = f"""
INSERT INTO journal_look ({", ".join(COLUMNS)})
SELECT {", ".join("%s" for _ in COLUMNS)} WHERE NOT EXISTS (
    SELECT FROM journal_look
    WHERE at > %s AND at <= %s AND ({", ".join(SAME_LOOK)}) = ({", ".join("%s" for _ in SAME_LOOK)})
)
"""  # noqa: S608 - the names are the model's own


@cache
def cipher() -> FieldCipher:
    """The ministry's cipher of sensitive values."""
    return FieldCipher(settings.SENSITIVE_KEYS, settings.BLIND_INDEX_KEY)


@dataclass(frozen=True)
class Place:
    """Where the next entry of a subject stands: its number, and the hash of the one before it."""

    seq: int
    previous: str


def reserve(subject: Ref) -> Place:
    """The place of the subject's next entry, its chain locked until the caller's transaction ends; one statement.

    For an act that needs its number before all that its entry commits to is done. Nothing else may be appended to the
    subject before it: the database refuses the second.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(LOCK, [subject.kind, subject.id])
        last, previous = cursor.fetchone()
    return Place(last + 1, previous)


def append(
    subject: Ref,
    actor: Actor,
    act: str,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str = "",
    inputs: Any = None,
    personal: Mapping[str, str] | None = None,
    at: datetime | None = None,
    place: Place | None = None,
) -> entries.EntryView:
    """Add an act to the subject's chain in the caller's transaction: two statements, the head locked until it ends.

    At a reserved `place` it is one statement.

    `before`, `after` and `reason` stay for ever and so hold no personal values: those go into `personal`, which can be
    erased. Of `inputs` only the digest is kept.
    """
    secret = entries.hide(actor, personal or {})
    entry_id = new_id()
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        seq, previous = astuple(place or reserve(subject))
        body = entries.write(
            id=entry_id,
            subject=subject,
            seq=seq,
            previous=previous,
            at=at or clock.now(),
            actor=actor,
            act=act,
            before=before,
            after=after,
            reason=reason,
            inputs=inputs,
            commitments=secret.commitments(),
        )
        link = entries.link(previous, body)
        mac = keying.mac(keying.ENTRY, link)
        row = [entry_id, subject.kind, subject.id, seq, body, link, mac]
        if secret.values:
            cursor.execute(INSERT_WITH_PERSONAL, [*row, entry_id, cipher().encrypt(secret.packed())])
        else:
            cursor.execute(INSERT, row)
        witness.tell(subject, seq, link, mac)
    return entries.read(body, link, secret.values)


def erase_personal(subject: Ref, actor: Actor, reason: str, facts: Mapping[str, Any] | None = None) -> int:
    """Empty the personal values of all entries of a subject and record that, with the `facts`; gives of how many.

    The chain stays valid: it holds commitments, of which only the salts are lost.
    """
    with transaction.atomic():
        rows = Personal.objects.filter(
            entry__subject_kind=subject.kind, entry__subject_id=subject.id, erased_at__isnull=True
        )
        now = clock.now()
        count = rows.update(sealed="", erased_at=now)
        append(
            subject, actor, entries.ERASED, before={}, after={"entries": count, **(facts or {})}, reason=reason, at=now
        )
    return count


def look(
    actor: Actor,
    subject: Ref,
    purpose: str,
    *,
    part: str = "",
    unit: str = "",
    role: str = "",
    once_in: timedelta | None = None,
) -> None:
    """Record that somebody looked at the subject's personal data, and what for (13.1.c, 15.2).

    `part` is what of it, `unit` and `role` as what. Within `once_in` the same look by the same actor is one row: the
    pages of a document that somebody turns over. One statement.
    """
    record = Look(
        subject_kind=subject.kind, subject_id=subject.id, actor_kind=actor.kind, actor_id=actor.id,
        actor_name=actor.name, purpose=purpose[:LONGEST_PURPOSE], part=part, unit=unit, role=role,
        channel=actor.channel, address=actor.address,
    )  # fmt: skip
    if once_in is None:
        record.save(force_insert=True)
        return
    row = {field.column: getattr(record, field.attname) for field in Look._meta.local_fields}
    with connection.cursor() as cursor:
        cursor.execute(LOOK_ONCE, [*row.values(), *clock.lately(once_in), *(row[name] for name in SAME_LOOK)])
