"""Files on pages: photographs become one paper, what cannot be shown says so, what is unknown is not told as a no."""

import io
import re
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.documents import sandbox, trust
from dvctt.kernel import Ref
from tests.documents.files import docx, pdf
from tests.documents.subjects import NAME, signed, with_cms
from tests.documents.test_subjects import no_signed_attributes
from tests.fixtures_casework import World, make_applicant
from tests.web.walking import address, browser, valid

HEIC = (Path(__file__).parents[1] / "documents" / "cases" / "33-photograph.heic").read_bytes()
PAPER = "hop_dong_phu_trach"


@pytest.fixture
def client(surveying: World) -> Client:
    return browser(surveying.people["applicant"])


def jpeg(size: tuple[int, int] = (90, 60)) -> bytes:
    room = io.BytesIO()
    Image.new("RGB", size, "navy").save(room, "JPEG")
    return room.getvalue()


def given(world: World, dossier: UUID) -> list[documents.DocumentView]:
    page = casework.dossier_page(world.people["applicant"], dossier)
    return [file.document for one in page.components if one.id == PAPER for file in one.files if file.in_force]


def attachment(world: World, dossier: UUID) -> UUID:
    page = casework.dossier_page(world.people["applicant"], dossier)
    (found,) = (file for one in page.components if one.id == PAPER for file in one.files if file.in_force)
    return found.attachment_id


def shown_order(text: str) -> list[str]:
    return re.findall(r'name="order" value="(\d+)"', text)


def test_several_photographs_become_one_paper_without_script(client: Client, surveying: World) -> None:
    dossier = surveying.open()
    here = address(dossier, f"papers/{PAPER}/")
    files = [SimpleUploadedFile("1.jpg", jpeg()), SimpleUploadedFile("2.HEIC", HEIC)]
    assert client.post(here, {"file": files}).status_code == 303
    (taken,) = given(surveying, dossier)
    assert (taken.name, taken.media_type, taken.pages) == ("1 – 2.pdf", "application/pdf", 2)
    text = valid(client.get(address(dossier, "papers/")))
    assert "Đã đính kèm" in text and "chưa quét" not in text and "multiple" in text
    assert given(surveying, dossier) == [taken]


@pytest.mark.parametrize("order", [0, 1])
def test_of_files_sent_together_the_one_that_is_no_picture_is_named(
    order: int, client: Client, surveying: World
) -> None:
    dossier = surveying.open()
    here = address(dossier, f"papers/{PAPER}/")
    mixed = [SimpleUploadedFile("anh.jpg", jpeg()), SimpleUploadedFile("don.pdf", pdf())]
    answer = client.post(here, {"file": mixed[::-1] if order else mixed})
    assert answer.status_code == 422
    text = valid(answer)
    assert "Tệp “don.pdf”: Tệp này không phải ảnh" in text and "“anh.jpg”" not in text
    empty = [SimpleUploadedFile("anh.jpg", jpeg()), SimpleUploadedFile("rong.jpg", b"")]
    assert "Tệp “rong.jpg”:" in valid(client.post(here, {"file": empty}))
    assert given(surveying, dossier) == []


def test_a_paper_that_takes_photographs_says_so_when_it_refuses_another_file(client: Client, surveying: World) -> None:
    dossier = surveying.open()
    word = SimpleUploadedFile("don.txt", "Đơn đề nghị cấp giấy phép.".encode() * 9)
    answer = client.post(address(dossier, f"papers/{PAPER}/"), {"file": word})
    assert answer.status_code == 422
    assert "Mục này chỉ nhận PDF hoặc ảnh chụp (JPG, PNG, HEIC, WebP, TIFF)." in valid(answer)


def test_the_order_of_photographs_is_changed_on_the_page_and_kept_in_the_paper(
    client: Client, surveying: World
) -> None:
    dossier = surveying.open()
    lying, standing = jpeg(), jpeg((60, 90))
    files = [
        SimpleUploadedFile("1.jpg", lying),
        SimpleUploadedFile("2.jpg", standing),
        SimpleUploadedFile("3.heic", HEIC),
    ]
    client.post(address(dossier, f"papers/{PAPER}/"), {"file": files})
    (before,) = given(surveying, dossier)
    here = address(dossier, f"papers/files/{attachment(surveying, dossier)}/order/")
    assert f'href="{here}"' in valid(client.get(address(dossier, "papers/")))
    text = valid(client.get(here))
    assert shown_order(text) == ["1", "2", "3"] and "disabled" in text
    moved = client.post(here, {"order": ["1", "2", "3"], "down": "1"})
    assert shown_order(valid(moved)) == ["2", "1", "3"] and "autofocus" in moved.content.decode()
    assert given(surveying, dossier) == [before]
    again = client.post(here, {"order": ["2", "1", "3"], "up": "3"})
    assert shown_order(valid(again)) == ["2", "3", "1"]
    assert client.post(here, {"order": ["2", "3", "1"], "save": "1"}).status_code == 303
    (after,) = given(surveying, dossier)
    assert (before.name, after.name) == ("1 – 3.pdf", "2 – 1.pdf")
    assert (after.pages, after.photographs) == (3, 3)
    with pikepdf.open(io.BytesIO(documents.read_bytes(after.id))) as kept:
        jpegs = [page.Resources.XObject.Im.read_raw_bytes() for page in kept.pages]
        assert list(kept.attachments) == ["3.heic"]
    assert (jpegs[0], jpegs[2]) == (standing, lying)


def test_an_order_that_no_page_showed_changes_nothing_and_other_papers_have_none(
    client: Client, surveying: World
) -> None:
    dossier = surveying.open()
    files = [SimpleUploadedFile(f"{place}.jpg", jpeg((60 + place, 90))) for place in range(2)]
    client.post(address(dossier, f"papers/{PAPER}/"), {"file": files})
    (before,) = given(surveying, dossier)
    here = address(dossier, f"papers/files/{attachment(surveying, dossier)}/order/")
    for wrong in (["1"], ["1", "1"], ["2", "3"], ["x", "1"], ["²", "1"]):
        assert client.post(here, {"order": wrong, "save": "1"}).status_code == 303
        assert shown_order(valid(client.post(here, {"order": wrong, "up": "9"}))) == ["1", "2"]
    assert given(surveying, dossier) == [before]
    client.post(address(dossier, f"papers/files/{attachment(surveying, dossier)}/take-back/"))
    client.post(address(dossier, f"papers/{PAPER}/"), {"file": SimpleUploadedFile("a.pdf", pdf())})
    whole = address(dossier, f"papers/files/{attachment(surveying, dossier)}/order/")
    assert client.get(whole).status_code == 409
    assert client.get(here).status_code == 404
    assert browser(make_applicant("Công ty khác", "0109556677")).get(whole).status_code == 404


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
    monkeypatch.setattr(sandbox, "ask", lambda tasks, files: [sandbox.ChildFailed("time", "processor")])
    text = valid(client.get(f"/documents/{taken.id}/view/?page=2"))
    assert 'class="page"' not in text and "?page=1" in text and "không xem được tại đây" in text
    assert 'class="page"' in valid(client.get(f"/documents/{taken.id}/view/?page=1"))


def test_a_signature_that_cannot_be_read_is_not_called_changed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "roots", list)
    file = with_cms(signed(pdf(), NAME), no_signed_attributes)
    text = valid(client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", file)}))
    assert 'data-intact="unknown"' in text and 'data-trusted="unknown"' in text
    assert "Không đọc được chữ ký số" in text and "Đã bị thay đổi" not in text
