"""Sealing everything anew under the newest key, so that an older one can be destroyed.

A sealed value is recognised by its shape wherever it stands, so that no package has to declare where it keeps some.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from psycopg import sql

from dvctt.journal.actions import cipher
from dvctt.kernel.field_encryption import Unreadable

SEALED = re.compile(r"gAAAAA[A-Za-z0-9_-]{64,}={0,2}")
COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.data_type IN ('text', 'jsonb')
ORDER BY 1, 2
"""
WHICH = sql.SQL("SELECT ctid::text FROM {table} WHERE {column}::text LIKE '%%gAAAAA%%'")
SOME = sql.SQL("SELECT ctid::text, {column}::text FROM {table} WHERE ctid = ANY(%s::tid[]) FOR UPDATE")
KEEP = sql.SQL("UPDATE {table} SET {column} = %s::{kind} WHERE ctid = %s::tid")
# The guards of frozen rows let sealed values alone be exchanged, and only where this is said.
PERMIT = "SET LOCAL dvctt.resealing = 'on'"
BATCH = 500


@dataclass
class Resealed:
    """What was found in one column: values sealed anew, under the newest key already, and opened by no key."""

    place: str
    renewed: int = 0
    newest: int = 0
    unreadable: int = 0


def reseal(*, check: bool = False, tell: Callable[[Resealed], None] = lambda _result: None) -> list[Resealed]:
    """Seal every value anew that an older key sealed; in transactions of some hundred rows, while the product runs.

    A row that somebody changes meanwhile may be passed over; it is found by running once more. With `check` nothing
    is changed. `tell` hears of each column in which something sealed stands.
    """
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        places = cursor.fetchall()
    results = []
    for table, column, kind in places:
        result = _column(table, column, kind, check=check)
        if result.renewed or result.newest or result.unreadable:
            results.append(result)
            tell(result)
    return results


def _column(table: str, column: str, kind: str, *, check: bool) -> Resealed:
    result = Resealed(f"{table}.{column}")
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column), "kind": sql.SQL(kind)}
    with connection.cursor() as cursor:
        cursor.execute(WHICH.format(**names))
        rows = [place for (place,) in cursor.fetchall()]
    for some in _batched(rows, BATCH):
        _batch(list(some), names, result, check=check)
    return result


@transaction.atomic
def _batch(rows: list[str], names: Mapping[str, sql.Composable], result: Resealed, *, check: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PERMIT)
        cursor.execute(SOME.format(**names), [rows])
        for place, text in cursor.fetchall():
            renewed = "".join(_renewed(text, result))
            if renewed != text and not check:
                cursor.execute(KEEP.format(**names), [renewed, place])


def _batched(rows: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The rows in runs of `size`."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _renewed(text: str, result: Resealed) -> Iterator[str]:
    """The text with every sealed value in it sealed anew, counted in `result`."""
    end = 0
    for match in SEALED.finditer(text):
        yield text[end : match.start()]
        yield _one(match[0], result)
        end = match.end()
    yield text[end:]


def _one(token: str, result: Resealed) -> str:
    try:
        renewed = cipher().renew(token)
    except Unreadable:
        result.unreadable += 1
        return token
    if renewed is None:
        result.newest += 1
        return token
    result.renewed += 1
    return renewed
