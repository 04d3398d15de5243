"""Taking in files: the good ones, and every bad one with its own answer."""

import io
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from dvctt.documents import api as documents
from dvctt.documents.inspect.findings import EICAR
from dvctt.kernel import Invalid
from tests.documents.files import LIMIT, MAI, SUBJECT, archive, docx, hand_in, pdf, picture, refusal

pytestmark = pytest.mark.django_db

XLSX = archive(
    {
        "[Content_Types].xml": b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.sheet.main+xml"/></Types>',
        "xl/workbook.xml": b"<workbook/>",
    }
)


@pytest.mark.parametrize(
    ("data", "name", "media_type", "pages"),
    [
        (pdf(3), "Tờ khai.pdf", "application/pdf", 3),
        (picture("PNG"), "ảnh.png", "image/png", 1),
        (picture("JPEG"), "ảnh.JPEG", "image/jpeg", 1),
        (docx(), "đề án.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", None),
        (XLSX, "bảng.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", None),
        (archive({"a.txt": b"hello", "b.docx": docx()}), "gói.zip", "application/zip", None),
        (pdf(), "khong-duoi", "application/pdf", 1),
    ],
)
def test_a_good_file_is_taken_in(data: bytes, name: str, media_type: str, pages: int | None) -> None:
    taken = hand_in(data, name)
    assert (taken.name, taken.media_type, taken.pages, taken.size) == (name, media_type, pages, len(data))
    assert (taken.scan_state, taken.by_id, taken.subject) == ("unscanned", "mai", SUBJECT)
    assert documents.read_bytes(taken.id) == data
    assert documents.documents(SUBJECT) == (taken,)
    assert documents.document(taken.id) == taken


def with_action(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_launch(made: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    made.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)])


def with_attached(name: str, data: bytes) -> Any:
    def change(made: pikepdf.Pdf) -> None:
        made.attachments[name] = pikepdf.AttachedFileSpec(made, data)

    return change


