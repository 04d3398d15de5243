"""What a backup says of itself, proven by the journal's key: digests, counts and the keys that it needs."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings

from dvctt.documents import api as documents
from dvctt.journal import api as journal
from dvctt.kernel import canonical_json, digest
from dvctt.ops.backup import place
from dvctt.ops.problem import Problem

MANIFEST, DUMP, LIST = "manifest.json", "database.dump", "files.txt"
WITNESS, PUBLISHED, SEALS = "witness", "published", "seals.jsonl"
FORMAT = 1
LARGEST = 16 * 1024 * 1024
_NAME = 8


@dataclass(frozen=True)
class Manifest:
    """`parts` are digest and size of each file of the backup, `tables` the rows of each table, `unreadable` the hashes
    of files that the store had lost or changed already. `keys` are names of keys by setting, `signing` the agencies
    whose signing keys were there.
    """

    format: int
    name: str
    at: str
    version: str
    migrations: list[str]
    tables: dict[str, int]
    seal: dict[str, Any]
    parts: dict[str, dict[str, Any]]
    files: int
    bytes: int
    unreadable: list[str]
    keys: dict[str, list[str]]
    signing: list[str]

    @property
    def made_at(self) -> datetime:
        """The instant of the snapshot."""
        return datetime.fromisoformat(self.at)


class Unproven(Exception):
    """The manifest is not one that this product wrote with a key that is at hand."""


def product_version() -> str:
    """The version of the product that runs."""
    return version("dvctt")


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a backup with its proof."""
    facts = asdict(manifest)
    place.write_text(folder / MANIFEST, canonical_json({"manifest": facts, "mac": journal.backup_mac(digest(facts))}))


def read(folder: Path) -> Manifest:
    """The manifest of a backup, proven; raises Unproven, and Problem where keys of the journal are not at hand."""
    path = folder / MANIFEST
    try:
        if path.stat().st_size > LARGEST:
            raise Unproven
        envelope = json.loads(path.read_text(encoding="utf-8"))
        facts, mac = envelope["manifest"], str(envelope["mac"])
        proven = journal.backup_holds(digest(facts), mac)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unproven from error
    if not proven:
        if mac[:_NAME] not in key_names()["DVCTT_JOURNAL_KEYS"]:
            raise Problem(f"{folder} says to be proven by the key {mac[:_NAME]!r}, which DVCTT_JOURNAL_KEYS lacks")
        raise Unproven
    if facts["format"] != FORMAT:
        raise Problem(f"{folder} was made by version {facts['version']} in another form: restore it with that version")
    return Manifest(**facts)


def key_names() -> Mapping[str, list[str]]:
    """By which each key can be told that is needed to read and prove what is kept; none can be had from its name."""
    return {
        "DVCTT_SENSITIVE_KEYS": [_named("sensitive", key) for key in settings.SENSITIVE_KEYS],
        "DVCTT_JOURNAL_KEYS": [_named("journal", key) for key in settings.JOURNAL_KEYS],
        "DVCTT_BLIND_INDEX_KEY": [_named("blind index", settings.BLIND_INDEX_KEY)],
    }


def signing_keys() -> list[str]:
    """The agencies whose signing keys lie on this machine."""
    return sorted(path.stem for path in (Path(settings.PKI_FOLDER) / "agencies").glob("*.p12"))


def measured(folder: Path) -> dict[str, dict[str, Any]]:
    """Digest and size of each file of a backup, by its path; the manifest itself is left out.

    What is no plain file has no digest: a pipe in the place of one would be waited for without end.
    """
    files: dict[str, dict[str, Any]] = {}
    for path in parts(folder):
        if path.is_symlink() or not path.is_file():
            files[str(path.relative_to(folder))] = {"sha256": "", "size": 0}
            continue
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        files[str(path.relative_to(folder))] = {"sha256": sha256, "size": path.stat().st_size}
    return files


def parts(folder: Path) -> list[Path]:
    """The files of a backup but for its manifest."""
    return sorted(path for path in folder.rglob("*") if not path.is_dir() and path != folder / MANIFEST)


def listed(folder: Path) -> Iterator[tuple[str, int]]:
    """Hash and size of each file of the store that a backup names; its digest is to be proven first."""
    with (folder / LIST).open(encoding="ascii") as lines:
        for line in lines:
            sha256, size = line.split()
            yield sha256, int(size)


def write_list(folder: Path) -> tuple[int, int]:
    """Write the list of all files that the database names, in the transaction of the caller; how many, how large."""
    count = total = 0
    place.write_text(folder / LIST, "")
    with (folder / LIST).open("a", encoding="ascii") as written:
        for sha256, size in documents.stored_files():
            written.write(f"{sha256} {size}\n")
            count, total = count + 1, total + size
    return count, total


def _named(kind: str, key: str) -> str:
    return hashlib.sha256(f"{kind} key {key}".encode()).hexdigest()[:_NAME]
