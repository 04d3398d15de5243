"""Files on pages: photographs become one paper, what cannot be shown says so, what is unknown is not told as a no."""

import io
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.documents import child, trust
from dvctt.kernel import Ref
from tests.documents.files import docx, pdf
from tests.documents.subjects import NAME, signed, with_cms
from tests.documents.test_subjects import no_signed_attributes
from tests.fixtures_casework import World
from tests.web.walking import address, browser, valid

HEIC = (Path(__file__).parents[1] / "documents" / "cases" / "33-photograph.heic").read_bytes()
PAPER = "hop_dong_phu_trach"


@pytest.fixture
def client(surveying: World) -> Client:
    return browser(surveying.people["applicant"])


def jpeg() -> bytes:
    room = io.BytesIO()
    Image.new("RGB", (90, 60), "navy").save(room, "JPEG")
    return room.getvalue()


def given(world: World, dossier: UUID) -> list[documents.DocumentView]:
    page = casework.dossier_page(world.people["applicant"], dossier)
    return [file.document for one in page.components if one.id == PAPER for file in one.files if file.in_force]


@pytest.mark.circular("7.2.a")
def test_several_photographs_become_one_paper_without_script(client: Client, surveying: World) -> None:
    dossier = surveying.open()
    here = address(dossier, f"papers/{PAPER}/")
    files = [SimpleUploadedFile("1.jpg", jpeg()), SimpleUploadedFile("2.HEIC", HEIC)]
    assert client.post(here, {"file": files}).status_code == 303
    (taken,) = given(surveying, dossier)
    assert (taken.name, taken.media_type, taken.pages) == ("1 – 2.pdf", "application/pdf", 2)
    text = valid(client.get(address(dossier, "papers/")))
    assert "Đã đính kèm" in text and "chưa quét" not in text and "multiple" in text
    mixed = [SimpleUploadedFile("1.jpg", jpeg()), SimpleUploadedFile("2.pdf", pdf())]
    assert client.post(here, {"file": mixed}).status_code == 422
    assert given(surveying, dossier) == [taken]


def test_several_photographs_become_one_paper_in_parts(client: Client, surveying: World) -> None:
    dossier = surveying.open()
    here = address(dossier, f"papers/{PAPER}/")

    def send(name: str, data: bytes, **more: object) -> dict[str, str]:
        sent = {"name": name, "size": len(data), "offset": 0, "file": SimpleUploadedFile(name, data), **more}
        answer = client.post(here, sent)
        assert answer.status_code in (200, 202)
        told: dict[str, str] = answer.json()
        return told

    first = send("1.heic", HEIC, more="yes")
    second = send("2.jpg", jpeg(), more="yes")
    assert "url" in send("3.jpg", jpeg(), joined=[first["upload"], second["upload"]])
    assert [taken.pages for taken in given(surveying, dossier)] == [3]


def test_a_file_without_pages_says_that_it_is_not_shown_here(client: Client, surveying: World) -> None:
    dossier, actor = surveying.open(), surveying.people["applicant"]
    taken = documents.receive(
        io.BytesIO(docx()), name="tờ trình", subject=Ref("dossier", str(dossier)), actor=actor,
        allowed=documents.TYPES, limit=10**6,
    )  # fmt: skip
    casework.attach(actor, dossier, PAPER, taken.id)
    text = valid(client.get(f"/documents/{taken.id}/view/"))
    assert "data-not-shown" in text and f"/documents/{taken.id}/" in text
    fetched = client.get(f"/documents/{taken.id}/")
    assert ".docx" in fetched.headers["Content-Disposition"]
    fetched.close()


def test_a_page_that_cannot_be_drawn_leads_on_to_the_others(
    client: Client, surveying: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, actor = surveying.open(), surveying.people["applicant"]
    taken = documents.receive(
        io.BytesIO(pdf(2)), name="a.pdf", subject=Ref("dossier", str(dossier)), actor=actor,
        allowed=documents.TYPES, limit=10**6,
    )  # fmt: skip
    casework.attach(actor, dossier, PAPER, taken.id)
    monkeypatch.setattr(child, "ask", lambda tasks, files: [child.ChildFailed("time", "processor")])
    text = valid(client.get(f"/documents/{taken.id}/view/?page=2"))
    assert 'class="page"' not in text and "?page=1" in text and "không xem được tại đây" in text
    assert 'class="page"' in valid(client.get(f"/documents/{taken.id}/view/?page=1"))


@pytest.mark.circular("13.1.d")
def test_a_signature_that_cannot_be_read_is_not_called_changed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "roots", list)
    file = with_cms(signed(pdf(), NAME), no_signed_attributes)
    text = valid(client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", file)}))
    assert 'data-intact="unknown"' in text and 'data-trusted="unknown"' in text
    assert "Không đọc được chữ ký số" in text and "Đã bị thay đổi" not in text
