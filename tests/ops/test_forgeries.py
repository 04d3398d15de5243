"""Whoever holds the database, even as its superuser, and none of the keys: `dvctt journal verify` names what he did.

Each forgery is made as well as the database allows: hashes, heads and seals are computed anew, and the public
time-stamping authority stamps what it is given.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker, Settings
from structlog.testing import capture_logs

from dvctt.documents import api as documents
from dvctt.documents import codes, recording, register, store
from dvctt.documents import validation as judging
from dvctt.documents.models import Rendition, Validation
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Ref, canonical_json, clock, digest, new_id
from dvctt.ops import sealing
from dvctt.ops.command import main
from tests.documents.files import SUBJECT, pdf
from tests.fixtures_pki import Pki

DOSSIER = Ref("dossier", "1")
OFFICER = Actor(ActorKind.OFFICER, "o1", name="Trần Văn Bình")
CLERK = Actor(ActorKind.OFFICER, "van-thu")
FIRST = "subject_kind = 'dossier' AND subject_id = '1'"


@pytest.fixture(autouse=True)
def beside(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Files outside the database that are this test's own."""
    settings.JOURNAL_WITNESS = tmp_path / "witness"
    settings.JOURNAL_PUBLISHED = tmp_path / "published" / "seals.jsonl"
    yield
    journal.cipher.cache_clear()


@pytest.fixture
def kept(db: None, pki: Pki) -> dict[str, Any]:
    """Three acts, the first two sealed and stamped; two issued documents, one revoked; a judgement that failed."""
    one, two = issue(pki, 1), issue(pki, 2)
    documents.revoke(CLERK, one.document, reason="Cấp sai")
    strange = pki.sign(pdf(3), pki.key("Người lạ", "CCCD:001203000123", "unknown_ca"))
    handed = store.keep(strange, name="a.pdf", kind="x", subject=SUBJECT)
    judged = documents.request_validation(handed.id, subject=SUBJECT)
    judging.handle(Validation.objects.get(pk=judged))
    for n in (1, 2):
        journal.append(DOSSIER, OFFICER, f"act{n}", before={}, after={})
    assert sealing.seal() == 1
    journal.append(DOSSIER, OFFICER, "act3", before={}, after={})
    assert named() == set()
    return {"revoked": one, "issued": two, "judged": judged}


def issue(pki: Pki, pages: int) -> documents.IssuedView:
    signed = pki.sign(pdf(pages))
    asked = documents.request_rendition(SUBJECT, "licence", template=b"= Mau", data={}, title="Giấy phép",
                                        number=f"{pages}/GP-BTNMT", verifiable=True, issuer="Bộ")  # fmt: skip
    made = store.keep(signed, name="a.pdf", kind="licence", subject=SUBJECT, pages=pages)
    register.enter_issued(Rendition.objects.get(pk=asked), made, recording.certificate_in(signed))
    entry = documents.issued(made.id)
    assert entry is not None
    return entry


def named(*options: str) -> set[tuple[str, str]]:
    """What the command says."""
    from contextlib import redirect_stdout
    from io import StringIO

    said = StringIO()
    with redirect_stdout(said):
        status = main(["journal", "verify", "--json", *options])
    told = json.loads(said.getvalue())
    assert status == (0 if told["whole"] else 1)
    assert all(one["text"] != one["code"] for one in told["findings"])
    return {(one["place"], one["code"]) for one in told["findings"]}


