"""The database itself refuses what the journal must never do; several may write at once."""

import hashlib
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoDbBlocker

from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Ref, clock

ONE = Ref("dossier", "1")
OFFICER = Actor(ActorKind.OFFICER, "o1", name="Trần Văn Bình", address="10.0.0.7")
HEX = "'" + "a" * 64 + "'"
MAC = "'" + "a" * 72 + "'"


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


@pytest.fixture
def written(db: None) -> None:
    """Two acts, the first of them in a stamped seal, and a look."""
    journal.append(ONE, OFFICER, "act1", before={}, after={})
    seal = journal.seal_due()
    assert seal is not None
    journal.keep_seal(seal.id, b"token", clock.now())
    journal.append(ONE, OFFICER, "act2", before={}, after={})
    journal.look(OFFICER, ONE, "thẩm định")


TABLES = ("head", "entry", "personal", "seal", "sealitem", "look")


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_deleted_or_emptied(table: str) -> None:
    for sql in (f"DELETE FROM journal_{table}", f"TRUNCATE journal_{table} CASCADE"):
        with pytest.raises(IntegrityError, match="is append-only"):
            run(sql)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("sql", "refusal"),
    [
        ("UPDATE journal_entry SET body = body", "append-only"),
        ("UPDATE journal_sealitem SET hash = hash", "append-only"),
        ("UPDATE journal_look SET purpose = 'x'", "append-only"),
        ("UPDATE journal_head SET seq = seq - 1", "only moves forward"),
        ("UPDATE journal_head SET seq = seq + 1", "only moves forward"),
        ("UPDATE journal_head SET seq = seq + 2", "only moves forward"),
        (f"UPDATE journal_head SET hash = {HEX}", "only moves forward"),
        ("UPDATE journal_head SET subject_id = 'x'", "only moves forward"),
        (f"INSERT INTO journal_head VALUES ('dossier', '9', 3, {HEX})", "only moves forward"),
        ("UPDATE journal_personal SET sealed = 'x'", "may only be erased"),
        ("UPDATE journal_seal SET token = '\\x00'", "only gets its token"),
        ("UPDATE journal_seal SET token = NULL", "only gets its token"),
        ("UPDATE journal_seal SET count = 7", "only gets its token"),
        (f"UPDATE journal_seal SET mac = {MAC}", "only gets its token"),
    ],
)
def test_a_row_only_changes_as_it_may(sql: str, refusal: str) -> None:
    with pytest.raises(IntegrityError, match=refusal):
        run(sql)


def test_a_head_locks_without_moving(written: None) -> None:
    run("UPDATE journal_head SET seq = seq")


def test_erased_values_stay_erased(written: None) -> None:
    journal.erase_personal(ONE, OFFICER, "Quyết định")
    with pytest.raises(IntegrityError, match="may only be erased"):
        run("UPDATE journal_personal SET sealed = 'x', erased_at = NULL WHERE erased_at IS NOT NULL")


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(("seq", "previous"), [(3, ""), (2, None), (4, None), (1, "")])
def test_an_entry_must_continue_the_chain(seq: int, previous: str | None) -> None:
    last = journal.entries(ONE)[-1].hash if previous is None else previous
    link = hashlib.sha256(f"{last}{{}}".encode()).hexdigest()
    columns = "INSERT INTO journal_entry (id, subject_kind, subject_id, seq, body, hash, mac)"
    with pytest.raises(IntegrityError, match=r"does not continue|journal_entry_once"):
        run(f"{columns} VALUES (gen_random_uuid(), 'dossier', '1', {seq}, '{{}}', '{link}', {MAC})")
    if seq == 3:
        last = journal.entries(ONE)[-1].hash
        link = hashlib.sha256(f"{last}{{}}".encode()).hexdigest()
        run(f"{columns} VALUES (gen_random_uuid(), 'dossier', '1', {seq}, '{{}}', '{link}', {MAC})")


