"""How an archive lies in its file: programs that read heads one by one, and those that read the list, must agree."""

import bz2
import lzma
import mmap
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import chain, pairwise
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
# The end of the list: its mark, disks, entries (of this disk, in all), size and place of the list, length of a comment.
# Before it, in a large file, a record of the same, and one that says where that stands.
END, END_MARK = struct.Struct("<4sHHHHIIH"), b"PK\x05\x06"
WIDE_END, WIDE_MARK = struct.Struct("<4sQ4xIIQQQQ"), b"PK\x06\x06"
PLACE, PLACE_MARK = struct.Struct("<4sIQI"), b"PK\x06\x07"
WIDE_FIELDS = (0, 0, 0xFFFF, 0xFFFF, WIDE, WIDE)
LONGEST_COMMENT = 65_535
MARKS = (LOCAL_HEAD, LIST_HEAD, END_MARK, WIDE_MARK, PLACE_MARK)
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

    It may lie between entries, within what the list calls an entry, behind the end of what is packed there, or behind
    the list; and two ends may name two lists.
    """
    follows = 0
    for entry in _in_order(archive):
        start, end = entry.header_offset, _end(data, entry)
        if start < follows or follows == 0 != start or end > archive.start_dir or _holds(data, follows, start):
            raise Bad("broken_archive")
        if not _is_filled(data, entry, end):
            raise Bad("broken_archive")
        follows = end
    if _holds(data, follows, archive.start_dir) or not _is_its_list(data, archive):
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
        return follows == archive.start_dir and len(data) == _last_end(data) + END.size
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
    if entry.is_dir() and entry.file_size:
        return False
    begin = end - entry.compress_size
    if method == zipfile.ZIP_STORED:
        # Where nothing says how long it is, its end is looked for by the next mark.
        return entry.compress_size == entry.file_size and not (behind and _holds(data, begin, end))
    return method not in UNPACKERS or _fills(UNPACKERS[method](), data, begin, end, entry.file_size)


def _fills(unpacker: _Unpacker, data: Bytes, begin: int, end: int, size: int) -> bool:
    """Whether what is packed from `begin` ends exactly at `end`, and comes to `size` bytes.

    The last byte is given apart: what ended before it leaves it over. LZMA need not say where it ends; what stands
    behind it comes out as more bytes.
    """
    unpacked, last = 0, max(begin, end - 1)
    try:
        for at, following in pairwise(chain(range(begin, last, PIECE), (last, end))):
            if unpacker.eof or unpacked > size:
                return False
            unpacked += len(unpacker.decompress(bytes(data[at:following])))
    except BROKEN:
        return False
    return unpacked == size


def _holds(data: Bytes, begin: int, end: int) -> bool:
    """Whether a mark of the format stands there."""
    return any(data.find(mark, begin, end) >= 0 for mark in MARKS)


def _last_end(data: Bytes) -> int:
    return data.rfind(END_MARK, max(0, len(data) - END.size - LONGEST_COMMENT))


def _is_its_list(data: Bytes, archive: zipfile.ZipFile) -> bool:
    """Whether the last end names the list that was read, right behind it, and no program finds another end."""
    try:
        at = _last_end(data)
        _mark, *narrow, comment = END.unpack_from(data, at)
        begins, numbers = at, tuple(narrow)
        if data[max(0, at - PLACE.size) : at].startswith(PLACE_MARK):
            begins = at - PLACE.size - WIDE_END.size
            mark, length, *wide = WIDE_END.unpack_from(data, begins)
            place = PLACE.unpack_from(data, at - PLACE.size)
            fits = all(number in (other, most) for number, other, most in zip(numbers, wide, WIDE_FIELDS, strict=True))
            if mark != WIDE_MARK or length != WIDE_END.size - 12 or place != (PLACE_MARK, 0, begins, 1) or not fits:
                return False
            numbers = tuple(wide)
    except struct.error:
        return False
    entries = len(archive.infolist())
    listed = numbers == (0, 0, entries, entries, begins - archive.start_dir, archive.start_dir)
    behind = _holds(data, at + END.size, len(data)) or at + END.size + comment > len(data)
    return at >= 0 and listed and not behind and not _other_end(data, at)


def _other_end(data: Bytes, last: int) -> bool:
    """Whether an end before the last one says that all behind it is its comment: some programs look for that."""
    begin = max(0, len(data) - END.size - LONGEST_COMMENT)
    at = data.rfind(END_MARK, begin, last)
    while at >= 0:
        if at + END.size + END.unpack_from(data, at)[-1] == len(data):
            return True
        at = data.rfind(END_MARK, begin, at)
    return False
