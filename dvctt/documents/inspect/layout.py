"""How an archive lies in its file: programs that read heads one by one, and those that read the list, must agree."""

import bz2
import lzma
import mmap
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Protocol

from dvctt.documents.inspect.findings import Bad

Bytes = bytes | mmap.mmap
LOCAL_HEAD, LIST_HEAD = b"PK\x03\x04", b"PK\x01\x02"
# A local head: its mark, flags, way of packing, packed size, and the lengths of name and extra fields.
HEAD = struct.Struct("<4s2xHH8xI4xHH")
FIELD, SIZES = struct.Struct("<HH"), struct.Struct("<QQ")
# Extra fields: the sizes of an entry that may be large; Info-ZIP's name in Unicode (a version, the checksum of the
# other name, the name).
WIDE_SIZES, UNICODE_NAME, BEFORE_NAME = 0x0001, 0x7075, 5
# The head says 0, and the size stands behind the entry.
SIZE_BEHIND, WIDE = 1 << 3, 0xFFFFFFFF
# The end of the list: its mark, size and place of the list, length of a comment; before it, in a large file, a record
# with the same, and 20 bytes that say where that stands.
END, WIDE_END = struct.Struct("<4s8xIIH"), struct.Struct("<4s36xQQ20x")
END_MARK, WIDE_MARK, PLACE_MARK = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
PLACE = 20
# As many packed bytes at a time as zipfile takes: what they come to has no other bound.
PIECE = 4096
BROKEN = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


class _Unpacker(Protocol):
    """What all decompressors have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end has come."""

    def decompress(self, data: bytes, /) -> bytes:
        """What this much more of the packed bytes comes to."""


UNPACKERS: dict[int, Callable[[], _Unpacker]] = {
    zipfile.ZIP_DEFLATED: lambda: zlib.decompressobj(-zlib.MAX_WBITS),
    zipfile.ZIP_BZIP2: bz2.BZ2Decompressor,
    zipfile.ZIP_LZMA: zipfile.LZMADecompressor,  # type: ignore[attr-defined]  # the stub leaves it out
}


def check(data: Bytes, archive: zipfile.ZipFile) -> None:
    """Raise Bad where something lies that the list does not name: who reads on from the first byte unpacks that.

    It may lie between entries, or within what the list calls an entry, behind the end of what is packed there.
    """
    follows = 0
    for entry in _in_order(archive):
        start = entry.header_offset
        if start < follows or follows == 0 != start or data.find(LOCAL_HEAD, follows, start) >= 0:
            raise Bad("broken_archive")
        follows = _end(data, entry)
        if not _is_filled(data, entry, follows):
            raise Bad("broken_archive")
    if data.find(LOCAL_HEAD, follows, archive.start_dir) >= 0:
        raise Bad("broken_archive")


def is_tight(data: Bytes, archive: zipfile.ZipFile) -> bool:
    """Whether the file is its entries, their list and its end, each right behind the one before, and nothing else."""
    try:
        check(data, archive)
        follows = 0
        for entry in _in_order(archive):
            if entry.header_offset != follows:
                return False
            follows = _end(data, entry)
        return follows == archive.start_dir and _list_fills(data, follows)
    except (Bad, struct.error):
        return False


def names(data: Bytes, entry: zipfile.ZipInfo) -> Iterator[str]:
    """Every name under which a program may unpack an entry."""
    yield entry.filename
    for extra in (entry.extra, _extra(data, entry)):
        for kind, value in _fields(extra):
            if kind == UNICODE_NAME and len(value) > BEFORE_NAME:
                yield value[BEFORE_NAME:].decode("utf-8", "replace")


def _in_order(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return sorted(archive.infolist(), key=lambda entry: entry.header_offset)


def _head(data: Bytes, entry: zipfile.ZipInfo) -> tuple[int, int, int, int, int]:
    """Flags, way of packing, packed size, and the lengths of name and extra fields, as the entry's own head says."""
    try:
        mark, flags, method, size, named, more = HEAD.unpack_from(data, entry.header_offset)
    except struct.error as error:
        raise Bad("broken_archive") from error
    if mark != LOCAL_HEAD:
        raise Bad("broken_archive")
    return flags, method, size, named, more


def _begin(data: Bytes, entry: zipfile.ZipInfo) -> int:
    *_said, named, more = _head(data, entry)
    return entry.header_offset + HEAD.size + named + more


def _end(data: Bytes, entry: zipfile.ZipInfo) -> int:
    return _begin(data, entry) + entry.compress_size


def _extra(data: Bytes, entry: zipfile.ZipInfo) -> bytes:
    *_said, more = _head(data, entry)
    end = _begin(data, entry)
    return bytes(data[end - more : end])


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + FIELD.size <= len(extra):
        kind, size = FIELD.unpack_from(extra, at)
        yield kind, extra[at + FIELD.size : at + FIELD.size + size]
        at += FIELD.size + size


def _is_filled(data: Bytes, entry: zipfile.ZipInfo, end: int) -> bool:
    """Whether head and list say the same of an entry, and what is packed there ends where the entry ends."""
    flags, method, size, *_lengths = _head(data, entry)
    if size == WIDE:
        wide = next((value for kind, value in _fields(_extra(data, entry)) if kind == WIDE_SIZES), b"")
        size = SIZES.unpack_from(wide)[1] if len(wide) >= SIZES.size else size
    behind = bool(flags & SIZE_BEHIND) and size == 0
    if method != entry.compress_type or not (behind or size == entry.compress_size):
        return False
    if method == zipfile.ZIP_STORED:
        return entry.compress_size == entry.file_size
    return method not in UNPACKERS or _fills(UNPACKERS[method](), data, end - entry.compress_size, end, entry.file_size)


def _fills(unpacker: _Unpacker, data: Bytes, begin: int, end: int, size: int) -> bool:
    """Whether what is packed from `begin` ends exactly at `end`, and comes to `size` bytes.

    The last byte is given apart: what ended before it leaves it over. LZMA need not say where it ends; what stands
    behind it comes out as more bytes.
    """
    unpacked, cuts = 0, [*range(begin, end - 1, PIECE), max(begin, end - 1), end]
    try:
        for at, following in pairwise(cuts):
            if unpacker.eof or unpacked > size:
                return False
            unpacked += len(unpacker.decompress(bytes(data[at:following])))
    except BROKEN:
        return False
    return unpacked == size


def _list_fills(data: Bytes, begin: int) -> bool:
    """Whether the list that begins there reaches to the end of the file, which has no comment."""
    mark, size, place, comment = END.unpack_from(data, len(data) - END.size)
    end = len(data) - END.size
    if mark != END_MARK or comment:
        return False
    if data[end - PLACE : end - PLACE + len(PLACE_MARK)] == PLACE_MARK:
        end -= WIDE_END.size
        mark, size, place = WIDE_END.unpack_from(data, end)
        if mark != WIDE_MARK:
            return False
    return bool(place == begin and begin + size == end)
