"""A file in an archive is what its name says, for the kinds that people know; of other names anything is taken."""

import pytest

from tests.documents.files import archive, docx, hand_in, pdf, picture, refusal
from tests.documents.test_receive import XLSX

pytestmark = pytest.mark.django_db

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le")
ODT = archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"})
CONTENTS = {
    "pdf": pdf(), "png": picture("PNG"), "jpg": picture("JPEG"), "webp": picture("WEBP"), "docx": docx(), "xlsx": XLSX,
    "zip": archive({"a.txt": b"x"}), "odt": ODT, "ole": OLE, "locked": LOCKED, "words": "Kính gửi".encode(),
    "xml": b"<?xml version='1.0'?><a/>", "xml 16": "<a/>".encode("utf-16"),
}  # fmt: skip
# What each name is taken for; any other of these contents is another thing.
AGREE = {
    "đơn.pdf": {"pdf"}, "ảnh.png": {"png", "jpg", "webp"}, "Ảnh.JPEG": {"png", "jpg", "webp"},
    "đơn.docx": {"docx"}, "bảng.xlsx": {"xlsx"}, "gói.zip": {"zip", "odt"}, "đơn.odt": {"zip", "odt"},
    "dữ liệu.xml": {"xml", "xml 16"}, "ghi chú.txt": {"words", "xml", "xml 16"},
    "đơn.doc": {"ole", "locked", "words", "xml", "xml 16", "docx", "xlsx", "zip", "odt"},
}  # fmt: skip
# Names that say nothing here, and files that systems write for themselves.
ANY = ("số 12.2024", "bản đồ.img", "không đuôi", "__MACOSX/._đơn.pdf", "~$đơn.docx")


@pytest.mark.parametrize("name", AGREE)
def test_an_entry_is_what_its_name_says(name: str) -> None:
    found = {}
    for which, data in CONTENTS.items():
        made = archive({f"thư mục/{name}": data, "kèm theo.txt": b"x"})
        if which in AGREE[name]:
            assert hand_in(made, "a.zip").media_type == "application/zip", which
        else:
            found[which] = refusal(made, "a.zip")
    locked = "encrypted_document" if name.endswith((".docx", ".xlsx", ".odt")) else "type_mismatch"
    assert found == {which: locked if which == "locked" else "type_mismatch" for which in found}


@pytest.mark.parametrize("name", ANY)
def test_of_other_names_anything_is_taken(name: str) -> None:
    for which, data in CONTENTS.items():
        made = archive({name: data, "kèm theo.txt": b"x"})
        assert hand_in(made, "a.zip").media_type == "application/zip", which


def test_an_archive_in_an_archive_is_looked_at_alike() -> None:
    for data, code in ((pdf(), ""), (picture(), "type_mismatch")):
        made = archive({"trong.zip": archive({"đơn.pdf": data})})
        assert (refusal(made, "a.zip") if code else hand_in(made, "a.zip").name) == (code or "a.zip")


def test_a_broken_beginning_is_told_as_that() -> None:
    assert refusal(archive({"đơn.pdf": b"<html>" + pdf()}), "a.zip") == "broken_pdf"
