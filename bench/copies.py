"""Volume: rows of a real dossier copied many times within the database."""

import json
from collections.abc import Iterator
from uuid import UUID, uuid4

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from dvctt.casework.models import Act, AnswerSet, Attachment, ClockEvent, Decision, Declaration, Dossier, Paper
from dvctt.journal import entries, keying

TABLES: tuple[type[models.Model], ...] = (
    Dossier,
    AnswerSet,
    Attachment,
    Declaration,
    Act,
    ClockEvent,
    Decision,
    Paper,
)
# What differs in a copy; everything else is as it was. `copied` holds the new id and the number of each copy.
CHANGED = {
    "casework_dossier.id": "copied.id",
    "casework_dossier.code": "t.code || '/' || copied.n",
    "casework_dossier.queue_at": "t.queue_at + copied.n * interval '1 minute'",
    "casework_dossier.search_text": "t.search_text || ' ' || copied.n",
    "casework_act.key": "t.key || '/' || copied.n",
    "dossier_id": "copied.id",
    "rendition": "gen_random_uuid()",
}


INSERT = """
INSERT INTO journal_entry (id, subject_kind, subject_id, seq, body, hash, mac)
VALUES (%s, 'dossier', %s, %s, %s, %s, %s)
"""


@transaction.atomic
def multiply(source: UUID, count: int) -> list[UUID]:
    """Copy a dossier with what belongs to it `count` times; gives the ids of the copies.

    Documents are shared with the source. The journal has a true chain for each copy.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE copied ON COMMIT DROP AS "
            "SELECT n, gen_random_uuid() AS id FROM generate_series(1, %s) n",
            [count],
        )
        for model in TABLES:
            table = model._meta.db_table
            columns = [field.column for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
            values = ", ".join(_value(table, column) for column in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            where = "t.id" if model is Dossier else "t.dossier_id"
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t CROSS JOIN copied "
                f"WHERE {where} = %s ORDER BY copied.n, t.id",
                [source],
            )
        _chain(cursor, source)
        cursor.execute("SELECT id FROM copied ORDER BY n")
        made = [row[0] for row in cursor.fetchall()]
        cursor.execute("DROP TABLE copied")
    return made


def _chain(cursor: CursorWrapper, source: UUID) -> None:
    """Write the source's journal anew for each copy, link by link."""
    cursor.execute(
        "INSERT INTO journal_head (subject_kind, subject_id, seq, hash) SELECT 'dossier', id, 0, '' FROM copied "
        "WHERE EXISTS (SELECT FROM journal_head WHERE subject_id = %s)",
        [str(source)],
    )
    cursor.execute("SELECT id::text FROM copied ORDER BY n")
    last = dict.fromkeys((row[0] for row in cursor.fetchall()), "")
    cursor.execute("SELECT id, seq, body FROM journal_entry WHERE subject_id = %s ORDER BY seq", [str(source)])
    for entry, seq, body in cursor.fetchall():
        cursor.executemany(INSERT, list(_links(str(source), str(entry), seq, body, last)))


def _links(source: str, entry: str, seq: int, body: str, last: dict[str, str]) -> Iterator[tuple[object, ...]]:
    """The rows of one entry for every copy; `last` is the hash at which each chain stands, and moves on."""
    previous = f'"previous":"{json.loads(body)["previous"]}"'
    for copy, link in last.items():
        own = str(uuid4())
        told = body.replace(source, copy).replace(entry, own).replace(previous, f'"previous":"{link}"')
        last[copy] = entries.link(link, told)
        yield own, copy, seq, told, last[copy], keying.mac(keying.ENTRY, last[copy])


def _value(table: str, column: str) -> str:
    if column == "id":
        return CHANGED.get(f"{table}.id", "gen_random_uuid()")
    return CHANGED.get(f"{table}.{column}") or CHANGED.get(column) or f't."{column}"'
