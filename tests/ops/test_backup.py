"""A backup: whole or not there, proven or named, and everything back from it after everything was destroyed."""

import errno
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from django.core.files.storage import default_storage
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker, Settings

from dvctt.documents import api as documents
from dvctt.documents import store
from dvctt.documents.models import Blob, Document
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Ref, clock
from dvctt.ministry import api as ministry
from dvctt.ops.backup import checking, making, manifest, place, records, tools
from dvctt.ops.command import main
from dvctt.ops.problem import Problem
from tests.conftest import administer

OFFICER = Actor(ActorKind.OFFICER, "o1", name="Trần Văn Bình")
DOSSIER = Ref("dossier", "1")


@pytest.fixture
def install(
    committed_db: str, django_db_blocker: DjangoDbBlocker, settings: Settings, tmp_path: Path
) -> Iterator[Callable[[], None]]:
    """An installation of this test's own: database, store, witness, published seals. Called, it destroys them all."""
    tmp_path.chmod(0o700)
    bytes_of = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "bytes"}}
    settings.STORAGES = {**settings.STORAGES, "default": bytes_of}
    settings.VAR = tmp_path / "var"
    settings.JOURNAL_WITNESS = tmp_path / "witness"
    settings.JOURNAL_PUBLISHED = tmp_path / "published" / "seals.jsonl"

    def destroy() -> None:
        empty(committed_db)
        for folder in ("bytes", "witness", "published"):
            shutil.rmtree(tmp_path / folder, ignore_errors=True)

    with django_db_blocker.unblock():
        yield destroy
    journal.cipher.cache_clear()


def empty(database: str) -> None:
    connection.close()
    administer(f'DROP DATABASE "{database}" WITH (FORCE)')
    administer(f'CREATE DATABASE "{database}" TEMPLATE template0')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def kept(install: Callable[[], None], folder: Path) -> list[UUID]:
    """Three documents and an act, sealed; and a backup of them."""
    made = [keep(n) for n in range(3)]
    journal.append(DOSSIER, OFFICER, "act1", before={}, after={}, personal={"name": "Lê Thị Lan"})
    journal.seal_due()
    journal.publish_due()
    assert main(["backup", "create", str(folder)]) == 0
    return made


def keep(n: int) -> UUID:
    return store.keep(f"%PDF-1.7 {n}".encode(), name=f"{n}.pdf", kind="x", subject=DOSSIER).id


def found(folder: Path) -> set[tuple[str, str]]:
    """What `verify` finds in the latest backup; its status says the same."""
    said = {(one.place, one.code) for one in checking.findings(place.chosen(folder, None))}
    assert main(["backup", "verify", str(folder)]) == (1 if said else 0)
    return said


