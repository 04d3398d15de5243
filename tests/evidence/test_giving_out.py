"""Giving a dossier out: a proof of who is there, one at a time, and the truth where something is missing."""

from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from dvctt.accounts.models import Account
from dvctt.casework.models import Attachment, Dossier
from dvctt.evidence import api as evidence
from dvctt.journal import api as journal
from dvctt.kernel import Ref
from dvctt.ops.command import main
from dvctt.web.officer import evidence as page
from tests.fixtures_casework import World
from tests.fixtures_pki import Pki
from tests.ops.test_forgeries import superuser
from tests.web.officers import officer_browser, place
from tests.web.test_step_up import later, with_password
from tests.web.walking import valid

SAID = {"purpose": "Công văn 12/TA-HC"}


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    """The store of this test alone."""
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "bytes"}}
    settings.STORAGES = {**settings.STORAGES, "default": kept}
    return tmp_path / "bytes"


def given_out(dossier: UUID) -> int:
    """How often it was, as the journal says."""
    return len(journal.entries(Ref("evidence", str(dossier))))


def test_two_at_once_and_an_old_proof_get_nothing(surveying: World) -> None:
    with_password(surveying.people["head"])
    dossier, head = surveying.in_appraisal(), officer_browser(surveying.people["head"])
    address = place(dossier, "evidence/")
    assert "Xuất hồ sơ chứng cứ" in valid(head.get(place(dossier, "who/")))
    assert page._place.acquire(blocking=False)
    try:
        assert head.post(address, SAID).status_code == 503
    finally:
        page._place.release()
    assert given_out(dossier) == 0
    later(head, 61)
    asked = head.post(address, SAID)
    assert asked.status_code == 303 and asked.headers["Location"].startswith("/sign-in/again/")
    assert given_out(dossier) == 0
    answer = officer_browser(surveying.people["head"]).post(address, SAID)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/zip"
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert given_out(dossier) == 1


def test_where_the_authority_is_silent_the_purpose_stays_and_the_try_is_recorded(surveying: World, pki: Pki) -> None:
    dossier, head = surveying.in_appraisal(), officer_browser(surveying.people["head"])
    pki.stop()
    try:
        answer = head.post(place(dossier, "evidence/"), SAID)
    finally:
        pki.start()
    assert answer.status_code == 422
    said = valid(answer)
    assert "dịch vụ ký số chưa trả lời" in said and SAID["purpose"] in said
    assert given_out(dossier) == 1


def test_a_damaged_and_an_infected_file_are_told_and_the_rest_is_given(
    store: Path, surveying: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier, file = surveying.in_appraisal(), tmp_path / "a.zip"
    hurt, sick = Attachment.objects.filter(dossier_id=dossier).order_by("id")[:2]
    blob = hurt.document.blob_id
    (store / blob[:2] / blob[2:4] / blob).write_bytes(b"%PDF-1.7 khac")
    with superuser() as cursor:
        cursor.execute("UPDATE documents_document SET scan_state = 'infected' WHERE id = %s", [sick.document_id])
    code = str(Dossier.objects.get(pk=dossier).code)
    name = str(Account.objects.get(pk=surveying.people["head"].id).username)
    assert main(["evidence", "export", code, str(file), "--purpose", "x", "--by", name]) == 1
    assert f"document:{hurt.document_id}: tệp trong kho đã hỏng" in capsys.readouterr().out
    checked = evidence.verify(file)
    assert [(one.place, one.code) for one in checked.findings] == [(f"document:{hurt.document_id}", "damaged")]
    assert main(["evidence", "export", code, str(file), "--purpose", "x", "--by", name]) == 2
    assert "is there already" in capsys.readouterr().err