def encrypted_zip() -> bytes:
    """The flag of encryption set in both heads of a stored entry."""
    data = bytearray(archive({"a.txt": b"secret"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def nested(depth: int) -> bytes:
    inner = archive({"a.txt": b"x"})
    for _ in range(depth):
        inner = archive({"inner.zip": inner})
    return inner


def lying_archive() -> bytes:
    """A heavy entry whose head claims to be small."""
    data = bytearray(archive({"zeros": bytes(30_000_000)}))
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = (100).to_bytes(4, "little")
    return bytes(data)


ENCRYPTED = {"encryption": pikepdf.Encryption(owner="owner", user="user")}
HUGE_HEAD = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + picture("PNG")[24:29]
HUGE_PNG = picture("PNG")[:12] + HUGE_HEAD + zlib.crc32(HUGE_HEAD).to_bytes(4, "big") + picture("PNG")[33:]
BAD = {
    "empty": (b"", "a.pdf", "empty_file"),
    "too large": (pdf() + bytes(LIMIT), "a.pdf", "too_large"),
    "text as pdf": (b"just words " * 50, "a.pdf", "wrong_type"),
    "program as pdf": (b"MZ" + bytes(400), "a.pdf", "wrong_type"),
    "old word": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "a.doc", "wrong_type"),
    "word under a password": (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + "EncryptedPackage".encode("utf-16-le"),
        "a.docx",
        "encrypted_document",
    ),
    "png renamed pdf": (picture("PNG"), "a.pdf", "type_mismatch"),
    "pdf renamed jpg": (pdf(), "a.jpg", "type_mismatch"),
    "pdf renamed exe": (pdf(), "a.exe", "type_mismatch"),
    "word renamed xlsx": (docx(), "a.xlsx", "type_mismatch"),
    "zip renamed docx": (archive({"a": b"x"}), "a.docx", "type_mismatch"),
    "macro word": (docx({"word/vbaProject.bin": b"x"}), "a.docx", "wrong_type"),
    "macro word by name": (docx(), "a.docm", "wrong_type"),
    "png with zip behind": (picture("PNG") + archive({"a": b"x"}), "a.png", "polyglot"),
    "pdf with zip behind": (pdf() + archive({"a": b"x"}), "a.pdf", "polyglot"),
    "jpg with pdf inside": (picture("JPEG")[:20] + b"%PDF-1.7" + picture("JPEG")[20:], "a.jpg", "polyglot"),
    "pdf under a password": (pdf(**ENCRYPTED), "a.pdf", "encrypted_pdf"),
    "half a pdf": (pdf(20)[: len(pdf(20)) // 2], "a.pdf", "broken_pdf"),
    "pdf in name only": (b"%PDF-1.7\n" + b"rubbish " * 40, "a.pdf", "broken_pdf"),
    "pdf that acts": (pdf(change=with_action), "a.pdf", "active_content"),
    "pdf that launches": (pdf(change=with_launch), "a.pdf", "active_content"),
    "pdf with a program": (pdf(change=with_attached("a.txt", b"MZ" + bytes(90))), "a.pdf", "active_content"),
    "pdf with a virus": (pdf(change=with_attached("a.txt", EICAR)), "a.pdf", "infected"),
    "half a picture": (picture("PNG", (900, 900))[:-200], "a.png", "broken_image"),
    "picture of 3.6 billion": (HUGE_PNG, "a.png", "image_bomb"),
    "virus": (EICAR, "a.pdf", "infected"),
    "virus in a zip": (archive({"a.txt": b"x" * 300_000 + EICAR}), "a.zip", "infected"),
    "virus in a zip in a zip": (archive({"b.zip": archive({"a.txt": EICAR})}), "a.zip", "infected"),
    "program in a zip": (archive({"setup.exe": b"x"}), "a.zip", "active_content"),
    "hidden program in a zip": (archive({"a.txt": b"MZ" + bytes(90)}), "a.zip", "active_content"),
    "zip of zeros": (archive({"zeros": bytes(60_000_000)}), "a.zip", "archive_bomb"),
    "zip of crumbs": (archive({f"{n}": b"" for n in range(2500)}), "a.zip", "archive_bomb"),
    "zip in zip in zip": (nested(4), "a.zip", "archive_bomb"),
    "zip that lies": (lying_archive(), "a.zip", "broken_archive"),
    "zip under a password": (encrypted_zip(), "a.zip", "encrypted_archive"),
    "zip that leaves its folder": (archive({"../../etc/cron.d/a": b"x"}), "a.zip", "unsafe_archive"),
    "zip with a drive": (archive({"C:\\Windows\\a.txt": b"x"}), "a.zip", "unsafe_archive"),
    "zip with a drive and slashes": (archive({"c:/a.txt": b"x"}), "a.zip", "unsafe_archive"),
    "zip with a drive alone": (archive({"C:a.txt": b"x"}), "a.zip", "unsafe_archive"),
    "zip with a drive and a blank": (archive({"C: \\a.txt": b"x"}), "a.zip", "unsafe_archive"),
    "zip of nothing": (archive({}), "a.zip", "empty_archive"),
    "half a zip": (archive({"a": os.urandom(5000)})[:3000], "a.zip", "broken_archive"),
    "word with entities": (docx({"word/settings.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>'}), "a.docx", "active_content"),
    "word that fetches": (
        docx({"word/_rels/document.xml.rels": b'<Relationship Type="x/attachedTemplate" TargetMode="External"/>'}),
        "a.docx",
        "active_content",
    ),
}


@pytest.mark.parametrize("which", BAD)
def test_a_bad_file_is_refused_by_its_own_name(which: str) -> None:
    data, name, code = BAD[which]
    assert refusal(data, name) == code
    assert documents.documents(SUBJECT) == ()


@pytest.mark.parametrize(
    ("data", "name"),
    [(pdf(), "a.pdf"), (docx(), "a.docx"), (picture("JPEG"), "a.jpg"), (archive({"a": b"x"}), "a.zip")],
)
def test_a_type_that_the_component_does_not_ask_for_is_refused(data: bytes, name: str) -> None:
    assert refusal(data, name, allowed=frozenset({"png"})) == "wrong_type"


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    assert refusal(pdf(2001), "a.pdf") == "too_many_pages"


def test_a_hyperlink_and_an_embedded_sheet_in_word_are_no_harm() -> None:
    relations = b'<Relationship Type="x/hyperlink" Target="https://example.vn" TargetMode="External"/>'
    parts = {"word/_rels/document.xml.rels": relations, "word/embeddings/a.xlsx": XLSX}
    assert hand_in(docx(parts), "a.docx").media_type.endswith("wordprocessingml.document")


@pytest.mark.parametrize("entry", ["A: chứng chỉ.jpg", "a:\u00a0phụ lục/1.jpg", "Mục 1: giấy phép.jpg", "1:2000.jpg"])
def test_a_colon_in_the_name_of_an_entry_is_no_drive(entry: str) -> None:
    assert hand_in(archive({entry: picture("JPEG")}), "a.zip").media_type == "application/zip"


def test_the_name_is_cleaned() -> None:
    taken = hand_in(pdf(), "C:\\hồ sơ\\../\u202etờ khai\x00.pdf")
    assert taken.name == "tờ khai.pdf"
    assert len(hand_in(pdf(), "a" * 900 + ".pdf").name) == 200


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    place = tmp_path / "a.pdf"
    place.write_bytes(pdf())
    taken = documents.receive(place, name="a.pdf", subject=SUBJECT, actor=MAI, allowed=frozenset({"pdf"}), limit=LIMIT)
    assert taken.size == len(pdf())


def test_the_global_limit_counts_too(settings: Any) -> None:
    settings.UPLOAD_LIMIT = 100
    assert refusal(pdf(), "a.pdf") == "too_large"


def test_a_stranger_archive_format_inside_a_zip_is_only_counted() -> None:
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("a.txt", b"x" * 1000)
    assert hand_in(room.getvalue(), "a.zip").media_type == "application/zip"


OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500)


@pytest.mark.parametrize(
    ("data", "allowed", "told"),
    [
        (docx(), {"pdf"}, ("wrong_type", "docx")),
        (XLSX, {"pdf"}, ("wrong_type", "xlsx")),
        (archive({"a": b"x"}), {"pdf"}, ("wrong_type", "zip")),
        (archive({"a": os.urandom(5000)})[:3000], {"pdf"}, ("wrong_type", "zip")),
        (docx(), {"pdf", "docx"}, ("type_mismatch", "docx")),
        (OLD + "WordDocument".encode("utf-16-le"), {"pdf"}, ("wrong_type", "doc")),
        (OLD + "PowerPoint Document".encode("utf-16-le"), {"pdf"}, ("wrong_type", "ppt")),
        (OLD + "Workbook".encode("utf-16-le"), {"pdf"}, ("wrong_type", "xls")),
        (OLD + "WordDocumentWorkbook".encode("utf-16-le"), {"pdf"}, ("wrong_type", "ole")),
    ],
)
def test_a_file_renamed_pdf_is_told_what_helps_where_its_own_name_would_not(
    data: bytes, allowed: set[str], told: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        hand_in(data, "don.pdf", allowed=frozenset(allowed))
    (fault,) = refused.value.faults
    assert (fault.code, fault.params["found"]) == told
