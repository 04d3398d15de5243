"""The SQL of something done, captured once and done again by psycopg alone on other, equally fresh rows."""

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from uuid import UUID

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext
from uuid6 import uuid7

IDENTIFIER = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-f])")


def captured(work: Callable[[], object]) -> list[str]:
    """The statements of the work, with their values, without those of transactions."""
    with CaptureQueriesContext(connection) as seen:
        work()
    said = [str(one["sql"]) for one in seen.captured_queries]
    return [one for one in said if not one.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]


def born_since(statements: list[str], moment: float) -> set[str]:
    """Identifiers in the statements that were made after `moment` (seconds): UUIDs of version 7 tell their time."""
    found = {one.replace("-", "") for statement in statements for one in IDENTIFIER.findall(statement)}
    return {one for one in found if int(one[:12], 16) / 1000 >= moment}


def renewed(statements: list[str], born: set[str], changes: Mapping[str, str]) -> list[str]:
    """The same statements about other rows: `changes` of text, and fresh identifiers for those that were born."""
    fresh = {old: uuid7().hex for old in born}

    def other(found: re.Match[str]) -> str:
        new = fresh.get(found[0].replace("-", ""))
        if new is None:
            return found[0]
        return str(UUID(new)) if "-" in found[0] else new

    made = []
    for statement in statements:
        changed = statement
        for old, new in changes.items():
            changed = changed.replace(old, new)
        made.append(_linked(IDENTIFIER.sub(other, changed)))
    return made


def _linked(statement: str) -> str:
    """A journal entry with the hash that its changed body has: the database refuses any other."""
    if "INTO journal_entry" not in statement:
        return statement

    def link(found: re.Match[str]) -> str:
        body = found[1].replace("''", "'")
        previous = json.loads(body)["previous"]
        return f"'{found[1]}', '{hashlib.sha256(f'{previous}{body}'.encode()).hexdigest()}'"

    return re.sub(r"'(\{(?:[^']|'')*\})', '[0-9a-f]{64}'", link, statement)


def heads() -> dict[str, str]:
    """The last hash of each dossier's chain in the journal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject_id, hash FROM journal_head WHERE subject_kind = 'dossier'")
        return dict(cursor.fetchall())


def verification_codes(statements: list[str]) -> set[str]:
    """Codes of documents asked for in the statements, which have to differ in every row."""
    return {code for one in statements for code in re.findall(r"'([0-9A-Z]{20})'", one)}


def replay(url: str, batches: list[list[str]]) -> list[float]:
    """Send each batch as one transaction, fetching every answer; the seconds that each took, its commit included."""
    spent = []
    with psycopg.connect(url) as raw:
        for statements in batches:
            began = time.perf_counter()
            with raw.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement.encode())
                    if cursor.description:
                        cursor.fetchall()
            raw.commit()
            spent.append(time.perf_counter() - began)
    return spent
