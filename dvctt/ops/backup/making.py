"""Make a backup: what stands outside the database, then one snapshot of it, then the bytes that the snapshot names."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from dvctt.documents import api as documents
from dvctt.journal import api as journal
from dvctt.kernel import clock
from dvctt.ops.backup import manifest, place, records, tools
from dvctt.ops.backup.manifest import Manifest

Say = Callable[[str], None]
TOLD_EVERY = 1000


@dataclass
class Copied:
    """How many files were copied and how large they were; `unreadable` are hashes of those that the store has lost."""

    files: int
    bytes: int
    unreadable: list[str]


def create(folder: Path, say: Say, keep: int = 0) -> Manifest:
    """Make a backup, record it, and remove all but the latest `keep`; 0 removes none. Raises Problem and OSError."""
    with place.held(folder, _others()):
        name = clock.now().strftime("%Y%m%dT%H%M%S%fZ")
        with place.begun(folder, name) as part:
            contents = _fill(folder, part, name, say)
        records.made(contents)
        records.take_in(folder)
        for old in place.drop_old(folder, keep) if keep else []:
            say(f"removed {old}")
    return contents


def _fill(folder: Path, part: Path, name: str, say: Say) -> Manifest:
    # Whatever the witness names by now is committed, and so is in a snapshot that is made afterwards.
    _copy_outside(part)
    with _snapshot() as snapshot:
        at, migrations, tables, seal = clock.now(), applied_migrations(), rows(), journal.last_seal()
        files, size = manifest.write_list(part)
        tools.dump(part / manifest.DUMP, snapshot)
    say(f"database: {sum(tables.values())} rows of {len(tables)} tables, {megabytes(_dumped(part))}")
    copied = _copy_files(folder, part, files, say)
    say(f"files: {copied.files} new of {files}, {megabytes(copied.bytes)} of {megabytes(size)}")
    contents = Manifest(
        format=manifest.FORMAT, name=name, at=at.isoformat(), version=manifest.product_version(),
        migrations=migrations, tables=tables, seal={"number": seal[0], "digest": seal[1]},
        parts=manifest.measured(part), files=files, bytes=size, unreadable=copied.unreadable,
        keys=dict(manifest.key_names()), signing=manifest.signing_keys(),
    )  # fmt: skip
    manifest.write(part, contents)
    return contents


@contextmanager
def _snapshot() -> Iterator[str]:
    """A transaction that sees one state of the database, and the name by which another may see the same."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def applied_migrations() -> list[str]:
    """The state of the tables, by what brought them there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def rows() -> dict[str, int]:
    """How many rows each table has."""
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name of the database's own
            counts[table] = int(cursor.fetchone()[0])
    return counts


def megabytes(size: int) -> str:
    """A size as people read it."""
    return f"{size / 1024 / 1024:.1f} MB"


def _copy_outside(part: Path) -> None:
    """The witness of acts and the published seals."""
    for path in sorted(journal.witness_folder().glob("*.log")):
        place.copy(path, part / manifest.WITNESS / path.name)
    if journal.published_file().is_file():
        place.copy(journal.published_file(), part / manifest.PUBLISHED / manifest.SEALS)


def _copy_files(folder: Path, part: Path, files: int, say: Say) -> Copied:
    """Copy the bytes that are not there yet."""
    copied = Copied(0, 0, [])
    for number, (sha256, size) in enumerate(manifest.listed(part), 1):
        path = place.file_of(folder, sha256)
        if not path.is_file() or path.stat().st_size != size:
            try:
                with documents.open_stored(sha256) as source:
                    place.write(path, source, part)
                copied.files, copied.bytes = copied.files + 1, copied.bytes + size
            except documents.Damaged:
                copied.unreadable.append(sha256)
        if number % TOLD_EVERY == 0:
            say(f"files: {number} of {files}")
    return copied


def _dumped(part: Path) -> int:
    return (part / manifest.DUMP).stat().st_size


def _others() -> tuple[Path, ...]:
    """Folders in which no backup belongs, since they are lost with what it is made of."""
    outside = (journal.witness_folder().parent, journal.published_file().parent)
    return (*documents.file_folders(), *outside, Path(settings.VAR) / "postgres", Path(settings.VAR) / "keys")