@contextmanager
def superuser() -> Iterator[Any]:
    """A cursor whose statements no trigger and no foreign key sees."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def run(sql: str, *params: object) -> None:
    with superuser() as cursor:
        cursor.execute(sql, params)
        assert cursor.rowcount, sql


def rewrite(cursor: Any, seq: int, **changes: Any) -> None:
    """Another content of an act, everything after it hashed anew, and the head moved along."""
    cursor.execute(f"SELECT body FROM journal_entry WHERE {FIRST} AND seq = %s", [seq])
    body = canonical_json(json.loads(cursor.fetchone()[0]) | changes)
    cursor.execute(f"UPDATE journal_entry SET body = %s WHERE {FIRST} AND seq = %s", [body, seq])
    rechain(cursor, "dossier", "1")


def rechain(cursor: Any, kind: str, subject: str) -> None:
    where = [kind, subject]
    cursor.execute("SELECT id, body FROM journal_entry WHERE subject_kind = %s AND subject_id = %s ORDER BY seq", where)
    previous = ""
    for id, text in cursor.fetchall():
        body = canonical_json(json.loads(text) | {"previous": previous})
        previous = hashlib.sha256(f"{previous}{body}".encode()).hexdigest()
        cursor.execute("UPDATE journal_entry SET body = %s, hash = %s WHERE id = %s", [body, previous, id])
        cursor.execute("UPDATE journal_sealitem SET hash = %s WHERE entry = %s", [previous, id])
    cursor.execute("UPDATE journal_head SET hash = %s WHERE subject_kind = %s AND subject_id = %s", [previous, *where])


def reseal(cursor: Any) -> None:
    """Every seal computed and stamped anew, and the acts that tell of it."""
    cursor.execute("SELECT id, number, at FROM journal_seal ORDER BY number")
    previous = ""
    for id, number, at in cursor.fetchall():
        cursor.execute(
            "SELECT entry, subject_kind, subject_id, seq, hash FROM journal_sealitem WHERE seal_id = %s ORDER BY entry",
            [id],
        )
        lines, count = hashlib.sha256(), 0
        for entry, kind, subject, seq, link in cursor.fetchall():
            line = {"entry": str(entry), "kind": kind, "id": subject, "seq": seq, "hash": link}
            lines.update(digest(line).encode())
            count += 1
        told = {"number": number, "at": at.astimezone(UTC).isoformat(timespec="microseconds"), "count": count,
                "previous": previous, "items": lines.hexdigest()}  # fmt: skip
        made = digest(told)
        token = documents.time_stamp(bytes.fromhex(made))
        cursor.execute("UPDATE journal_seal SET previous = %s, digest = %s, token = %s WHERE id = %s",
                       [previous, made, token, id])  # fmt: skip
        act(cursor, "seals", number, digest=made)
        act(cursor, "stamps", number, token=hashlib.sha256(token).hexdigest())
        previous = made
    rechain(cursor, "journal", "seals")
    rechain(cursor, "journal", "stamps")


def put_back(kind: str, subject: str) -> None:
    """The head of a chain put where its last act is now."""
    run(
        "UPDATE journal_head h SET seq = e.seq, hash = e.hash FROM journal_entry e WHERE h.subject_kind = %s "
        "AND h.subject_id = %s AND (e.subject_kind, e.subject_id) = (h.subject_kind, h.subject_id) "
        "AND e.seq = (SELECT max(seq) FROM journal_entry WHERE (subject_kind, subject_id) = (%s, %s))",
        kind, subject, kind, subject,
    )  # fmt: skip


def act(cursor: Any, subject: str, seq: int, **changes: str) -> None:
    where = "subject_kind = 'journal' AND subject_id = %s AND seq = %s"
    cursor.execute(f"SELECT body FROM journal_entry WHERE {where}", [subject, seq])
    data = json.loads(cursor.fetchone()[0])
    data["after"] |= changes
    cursor.execute(f"UPDATE journal_entry SET body = %s WHERE {where}", [canonical_json(data), subject, seq])


@pytest.mark.usefixtures("kept")
def test_a_sealed_act_with_everything_hashed_and_stamped_anew() -> None:
    with superuser() as cursor:
        rewrite(cursor, 1, act="approve", actor={"kind": "officer", "id": "x", "name": "Giả"})
        reseal(cursor)
    found = named()
    assert {("dossier:1#1", "entry_forged"), ("seal#1", "seal_forged"), ("journal:seals#1", "entry_forged"),
            ("journal:stamps#1", "entry_forged")} <= found  # fmt: skip


@pytest.mark.usefixtures("kept")
def test_an_act_that_no_seal_holds_rewritten() -> None:
    with superuser() as cursor:
        rewrite(cursor, 3, reason="khác")
    assert ("dossier:1#3", "entry_forged") in named()


@pytest.mark.usefixtures("kept")
def test_an_act_added() -> None:
    run("INSERT INTO journal_head VALUES ('dossier', '2', 0, '')")
    run(
        "INSERT INTO journal_entry (id, subject_kind, subject_id, seq, body, hash, mac) SELECT %s, 'dossier', '2', 1, "
        'replace(body, \'"id":"1"\', \'"id":"2"\'), hash, mac FROM journal_entry WHERE ' + FIRST + " AND seq = 1",
        (fresh := new_id()),
    )
    with superuser() as cursor:
        cursor.execute("SELECT body FROM journal_entry WHERE id = %s", [fresh])
        data = json.loads(cursor.fetchone()[0]) | {"id": str(fresh)}
        cursor.execute("UPDATE journal_entry SET body = %s WHERE id = %s", [canonical_json(data), fresh])
        cursor.execute("UPDATE journal_head SET seq = 1, hash = %s WHERE subject_kind = 'dossier' AND subject_id = '2'",
                       ["0" * 64])  # fmt: skip
        rechain(cursor, "dossier", "2")
    assert named() == {("dossier:2#1", "entry_forged")}


@pytest.mark.usefixtures("kept")
def test_a_seal_and_all_that_tells_of_it_removed() -> None:
    run("DELETE FROM journal_sealitem")
    run("DELETE FROM journal_seal")
    assert ("seal#1", "seal_missing") in named()
    run("DELETE FROM journal_entry WHERE subject_kind = 'journal'")
    run("DELETE FROM journal_head WHERE subject_kind = 'journal'")
    assert named() == {("seal#1", "published_seal_missing")}


@pytest.mark.usefixtures("kept")
def test_the_stamp_of_a_seal_exchanged() -> None:
    with superuser() as cursor:
        cursor.execute("SELECT digest FROM journal_seal")
        token = documents.time_stamp(bytes.fromhex(cursor.fetchone()[0]))
        cursor.execute("UPDATE journal_seal SET token = %s", [token])
    assert named() == {("seal#1", "token_replaced"), ("seal#1", "published_seal_differs")}


def test_an_unsigned_file_put_into_the_register(kept: dict[str, Any]) -> None:
    blob = store.put(pdf(4), "application/pdf")
    code, document = codes.new_code(), new_id()
    clone("documents_document", "blob_id", id=document, blob_id=blob.pk)
    clone("documents_issued", "number", id=new_id(), verification_code=code, document_id=document, number="9/GP")
    assert named() == {(f"issued:{code}", "issued_not_recorded")}
    assert documents.verify_code(code) is None


def clone(table: str, _by: str, **changes: Any) -> None:
    with superuser() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE kind = 'licence' LIMIT 1")
        row = dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True)) | changes
        places = ", ".join(["%s"] * len(row))
        cursor.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", list(row.values()))


def test_a_revoked_document_put_back_into_force(kept: dict[str, Any]) -> None:
    code = kept["revoked"].code.replace("-", "")
    run("UPDATE documents_issued SET state = 'in_force', state_reason = '', state_at = NULL "
        "WHERE verification_code = %s", code)  # fmt: skip
    assert named() == {(f"issued:{code}", "issued_differs")}
    assert documents.verify_code(code) is None


def test_an_issued_document_taken_out_of_the_register(kept: dict[str, Any]) -> None:
    code = kept["issued"].code.replace("-", "")
    run("DELETE FROM documents_issued WHERE verification_code = %s", code)
    assert named() == {(f"issued:{code}", "issued_missing")}


@pytest.mark.parametrize("changed", ["report = jsonb_set(report, '{faults}', '[]')", "ok = true"])
def test_the_judgement_of_a_signature_changed(kept: dict[str, Any], changed: str) -> None:
    run(f"UPDATE documents_validation SET {changed} WHERE id = %s", kept["judged"])
    assert named() == {(f"validation:{kept['judged']}", "validation_differs")}


def test_a_judgement_added_and_one_removed(kept: dict[str, Any]) -> None:
    fresh = new_id()
    run("UPDATE documents_validation SET id = %s", fresh)
    assert named() == {
        (f"validation:{fresh}", "validation_not_recorded"), (f"validation:{kept['judged']}", "validation_missing"),
    }  # fmt: skip


@pytest.mark.usefixtures("kept")
def test_what_is_sealed_under_another_key_stays_proven(settings: Settings) -> None:
    settings.SENSITIVE_KEYS = [Fernet.generate_key().decode(), *settings.SENSITIVE_KEYS]
    journal.cipher.cache_clear()
    told = {one.place: one.renewed for one in journal.reseal()}
    assert told["documents_validation.report"] == 1
    assert named() == set()


@pytest.mark.usefixtures("kept")
def test_what_was_written_under_an_older_key_stays_proven(settings: Settings) -> None:
    old = settings.JOURNAL_KEYS
    settings.JOURNAL_KEYS = ["a-new-key-of-the-journal", *old]
    journal.append(DOSSIER, OFFICER, "act4", before={}, after={})
    assert named() == set()
    settings.JOURNAL_KEYS = old
    assert named() == {("dossier:1#4", "entry_forged")}


def test_seals_after_one_removed_are_missed_where_they_were_published(kept: dict[str, Any], tmp_path: Path) -> None:
    before = journal.published_file().read_text()
    assert sealing.seal() == 1
    elsewhere = tmp_path / "elsewhere.jsonl"
    elsewhere.write_text(journal.published_file().read_text())
    run("DELETE FROM journal_sealitem WHERE seal_id = (SELECT id FROM journal_seal WHERE number = 2)")
    run("DELETE FROM journal_seal WHERE number = 2")
    for subject in ("seals", "stamps"):
        run("DELETE FROM journal_entry WHERE subject_kind = 'journal' AND subject_id = %s AND seq = 2", subject)
        put_back("journal", subject)
    assert named() == {("seal#2", "published_seal_missing")}
    journal.published_file().write_text(before)
    assert named() == set()
    assert named("--published", str(elsewhere)) == {("seal#2", "published_seal_missing")}
    assert named("--published", str(tmp_path / "none")) == {(str(tmp_path / "none"), "published_unreadable")}


def test_a_seal_is_published_once_and_only_as_it_was_made(kept: dict[str, Any]) -> None:
    file = journal.published_file()
    assert [json.loads(line).keys() & {"digest", "token"} for line in file.read_text().splitlines()] == [
        {"digest"}, {"token"}
    ]  # fmt: skip
    assert sealing.publish() == 0
    told = file.read_text()
    file.write_text(told.replace('"count":', '"count":1'))
    assert named() == {("seal#1", "published_seal_differs")}
    file.unlink()
    assert named() == {("seal#1", "seal_not_published")}
    run("UPDATE journal_seal SET mac = reverse(mac)")
    assert sealing.publish() == 0 and named() == {("seal#1", "seal_not_published"), ("seal#1", "seal_forged")}


def test_a_stamp_of_an_authority_that_is_not_trusted_is_not_kept(
    db: None, pki: Pki, settings: Settings, tmp_path: Path
) -> None:
    journal.append(DOSSIER, OFFICER, "act1", before={}, after={})
    trusted, settings.TRUST_FOLDER = settings.TRUST_FOLDER, tmp_path
    with capture_logs() as logged:
        assert sealing.seal() == 0
    assert [one["event"] for one in logged if one["log_level"] == "error"] == ["seal_stamp_untrusted"]
    settings.TRUST_FOLDER = trusted
    assert sealing.seal() == 1
    assert named() == set()


class Notary(BaseHTTPRequestHandler):
    """Somebody else who keeps the lines that are sent; the first try finds nobody there."""

    kept: ClassVar[list[str]] = []
    away: ClassVar[bool] = True

    def do_POST(self) -> None:
        line = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if Notary.away:
            Notary.away = False
            self.send_response(503)
        else:
            Notary.kept.append(line)
            self.send_response(204)
        self.end_headers()

    def do_GET(self) -> None:
        if self.path.endswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "/")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write("".join(Notary.kept).encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def notary() -> Iterator[str]:
    Notary.kept.clear()
    Notary.away = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Notary)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/seals"
    server.shutdown()
    thread.join()
    server.server_close()


def test_seals_are_sent_to_an_address_in_order_and_compared_there(
    kept: dict[str, Any], settings: Settings, notary: str
) -> None:
    settings.JOURNAL_PUBLISH_URL = notary
    sealing.publish()
    assert Notary.kept == []
    sealing.publish()
    assert "".join(Notary.kept) == journal.published_file().read_text()
    sealing.publish()
    assert len(Notary.kept) == 2
    assert named("--published", notary) == set()
    moved = f"{notary}/moved"
    assert named("--published", moved) == {(moved, "published_unreadable")}
    Notary.kept[0] = Notary.kept[0].replace('"count":', '"count":1')
    assert named("--published", notary) == {("seal#1", "published_seal_differs")}


def test_a_stamp_whose_time_is_not_ours_is_not_kept(db: None, pki: Pki) -> None:
    journal.append(DOSSIER, OFFICER, "act1", before={}, after={})
    with clock.travel(clock.now() - timedelta(hours=2)):
        journal.seal_due()
        assert sealing.seal() == 0
    assert sealing.seal() == 1
    assert named() == set()


LATEST = "subject_kind = 'dossier' AND subject_id = '1' AND seq = 3"


@pytest.fixture
def witnessed(committed_db: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Three acts of which no seal knows, committed."""
    with django_db_blocker.unblock():
        for n in (1, 2, 3):
            journal.append(DOSSIER, OFFICER, f"act{n}", before={}, after={})
        assert named() == set()
        yield


