"""Whatever is changed or taken away behind the triggers is found and named."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Conflict, NotFound, Ref, canonical_json, clock, new_id

ONE, TWO = Ref("dossier", "1"), Ref("dossier", "2")
OFFICER = Actor(ActorKind.OFFICER, "o1", name="Trần Văn Bình", address="10.0.0.7")
APPLICANT = Actor(ActorKind.APPLICANT, "a1", name="Nguyễn Thị Hoa", address="203.0.113.9")

pytestmark = pytest.mark.django_db


@contextmanager
def tampering() -> Iterator[Any]:
    """A cursor whose statements no trigger and no foreign key sees."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def tamper(sql: str, *params: object) -> None:
    with tampering() as cursor:
        cursor.execute(sql, params)
        assert cursor.rowcount, sql


def act(subject: Ref, n: int, actor: Actor = APPLICANT) -> None:
    journal.append(subject, actor, f"act{n}", before={"n": n - 1}, after={"n": n}, personal={"owner.name": "Hoa"})


@pytest.fixture
def written() -> None:
    """Two subjects of three acts, sealed; a fourth act of each is not."""
    for n in (1, 2, 3):
        act(ONE, n)
        act(TWO, n, OFFICER)
    seal = journal.seal_due()
    assert seal is not None
    keep(seal)
    act(ONE, 4)
    act(TWO, 4)


def patience() -> str:
    """How long a statement may take."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


@pytest.mark.usefixtures("written")
def test_a_long_journal_is_not_cut_off_while_it_is_proven() -> None:
    meanwhile: list[str] = []

    def look(digest: bytes, token: bytes) -> datetime | None:
        meanwhile.append(patience())
        return stamped(digest, token)

    before = patience()
    assert journal.verify(look) == ()
    assert (set(meanwhile), patience()) == ({"0"}, before)
    assert before != "0"


def keep(seal: journal.SealRequest, at: datetime | None = None) -> None:
    journal.keep_seal(seal.id, token(seal.digest, at or clock.now()), at or clock.now())


def token(digest: bytes, at: datetime) -> bytes:
    """Stands for the authority's stamp, as anybody can have it made: the digest and the time."""
    return digest + at.isoformat().encode()


def stamped(digest: bytes, token: bytes) -> datetime | None:
    """Stands for the authority's check."""
    return datetime.fromisoformat(token[32:].decode()) if token[:32] == digest else None


def found(check: bool = True) -> set[tuple[str, str]]:
    return {(each.place, each.code) for each in journal.verify(stamped if check else None)}


ENTRY = "subject_kind = 'dossier' AND subject_id = '1' AND seq = %s"


@pytest.mark.usefixtures("written")
def test_a_whole_journal_has_no_findings() -> None:
    assert found() == set()


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("seq", [1, 2, 3, 4])
def test_a_changed_byte_is_named(seq: int) -> None:
    tamper(f"UPDATE journal_entry SET body = replace(body, '\"act{seq}\"', '\"act9\"') WHERE {ENTRY}", seq)
    assert found() == {(f"dossier:1#{seq}", "entry_changed")}


@pytest.mark.usefixtures("written")
def test_a_deleted_middle_row_is_named() -> None:
    tamper(f"DELETE FROM journal_entry WHERE {ENTRY}", 2)
    assert found() == {("dossier:1#2", "entries_missing")}


@pytest.mark.usefixtures("written")
def test_a_deleted_last_row_is_named_by_the_head() -> None:
    tamper(f"DELETE FROM journal_entry WHERE {ENTRY}", 4)
    assert found() == {("dossier:1#4", "entries_missing")}


