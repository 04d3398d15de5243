"""What a refused file is told to be, and the way out of it: true for the file and for who sent it."""

import io
import subprocess
import sys
from html import unescape

import pytest
from PIL import Image

from dvctt.documents import sandbox
from dvctt.documents.inspect import files, photographs
from dvctt.documents.inspect.findings import Bad, Found, Limits, extension
from dvctt.kernel import Fault
from dvctt.web.documents.views import _with_extension
from dvctt.web.wording.file_sentences import file_sentence
from tests.documents.files import ALL, archive, docx, hand_in, pdf, picture

MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
WORD, SHEET = MAIN.format("wordprocessingml.document"), MAIN.format("spreadsheetml.sheet")
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def judged(data: bytes, name: str) -> Found:
    return files.judge(data, name, ALL, Limits())


def refused(data: bytes, name: str) -> Bad:
    with pytest.raises(Bad) as caught:
        judged(data, name)
    return caught.value


def said(data: bytes, name: str) -> str:
    bad = refused(data, name)
    return file_sentence(Fault("file", bad.code, {**bad.params, "file": name, "allowed": "pdf,docx,xlsx,zip"}))


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("a.PDF", "pdf"), ("a.tar.7z", "7z"), ("GP số 12.2024", ""), ("1. Đơn đề nghị", ""), ("a.pdf (1)", ""),
        ("QĐ 12.BTNMT ngày 1.2", ""), ("a.zip.001", ""), (".pdf", ""), ("a", ""), ("a.pdf ", "pdf"),
    ],
)  # fmt: skip
def test_a_part_of_a_name_is_no_extension(name: str, known: str) -> None:
    assert extension(name) == known


def test_a_file_whose_name_has_a_dot_and_no_extension_is_what_it_holds() -> None:
    assert judged(pdf(), "GP số 12.2024").type == "pdf"
    assert judged(picture(), "Ảnh 1. Mặt trước").type == "png"
    assert photographs.kind_of(picture()) == "png" and files._is_photograph(picture(), "Ảnh 1. Mặt sau", ["pdf"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "saved"),
    [("GP số 12.2024", "GP số 12.2024.pdf"), ("a.pdf (1)", "a.pdf (1).pdf"), ("a.PDF", "a.PDF"), ("a", "a.pdf")],
)
def test_such_a_file_is_saved_under_a_name_that_opens(name: str, saved: str) -> None:
    assert _with_extension(hand_in(pdf(), name)) == saved


@pytest.mark.parametrize("name", ["a.odt", "a.dotx", "a.xlsb", "a.pages", "a.pptx", "a.kmz"])
def test_an_archive_under_the_name_of_another_format_is_not_told_to_be_renamed(name: str) -> None:
    bad = refused(archive({"content.xml": b"<x/>"}), name)
    assert (bad.code, bad.params["found"]) == ("wrong_type", name[2:])


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"\x30\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + bytes(9), "a.pdf.p7m", "p7m"),
        (b"\xff\xfeh\0i\0", "a.pdf", ""), (bytes(5000), "a.pdf", "zeros"), (b"a;b\n1;2\n", "a.csv", "csv"),
        (b"  0\nSECTION\n", "a.dxf", "dxf"), (b"Rar!\x1a\x07\x01\x00" + bytes(50), "a.zip", "rar"),
        (b"\0\0\0\x18ftypMiHE\0\0\0\0", "a.heic", "heic"), (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a.mp4", "mp4"),
        (b"nothing known", "a.docx", ""),
    ],
)  # fmt: skip
def test_a_guess_by_a_few_bytes_is_not_told_as_a_fact(data: bytes, name: str, found: str) -> None:
    bad = refused(data, name)
    assert (bad.code, bad.params["found"]) == ("wrong_type", found)


def office(kind: str, types: str, main: str, relation: str = "") -> bytes:
    folder = "word" if kind == WORD else "xl"
    parts = {"[Content_Types].xml": types.encode(), main: b"<x/>"}
    if relation:
        parts[f"{folder}/_rels/x.xml.rels"] = f"<Relationships>{relation}</Relationships>".encode()
    return archive(parts)


