"""Write a message, and send what waits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import structlog
from django.db import connection
from psycopg import sql

from dvctt.journal import api as journal
from dvctt.kernel import Ref, composed
from dvctt.notices.adapters import smtp
from dvctt.notices.models import Message
from dvctt.outbox import api as outbox


@dataclass(frozen=True)
class Recipient:
    """Whom to tell, in which language, and where: pairs of channel and address in the order of preference."""

    name: str
    language: str
    addresses: tuple[tuple[str, str], ...]


INSERT = sql.SQL("""
INSERT INTO notices_message ({columns}) VALUES ({values})
ON CONFLICT (subject_kind, subject_id, key) DO UPDATE SET key = EXCLUDED.key RETURNING id
""")

log = structlog.get_logger(__name__)

CHANNELS: Mapping[str, Callable[[smtp.Letter], None]] = {"email": smtp.send}


def send(
    recipient: Recipient,
    *,
    subject_ref: Ref,
    title: str,
    body: str,
    kind: Literal["legal", "courtesy"],
    key: str,
) -> UUID:
    """Write a message in the caller's transaction, for the worker to send; two statements.

    Messages about one subject leave in order. The same key about the same subject gives the first message again.
    """
    message = Message(
        subject_kind=subject_ref.kind,
        subject_id=subject_ref.id,
        order_key=str(subject_ref),
        key=key,
        kind=kind,
        recipient=recipient.name,
        language=recipient.language,
        addresses=[list(pair) for pair in recipient.addresses],
        title=composed(smtp.one_line(title))[:500],
        body_sealed=journal.sealer().seal(composed(body)),
    )
    kept = _insert(message)
    if kept == message.id:
        outbox.ring(message)
    return kept


def deliver(message: Message) -> None:
    """Try the addresses in their order; the first that takes the message ends it, and so does the refusal of all."""
    refusals = []
    for channel, address in message.addresses:
        if channel not in CHANNELS:
            continue
        try:
            CHANNELS[channel](_letter(message, address))
        except smtp.Undeliverable as error:
            refusals.append(f"{channel}: {error}")
        else:
            return _settle(message, "sent", address, "; ".join(refusals))
    return _settle(message, "undeliverable", "", "; ".join(refusals) or "no address")


def _settle(message: Message, outcome: str, address: str, refusal: str) -> None:
    with outbox.settle(message, outcome=outcome, sent_to=address, refusal=refusal[:500]):
        log.info("notices.done", message=str(message.pk), outcome=outcome)


def _letter(message: Message, address: str) -> smtp.Letter:
    return smtp.Letter(
        message.id, message.recipient, address, message.language, message.title, message.body, message.created_at
    )


def _insert(message: Message) -> UUID:
    """Insert the message unless its key is known for its subject; gives the id under which it stands."""
    fields = Message._meta.concrete_fields
    columns = sql.SQL(", ").join([sql.Identifier(field.attname) for field in fields])
    values = [field.get_db_prep_save(field.pre_save(message, add=True), connection) for field in fields]
    statement = INSERT.format(columns=columns, values=sql.SQL(", ").join(sql.Placeholder() * len(fields)))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        kept: UUID = cursor.fetchone()[0]
    return kept