def rows() -> dict[str, list[Any]]:
    """All rows of all tables."""
    with connection.cursor() as cursor:
        told = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            told[table] = cursor.fetchall()
    return told


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command says that changes nothing."""
    capsys.readouterr()
    assert main(["backup", *arguments]) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


def test_everything_is_back_after_everything_was_destroyed(
    kept: list[UUID], install: Callable[[], None], folder: Path
) -> None:
    before = rows()
    install()
    assert main(["backup", "restore", str(folder)]) == 0
    after = rows()
    changed = {table for table in before if before[table] != after[table]}
    # The backup was recorded after its own snapshot, and so was its being restored.
    assert changed == {"journal_entry", "journal_head"}
    assert [documents.read_bytes(one) for one in kept] == [f"%PDF-1.7 {n}".encode() for n in range(3)]
    assert journal.entries(DOSSIER)[0].personal == {"name": "Lê Thị Lan"}
    assert main(["journal", "verify"]) == 0
    keep(4)
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_entry")


def test_a_backup_is_one_snapshot_while_others_write(
    install: Callable[[], None], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1)
    dump, listed = tools.dump, manifest.write_list
    late: list[UUID] = []

    def list_and_write(part: Path) -> tuple[int, int]:
        import threading

        told = listed(part)
        writer = threading.Thread(target=lambda: (late.append(keep(2)), connection.close()))
        writer.start()
        writer.join()
        return told

    monkeypatch.setattr(manifest, "write_list", list_and_write)
    monkeypatch.setattr(tools, "dump", dump)
    assert main(["backup", "create", str(folder)]) == 0
    assert late
    assert found(folder) == set()
    install()
    assert main(["backup", "restore", str(folder)]) == 0
    assert (Document.objects.count(), Blob.objects.filter(documents__isnull=False).count()) == (1, 1)


def test_a_second_backup_copies_what_is_new_and_old_ones_go(
    kept: list[UUID], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = place.chosen(folder, None)
    opened: list[str] = []
    real = documents.open_stored
    monkeypatch.setattr(documents, "open_stored", lambda sha256: opened.append(sha256) or real(sha256))
    keep(7)
    assert main(["backup", "create", str(folder), "--keep", "1"]) == 0
    assert opened == [store.sha256_of(b"%PDF-1.7 7")]
    assert place.names(folder) != [first.name] and not first.exists() and len(place.names(folder)) == 1
    assert found(folder) == set()


def test_nobody_else_may_read_it_and_no_key_is_in_it(kept: list[UUID], folder: Path, settings: Settings) -> None:
    keys = [settings.BLIND_INDEX_KEY, settings.SECRET_KEY, *settings.SENSITIVE_KEYS, *settings.JOURNAL_KEYS]
    for path in (folder, *folder.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
        if path.is_file():
            assert not any(key.encode() in path.read_bytes() for key in keys)


CHANGES: dict[str, tuple[Callable[[Path], None], set[tuple[str, str]]]] = {
    "dump": (
        lambda backup: append(backup / manifest.DUMP, b"x"), {(manifest.DUMP, "changed")},
    ),
    "pipe": (lambda backup: pipe(backup / manifest.DUMP), {(manifest.DUMP, "changed")}),
    "list": (lambda backup: append(backup / manifest.LIST, b"\n"), {(manifest.LIST, "changed")}),
    "seals": (lambda backup: (backup / "published/seals.jsonl").unlink(), {("published/seals.jsonl", "missing")}),
    "manifest": (lambda backup: rewrite(backup, files=2), {(manifest.MANIFEST, "manifest_changed")}),
    "no manifest": (lambda backup: (backup / manifest.MANIFEST).unlink(), {(manifest.MANIFEST, "manifest_changed")}),
    "more": (lambda backup: append(backup / "witness/more.log", b"x"), {("witness/more.log", "strange")}),
}  # fmt: skip


def append(path: Path, text: bytes) -> None:
    with path.open("ab") as file:
        file.write(text)


def pipe(path: Path) -> None:
    """Something that is waited for without end, in the place of a file."""
    path.unlink()
    os.mkfifo(path)


def rewrite(backup: Path, **changes: Any) -> None:
    path = backup / manifest.MANIFEST
    told = json.loads(path.read_text())
    told["manifest"] |= changes
    path.write_text(json.dumps(told))


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("what", CHANGES)
def test_what_was_changed_is_named_and_not_restored(
    what: str, install: Callable[[], None], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, named = CHANGES[what]
    assert found(folder) == set()
    change(place.chosen(folder, None))
    assert found(folder) == named
    install()
    ((part, _code),) = named
    assert part in refused(capsys, "restore", str(folder))
    assert_nothing_was_restored()


def assert_nothing_was_restored(*, published: bool = False) -> None:
    with connection.cursor() as cursor:
        assert connection.introspection.table_names(cursor) == []
    assert list(store.every_key()) == []
    assert journal.published_file().exists() == published


@pytest.mark.parametrize(("change", "code"), [
    (Path.unlink, "missing"), (lambda path: append(path, b"x"), "changed"), (pipe, "changed"),
    (lambda path: path.write_bytes(b"%PDF-1.7 x"), "changed"),
])  # fmt: skip
def test_a_file_of_it_missing_or_changed_is_named_and_not_restored(
    kept: list[UUID], install: Callable[[], None], folder: Path, capsys: pytest.CaptureFixture[str],
    change: Callable[[Path], None], code: str,
) -> None:  # fmt: skip
    path = place.file_of(folder, store.sha256_of(b"%PDF-1.7 1"))
    change(path)
    where = str(path.relative_to(folder))
    assert found(folder) == {(where, code)}
    install()
    assert where in refused(capsys, "restore", str(folder))
    assert_nothing_was_restored()


def test_a_file_that_the_store_lost_is_told_and_the_rest_is_kept(
    install: Callable[[], None], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, lost = keep(1), keep(2)
    key = store.key_of(store.sha256_of(b"%PDF-1.7 2"))
    Path(default_storage.path(key)).unlink()
    assert main(["backup", "create", str(folder)]) == 1
    assert key.rpartition("/")[2] in capsys.readouterr().out
    assert found(folder) == {(f"files/{key}", "lost_before")}
    install()
    assert main(["backup", "restore", str(folder)]) == 0
    assert documents.read_bytes(whole) == b"%PDF-1.7 1"
    with pytest.raises(documents.Damaged):
        documents.read_bytes(lost)


def full(*_given: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(("module", "name"), [(manifest, "write_list"), (place, "write"), (manifest, "write")])
def test_a_full_disk_leaves_nothing_that_looks_whole(
    kept: list[UUID], folder: Path, module: Any, name: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    known = place.names(folder)
    keep(9)
    with monkeypatch.context() as patched:
        patched.setattr(module, name, full)
        assert "No space left" in refused(capsys, "create", str(folder))
    assert place.names(folder) == known
    assert list(folder.glob(f"{place.PART}*")) == []
    assert found(folder) == set()
    assert main(["backup", "create", str(folder)]) == 0


def test_what_a_killed_run_left_is_no_backup_and_goes(
    install: Callable[[], None], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(1)
    connection.close()
    pid = os.fork()
    if pid == 0:
        making.tools.dump = lambda *_given: os.kill(os.getpid(), 9)  # type: ignore[assignment]
        main(["backup", "create", str(folder)])
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == 9
    assert len(list(folder.glob(f"{place.PART}*"))) == 1
    assert "no backup" in refused(capsys, "verify", str(folder))
    assert "no backup" in refused(capsys, "restore", str(folder))
    assert main(["backup", "create", str(folder)]) == 0
    assert list(folder.glob(f"{place.PART}*")) == []
    assert found(folder) == set()


@pytest.mark.usefixtures("kept")
def test_only_what_is_empty_is_filled(
    committed_db: str, folder: Path, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows()
    assert f"{committed_db} is not empty" in refused(capsys, "restore", str(folder), "--set-aside")
    assert rows() == before
    empty(committed_db)
    strange = keep_file(tmp_path / "bytes" / "ab" / "strange")
    assert "ab/strange" in refused(capsys, "restore", str(folder), "--set-aside")
    assert strange.read_bytes() == b"x"
    strange.unlink()
    # What is left is of this backup, as after a restore that was killed.
    assert main(["backup", "restore", str(folder), "--set-aside"]) == 1
    assert [one.act for one in journal.entries(DOSSIER)] == ["act1"]


def keep_file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(("setting", "variable"), [
    ("SENSITIVE_KEYS", "DVCTT_SENSITIVE_KEYS"), ("JOURNAL_KEYS", "DVCTT_JOURNAL_KEYS"),
    ("BLIND_INDEX_KEY", "DVCTT_BLIND_INDEX_KEY"),
])  # fmt: skip
def test_keys_that_are_not_at_hand_are_named(
    install: Callable[[], None], folder: Path, settings: Settings, setting: str, variable: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    install()
    real, other = getattr(settings, setting), Fernet.generate_key().decode()
    setattr(settings, setting, [other] if isinstance(real, list) else other)
    journal.cipher.cache_clear()
    assert variable in refused(capsys, "restore", str(folder))
    assert_nothing_was_restored()
    setattr(settings, setting, [other, *real] if isinstance(real, list) else real)
    journal.cipher.cache_clear()
    assert main(["backup", "restore", str(folder)]) == 0


def test_what_came_after_the_backup_is_said_to_be_lost(
    kept: list[UUID], committed_db: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal.append(DOSSIER, OFFICER, "act2", before={}, after={})
    journal.seal_due()
    journal.publish_due()
    empty(committed_db)
    shutil.rmtree(tmp_path / "bytes")
    assert "--set-aside" in refused(capsys, "restore", str(folder))
    assert_nothing_was_restored(published=True)
    assert main(["backup", "restore", str(folder), "--set-aside"]) == 1
    said = capsys.readouterr().out
    assert f"{DOSSIER}#2: recorded after the backup, lost" in said
    assert "seal#2: recorded after the backup, lost" in said
    assert "the journal is whole" in said
    assert [one.act for one in journal.entries(DOSSIER)] == ["act1"]
    assert main(["journal", "verify"]) == 0
    (aside,) = journal.witness_folder().parent.glob("*.before-*")
    assert main(["journal", "verify", "--witness", str(aside)]) == 1


@pytest.mark.usefixtures("kept")
def test_a_forgery_that_was_backed_up_is_named_by_the_proof(
    install: Callable[[], None], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM journal_entry WHERE subject_kind = 'dossier'")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert main(["backup", "create", str(folder)]) == 0
    assert found(folder) == set()
    install()
    capsys.readouterr()
    assert main(["backup", "restore", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "dossier:1#1: " in said and "violates foreign key" in said
    assert {one.what: one.last for one in ministry.backups_overdue()}["tried"] is None


@pytest.mark.usefixtures("kept")
def test_a_backup_of_a_later_version_is_not_restored(
    install: Callable[[], None], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = place.chosen(folder, None)
    told = manifest.read(backup)
    (backup / manifest.MANIFEST).unlink()
    told.migrations.append("documents.9999_later")
    manifest.write(backup, told)
    install()
    assert "documents.9999_later" in refused(capsys, "restore", str(folder))
    assert_nothing_was_restored()


def test_a_backup_stands_apart_closed_and_alone(
    install: Callable[[], None], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(1)
    for inside in ("bytes/backups", "witness", "published/backups", "."):
        assert "not apart" in refused(capsys, "create", str(tmp_path / inside))
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    assert "chmod 700" in refused(capsys, "create", str(folder))
    folder.chmod(0o700)
    other = keep_file(folder / "other")
    assert "other things" in refused(capsys, "create", str(folder))
    other.unlink()
    with place.held(folder, ()):
        assert "another backup" in refused(capsys, "create", str(folder))
    assert main(["backup", "create", str(folder)]) == 0


def test_backup_and_trial_are_recorded_and_missed_when_they_are_old(
    kept: list[UUID], install: Callable[[], None], committed_db: str, folder: Path, settings: Settings, tmp_path: Path
) -> None:
    assert len(list(records.overdue())) == 1
    # The trial is made elsewhere: another database and store, the same folder of backups and the same keys.
    trial = f"{committed_db}_trial"
    administer(f'CREATE DATABASE "{trial}" TEMPLATE template0')
    here = settings.STORAGES
    try:
        with_database(trial)
        settings.STORAGES = {**here, "default": {**here["default"], "OPTIONS": {"location": tmp_path / "trial"}}}
        settings.JOURNAL_PUBLISHED = tmp_path / "trial-published" / "seals.jsonl"
        assert main(["backup", "restore", str(folder)]) == 0
    finally:
        with_database(committed_db)
        settings.STORAGES, settings.JOURNAL_PUBLISHED = here, tmp_path / "published" / "seals.jsonl"
        administer(f'DROP DATABASE "{trial}" WITH (FORCE)')
    keep_file(folder / "tried" / "forged.json").write_text('{"said": {"at": "2999-01-01T00:00:00"}, "mac": "x"}')
    assert len(list(records.overdue())) == 1
    for _again in range(2):
        assert main(["backup", "create", str(folder)]) == 0
        assert [one.after["whole"] for one in journal.entries(records.TRIED)] == [True]
    assert list(records.overdue()) == []
    for days, missed in ((3, 1), (101, 2)):
        with clock.travel(clock.now() + timedelta(days=days)):
            assert len(list(records.overdue())) == missed


def with_database(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def test_a_plain_role_restores_into_a_database_of_its_own(
    kept: list[UUID], install: Callable[[], None], committed_db: str, folder: Path
) -> None:
    install()
    administer('CREATE ROLE "dvctt_restores" LOGIN')
    administer(f'ALTER DATABASE "{committed_db}" OWNER TO "dvctt_restores"')
    user = connection.settings_dict["USER"]
    try:
        connection.settings_dict["USER"] = "dvctt_restores"
        assert main(["backup", "restore", str(folder)]) == 0
        assert documents.read_bytes(kept[0]) == b"%PDF-1.7 0"
    finally:
        connection.close()
        connection.settings_dict["USER"] = user
        empty(committed_db)
        administer('DROP ROLE "dvctt_restores"')


def test_what_the_database_says_of_a_row_is_not_told() -> None:
    said = b"pg_restore: error: could not execute query: ERROR:  duplicate key\nDETAIL:  Key (email)=(lan@example.vn)\n"
    told = tools._faults(subprocess.CompletedProcess([], 1, b"", said))
    assert len(told) == 1 and "duplicate key" in told[0] and "lan@" not in told[0]


def test_a_dump_that_cannot_be_read_is_a_sentence(install: Callable[[], None], folder: Path) -> None:
    install()
    with pytest.raises(Problem, match="pg_restore"):
        tools.load(folder / "none.dump")