@pytest.mark.parametrize(
    ("named", "main"),
    [("/word/document2.xml", "word/document2.xml"), ("/Word/Document.xml", "word/document.xml"),
     ("/doc/main.xml", "doc/main.xml")],
)  # fmt: skip
def test_the_text_of_a_word_file_may_have_any_name(named: str, main: str) -> None:
    types = f"<Types><Override PartName='{named}' ContentType='{WORD}'/></Types>"
    assert judged(office(WORD, types, main), "a.docx").type == "docx"
    assert refused(office(WORD, types, "word/other.xml"), "a.docx").code == "broken_archive"


def linked(kind: str, target: str) -> bytes:
    types = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{SHEET}"/></Types>'
    relation = f"<Relationship Id='r' Type='{RELATIONS}/{kind}' Target='{target}' TargetMode='External'/>"
    return office(SHEET, types, "xl/workbook.xml", relation)


@pytest.mark.parametrize("target", ["file:///D:\\dự toán.xlsx", "C:/a.xlsx", "du%20toan.xlsx"])
@pytest.mark.parametrize("kind", ["externalLinkPath", "image", "xlExternalLinkPath/xlPathMissing"])
def test_values_and_pictures_on_the_writers_own_disk_do_no_harm(kind: str, target: str) -> None:
    assert judged(linked(kind, target), "a.xlsx").type == "xlsx"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("externalLinkPath", "https://evil.example/a.xlsx"), ("externalLinkPath", "\\\\server\\a.xlsx"),
        ("externalLinkPath", "//server/a.xlsx"), ("externalLinkPath", "file://server/a.xlsx"),
        ("externalLinkPath", "https&#58;&#47;&#47;evil.example"), ("image", "https://evil.example/a.png"),
        ("image", "search-ms:query=a"), ("hyperlink", "search-ms:location:\\\\evil\\s"),
        ("hyperlink", "ms-word:ofe|u|a"),
        ("hyperlink", "file://evil/share/x.exe"), ("hyperlink", "\\\\evil@SSL\\x.exe"), ("hyperlink", "//evil/x"),
        ("hyperlink", "javascript:a"), ("hyperlink", "vbscript:a"), ("hyperlink", "file:\\\\evil\\x"),
        ("oleObject", "C:/a.xlsx"), ("frame", "C:/a.xlsx"), ("attachedTemplate", "a.dotm"), ("hyperlink/x", "C:/a"),
    ],
)  # fmt: skip
def test_what_comes_from_elsewhere_or_acts_is_refused_and_named(kind: str, target: str) -> None:
    bad = refused(linked(kind, target), "a.xlsx")
    told = f"{kind.rpartition('/')[2]}: {unescape(target)}"
    assert bad.code == "active_content" and str(bad.params["what"]).startswith(told)


@pytest.mark.parametrize("spelled", [
    "%5C%5Cevil%5Cshare%5Ca.png", "%2F%2Fevil%2Fa.png", "https%3A%2F%2Fevil.example%2Fa.png", "%255C%255cevil%255Ca",
    "%68ttps://evil.example/a", "\uff3c\uff3cevil\uff3ca.png", "https\uff1a//evil.example", "\u200bhttps://evil.example",
    "ht\ttps://evil.example", "%E2%80%8B//evil/a", "%00//evil/a", "%25" * 40 + "5C",
])  # fmt: skip
@pytest.mark.parametrize("kind", ["externalLinkPath", "image", "attachedTemplate"])
def test_an_address_is_judged_as_programs_read_it_in_the_end(kind: str, spelled: str) -> None:
    assert refused(linked(kind, spelled), "a.xlsx").code == "active_content"