@pytest.mark.usefixtures("written")
def test_a_deleted_last_row_whose_head_was_turned_back_is_named_by_the_seal() -> None:
    tamper(f"DELETE FROM journal_entry WHERE {ENTRY} OR subject_id = '1' AND seq = 4", 3)
    tamper(
        "UPDATE journal_head SET seq = 2, hash = (SELECT hash FROM journal_entry WHERE subject_id = '1' AND seq = 2) "
        "WHERE subject_id = '1'"
    )
    assert found() == {("dossier:1#3", "entries_missing")}


@pytest.mark.usefixtures("written")
def test_a_deleted_subject_is_named_with_and_without_its_head() -> None:
    tamper("DELETE FROM journal_personal p USING journal_entry e WHERE e.id = p.entry_id AND e.subject_id = '1'")
    tamper("DELETE FROM journal_entry WHERE subject_id = '1'")
    assert found() == {("dossier:1", "subject_deleted")}

    tamper("DELETE FROM journal_head WHERE subject_id = '1'")

    assert found() == {("dossier:1", "subject_deleted")}


@pytest.mark.usefixtures("written")
def test_a_chain_rewritten_throughout_is_found_by_the_seal() -> None:
    with tampering() as cursor:
        cursor.execute("SELECT id, body FROM journal_entry WHERE subject_id = '1' ORDER BY seq")
        previous = ""
        for id, old in cursor.fetchall():
            data = json.loads(old) | {"previous": previous, "reason": "khác"}
            body = canonical_json(data)
            previous = hashlib.sha256((previous + body).encode()).hexdigest()
            cursor.execute("UPDATE journal_entry SET body = %s, hash = %s WHERE id = %s", [body, previous, id])
        cursor.execute("UPDATE journal_head SET hash = %s WHERE subject_id = '1'", [previous])
    assert found() == {(f"dossier:1#{seq}", "differs_from_seal") for seq in (1, 2, 3)} | {
        (f"dossier:1#{seq}", "entry_forged") for seq in (1, 2, 3, 4)
    }


@pytest.mark.usefixtures("written")
def test_a_deleted_last_seal_is_missed() -> None:
    tamper("DELETE FROM journal_sealitem")
    tamper("DELETE FROM journal_seal")
    assert found() == {("seal#1", "seal_missing")}


@pytest.mark.usefixtures("written")
def test_a_changed_seal_and_a_changed_token_are_named() -> None:
    tamper("UPDATE journal_seal SET token = '\\x00'")
    assert found() == {("seal#1", "token_wrong"), ("seal#1", "token_replaced")}
    assert found(check=False) == {("seal#1", "token_replaced")}

    tamper("UPDATE journal_seal SET count = 5")

    assert ("seal#1", "seal_changed") in found()


@pytest.mark.usefixtures("written")
def test_a_token_taken_away_is_missed_once_a_later_seal_has_one() -> None:
    later = journal.seal_due()
    assert later is not None
    assert found() == set()
    assert journal.unstamped() == (later,)
    keep(later)

    tamper("UPDATE journal_seal SET token = NULL WHERE number = 1")

    assert found() == {("seal#1", "token_missing")}


@pytest.mark.usefixtures("written")
def test_seals_follow_one_another_and_nothing_new_makes_none() -> None:
    second = journal.seal_due()
    assert second is not None
    assert (second.number, second.count) == (2, 4)  # two acts, those of the first seal and of its stamp
    assert journal.seal_due() is None

    at = clock.now()
    keep(second, at)
    keep(second, at)
    with pytest.raises(Conflict):
        journal.keep_seal(second.id, b"other", clock.now())
    with pytest.raises(NotFound):
        journal.keep_seal(new_id(), b"other", clock.now())


@pytest.mark.usefixtures("written")
def test_personal_values_can_go_and_the_chain_stays() -> None:
    assert journal.entries(ONE)[0].personal == {"owner.name": "Hoa"}

    assert journal.erase_personal(ONE, OFFICER, "Quyết định xóa") == 4

    first, *_, last = journal.entries(ONE)
    assert (first.personal, first.actor_name, first.address) == ({}, "", "")
    assert (last.act, last.reason, last.actor_name) == ("personal:erased", "Quyết định xóa", "Trần Văn Bình")
    assert journal.entries(TWO)[0].personal == {"owner.name": "Hoa"}
    assert found() == set()