@pytest.mark.usefixtures("witnessed")
def test_the_last_act_removed_and_the_head_put_back() -> None:
    run(f"DELETE FROM journal_entry WHERE {LATEST}")
    put_back("dossier", "1")
    assert named() == {("dossier:1#3", "witnessed_entry_missing")}
    journal.append(DOSSIER, OFFICER, "act3", before={}, after={"other": True})
    assert named() == {("dossier:1#3", "witnessed_entry_differs")}


@pytest.mark.usefixtures("witnessed")
def test_a_whole_subject_removed() -> None:
    run(f"DELETE FROM journal_entry WHERE {FIRST}")
    run(f"DELETE FROM journal_head WHERE {FIRST}")
    assert named() == {(f"dossier:1#{n}", "witnessed_entry_missing") for n in (1, 2, 3)}


@pytest.mark.usefixtures("witnessed")
def test_an_act_that_was_rolled_back_was_never_witnessed() -> None:
    with transaction.atomic():
        journal.append(DOSSIER, OFFICER, "act4", before={}, after={})
        transaction.set_rollback(True)
    assert named() == set()
    assert len(lines()) == 3


@pytest.mark.usefixtures("witnessed")
def test_cut_lines_and_lines_of_others_accuse_nobody() -> None:
    (file,) = journal.witness_folder().glob("*.log")
    with file.open("a") as opened:
        opened.write("dossier:9 1 " + "a" * 64 + " " + "b" * 72 + "\nrubbish\ndossier:1")
    assert named() == set()


