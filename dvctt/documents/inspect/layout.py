"""How an archive lies in its file: programs that read heads one by one, and those that read the list, must agree."""

import struct
import zipfile
from collections.abc import Iterator

from dvctt.documents.inspect.findings import Bad

LOCAL_HEAD, LIST_HEAD = b"PK\x03\x04", b"PK\x01\x02"
# A local head: its mark, 22 bytes, the lengths of name and extra fields.
HEAD = struct.Struct("<4s22xHH")
FIELD = struct.Struct("<HH")
# Info-ZIP's name in Unicode: a version, the checksum of the other name, the name.
UNICODE_NAME, BEFORE_NAME = 0x7075, 5


def check(data: bytes, archive: zipfile.ZipFile) -> None:
    """Raise Bad where a head stands that the list does not name: who reads on from the first byte unpacks that."""
    begins = sorted((entry.header_offset, entry.compress_size) for entry in archive.infolist())
    end = archive.start_dir
    if not begins:
        hidden = LOCAL_HEAD in data[:end]
    else:
        hidden = begins[0][0] != 0 or any(
            LOCAL_HEAD in data[_end(data, start, size) : following]
            for (start, size), following in zip(begins, [*(start for start, _ in begins[1:]), end], strict=True)
        )
    if hidden:
        raise Bad("broken_archive")


def names(data: bytes, entry: zipfile.ZipInfo) -> Iterator[str]:
    """Every name under which a program may unpack an entry."""
    yield entry.filename
    _, named, more = _head(data, entry.header_offset)
    start = entry.header_offset + HEAD.size + named
    for extra in (entry.extra, data[start : start + more]):
        yield from _unicode_names(extra)


def _head(data: bytes, start: int) -> tuple[bytes, int, int]:
    try:
        mark, named, more = HEAD.unpack_from(data, start)
    except struct.error as error:
        raise Bad("broken_archive") from error
    return mark, named, more


def _end(data: bytes, start: int, size: int) -> int:
    _, named, more = _head(data, start)
    return start + HEAD.size + named + more + size


def _unicode_names(extra: bytes) -> Iterator[str]:
    at = 0
    while at + FIELD.size <= len(extra):
        kind, size = FIELD.unpack_from(extra, at)
        value = extra[at + FIELD.size : at + FIELD.size + size]
        if kind == UNICODE_NAME and len(value) > BEFORE_NAME:
            yield value[BEFORE_NAME:].decode("utf-8", "replace")
        at += FIELD.size + size