@pytest.mark.usefixtures("written")
def test_personal_values_changed_deleted_or_secretly_erased_are_named() -> None:
    where = "WHERE entry_id = (SELECT id FROM journal_entry WHERE subject_id = '1' AND seq = %s)"
    tamper(f"UPDATE journal_personal SET sealed = 'x' || sealed {where}", 1)
    tamper(f"DELETE FROM journal_personal {where}", 2)
    tamper(f"UPDATE journal_personal SET sealed = '', erased_at = now() {where}", 3)
    assert found() == {
        ("dossier:1#1", "personal_changed"),
        ("dossier:1#2", "personal_missing"),
        ("dossier:1#3", "erasure_not_recorded"),
    }


COLUMNS = {
    "journal_entry": {
        "id": "uuid",
        "subject_kind": "text",
        "subject_id": "text",
        "seq": "int",
        "body": "text",
        "hash": "hex",
        "mac": "mac",
    },
    "journal_head": {"subject_kind": "text", "subject_id": "text", "seq": "int", "hash": "hex"},
    "journal_personal": {"entry_id": "uuid", "sealed": "text"},
    "journal_seal": {
        "id": "uuid",
        "number": "int",
        "at": "time",
        "count": "int",
        "previous": "hex",
        "digest": "hex",
        "mac": "mac",
        "token": "bytes",
    },
    "journal_sealitem": {
        "entry": "uuid",
        "seal_id": "uuid",
        "subject_kind": "text",
        "subject_id": "text",
        "seq": "int",
        "hash": "hex",
    },
}
CHANGED = {
    "uuid": "gen_random_uuid()",
    "text": "{column} || 'x'",
    "int": "{column} + 7",
    "hex": "encode(sha256(convert_to({column}, 'UTF8')), 'hex')",
    "mac": "left({column}, 8) || encode(sha256(convert_to({column}, 'UTF8')), 'hex')",
    "time": "{column} + interval '1 second'",
    "bytes": "{column} || '\\x00'::bytea",
}
mutations = st.sampled_from(
    [(table, column, kind) for table, columns in COLUMNS.items() for column, kind in columns.items()]
)
deletions = st.tuples(st.sampled_from(sorted(COLUMNS)), st.none(), st.none())


@given(
    acts=st.lists(st.tuples(st.sampled_from(["1", "2", "3"]), st.booleans()), min_size=1, max_size=8),
    mutation=mutations | deletions,
    row=st.integers(min_value=0, max_value=30),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_acts_verify_and_any_one_mutation_is_found(
    acts: list[tuple[str, bool]], mutation: tuple[str, str | None, str | None], row: int
) -> None:
    with transaction.atomic():
        for n, (subject, sealed) in enumerate(acts):
            act(Ref("dossier", subject), n)
            if sealed and (seal := journal.seal_due()) is not None:
                keep(seal)
        assert found() == set()
        _mutate(*mutation, row=row)
        transaction.set_rollback(True)


def _mutate(table: str, column: str | None, kind: str | None, row: int) -> None:
    """Change or delete one row behind the triggers; what a constraint still refuses needs no finding."""
    change = f"DELETE FROM {table}"
    if column is not None and kind is not None:
        change = f"UPDATE {table} SET {column} = {CHANGED[kind].format(column=column)}"
    with tampering() as cursor:
        cursor.execute(f"SELECT ctid::text FROM {table} ORDER BY ctid")
        places = [place for (place,) in cursor.fetchall()]
        if not places:
            return
        try:
            with transaction.atomic():
                cursor.execute(f"{change} WHERE ctid = %s::tid", [places[row % len(places)]])
        except IntegrityError:
            return
    assert found(), change
