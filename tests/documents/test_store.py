"""Bytes stand once, are proven at every reading, and their rows hold."""

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from dvctt.documents import api as documents
from dvctt.documents import codes, register, store
from dvctt.documents.models import Blob, Document, Issued, Rendition, Upload, Validation
from dvctt.kernel import NotFound, clock
from tests.documents.files import hand_in, pdf

pytestmark = pytest.mark.django_db


def stored(sha256: str, folder: Path) -> Path:
    return folder / "bytes" / sha256[:2] / sha256[2:4] / sha256


def test_the_same_bytes_stand_once(own_folders: Path) -> None:
    first, second = hand_in(pdf(), "a.pdf"), hand_in(pdf(), "b.pdf")
    assert first.id != second.id and first.sha256 == second.sha256
    assert Blob.objects.count() == 1
    kept = [one for one in (own_folders / "bytes").rglob("*") if one.is_file() and "pages" not in one.parts]
    assert kept == [stored(first.sha256, own_folders)]


def test_changed_bytes_are_found_out_and_healed(own_folders: Path) -> None:
    taken = hand_in(pdf(), "a.pdf")
    place = stored(taken.sha256, own_folders)
    place.write_bytes(pdf().replace(b"595", b"596"))
    with pytest.raises(documents.Damaged) as caught:
        documents.open_bytes(taken.id)
    assert caught.value.reasons[0].code == "bytes_damaged"
    hand_in(pdf(), "again.pdf")
    assert documents.read_bytes(taken.id) == pdf()


def test_lost_bytes_are_told(own_folders: Path) -> None:
    taken = hand_in(pdf(), "a.pdf")
    stored(taken.sha256, own_folders).unlink()
    with pytest.raises(documents.Damaged):
        documents.read_bytes(taken.id)


@pytest.mark.parametrize("wrong", ["not an id", "11111111-1111-1111-1111-111111111111"])
def test_an_unknown_document_is_not_found(wrong: str) -> None:
    with pytest.raises(NotFound):
        documents.document(wrong)
    with pytest.raises(NotFound):
        documents.open_bytes(wrong)


def test_no_bytes_are_no_blob() -> None:
    with pytest.raises(ValueError, match="no bytes"):
        store.put(b"", "text/plain")


