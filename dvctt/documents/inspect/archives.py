"""ZIP archives and the office files that are ZIP archives inside: counted, measured and read to the end."""

import re
import stat
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO

from dvctt.documents.inspect import kinds, layout, office, rich
from dvctt.documents.inspect.findings import (
    EICAR,
    Bad,
    Found,
    Limits,
    extension,
    refuse_executable,
    refuse_web_page,
)

MACRO_NAMES = frozenset({"docm", "dotm", "xlsm", "xltm", "pptm", "xlam"})
OFFICE = {
    "wordprocessingml.document.main+xml": ("docx", "word/document.xml"),
    "spreadsheetml.sheet.main+xml": ("xlsx", "xl/workbook.xml"),
}
MEDIA_TYPES = {
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Office files that no component asks for by themselves, but that an archive may hold.
OTHER_OFFICE = {"presentationml": "pptx", "ms-visio": "vsdx"}
LITTER = frozenset({".directory", ".ds_store", "desktop.ini", "ehthumbs.db", "icon\r", "thumbs.db"})
# What a Mac keeps beside a file, and the notes of Word and LibreOffice that a file is open.
LITTER_BEGINS = ("._", "~$", ".~lock.")
# A letter and a colon before a blank are a name as people write it, `A: giấy phép.jpg`; a Mac shows it as `A/ …`.
DRIVE = re.compile(r"[A-Za-z]:(?!\s+[^\s\\/])")
TYPES_PART = "[content_types].xml"
# The upper half of an entry's attributes is the mode of Unix.
UNIX_MODE = 16
CHUNK = 256 * 1024
PART_LIMIT = 64 * 1024 * 1024
# Files of older office programs, which may hold macros or objects.
SCRIPTED = (kinds.OLE, rich.BEGINNING)
# Archives that nothing here can read.
UNREAD = (b"7z\xbc\xaf", b"Rar!\x1a\x07", b"MSCF")
# In a file of LibreOffice: what says that it is one, and the folders of its macros.
ODF_MARK, SCRIPTS = "mimetype", ("Basic/", "Scripts/")
# The same in one file of XML.
FLAT = (".fodt", ".fods", ".fodp", ".fodg")


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
            return _office_kind(archive, _types(archive))
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
            layout.check(data, archive)
            _check_names(data, entries)
            types = _types(archive)
            kind = _office_kind(archive, types)
            parts = _parts(kind, entries, types)
            filled = kind != "zip"
            for entry in entries:
                if entry.is_dir():
                    continue
                try:
                    filled |= _read(archive, entry, parts, kind, limits, budget, depth)
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
        if _leaves(entry.filename) or stat.S_ISLNK(entry.external_attr >> UNIX_MODE):
            raise Bad("unsafe_archive").within(entry.filename)


def _check_names(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Raise Bad for a name that is no harm in the list, and something else where a program takes the other one."""
    basic = any(entry.filename.startswith(SCRIPTS) for entry in entries)
    if basic and any(entry.filename == ODF_MARK for entry in entries):
        raise Bad("active_content", what=SCRIPTS[0])
    for entry in entries:
        for name in layout.names(data, entry):
            if _leaves(name):
                raise Bad("unsafe_archive").within(entry.filename)
            if name != entry.filename:
                refuse_executable(name, b"")
                refuse_web_page(name)


def _leaves(name: str) -> bool:
    """Whether unpacking under that name would write outside its folder."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or DRIVE.match(name) is not None


def _is_litter(name: str) -> bool:
    """Whether a system or program wrote the file for itself."""
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].lower() in LITTER or parts[-1].startswith(LITTER_BEGINS)


def _read(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    parts: Collection[str],
    kind: str,
    limits: Limits,
    budget: Budget,
    depth: int,
) -> bool:
    """Read an entry to its end whatever its head claims, looking at what passes; whether it has content."""
    head, tail, whole = b"", b"", b""
    nested = buffered = False
    markup = entry.filename in parts
    with archive.open(entry) as source:
        while chunk := source.read(CHUNK):
            if not head:
                head = chunk[:8]
                nested = head.startswith(layout.LOCAL_HEAD)
                buffered = nested or markup or head.startswith(SCRIPTED)
                _check_start(entry.filename, chunk, kind, markup=markup)
            budget.unpacked -= len(chunk)
            if budget.unpacked < 0:
                raise Bad("archive_bomb", why="size", limit=limits.unpacked)
            if EICAR in tail + chunk:
                raise Bad("infected", name="EICAR")
            tail = chunk[-len(EICAR) :]
            if buffered:
                whole += chunk
                if len(whole) > PART_LIMIT:
                    raise Bad("archive_bomb", why="size", limit=PART_LIMIT)
    if nested:
        if depth > limits.depth:
            raise Bad("archive_bomb", why="depth", limit=limits.depth)
        within, filled = _walk(whole, limits, budget, depth + 1)
        _check_whole(entry.filename, whole, kind, within)
        return filled
    if markup:
        office.judge_part(entry.filename, whole)
    elif buffered:
        _check_whole(entry.filename, whole, kind, "")
        office.judge_old(entry.filename, whole)
    return bool(head) and not _is_litter(entry.filename)


def _check_start(name: str, start: bytes, kind: str, *, markup: bool) -> None:
    """Raise Bad for an entry whose name or first bytes refuse it; `kind` is what the archive is."""
    if start.startswith(UNREAD):
        raise Bad("unsupported_archive")
    if not markup:
        refuse_executable(name, start[:8])
        refuse_web_page(name, drawn=kind == "zip")
    if kind == "zip" and not _is_litter(name):
        kinds.check_named(name, start)


def _check_whole(name: str, data: bytes, kind: str, within: str) -> None:
    """Raise Bad for an entry that is another office file, or archive, than its name says; `within` is what it is."""
    if kind == "zip" and not _is_litter(name):
        kinds.check_whole(name, data, within)


def _parts(kind: str, entries: list[zipfile.ZipInfo], types: list[tuple[str, str]]) -> frozenset[str]:
    """Names of the entries that an office program reads as XML: by their endings, or by the types that are declared."""
    if kind == "zip":
        written = any(entry.filename == ODF_MARK for entry in entries)
        return frozenset(
            entry.filename
            for entry in entries
            if entry.filename.lower().endswith(FLAT) or (written and office.is_markup(entry.filename))
        )
    declared = {part for content_type, part in types if part and office.is_markup_type(content_type)}
    return frozenset(
        entry.filename
        for entry in entries
        if office.is_markup(entry.filename) or entry.filename.lstrip("/").lower() in declared
    )


def _types(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The content types that an office file declares; none in another archive."""
    # Office programs compare the names of parts without their case.
    declared = next((entry for entry in archive.infolist() if entry.filename.lower() == TYPES_PART), None)
    if declared is None:
        return []
    if declared.file_size > CHUNK * 4:
        raise Bad("archive_bomb", why="size", limit=CHUNK * 4)
    return office.content_types(TYPES_PART, archive.read(declared))


def _office_kind(archive: zipfile.ZipFile, types: list[tuple[str, str]]) -> str:
    names = frozenset(archive.namelist())
    if TYPES_PART not in {name.lower() for name in names}:
        return "zip"
    if office.has_programs(types) or any(extension(name) == "bin" and "vbaproject" in name.lower() for name in names):
        raise Bad("wrong_type", found="macro")
    for mark, kind in OTHER_OFFICE.items():
        if any(mark in content_type for content_type, _ in types):
            return kind
    for mark, (kind, usual) in OFFICE.items():
        if any(mark in content_type for content_type, _ in types):
            main = next((part for content_type, part in types if mark in content_type and part), usual)
            if main not in {name.lower() for name in names}:
                raise Bad("broken_archive")
            return kind
    return "office"