@pytest.mark.usefixtures("witnessed")
def test_an_act_is_kept_where_the_witness_cannot_write(settings: Settings, tmp_path: Path) -> None:
    place, settings.JOURNAL_WITNESS = settings.JOURNAL_WITNESS, tmp_path / "file"
    (tmp_path / "file").touch()
    with capture_logs() as logged:
        journal.append(DOSSIER, OFFICER, "act4", before={}, after={})
    assert [one["event"] for one in logged] == ["journal_witness_not_written"]
    assert [one.act for one in journal.entries(DOSSIER)][-1] == "act4"
    settings.JOURNAL_WITNESS = place
    journal.append(DOSSIER, OFFICER, "act5", before={}, after={})
    assert [line.split()[1] for line in lines() if line] == ["1", "2", "3", "4", "5"]
    assert named() == set()


@pytest.mark.usefixtures("witnessed")
def test_lines_go_once_a_stamped_and_published_seal_holds_them(pki: Pki) -> None:
    (file,) = journal.witness_folder().glob("*.log")
    old = file.with_name("2020-01-01.log")
    old.write_text(file.read_text())
    journal.seal_due()
    sealing.publish()
    assert old.exists()
    assert sealing.seal() == 1
    assert not old.exists() and file.exists()
    assert named() == set()


