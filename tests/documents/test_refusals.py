"""Harmless files are taken, harmful ones refused with the entry at fault; each by its effect, not by a mark."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest

from dvctt.documents import pages, sandbox
from dvctt.documents.inspect import archives, files, pdf
from dvctt.documents.inspect.findings import EICAR, Bad, Found, Limits
from dvctt.kernel import Fault, Invalid
from dvctt.web.wording.sentences import fault_sentence
from tests.documents.files import ALL, archive, docx, hand_in
from tests.documents.files import pdf as made_pdf

CASES = Path(__file__).parent / "cases"
TAKEN = (
    "05-reader-extended-ur3.pdf", "06-pdf-with-stored-docx.pdf", "06-pdf-with-stored-zip.pdf",
    "07-owner-password-only.pdf", "08-leading-newline.pdf", "12-jpeg-without-end-marker.jpg",
    "15-zip-mac-slash-name.zip", "15-zip-with-docx-from-template.zip", "15-zip-with-pptx.zip",
)  # fmt: skip


def judged(data: bytes, name: str = "a.pdf") -> Found:
    return files.judge(data, name, ALL, Limits())


def refused(data: bytes, name: str = "a.pdf") -> Bad:
    with pytest.raises(Bad) as caught:
        judged(data, name)
    return caught.value


@pytest.mark.parametrize("name", TAKEN)
def test_a_good_file_that_was_refused_is_taken(name: str) -> None:
    assert judged((CASES / name).read_bytes(), name).type == name.rpartition(".")[2]


@pytest.mark.parametrize(
    "how",
    [
        pikepdf.Encryption(owner="o", user="", R=3, metadata=False, aes=False),
        pikepdf.Encryption(owner="o", user="", R=4),
        pikepdf.Encryption(owner="o", user="", R=6),
        pikepdf.Encryption(owner="o", user="", allow=pikepdf.Permissions(extract=False, print_highres=False)),
    ],
)
def test_what_opens_without_a_password_is_taken(how: pikepdf.Encryption) -> None:
    assert judged(made_pdf(encryption=how)).pages == 1


def test_a_file_for_recipients_has_a_sentence_of_its_own() -> None:
    data = made_pdf().replace(
        b"trailer", b"9 0 obj\n<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 >>\nendobj\ntrailer"
    )
    locked = data.replace(b"/Root", b"/Encrypt 9 0 R /Root")
    assert refused(locked).code == "pdf_for_recipients"
    assert not pdf._for_recipients(made_pdf())


PRINT_JOB = b"\x1b%-12345X@PJL SET RESOLUTION=600\r\n@PJL ENTER LANGUAGE=PDF\r\n"
MAILED = 'Content-Disposition: form-data; name="Tệp đính kèm"\r\n\r\n'.encode()


@pytest.mark.parametrize(
    "before",
    [b"\n", b"\xef\xbb\xbf", b"\0" * 9, b"Content-Type: application/pdf\r\n\r\n", b"j" * 1000, PRINT_JOB, MAILED],
)
def test_bytes_before_the_head_do_no_harm(before: bytes) -> None:
    assert judged(before + made_pdf()).type == "pdf"


@pytest.mark.parametrize(
    "before",
    [
        b"<br />\n<b>Warning</b>: in <b>a.php</b><br />\n",
        b"<html><script>alert(1)</script>",
        b"\x01\x02\x03",
        b"\xff\xfea\0",
    ],
)
def test_what_readers_open_as_a_pdf_is_not_called_something_else(before: bytes) -> None:
    bad = refused(before + made_pdf())
    assert bad.code == "broken_pdf"
    assert "In rồi Lưu thành PDF" in fault_sentence(Fault("file", bad.code, {**bad.params, "file": "a.pdf"}))


def test_a_print_job_is_drawn() -> None:
    written = PRINT_JOB + made_pdf() + b"\x1b%-12345X"
    assert judged(written).pages == 1
    assert "png" in sandbox.run(pages.DRAW, [written], {"type": "pdf", "page": 0, "width": 100, "pixels": 10**6})


@pytest.mark.parametrize("after", [b"\n" * 9, b"\0" * 5000, b"\r\n" * 3000])
def test_bytes_behind_the_end_do_no_harm(after: bytes) -> None:
    assert judged(made_pdf() + after).type == "pdf"


@pytest.mark.parametrize(
    "before",
    [
        b"MZ\x90" + b"x" * 60,
        b"#!/bin/sh\n",
        b"\x7fELF",
        b"j" * 1025,
        b"GIF89a" + b"x" * 40,
        b"II*\0" + bytes(20),
        b"RIFF0000WEBPVP8 ",
        b"\0\0\0\x18ftypheic" + bytes(9),
        b"BMxxxx",
        b"{\\rtf1 ",
    ],
)
def test_a_program_or_a_picture_before_the_head_is_no_pdf(before: bytes) -> None:
    assert refused(before + made_pdf()).code == "wrong_type"


def attached(name: str, data: bytes, *, stored: bool = True) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        made.attachments[name] = pikepdf.AttachedFileSpec(made, data)

    return made_pdf(change=change, compress_streams=not stored)


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("data", [archive({"a.txt": b"x" * 99}), docx()], ids=["zip", "docx"])
def test_an_attached_archive_makes_no_polyglot(data: bytes, stored: bool) -> None:
    assert judged(attached("a.zip", data, stored=stored)).type == "pdf"


def test_an_attached_archive_is_judged_and_one_behind_it_still_refused() -> None:
    bad = refused(attached("gói.zip", archive({"setup.exe": b"MZ" + bytes(90)})))
    assert (bad.code, bad.params["entry"]) == ("active_content", "gói.zip / setup.exe")
    assert refused(attached("a.zip", archive({"a.txt": EICAR}), stored=False)).code == "infected"
    assert refused(attached("a.zip", archive({"a.txt": b"x"})) + archive({"b": b"y"})).code == "polyglot"


def test_an_archive_in_a_stream_that_is_no_attachment_is_a_polyglot() -> None:
    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].Contents = made.make_stream(archive({"a.txt": b"x"}))

    assert refused(made_pdf(change=change, compress_streams=False)).code == "polyglot"


def resource(name: str) -> bytes:
    """A page with a font and a picture of that name."""

    def change(made: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        form = made.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        made.pages[0].Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary({name: font}), XObject=pikepdf.Dictionary({name: form})
        )

    return made_pdf(change=change)


@pytest.mark.parametrize("name", ["/JS", "/JavaScript", "/XFA", "/EF"])
def test_a_name_of_a_font_is_no_script(name: str) -> None:
    assert judged(resource(name)).type == "pdf"


def in_root(**keys: Any) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        for key, value in keys.items():
            made.Root[f"/{key}"] = made.make_indirect(value)

    return made_pdf(change=change)


@pytest.mark.parametrize(
    "keys",
    [
        {"OpenAction": pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")},
        {"OpenAction": pikepdf.Dictionary(S=pikepdf.Name.Rendition, JS="app.alert(1)")},
        {"AA": pikepdf.Dictionary(WC=pikepdf.Dictionary(JS="app.alert(1)"))},
        {"Names": pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([])))},
        {"AcroForm": pikepdf.Dictionary(Fields=pikepdf.Array([]), XFA=pikepdf.Array([]))},
        {"AcroForm": pikepdf.Dictionary(XFA=pikepdf.Array([pikepdf.String("a")]))},
    ],
)
def test_scripts_are_refused_wherever_they_stand(keys: dict[str, Any]) -> None:
    assert refused(in_root(**keys)).code == "active_content"


EMPTY = {
    "a folder": {"hồ sơ/": b""},
    "empty files": {"a.txt": b"", "b.pdf": b""},
    "what systems write": {
        ".DS_Store": b"x" * 9,
        "__MACOSX/._a": b"x",
        "ảnh/Thumbs.db": b"x",
        "desktop.ini": b"x",
        "._b": b"x",
    },
    "what programs write while a file is open": {"~$tờ trình.docx": b"x" * 162, "a/.~lock.b.odt#": b"x"},
    "an empty archive": {"b.zip": archive({"c/": b""})},
}


@pytest.mark.parametrize("which", EMPTY)
def test_an_archive_without_content_is_empty(which: str) -> None:
    assert refused(archive(EMPTY[which]), "a.zip").code == "empty_archive"


def test_an_archive_with_one_file_of_content_is_not() -> None:
    assert judged(archive({".DS_Store": b"x", "c/": b"", "e.zip": archive({}), "a.txt": b"x"}), "a.zip").type == "zip"


def office(mark: str, **parts: bytes) -> bytes:
    types = f'<Types><Override ContentType="application/vnd.{mark}.main+xml"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), **parts})


PPTX = office("openxmlformats-officedocument.presentationml.presentation")


def test_an_office_file_of_another_kind_is_taken_inside_an_archive_alone() -> None:
    assert judged(archive({"a.pptx": PPTX, "b.vsdx": office("ms-visio.drawing")}), "a.zip").type == "zip"
    bad = refused(PPTX, "a.zip")
    assert (bad.code, bad.params["found"]) == ("wrong_type", "pptx")
    inner = office("ms-powerpoint.presentation.macroEnabled")
    bad = refused(archive({"thư mục/a.pptx": inner}), "a.zip")
    assert (bad.code, bad.params["entry"]) == ("wrong_type", "thư mục/a.pptx")


def from_template(target: str) -> bytes:
    relation = f'<Relationship Type="x/attachedTemplate" Target="{target}" TargetMode="External"/>'
    return docx({"word/_rels/settings.xml.rels": relation.encode()})


@pytest.mark.parametrize(
    "target",
    ["file:///C:\\Users\\Lan\\Normal.dotm", "file:///D:/Mẫu/công văn.dotx", "C:\\Mẫu\\a.dotx", "file:///C%3A/a.dotx"],
)
def test_a_template_on_the_writers_own_disk_does_no_harm(target: str) -> None:
    assert judged(from_template(target), "a.docx").type == "docx"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/a.dotm", "file://server/a.dotm", "\\\\server\\a.dotm", "//server/a", "a.dotm",
     "http://evil.example/file:///C:/a.dotm"],
)  # fmt: skip
def test_a_template_from_elsewhere_is_refused(target: str) -> None:
    assert refused(from_template(target), "a.docx").code == "active_content"


@pytest.mark.parametrize(
    ("name", "fine"),
    [
        ("1: Đơn.pdf", True),
        ("Đ: Đơn.pdf", True),
        ("C:\\a.txt", False),
        ("c:a.txt", False),
        ("/a", False),
        ("a/../../b", False),
    ],
)
def test_a_drive_is_a_letter(name: str, fine: bool) -> None:
    assert archives._leaves(name) is not fine


@pytest.mark.django_db
def test_a_refusal_names_file_entry_what_was_found_and_the_way() -> None:
    with pytest.raises(Invalid) as caught:
        hand_in(b"RIFF....WEBPVP8 " + bytes(99), "ảnh.bin", allowed=frozenset({"docx", "zip"}))
    (fault,) = caught.value.faults
    assert (fault.params["file"], fault.params["allowed"]) == ("ảnh.bin", "docx,zip")
    with pytest.raises(Invalid) as caught:
        hand_in(archive({"a/setup.exe": b"MZ" + bytes(90)}), "gói.zip")
    said = fault_sentence(caught.value.faults[0])
    assert "gói.zip" in said and "a/setup.exe" in said


@pytest.mark.parametrize(
    ("found", "allowed", "words"),
    [
        ("heic", "pdf", ("ảnh HEIC", "PDF")), ("doc", "pdf,docx", ("Word", "PDF, DOCX")),
        ("rar", "zip", ("RAR", "ZIP")),
        ("", "pdf", ("không rõ",)), ("xyz", "pdf", (".xyz",)), ("png", "jpg", ("ảnh PNG", "JPG")),
    ],
)  # fmt: skip
def test_a_wrong_type_says_what_was_found_what_is_taken_and_how_to_get_there(
    found: str, allowed: str, words: tuple[str, ...]
) -> None:
    said = fault_sentence(Fault("file", "wrong_type", {"found": found, "allowed": allowed, "file": "tệp của tôi"}))
    assert all(word in said for word in (*words, "tệp của tôi")) and "–" not in said


def test_a_folder_alone_is_an_empty_archive() -> None:
    assert refused((CASES / "14-folder-only.zip").read_bytes(), "a.zip").code == "empty_archive"