INSERTS = {
    "entry": "INSERT INTO journal_entry (id, subject_kind, subject_id, seq, body, hash, mac) "
    "VALUES (gen_random_uuid(), {})",
    "head": "INSERT INTO journal_head (subject_kind, subject_id, seq, hash) VALUES ({})",
    "personal": "INSERT INTO journal_personal (entry_id, sealed, erased_at) "
    "SELECT id, {} FROM journal_entry WHERE subject_kind = 'journal' LIMIT 1",
    "seal": "INSERT INTO journal_seal (id, number, at, count, previous, digest, mac) VALUES (gen_random_uuid(), {})",
    "sealitem": "INSERT INTO journal_sealitem (entry, subject_kind, subject_id, seq, hash, seal_id) "
    "SELECT gen_random_uuid(), {}, id FROM journal_seal",
}


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("table", "values", "constraint"),
    [
        ("entry", f"'dossier', '1', 2, '{{}}', {HEX}, {MAC}", "journal_entry_once"),
        ("entry", f"'dossier', '1', 0, '{{}}', {HEX}, {MAC}", "journal_entry_seq_from_one"),
        ("entry", f"'dossier', '1', 3, '{{}}', 'XYZ', {MAC}", "journal_entry_hash_format"),
        ("entry", f"'dossier', '1', 3, '{{}}', {HEX}, {HEX}", "journal_entry_mac_format"),
        ("entry", f"'', '1', 1, '{{}}', {HEX}, {MAC}", "journal_entry_subject_named"),
        ("head", "'dossier', '1', 0, ''", "journal_head_pkey"),
        ("head", f"'dossier', '2', 0, {HEX}", "journal_head_empty_or_hash"),
        ("personal", "'', NULL", "journal_personal_sealed_or_erased"),
        ("personal", "'x', now()", "journal_personal_sealed_or_erased"),
        ("seal", f"2, now(), 0, {HEX}, {HEX}, {MAC}", "journal_seal_not_empty"),
        ("seal", f"2, now(), 1, {HEX}, 'x', {MAC}", "journal_seal_digest_format"),
        ("seal", f"2, now(), 1, {HEX}, {HEX}, 'x'", "journal_seal_mac_format"),
        ("seal", f"2, now(), 1, '', {HEX}, {MAC}", "journal_seal_chained"),
        ("seal", f"1, now(), 1, '', {HEX}, {MAC}", "journal_seal_number_key"),
        ("sealitem", f"'dossier', '1', 1, {HEX}", "journal_sealitem_once"),
        ("sealitem", "'dossier', '1', 9, 'x'", "journal_sealitem_hash_format"),
    ],
)
def test_each_constraint_refuses(table: str, values: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        run(INSERTS[table].format(values))


@pytest.mark.django_db
def test_a_look_needs_its_purpose_and_is_listed_latest_first() -> None:
    journal.look(OFFICER, ONE, "thẩm định")
    journal.look(OFFICER, ONE, "trình duyệt")

    assert [look.purpose for look in journal.looks(ONE)] == ["trình duyệt", "thẩm định"]
    look = journal.looks(ONE)[0]
    assert (look.actor_id, look.actor_name, look.address, look.channel) == ("o1", "Trần Văn Bình", "10.0.0.7", "web")
    assert journal.entries(ONE) == ()
    with pytest.raises(IntegrityError, match="journal_look_has_purpose"), transaction.atomic():
        journal.look(OFFICER, ONE, "")


def test_four_writers_leave_no_twins_and_no_gaps(committed_db: str, django_db_blocker: DjangoDbBlocker) -> None:
    start = threading.Barrier(4)

    def write(name: str) -> None:
        start.wait()
        try:
            for n in range(15):
                with transaction.atomic():
                    journal.append(ONE, Actor(ActorKind.OFFICER, name), f"act{n}", before={}, after={})
        finally:
            connection.close()

    with django_db_blocker.unblock():
        threads = [threading.Thread(target=write, args=(f"o{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        entries = journal.entries(ONE)
        assert [entry.seq for entry in entries] == list(range(1, 61))
        for writer in range(4):
            acts = [entry.act for entry in entries if entry.actor_id == f"o{writer}"]
            assert acts == [f"act{n}" for n in range(15)]
        assert journal.verify() == ()


def test_an_act_that_is_rolled_back_leaves_nothing(committed_db: str, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        with transaction.atomic():
            journal.append(ONE, OFFICER, "act1", before={}, after={})
            transaction.set_rollback(True)
        assert journal.verify() == ()
        assert journal.append(ONE, OFFICER, "act2", before={}, after={}).seq == 1
        assert journal.verify() == ()
