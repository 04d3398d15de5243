"""The form of the file: a ZIP whose every part stands in a manifest with its SHA-256, and the manifest is signed.

The form is fixed: a file of long ago must still be read.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO, Any

from dvctt.kernel import Ref, canonical_json, clock

FORMAT = "dvctt-evidence-1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.p7s"
# Where what is wrong with the whole file stands.
FILE = "ZIP"
INDEX = "index.html"
DOSSIER, DOCUMENTS, BOUND = "data/dossier.json", "data/documents.json", "data/bound.json"
# What was filed, as entries commit to it; and what the proof of the application could not say.
FILED, PROOF = "data/filed.json", "data/proof.json"
LOOKS, MESSAGES, FINDINGS = "data/looks.json", "data/messages.json", "data/findings.json"
CHAINS, SEALS, FILES = "journal/", "seals/", "documents/"
CHAIN_END = ".chain.json"
# What authorities answered of certificates, named by digest, and how such files are called.
ANSWERS = "revocation/"
ENDS = {"ocsp": ".ors", "crl": ".crl", "certificate": ".cer"}
# Bounds of what is written and of what is read: parts, bytes in all, bytes of a part that is read whole, of all such.
MOST_PARTS = 50_000
LARGEST = 8 * 1024**3
LARGEST_JSON = 64 * 1024 * 1024
LARGEST_ENTRY = 1024 * 1024
LARGEST_IN_MEMORY = 512 * 1024 * 1024
LARGEST_SIGNATURE = 256 * 1024
MOST_LINES = 5_000_000
# The bytes of a file with malicious code are told of and not given.
INFECTED = "infected"
CHUNK = 1024 * 1024


class NotAPackage(Exception):
    """The file is not one that we made, or not to be read: a code."""


class TooLarge(Exception):
    """There is more of the dossier than one file takes."""


def chain_folder(subject: Ref) -> str:
    """Where the entries of a subject stand, each in a file of its own, which holds the very bytes that were hashed."""
    return f"{CHAINS}{subject.kind}/{subject.id}/"


def entry_file(subject: Ref, seq: int) -> str:
    """The file of one entry."""
    return f"{chain_folder(subject)}{seq:05d}.json"


def chain_file(subject: Ref) -> str:
    """The file with hashes, proofs and personal values of a subject's entries."""
    return f"{CHAINS}{subject.kind}/{subject.id}{CHAIN_END}"


def seal_file(number: int, kind: str) -> str:
    """A file of a seal: `json` its numbers, `lines` its lines, `tst` its time stamp."""
    return f"{SEALS}{number:06d}.{kind}"


def digests_in(facts: Mapping[str, Any]) -> set[str]:
    """SHA-256 of every file of what was filed: of what was handed in and of the declaration; ValueError for no such."""
    files, declared = facts.get("files"), facts.get("declared")
    if not isinstance(files, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in files):
        raise ValueError("no files")
    return {str(pair[1]) for pair in files} | {str(declared or "")} - {""}


class Writer:
    """Writes the parts, and remembers their digests for the manifest."""

    def __init__(self, target: IO[bytes], at: datetime) -> None:
        self._zip = zipfile.ZipFile(target, "w", allowZip64=True)
        self._at = at.astimezone(clock.HANOI).timetuple()[:6]
        self._written = 0
        self.parts: dict[str, dict[str, Any]] = {}

    def json(self, name: str, value: Any) -> None:
        """A part of canonical JSON."""
        self.add(name, [canonical_json(value).encode()])

    def add(self, name: str, data: Iterable[bytes], *, packed: bool = True) -> None:
        """A part of these bytes; `packed` where they get smaller by it. Raises TooLarge."""
        if name in self.parts or len(self.parts) >= MOST_PARTS:
            raise TooLarge(name)
        digest, size = hashlib.sha256(), 0
        entry = zipfile.ZipInfo(name, self._at)
        entry.external_attr = 0o640 << 16
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self._zip.open(entry, "w", force_zip64=True) as part:
            for piece in data:
                self._written += len(piece)
                if self._written > LARGEST:
                    raise TooLarge(name)
                digest.update(piece)
                size += len(piece)
                part.write(piece)
        self.parts[name] = {"sha256": digest.hexdigest(), "size": size}

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_caught: object) -> None:
        """Write the list of parts, also where something went wrong: the file is let go of either way."""
        self._zip.close()