@pytest.mark.usefixtures("witnessed")
def test_lines_stay_that_name_what_was_taken_away_before_the_seal(pki: Pki) -> None:
    (file,) = journal.witness_folder().glob("*.log")
    old = file.rename(file.with_name("2020-01-01.log"))
    run(f"DELETE FROM journal_entry WHERE {LATEST}")
    put_back("dossier", "1")
    with capture_logs() as logged:
        assert sealing.seal() == 1
    assert "journal_witness_contradicted" in [one["event"] for one in logged]
    assert old.exists()
    assert named() == {("dossier:1#3", "witnessed_entry_missing")}


def lines() -> list[str]:
    (file,) = journal.witness_folder().glob("*.log")
    return file.read_text().splitlines()


def test_an_install_of_before_is_entered_as_it_stands(db: None, pki: Pki) -> None:
    """What an older version left: acts, a stamped seal, issued documents and a judgement, none of it keyed."""
    one, two = issue(pki, 1), issue(pki, 2)
    documents.revoke(CLERK, one.document, reason="Cấp sai")
    handed = store.keep(pki.sign(pdf(3)), name="a.pdf", kind="x", subject=SUBJECT)
    judging.handle(Validation.objects.get(pk=documents.request_validation(handed.id, subject=SUBJECT)))
    with superuser() as cursor:
        for table in ("journal_entry", "journal_head"):
            cursor.execute(f"DELETE FROM {table} WHERE subject_kind IN ('issued', 'validation')")
    journal.append(DOSSIER, OFFICER, "act1", before={}, after={})
    sealing.seal()
    with superuser() as cursor:
        for table in ("journal_entry", "journal_head"):
            cursor.execute(f"DELETE FROM {table} WHERE subject_kind = 'journal' AND subject_id = 'stamps'")
        for table in ("journal_entry", "journal_seal"):
            cursor.execute(f"ALTER TABLE {table} ALTER mac DROP NOT NULL, DROP CONSTRAINT {table}_mac_format")
            cursor.execute(f"UPDATE {table} SET mac = NULL")
    import_module("dvctt.journal.migrations.0006_macs").forward(apps, connection.schema_editor())
    import_module("dvctt.documents.migrations.0005_recorded").forward(apps, connection.schema_editor())
    assert named() == set()
    assert [one.act for one in journal.entries(Ref("journal", "keys"))] == ["journal:keyed"]
    told = documents.verify_file(BytesIO(documents.read_bytes(two.document)), limit=10**7)
    assert (told.verdict, told.issued) == ("issued", two)
    assert (documents.verify_code(one.code) or two).state == "revoked"
    run("UPDATE documents_issued SET number = '7/GP' WHERE document_id = %s", two.document)
    assert named() == {(f"issued:{two.code.replace('-', '')}", "issued_differs")}
