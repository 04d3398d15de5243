"""Forged files as a stranger meets them: on the page for verifying, at the command line, as a signed declaration."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.documents import signing
from dvctt.kernel import clock
from dvctt.ops.command import main
from dvctt.outbox import api as outbox
from tests.documents import forging, pens
from tests.documents.pens import DIGITAL_SIGNATURE, KEY_ENCIPHERMENT
from tests.documents.test_forgeries import AFTERWARDS
from tests.fixtures_casework import World
from tests.fixtures_pki import Pki
from tests.web.test_applicant_dossier import drafted, send
from tests.web.walking import address, browser, valid

SAMPLES = ("end: blank before the mark", "empty field over the page", "signature given anew", "content named twice",
           "objects alone")  # fmt: skip


@pytest.fixture(scope="module")
def sealed(pki: Pki) -> bytes:
    return signing.sign_pdf(forging.paper(), unit="BO", at=clock.now())


@pytest.mark.django_db
def test_a_result_that_was_changed_is_called_so_on_the_page(client: Client, sealed: bytes) -> None:
    def told(data: bytes) -> str:
        return valid(client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", data)}))

    good = told(sealed)
    assert 'data-intact="yes"' in good and 'data-trusted="yes"' in good and 'data-proven="yes"' in good
    for which in SAMPLES:
        page = told(AFTERWARDS[which](sealed))
        assert "Tệp đã bị thay đổi sau khi ký" in page, which
        assert 'data-intact="no"' in page and 'data-trusted="yes"' not in page, which


@pytest.mark.django_db
def test_a_time_that_nobody_proved_is_told_as_said(client: Client, pki: Pki) -> None:
    by = pens.signer(pens.certificate(pki, DIGITAL_SIGNATURE), pki)
    for stamper in (None, pens.made_up_stamper()):
        file = pens.sign(forging.paper(), by, stamper=stamper)
        page = valid(client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", file)}))
        assert 'data-proven="no"' in page and "chưa được chứng thực" in page and "Ký lúc" not in page
        assert "2001" not in page


@pytest.mark.django_db
def test_what_is_too_much_is_not_called_unreadable(client: Client) -> None:
    many = forging.revisions(forging.paper(), 300)
    page = valid(client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", many)}))
    assert "Không kiểm tra được chữ ký số của tệp này" in page


@pytest.mark.django_db
def test_the_command_line_says_the_same(
    sealed: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], pki: Pki
) -> None:
    place = tmp_path / "a.pdf"

    def verdict(data: bytes) -> tuple[int, Any]:
        place.write_bytes(data)
        status = main(["documents", "verify", str(place), "--json"])
        return status, json.loads(capsys.readouterr().out)

    assert verdict(sealed)[0] == 0
    for which in SAMPLES:
        status, told = verdict(AFTERWARDS[which](sealed))
        assert (status, told["verdict"], told["signers"][0]["intact"]) == (1, "changed", False), which
    place.write_bytes(pki.sign(forging.paper(), stamped=False))
    assert main(["documents", "verify", str(place)]) == 0
    assert "chưa được chứng thực" in capsys.readouterr().out


def test_a_declaration_that_is_another_one_is_not_taken(surveying: World, pki: Pki) -> None:
    client = browser(surveying.people["applicant"])
    dossier = drafted(surveying)
    client.post(address(dossier, "declaration/"))
    outbox.drain()
    made = _made(surveying, dossier)
    director = pki.key("Công ty Sao Khuê", "MST:0108112238")
    other = "không nằm trên đúng bản tờ khai này"
    assert other in send(client, dossier, pki.sign(forging.whole_file_appended(made), director))
    assert other in send(client, dossier, pki.sign(_covered(made), director))
    changed = send(client, dossier, _covered(pki.sign(made, director)))
    assert "Tệp đã bị thay đổi sau khi ký" in changed and "act/submit/" not in changed
    cipher = pens.signer(pens.certificate(pki, KEY_ENCIPHERMENT), pki)
    assert "không được cấp để ký văn bản" in send(client, dossier, pens.sign(made, cipher))
    over = pens.sign(made, pens.signer(pens.certificate(pki, DIGITAL_SIGNATURE), pki), box=(60, 700, 360, 800))
    assert "che mất chữ của bản tờ khai" in send(client, dossier, over)
    assert "act/submit/" in send(client, dossier, pki.sign(made, director))


def _made(world: World, dossier: UUID) -> bytes:
    page = casework.dossier_page(world.people["applicant"], dossier)
    assert page.declaration is not None and page.declaration.document_id is not None
    return documents.read_bytes(page.declaration.document_id)


def _covered(data: bytes) -> bytes:
    """A field that nobody signed, put over the first page by a text editor's means."""
    from io import BytesIO

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer = IncrementalPdfFileWriter(BytesIO(data))
    append_signature_field(writer, SigFieldSpec("Phu", box=(0, 0, 595, 842)))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
