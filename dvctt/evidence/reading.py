"""Reading a file that anybody may have made: nothing is unpacked, and all that is read has a bound."""

import hashlib
import json
import mmap
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dvctt.documents import api as documents
from dvctt.evidence import package
from dvctt.evidence.package import NotAPackage

FIRST = b"PK\x03\x04"
# The list of parts stands at the end of the file; it is read whole, so that its size is bounded first.
LONGEST_END = 22 + 65_535 + 76
END, WIDE_END, WIDE_PLACE = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
PLACE = 20
LARGEST_LIST = 32 * 1024 * 1024
HEAD = 46
# What zipfile and zlib raise of a file that is none; RuntimeError is a password.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Parts:
    """The parts of an opened file, each once; raises NotAPackage for what is none or too much.

    `tight`: there is nothing else in the file. Programs that do not go by its list would unpack it.
    """

    def __init__(self, path: Path) -> None:
        _bounded(path)
        self._room, self._known = package.LARGEST_IN_MEMORY, dict[str, dict[str, Any] | None]()
        try:
            self._zip = zipfile.ZipFile(path)
        except BROKEN as error:
            raise NotAPackage("not_a_zip") from error
        entries = self._zip.infolist()
        self.names = [entry.filename for entry in entries]
        if len(set(self.names)) != len(self.names):
            raise NotAPackage("name_twice")
        if len(entries) > package.MOST_PARTS or sum(entry.file_size for entry in entries) > package.LARGEST:
            raise NotAPackage("too_large")
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            self.tight = documents.is_tight(data, self._zip)

    def __enter__(self) -> "Parts":
        return self

    def __exit__(self, *_caught: object) -> None:
        self._zip.close()

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, some at a time; raises one of `BROKEN`."""
        with self._zip.open(name) as part:
            while piece := part.read(package.CHUNK):
                yield piece

    def read(self, name: str, most: int = package.LARGEST_JSON) -> bytes | None:
        """A whole part of at most so many bytes; None where there is none such."""
        try:
            size = self._zip.getinfo(name).file_size
            if size > most:
                return None
            self._room -= size
            if self._room < 0:
                raise NotAPackage("too_large")
            return b"".join(self.pieces(name))
        except (KeyError, *BROKEN):
            return None

    def json(self, name: str) -> Any:
        """A part as JSON; None where it is none."""
        try:
            return json.loads(self.read(name) or b"")
        except (ValueError, RecursionError):
            return None

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a part; raises one of `BROKEN`, and ValueError for more or longer ones than we write."""
        with self._zip.open(name) as part:
            for _ in range(package.MOST_LINES):
                line = part.readline(package.CHUNK)
                if not line:
                    return
                yield line.rstrip(b"\n")
        raise ValueError("too many lines")

    def measured(self, name: str) -> dict[str, Any] | None:
        """SHA-256 and size of a part as the manifest tells them; None where it cannot be read. Each is read once."""
        if name not in self._known:
            self._known[name] = self._measure(name)
        return self._known[name]

    def _measure(self, name: str) -> dict[str, Any] | None:
        digest, size = hashlib.sha256(), 0
        try:
            for piece in self.pieces(name):
                digest.update(piece)
                size += len(piece)
        except (KeyError, *BROKEN):
            return None
        return {"sha256": digest.hexdigest(), "size": size}


def _bounded(path: Path) -> None:
    """Look at size and beginning, and at the end, before the list of parts is read."""
    size = path.stat().st_size
    if size > package.LARGEST * 2:
        raise NotAPackage("too_large")
    with path.open("rb") as file:
        if file.read(len(FIRST)) != FIRST:
            raise NotAPackage("not_a_zip")
        file.seek(max(0, size - LONGEST_END))
        tail = file.read()
    at = tail.rfind(END)
    if at < 0:
        raise NotAPackage("not_a_zip")
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    # Readers go by the wide end wherever its place is told before the other one, whatever that one says.
    if tail[max(0, at - PLACE) : at].startswith(WIDE_PLACE):
        wide = tail.rfind(WIDE_END, 0, at)
        wide_length = int.from_bytes(tail[wide + 40 : wide + 48], "little") if wide >= 0 else 0
        if wide < 0 or length not in (wide_length, 0xFFFFFFFF):
            raise NotAPackage("not_a_zip")
        length = wide_length
    if length > LARGEST_LIST:
        raise NotAPackage("too_large")
