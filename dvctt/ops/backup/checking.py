"""Whether a backup is as it was made: every digest, and the manifest's own proof."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from dvctt.journal.api import Finding
from dvctt.ops.backup import manifest, place


def findings(backup: Path) -> Iterator[Finding]:
    """All that is missing, changed or strange; where the manifest does not hold, nothing else can be said."""
    try:
        contents = manifest.read(backup)
    except manifest.Unproven:
        yield Finding(manifest.MANIFEST, "manifest_changed")
        return
    if contents.name != backup.name:
        yield Finding(backup.name, "renamed", {"name": contents.name})
    parts, listed = manifest.measured(backup), contents.parts
    for name in sorted({*parts, *listed}):
        if parts.get(name) != listed.get(name):
            yield Finding(name, "missing" if name not in parts else "strange" if name not in listed else "changed")
    if parts.get(manifest.LIST) == listed[manifest.LIST]:
        yield from _files(backup, frozenset(contents.unreadable))


def _files(backup: Path, unreadable: frozenset[str]) -> Iterator[Finding]:
    folder = backup.parent
    for sha256, size in manifest.listed(backup):
        path = place.file_of(folder, sha256)
        where = str(path.relative_to(folder))
        if not os.path.lexists(path):
            yield Finding(where, "lost_before" if sha256 in unreadable else "missing")
        elif not _is(path, sha256, size):
            yield Finding(where, "changed")


def _is(path: Path, sha256: str, size: int) -> bool:
    """Whether a plain file has that size and digest."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size != size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256
