"""Write a message, for the worker to send."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from psycopg import sql

from dvctt.journal import api as journal
from dvctt.kernel import Ref, composed
from dvctt.notices import letters
from dvctt.notices.adapters import smtp
from dvctt.notices.framing import Form, framed
from dvctt.notices.models import Message
from dvctt.outbox import api as outbox


@dataclass(frozen=True)
class Recipient:
    """Whom to tell, in which language, and where: pairs of channel and address in the order of preference.

    The letter greets `name` as a person or an organisation; an empty name is greeted without one. An official is
    not sent to the citizens' desk with questions.
    """

    name: str
    language: str
    addresses: tuple[tuple[str, str], ...]
    form: Form = "person"


SAMPLE_NAME = "Nguyễn Văn A"
INSERT = sql.SQL("""
INSERT INTO notices_message ({columns}) VALUES ({values})
ON CONFLICT (subject_kind, subject_id, key) DO UPDATE SET key = EXCLUDED.key RETURNING id
""")


def send_letter(
    recipient: Recipient,
    letter: str,
    values: Mapping[str, Any],
    *,
    subject_ref: Ref,
    key: str,
    unit: str = "",
    copy: bool = False,
    bundled: str = "",
) -> UUID:
    """Write the letter of that name in the recipient's language, in the caller's transaction; see `letters.written`.

    A `copy` is a courtesy, whatever the letter is. `bundled` is the letter's file in the bundle, where it has one.
    """
    told = letters.written(letter, recipient.language, values, bundled=bundled)
    return send(
        recipient,
        subject_ref=subject_ref,
        title=told.subject,
        body=told.text,
        kind="courtesy" if copy else told.kind,
        key=key,
        short=told.short,
        unit=unit,
    )


def preview(letter: str, language: str) -> letters.Written:
    """The letter with samples for its values, greeting and signature; raises NotFound for a name that none has."""
    told = letters.sample(letter, language)
    return replace(told, text=framed(told.text, name=SAMPLE_NAME, form="person", language=language, unit=""))


def send(
    recipient: Recipient,
    *,
    subject_ref: Ref,
    title: str,
    body: str,
    kind: Literal["legal", "courtesy"],
    key: str,
    short: str = "",
    unit: str = "",
) -> UUID:
    """Write a message in the caller's transaction, for the worker to send; two statements.

    Letters go through `send_letter`; this is for who brings words of its own along. `body` is what is said;
    salutation and signature come with it. `unit` is who writes, the ministry's desk where none is named.

    Messages about one subject leave in order. The same key about the same subject gives the first message again.
    `short` is what an SMS says, within 160 letters once its diacritics are gone; without it no SMS is sent.
    """
    message = Message(
        subject_kind=subject_ref.kind,
        subject_id=subject_ref.id,
        order_key=str(subject_ref),
        key=key,
        kind=kind,
        recipient=recipient.name,
        language=recipient.language,
        addresses=usable(recipient.addresses, short=bool(short)),
        title=composed(smtp.one_line(title))[:500],
        body_sealed=journal.cipher().encrypt(composed(_letter(recipient, body, unit))),
        short_sealed=journal.cipher().encrypt(composed(short)) if short else "",
    )
    kept = _insert(message)
    if kept == message.id:
        outbox.ring(message)
    return kept


def _letter(recipient: Recipient, body: str, unit: str) -> str:
    return framed(body, name=recipient.name, form=recipient.form, language=recipient.language, unit=unit)


def usable(addresses: Iterable[tuple[str, str]], *, short: bool) -> list[list[str]]:
    """The addresses as they are stored; those for SMS only where there is a short text."""
    return [[channel, address] for channel, address in addresses if short or channel != "sms"]


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
