"""ZIP archives and the office files that are ZIP archives inside: counted, measured and read to the end."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from dvctt.documents.inspect.findings import EICAR, Bad, Found, Limits, extension, refuse_executable

MACRO_NAMES = frozenset({"docm", "dotm", "xlsm", "xltm", "pptm", "xlam"})
OFFICE = {
    b"wordprocessingml.document.main+xml": ("docx", "word/document.xml"),
    b"spreadsheetml.sheet.main+xml": ("xlsx", "xl/workbook.xml"),
}
MEDIA_TYPES = {
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Office files that no component asks for by themselves, but that an archive may hold.
OTHER_OFFICE = {b"presentationml": "pptx", b"ms-visio": "vsdx"}
LITTER = frozenset({".directory", ".ds_store", "desktop.ini", "ehthumbs.db", "icon\r", "thumbs.db"})
# What a Mac keeps beside a file, and the notes of Word and LibreOffice that a file is open.
LITTER_BEGINS = ("._", "~$", ".~lock.")
# A letter and a colon before a blank are a name as people write it, `A: giấy phép.jpg`; a Mac shows it as `A/ …`.
DRIVE = re.compile(r"[A-Za-z]:(?!\s+[^\s\\/])")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s")
OUTSIDE = re.compile(rb"""TargetMode\s*=\s*["']External""")
RELATION_TYPE = re.compile(rb"""\sType\s*=\s*(?:"([^"]*)"|'([^']*)')""")
TARGET = re.compile(rb"""\sTarget\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# On the writer's own disk, and beside the file itself.
LOCAL_TARGET = re.compile(rb"(?:file:///)?[A-Za-z](?::|%3A|\|)[\\/]")
BESIDE = re.compile(rb"[^:\\/|&]+")
# What is only read: the values of another workbook, a picture.
READ_ALONE = (b"/externalLinkPath", b"/xlPathMissing", b"/image")
OVERRIDE = re.compile(rb"<(?:\w+:)?Override\s[^>]*>")
PART_NAME = re.compile(rb"""\sPartName\s*=\s*(?:"/?([^"]*)"|'/?([^']*)')""")
LONGEST_WHAT = 80
TYPES_PART = "[Content_Types].xml"
CHUNK = 256 * 1024
PART_LIMIT = 64 * 1024 * 1024


@dataclass
class Budget:
    """What is left to unpack, over all levels of nesting."""

    entries: int
    unpacked: int


def warm(fonts: list[str]) -> None:
    """Load the decoders and the code page of old names."""
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        room = BytesIO()
        with zipfile.ZipFile(room, "w", method) as archive:
            archive.writestr("a", b"a")
        with zipfile.ZipFile(room) as archive:
            archive.read("a")


def inspect(data: bytes, limits: Limits) -> Found:
    """Raises Bad: archive_bomb, {encrypted,unsafe,unsupported,broken,empty}_archive, infected, active_content,
    wrong_type.

    Where an entry is at fault the param `entry` names it, with the archives around it.
    """
    kind, filled = _walk(data, limits, Budget(limits.entries, limits.unpacked), depth=1)
    if not filled:
        raise Bad("empty_archive")
    if kind not in MEDIA_TYPES:
        raise Bad("wrong_type", found=kind)
    return Found(kind, MEDIA_TYPES[kind])


def kind_of(data: bytes) -> str:
    """What a ZIP archive is by its list of parts, for a sentence that refuses it; `zip` where that is not readable."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _office_kind(archive)
    except Bad as bad:
        return str(bad.params.get("found", "zip"))
    # Whatever keeps the list from being read: RuntimeError is a password, NotImplementedError another compression.
    except (NotImplementedError, zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, OSError, RuntimeError):
        return "zip"


def judge_attached(name: str, data: bytes, limits: Limits) -> None:
    """Judge an archive, or an office file, that is attached to another file; raises Bad as `inspect` does."""
    try:
        _walk(data, limits, Budget(limits.entries, limits.unpacked), depth=1)
    except Bad as bad:
        raise bad.within(name) from bad


def _walk(data: bytes, limits: Limits, budget: Budget, depth: int) -> tuple[str, bool]:
    """What an archive is, and whether any of its files has content."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _count(entries, len(data), limits, budget)
            kind = _office_kind(archive)
            filled = kind != "zip"
            for entry in entries:
                if entry.is_dir():
                    continue
                try:
                    filled |= _read(archive, entry, kind, limits, budget, depth)
                except Bad as bad:
                    raise bad.within(entry.filename) from bad
            return kind, filled
    except NotImplementedError as error:
        raise Bad("unsupported_archive") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, OSError) as error:
        raise Bad("broken_archive") from error


