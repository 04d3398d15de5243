"""Where in the whole database something still stands, what is sealed included: proof that erasing reached it (16.1)."""

import re
from collections.abc import Iterable

from django.db import connection
from psycopg import sql

from dvctt.journal import api as journal

COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables
USING (table_schema, table_name) WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
AND data_type IN ('text', 'character varying', 'json', 'jsonb')
"""
READ = sql.SQL("SELECT DISTINCT {column}::text FROM {table} WHERE {column} IS NOT NULL")
SEALED = re.compile(r"gAAAAA[A-Za-z0-9_=-]+")


def standing(texts: Iterable[str]) -> list[str]:
    """The columns in which one of the texts stands, each with the text."""
    wanted, found = list(texts), []
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column in cursor.fetchall():
            cursor.execute(READ.format(table=sql.Identifier(table), column=sql.Identifier(column)))
            said = "\n".join(_opened(value) for (value,) in cursor.fetchall())
            found += [f"{table}.{column}: {text}" for text in wanted if text in said]
    return sorted(found)


def _opened(value: str) -> str:
    plain = SEALED.sub(lambda one: journal.cipher().decrypt(one[0]), value)
    return re.sub(r"\\u([0-9a-f]{4})", lambda one: chr(int(one[1], 16)), plain)