def test_a_failed_writing_leaves_nothing(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        store.put(b"abc", "text/plain")
    assert [one for one in (own_folders / "bytes").rglob("*") if one.is_file()] == []
    assert not Blob.objects.exists()


def refused(statement: str, *params: Any) -> str:
    """The name of the constraint, or the message of the trigger, that refuses a statement."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)
    return str(caught.value)


def test_what_is_kept_is_never_changed_nor_deleted() -> None:
    issued = entry()
    connection.check_constraints()
    for table in ("blob", "document", "issued"):
        assert "append-only" in refused(f"DELETE FROM documents_{table}")
        assert "append-only" in refused(f"TRUNCATE documents_{table} CASCADE")
    assert "append-only" in refused("UPDATE documents_blob SET size = 9")
    assert "never changed" in refused("UPDATE documents_document SET name = 'x'")
    assert "never changed" in refused("UPDATE documents_issued SET number = 'x'")
    Issued.objects.filter(pk=issued.pk).update(state="revoked", state_reason="sai", state_at=clock.now())
    assert "come back" in refused("UPDATE documents_issued SET state = 'in_force', state_reason = '', state_at = NULL")


def test_a_scan_moves_on_and_not_back() -> None:
    row = Document.objects.get(pk=hand_in(pdf(), "a.pdf").id)
    row.scan_state = "clean"
    row.save()
    assert "the scan" in refused("UPDATE documents_document SET scan_state = 'pending'")


def document(**wrong: Any) -> Document:
    blob = store.put(b"abc", "text/plain")
    right = {"name": "a", "kind": "k", "subject_kind": "s", "subject_id": "1", "by_kind": "system", "by_id": "x"}
    return Document.objects.create(**{"blob": blob, **right, **wrong})


def rendition(**wrong: Any) -> Rendition:
    right: dict[str, Any] = {
        "template": store.put(b"t", "text/x-typst"), "data_sealed": "x", "kind": "k", "title": "t", "subject_kind": "s",
        "subject_id": "1", "issued_on": clock.today(), "issuer": "Bộ",
    }  # fmt: skip
    return Rendition.objects.create(**{**right, **wrong})


def validation(**wrong: Any) -> Validation:
    return Validation.objects.create(**{"document": document(), "subject_kind": "s", "subject_id": "1", **wrong})


def entry(**wrong: Any) -> Issued:
    code = codes.new_code()
    row = rendition(verifiable=True, verification_code=code)
    issued = register.enter_issued(row, document(), "")
    if not wrong:
        return issued
    right = {"kind": "k", "title": "t", "issuer": "Bộ", "issued_on": clock.today(), "document": document()}
    return Issued.objects.create(**{"verification_code": codes.new_code(), **right, **wrong})


def upload(**wrong: Any) -> Upload:
    right = {"subject_kind": "s", "subject_id": "1", "by_kind": "applicant", "by_id": "x", "name": "a", "size": 9}
    return Upload.objects.create(**{**right, "expires_at": clock.now(), **wrong})


def blob(**wrong: Any) -> Blob:
    return Blob.objects.create(**{"sha256": "a" * 64, "size": 1, "media_type": "x/y", **wrong})


BROKEN: list[tuple[str, Any, dict[str, Any]]] = [
    ("documents_blob_sha256_form", blob, {"sha256": "A" * 64}),
    ("documents_blob_not_empty", blob, {"size": 0}),
    ("documents_blob_typed", blob, {"media_type": ""}),
    ("documents_document_named", document, {"name": ""}),
    ("documents_document_has_subject", document, {"subject_id": ""}),
    ("documents_document_has_author", document, {"by_id": ""}),
    ("documents_document_scan_state_known", document, {"scan_state": "maybe"}),
    ("documents_document_pages_counted", document, {"pages": 0}),
    ("documents_document_undrawable_known", document, {"undrawable": "anything", "pages": 1}),
    ("documents_document_undrawable_known", document, {"undrawable": "time", "pages": None}),
    ("documents_rendition_named", rendition, {"title": ""}),
    ("documents_rendition_has_subject", rendition, {"subject_kind": ""}),
    ("documents_rendition_code_when_verifiable", rendition, {"verifiable": True}),
    ("documents_rendition_code_when_verifiable", rendition, {"verification_code": "7" * 20}),
    ("documents_rendition_state_known", rendition, {"state": "x", "finished_at": clock.now()}),
    ("documents_validation_has_subject", validation, {"subject_id": ""}),
    ("documents_validation_report_when_done", validation, {"ok": True, "report": {}}),
    ("documents_issued_code_form", entry, {"verification_code": "OIL"}),
    ("documents_issued_named", entry, {"issuer": ""}),
    ("documents_issued_valid_in_order", entry, {"valid_from": "2026-02-01", "valid_until": "2026-01-01"}),
    ("documents_issued_state_explained", entry, {"state": "revoked"}),
    ("documents_issued_state_explained", entry, {"state": "superseded", "state_reason": "x", "state_at": clock.now()}),
    ("documents_upload_received_within_size", upload, {"received": 10}),
    ("documents_upload_not_empty", upload, {"size": 0}),
    ("documents_upload_has_owner", upload, {"by_id": ""}),
]


@pytest.mark.parametrize(("constraint", "make", "wrong"), BROKEN)
def test_the_database_states_the_rule(constraint: str, make: Any, wrong: dict[str, Any]) -> None:
    make()
    fresh = {"sha256": "b" * 64} if make is blob else {}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(**{**fresh, **wrong})


def test_a_code_stands_once() -> None:
    first = entry()
    with pytest.raises(IntegrityError, match="documents_issued_code_unique"), transaction.atomic():
        entry(verification_code=first.verification_code)
    with pytest.raises(IntegrityError, match="documents_rendition_code_unique"), transaction.atomic():
        rendition(verifiable=True, verification_code=first.verification_code)


def test_one_document_stands_once_in_the_register_and_comes_of_one_rendition() -> None:
    first = entry()
    with pytest.raises(IntegrityError, match="document_id"), transaction.atomic():
        entry(document=first.document)
    made, at = document(), clock.now()
    rendition(state="done", finished_at=at, document=made)
    with pytest.raises(IntegrityError, match="document_id"), transaction.atomic():
        rendition(state="done", finished_at=at, document=made)


@pytest.mark.parametrize("make", [rendition, validation])
def test_what_is_done_has_its_result(make: Any) -> None:
    make(state="done", finished_at=clock.now())
    with pytest.raises(IntegrityError, match="is done without its"):
        connection.check_constraints()


def test_a_waiting_rendition_has_no_document() -> None:
    with pytest.raises(IntegrityError, match="documents_rendition_document_when_done"), transaction.atomic():
        rendition(document=document())