@pytest.mark.parametrize("target", [
    "https://vanban.chinhphu.vn/?id=1%202", "http://a.example", "mailto:a@b.example", "tel:+842437956868", "#Sheet1!A1",
    "Ph%E1%BB%A5%20l%E1%BB%A5c.docx", "../a.xlsx", "C:\\Users\\a\\b.docx", "file:///C:\\a.docx",
])  # fmt: skip
def test_links_that_people_write_are_taken(target: str) -> None:
    assert judged(linked("hyperlink", target), "a.xlsx").type == "xlsx"


@pytest.mark.parametrize("relation", ["<Relationship\n", "<Relationship\t", "<r:Relationship "])
def test_a_relation_is_found_however_it_is_written(relation: str) -> None:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
    told = f"{relation}TargetMode = 'External' Type='x/frame' Target='https://evil.example/'/>"
    assert refused(office(WORD, types, "word/document.xml", told), "a.docx").code == "active_content"


def method_9() -> bytes:
    """An archive packed by a method that the library does not know (Deflate64)."""
    data = bytearray(archive({"a.pdf": pdf()}))
    data[data.find(b"PK\x03\x04") + 8] = data[data.find(b"PK\x01\x02") + 10] = 9
    return bytes(data)


def test_each_fault_is_told_in_the_words_of_its_file() -> None:
    assert refused(method_9(), "a.zip").code == "unsupported_archive" and "Deflate" in said(method_9(), "a.zip")
    assert refused(pdf(0), "a.pdf").code == "empty_pdf" and "không có trang" in said(pdf(0), "a.pdf")
    assert "Word" in said(docx()[:-40], "a.docx") and "Word" not in said(archive({"a": b"x" * 99})[:-40], "a.zip")
    deep = archive({"c.txt": b"x"})
    for _ in range(4):
        deep = archive({"a.zip": deep})
    assert "lồng nhau" in said(deep, "a.zip")
    assert "Bỏ tệp đó ra" in said(archive({"a.exe": b"MZ"}), "a.zip")
    ole = linked("oleObject", "embeddings/oleObject1.bin")
    assert "Ngắt liên kết" in said(ole, "a.xlsx") and "Ngắt liên kết" in said(archive({"b.xlsx": ole}), "a.zip")
    assert "bản gốc" in said(bytes(99), "a.pdf")


@pytest.mark.usefixtures("started_anew")
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "LAB", "I;16", "F"])
def test_colours_of_every_kind_are_drawn_behind_closed_doors(mode: str) -> None:
    room = io.BytesIO()
    Image.new("RGB" if mode not in ("I;16", "F") else "L", (20, 10), "white").convert(mode).save(room, "TIFF")
    params = {"names": ["a.tif"], "most": 1_000_000}
    assert "pdf" in sandbox.run("dvctt.documents.inspect.photographs:join", [room.getvalue()], params)


SAYING = """
import json, logging, warnings
from dvctt.documents import late
late.watch()
warnings.warn_explicit("said of the file", UserWarning, json.__file__, 1)
try:
    json.loads("a")
except ValueError:
    logging.getLogger("library").exception("said of the file")
late.insist()
"""


@pytest.mark.usefixtures("started_anew")
def test_what_a_library_says_of_a_file_is_no_fault_of_ours() -> None:
    subprocess.run([sys.executable, "-c", SAYING], cwd=sandbox.ROOT, check=True)
    room, page = io.BytesIO(), Image.new("RGB", (400, 300), "white")
    page.save(room, "TIFF", save_all=True, append_images=[page.convert("CMYK")])
    params = {"names": ["a.tif"], "most": 1_000_000}
    half = room.getvalue()[: room.tell() // 2]
    told = sandbox.run("dvctt.documents.inspect.photographs:join", [half], params)
    assert told["code"] == "broken_image"


def test_a_large_kind_of_scan_is_a_picture() -> None:
    room = io.BytesIO()
    Image.new("L", (20, 10), "white").save(room, "TIFF", big_tiff=True)
    assert photographs.kind_of(room.getvalue()) == "tiff"
