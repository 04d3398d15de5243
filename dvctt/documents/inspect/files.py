"""The judge of an arriving file: type by content, then the inspector of that type."""

import zipfile
from io import BytesIO
from typing import Any

import puremagic

from dvctt.documents import late
from dvctt.documents.inspect import archives, drawing, images, kinds, pdf, photographs
from dvctt.documents.inspect.findings import (
    EXTENSIONS,
    PICTURE_NAMES,
    PICTURES,
    Bad,
    Found,
    Limits,
    extension,
    refuse_test_virus,
)

TAKEN = frozenset({"pdf", "jpg", "png", "zip"})
# Formats that are ZIP archives inside: another name does not make them what is asked for.
CONTAINERS = frozenset({
    "apk", "dotx", "epub", "ipa", "jar", "key", "kmz", "numbers", "odp", "ods", "odt", "oxps", "pages", "potx", "ppsx",
    "pptx", "vsdx", "xlsb", "xltx", "xps",
})  # fmt: skip
# Of what the library guesses by a few bytes, only this is told as a fact.
CERTAIN = frozenset({
    "7z", "avif", "bmp", "djvu", "dwg", "eml", "eps", "exe", "gif", "gz", "html", "jp2", "json", "lnk", "mov", "mp4",
    "psd", "rar", "rtf", "svg", "tar", "xml", "zip",
})  # fmt: skip
FILMS = frozenset({"mp4", "mov"})
# Said of a PDF that somebody else's words stand before.
UNCERTAIN = frozenset({"", "html", "xml"})
# The stream by which a program of old knows its own file; one that holds another's has both.
OLE_STREAMS = {
    kind: name.encode("utf-16-le")
    for kind, name in {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}.items()
}


def warm(fonts: list[str]) -> None:
    """Load what the libraries would load later, when no file can be opened any more."""
    puremagic.from_string(b"%PDF-1.7\n")
    archives.warm(fonts)
    drawing.warm(fonts)
    pdf.warm(fonts)


def inspect(files: list[bytes], params: dict[str, Any]) -> dict[str, Any]:
    """Judge one file. Params: `name`, `allowed` (types), optional `limits` and `photographs`; the answer is `type`,
    `media_type`, `pages` for a file that may be taken in, `code` and `params` of the fault for one that may not.

    With `photographs` a picture of a type that is not allowed is no fault where a PDF is: the answer is `photograph`.
    """
    if params.get("photographs") and _is_photograph(files[0], params["name"], params["allowed"]):
        return {"photograph": photographs.kind_of(files[0])}
    try:
        finding = judge(files[0], params["name"], frozenset(params["allowed"]), Limits(**params.get("limits", {})))
    except Bad as bad:
        late.insist()
        return {"code": bad.code, "params": bad.params}
    return {"type": finding.type, "media_type": finding.media_type, "pages": finding.pages}


def _is_photograph(data: bytes, name: str, allowed: list[str]) -> bool:
    """Whether a file is to become a PDF: a picture by its content, and by its name where that says anything."""
    kind = photographs.kind_of(data)
    named = extension(name)
    return bool(kind) and kind not in allowed and "pdf" in allowed and (not named or named in PICTURE_NAMES)


def first_page(files: list[bytes], params: dict[str, Any]) -> dict[str, Any]:
    """The first page of the file that `inspect` judged `before`, as `drawing.draw`; nothing for one without pages."""
    answer = params["before"]
    if not answer.get("pages"):
        return {}
    return drawing.draw(files, {**params, "type": answer["type"], "page": 0})


def judge(data: bytes, name: str, allowed: frozenset[str], limits: Limits) -> Found:
    """What the file is; raises Bad."""
    refuse_test_virus(data)
    declared = extension(name)
    kind = _kind(data, declared, allowed)
    expected = EXTENSIONS.get(declared)
    # Telephones and mail programs name pictures by another kind; whoever has only a telephone cannot rename them.
    if kind in PICTURES and declared in PICTURE_NAMES:
        expected, declared = kind, ""
    if declared and expected not in _names_of(kind):
        if declared in archives.MACRO_NAMES or (kind == "zip" and declared in CONTAINERS):
            raise Bad("wrong_type", found=declared)
        within = archives.kind_of(data) if kind == "zip" else kind
        # Under its own name it would be refused too, so that name is not asked for.
        if kind == "zip" and within not in allowed:
            raise Bad("wrong_type", found=within)
        raise Bad("type_mismatch", declared=declared, found=within)
    finding = _inspect(kind, data, limits)
    if expected not in (None, finding.type):
        raise Bad("type_mismatch", declared=declared, found=finding.type)
    if finding.type not in allowed:
        raise Bad("wrong_type", found=finding.type)
    return finding


def _names_of(kind: str) -> frozenset[str]:
    return frozenset({"zip", "docx", "xlsx"}) if kind == "zip" else frozenset({kind})


def _kind(data: bytes, declared: str, allowed: frozenset[str]) -> str:
    kind = kinds.begins_as(data)
    if kind in TAKEN:
        return kind
    if kind == "ole" and allowed & {"docx", "xlsx"} and kinds.LOCKED_OFFICE in data:
        raise Bad("encrypted_document")
    guessed = _guess(data, declared)
    # Whoever sees it open is told what helps, not that it is something else.
    if guessed in UNCERTAIN and kinds.has_strange_beginning(data):
        raise Bad("broken_pdf")
    raise Bad("wrong_type", found=guessed)


def _guess(data: bytes, declared: str) -> str:
    """The extension that the content suggests, for the sentence that refuses it; else the one of the file's own name,
    where no type that is taken has it. `zeros` is a file that lost its content.
    """
    if kind := photographs.kind_of(data):
        return kind
    if data.startswith(kinds.OLE):
        named = [kind for kind, stream in OLE_STREAMS.items() if stream in data]
        return named[0] if len(named) == 1 else "ole"
    if not data.strip(b"\0"):
        return "zeros"
    guessed = _magic(data)
    if guessed in FILMS and declared in PICTURE_NAMES:
        return declared
    if guessed in CERTAIN or guessed == declared:
        return guessed
    return "" if declared in EXTENSIONS else declared


def _magic(data: bytes) -> str:
    try:
        return str(puremagic.from_string(data[:4096])).lstrip(".")[:20]
    except (puremagic.PureError, ValueError, OSError):
        return ""


def _inspect(kind: str, data: bytes, limits: Limits) -> Found:
    if kind == "zip":
        return archives.inspect(data, limits)
    # Bytes that are two things at once mean something else to the next program that reads them.
    if kind == "pdf":
        return pdf.inspect(data, limits)
    if zipfile.is_zipfile(BytesIO(data)) or kinds.HEAD in data[: kinds.HEAD_WITHIN]:
        raise Bad("polyglot", found=kind)
    return images.inspect(kind, data, limits)