def _count(entries: list[zipfile.ZipInfo], size: int, limits: Limits, budget: Budget) -> None:
    budget.entries -= len(entries)
    if budget.entries < 0:
        raise Bad("archive_bomb", why="entries", limit=limits.entries)
    total = sum(entry.file_size for entry in entries)
    if total > budget.unpacked:
        raise Bad("archive_bomb", why="size", limit=limits.unpacked)
    if total > limits.ratio_from and total > limits.ratio * size:
        raise Bad("archive_bomb", why="ratio", limit=limits.ratio)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Bad("encrypted_archive")
    for entry in entries:
        if _leaves(entry.filename):
            raise Bad("unsafe_archive").within(entry.filename)


def _leaves(name: str) -> bool:
    """Whether unpacking under that name would write outside its folder."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or DRIVE.match(name) is not None


def _is_litter(name: str) -> bool:
    """Whether a system or program wrote the file for itself."""
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].lower() in LITTER or parts[-1].startswith(LITTER_BEGINS)


def _read(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, kind: str, limits: Limits, budget: Budget, depth: int
) -> bool:
    """Read an entry to its end whatever its head claims, looking at what passes; whether it has content."""
    head, tail, whole = b"", b"", b""
    nested = False
    with archive.open(entry) as source:
        while chunk := source.read(CHUNK):
            if not head:
                head = chunk[:8]
                nested = head.startswith(b"PK\x03\x04")
                if kind == "zip" or not entry.filename.endswith((".xml", ".rels")):
                    refuse_executable(entry.filename, head)
            budget.unpacked -= len(chunk)
            if budget.unpacked < 0:
                raise Bad("archive_bomb", why="size", limit=limits.unpacked)
            if EICAR in tail + chunk:
                raise Bad("infected", name="EICAR")
            tail = chunk[-len(EICAR) :]
            if nested or _is_markup(kind, entry):
                whole += chunk
                if len(whole) > PART_LIMIT:
                    raise Bad("archive_bomb", why="size", limit=PART_LIMIT)
    if nested:
        if depth > limits.depth:
            raise Bad("archive_bomb", why="depth", limit=limits.depth)
        return _walk(whole, limits, budget, depth + 1)[1]
    if _is_markup(kind, entry):
        _judge_part(entry.filename, whole)
    return bool(head) and not _is_litter(entry.filename)


def _is_markup(kind: str, entry: zipfile.ZipInfo) -> bool:
    return kind != "zip" and entry.filename.endswith((".xml", ".rels", ".vml"))


def _judge_part(name: str, data: bytes) -> None:
    """An office part: no document type declarations, no macros, nothing fetched from elsewhere when it is opened."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Bad("active_content", what=name[:LONGEST_WHAT])
    if name.endswith(".rels"):
        for relation in (b" " + rest for rest in RELATION.split(data)[1:]):
            outside = OUTSIDE.search(relation) is not None and not _is_harmless(relation)
            if b"/vbaProject" in relation or b"/oleObject" in relation or outside:
                raise Bad("active_content", what=_called(relation))


def _called(relation: bytes) -> str:
    """What a relation brings along and from where: `oleObject: embeddings/oleObject1.bin`."""
    kind = _attribute(RELATION_TYPE, relation).rpartition(b"/")[2]
    return f"{kind.decode(errors='replace')}: {_attribute(TARGET, relation).decode(errors='replace')}"[:LONGEST_WHAT]


def _attribute(pattern: re.Pattern[bytes], element: bytes) -> bytes:
    found = pattern.search(element)
    return found[1] or found[2] or b"" if found else b""


def _is_harmless(relation: bytes) -> bool:
    """Whether something outside is only a link, or lies on the writer's own disk, where no other one opens it: the
    template, or what is only read. That may lie beside the file too.
    """
    kind, target = _attribute(RELATION_TYPE, relation), _attribute(TARGET, relation)
    if kind.endswith(b"/hyperlink"):
        return True
    if kind.endswith(READ_ALONE):
        return LOCAL_TARGET.match(target) is not None or BESIDE.fullmatch(target) is not None
    return kind.endswith(b"/attachedTemplate") and LOCAL_TARGET.match(target) is not None


def _office_kind(archive: zipfile.ZipFile) -> str:
    names = frozenset(archive.namelist())
    if TYPES_PART not in names:
        return "zip"
    if archive.getinfo(TYPES_PART).file_size > CHUNK * 4:
        raise Bad("archive_bomb", why="size", limit=CHUNK * 4)
    types = archive.read(TYPES_PART)
    if b"macroEnabled" in types or any(extension(name) == "bin" and "vbaProject" in name for name in names):
        raise Bad("wrong_type", found="macro")
    for mark, kind in OTHER_OFFICE.items():
        if mark in types:
            return kind
    for mark, (kind, usual) in OFFICE.items():
        if mark in types:
            if _main_part(types, mark, usual) not in {name.lower() for name in names}:
                raise Bad("broken_archive")
            return kind
    return "office"


def _main_part(types: bytes, mark: bytes, usual: str) -> str:
    """The name of the part with the text or sheets, in lower case: as the file itself says, or as it usually is."""
    for element in OVERRIDE.findall(types):
        if mark in element and (name := _attribute(PART_NAME, element)):
            return name.decode(errors="replace").lower()
    return usual
