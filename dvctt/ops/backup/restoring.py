"""Bring a backup back: into an empty database and store, with the keys that it needs, and proven afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from dvctt.documents import api as documents
from dvctt.journal import api as journal
from dvctt.kernel import clock
from dvctt.ops import proving
from dvctt.ops.backup import checking, making, manifest, place, records, tools
from dvctt.ops.backup.making import Say
from dvctt.ops.backup.manifest import Manifest
from dvctt.ops.problem import Problem

# Relations of nobody's extension, in no schema of the server's own.
RELATIONS = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
# What the witness or the published seals name beyond the backup; anything else that they say is a fault.
LATER = frozenset({"witnessed_entry_missing", "published_seal_missing"})
MOST_NAMED = 10


@dataclass(frozen=True)
class Restored:
    """`wrong` is what the proof found, `lost` what was recorded here after the backup, as far as anything tells."""

    manifest: Manifest
    wrong: tuple[journal.Finding, ...]
    lost: tuple[journal.Finding, ...]


@dataclass(frozen=True)
class Aside:
    """Where the witness and the published seals lie that were found here; None where there were none."""

    witness: Path | None
    published: Path | None


def restore(backup: Path, say: Say, *, set_aside: bool = False) -> Restored:
    """Restore a backup and prove it. Raises Problem, with nothing changed, where something speaks against it.

    `set_aside`: witness and published seals that stand here are those of the installation that was lost.
    """
    contents = _fit(backup)
    _empty_database()
    if not set_aside:
        _nothing_outside()
    say("checking the backup")
    _whole(backup)
    _empty_store(backup)
    _put_files_back(backup, contents, say)
    say("database")
    broken = [journal.Finding("database", "rule_broken", {"said": sentence}) for sentence in _load(backup)]
    aside = _exchange_outside(backup)
    outcome = _proven(contents, aside, broken, say)
    try:
        records.restored(backup.parent, contents, whole=not outcome.wrong, lost=len(outcome.lost))
    except OSError as error:
        say(f"the next backup cannot record it, since nothing can be written beside this one: {error.strerror}")
    for path in (aside.witness, aside.published):
        if path:
            say(f"set aside, to be kept with the record of the incident: {path}")
    return outcome


def _load(backup: Path) -> tuple[str, ...]:
    connection.close()
    broken = tools.load(backup / manifest.DUMP)
    with connection.cursor() as cursor:
        # Every table is gone through, without anybody who waits.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("ANALYZE")
    return broken


def _proven(contents: Manifest, aside: Aside, broken: list[journal.Finding], say: Say) -> Restored:
    """Compare what came back with what was counted, and run the whole proof over it."""
    wrong = broken + [journal.Finding(table, "rows_differ", params) for table, params in _different_rows(contents)]
    if _lacking_migrations(contents):
        say("database: brought to this version")
        call_command("migrate", verbosity=0)
    say("proof")
    journal.publish_due()
    wrong += proving.findings()
    after = _said_outside(aside, wrong)
    wrong += (finding for finding in after if finding.code not in LATER)
    return Restored(contents, tuple(wrong), tuple(finding for finding in after if finding.code in LATER))


def _fit(backup: Path) -> Manifest:
    """The manifest, where keys and code of this machine fit it."""
    try:
        contents = manifest.read(backup)
    except manifest.Unproven:
        raise Problem(f"{backup / manifest.MANIFEST} is not what was written, or was not written by us") from None
    keys = manifest.key_names()
    lacking = [f"{variable} lacks {name}" for variable, names in contents.keys.items() for name in names
               if name not in keys.get(variable, [])]  # fmt: skip
    if lacking:
        raise Problem(f"keys are not at hand that the backup needs: {'; '.join(lacking)}")
    migrations = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = [name for name in contents.migrations if name not in migrations]
    if unknown:
        raise Problem(f"the backup is of a later version ({contents.version}, {unknown[-1]}): restore it with that one")
    return contents


def _empty_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(RELATIONS)
        if count := cursor.fetchone()[0]:
            name = connection.settings_dict["NAME"]
            raise Problem(f"the database {name} is not empty ({count} tables and indexes): give a new one")


def _nothing_outside() -> None:
    """Raises Problem where witness or published seals stand here: of what was lost, or of what runs beside a trial."""
    for path in (journal.witness_folder(), journal.published_file()):
        if path.exists():
            raise Problem(
                f"{path} stands here: if it outlived what was lost, give --set-aside; for a trial, set "
                "DVCTT_JOURNAL_WITNESS and DVCTT_JOURNAL_PUBLISHED to places of its own"
            )


def _whole(backup: Path) -> None:
    findings = [finding for finding in checking.findings(backup) if finding.code != "lost_before"]
    if findings:
        named = ", ".join(f"{finding.place} ({finding.code})" for finding in findings[:MOST_NAMED])
        raise Problem(f"the backup is not whole, {len(findings)} of its parts: {named}")


def _empty_store(backup: Path) -> None:
    """Raises Problem where the store holds anything but what a killed restore of this very backup has put there."""
    digests = (sha256 for sha256, _size in manifest.listed(backup))
    strange = next(documents.strange_files(digests), None)
    if strange:
        raise Problem(f"the store holds other files, such as {strange}: move it away, or give another DVCTT_VAR")


def _put_files_back(backup: Path, contents: Manifest, say: Say) -> None:
    for number, (sha256, _size) in enumerate(manifest.listed(backup), 1):
        path = place.file_of(backup.parent, sha256)
        if path.is_file():
            try:
                with path.open("rb") as source:
                    documents.put_back(sha256, source)
            except documents.Damaged:
                raise Problem(f"the store does not keep {sha256} as it was given") from None
        if number % making.TOLD_EVERY == 0 or number == contents.files:
            say(f"files: {number} of {contents.files}")


def _exchange_outside(backup: Path) -> Aside:
    """Put witness and published seals of the backup in their places; what stands there is set aside beside them."""
    stamp = clock.now().strftime("%Y%m%dT%H%M%SZ")
    folder, file = journal.witness_folder(), journal.published_file()
    aside = Aside(_set_aside(folder, stamp), _set_aside(file, stamp))
    for path in (backup / manifest.WITNESS).glob("*.log"):
        place.copy(path, folder / path.name)
    if (backup / manifest.PUBLISHED / manifest.SEALS).is_file():
        place.copy(backup / manifest.PUBLISHED / manifest.SEALS, file)
    return aside


def _set_aside(path: Path, stamp: str) -> Path | None:
    if not path.exists():
        return None
    return path.rename(path.with_name(f"{path.name}.before-{stamp}"))


def _different_rows(contents: Manifest) -> Iterator[tuple[str, dict[str, int]]]:
    counts = making.rows()
    for table in sorted({*counts, *contents.tables}):
        if counts.get(table) != contents.tables.get(table):
            yield table, {"backup": contents.tables.get(table, 0), "restored": counts.get(table, 0)}


def _lacking_migrations(contents: Manifest) -> bool:
    loader = MigrationLoader(None)
    return not {f"{app}.{name}" for app, name in loader.disk_migrations} <= set(contents.migrations)


def _said_outside(aside: Aside, findings: list[journal.Finding]) -> list[journal.Finding]:
    """What witness and published seals of here say of the restored journal, beyond what its own proof says."""
    outside = list(journal.witness_findings(*([aside.witness] if aside.witness else [])))
    outside += journal.published_findings(*([str(aside.published)] if aside.published else []))
    return [finding for finding in outside if finding not in findings]
