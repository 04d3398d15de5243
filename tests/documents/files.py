"""Really made files, good and bad, and who hands them in."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from PIL import Image

from dvctt.documents import api as documents
from dvctt.kernel import Actor, ActorKind, Invalid, Ref

ALL = documents.TYPES
LIMIT = 5 * 1024 * 1024
SUBJECT = Ref("draft", "11111111-1111-1111-1111-111111111111")
MAI = Actor(kind=ActorKind.APPLICANT, id="mai")
HUNG = Actor(kind=ActorKind.APPLICANT, id="hung")

DOCX_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def pdf(pages: int = 1, change: Callable[[pikepdf.Pdf], None] | None = None, **saving: Any) -> bytes:
    """A PDF of blank A4 pages; `change` works on it before it is saved."""
    room = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(595, 842))
        if change is not None:
            change(made)
        made.save(room, **{"deterministic_id": "encryption" not in saving, **saving})
    return room.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture of one colour."""
    room = io.BytesIO()
    Image.new("RGB", size, (10, 90, 200)).save(room, kind)
    return room.getvalue()


def archive(entries: dict[str, bytes], **how: Any) -> bytes:
    """A ZIP archive."""
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED, **how) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return room.getvalue()


def docx(more: dict[str, bytes] | None = None, types: str = DOCX_TYPES) -> bytes:
    """The least that is a Word document, with more parts."""
    return archive({"[Content_Types].xml": types.encode(), "word/document.xml": b"<w:document/>", **(more or {})})


def hand_in(data: bytes, name: str, **how: Any) -> documents.DocumentView:
    """Hand in a file as Mai."""
    wanted = {"subject": SUBJECT, "actor": MAI, "allowed": ALL, "limit": LIMIT, **how}
    return documents.receive(io.BytesIO(data), name=name, **wanted)


def refusal(data: bytes, name: str, **how: Any) -> str:
    """The fault code with which a file is refused."""
    with pytest.raises(Invalid) as caught:
        hand_in(data, name, **how)
    (fault,) = caught.value.faults
    assert fault.place == "file"
    return fault.code
