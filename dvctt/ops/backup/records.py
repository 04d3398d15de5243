"""What the journal knows of backups: when one was made and one restored for trial, and whether that is too long ago."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dvctt.journal import api as journal
from dvctt.kernel import canonical_json, clock, digest, system
from dvctt.ministry import api as ministry
from dvctt.ops.backup import place
from dvctt.ops.backup.manifest import Manifest

SELF = system("command_line")
MADE, TRIED, RESTORED = ministry.BACKUP_MADE, ministry.BACKUP_TRIED, ministry.BACKUP_RESTORED
OVERDUE = {
    "made": "no backup was made for {days} days: run `dvctt backup create FOLDER`, by the timer of deploy/systemd",
    "tried": "no backup was restored for trial, and found whole, for {days} days: see docs/runbooks/backup.md; "
    "the next `dvctt backup create` records it",
}
LARGEST = 64 * 1024


def made(one: Manifest) -> None:
    """Record that a backup was made."""
    after = {"name": one.name, "files": one.files, "bytes": one.bytes, "rows": sum(one.tables.values()),
             "unreadable": len(one.unreadable)}  # fmt: skip
    journal.append(MADE, SELF, "backup:made", before={}, after=after)


def restored(folder: Path, one: Manifest, *, whole: bool, lost: int) -> None:
    """Record in the database that was filled that it was, and beside the backup what was found."""
    after = {"name": one.name, "at": clock.now().isoformat(), "files": one.files, "bytes": one.bytes,
             "rows": sum(one.tables.values()), "whole": whole, "lost": lost}  # fmt: skip
    journal.append(RESTORED, SELF, "backup:restored", before={}, after=after)
    told = canonical_json({"said": after, "mac": journal.backup_mac(digest(after))})
    place.write_text(folder / place.TRIED / f"{digest(after)}.json", told)


def take_in(folder: Path) -> None:
    """Record what was found where backups of this folder were restored, on whichever machine."""
    known = {canonical_json(dict(one.after)) for one in journal.entries(TRIED)}
    fresh = [one for one in _tried(folder) if canonical_json(one) not in known]
    for one in sorted(fresh, key=lambda one: str(one["at"])):
        journal.append(TRIED, SELF, "backup:tried", before={}, after=one)


def overdue() -> Iterator[str]:
    """Say where the last backup, or the last trial of one, is older than the ministry wants."""
    for one in ministry.backups_overdue():
        yield OVERDUE[one.what].format(days=one.days)


def _tried(folder: Path) -> Iterator[dict[str, Any]]:
    """What lies beside the backups and holds under our keys."""
    for path in sorted((folder / place.TRIED).glob("*.json")):
        try:
            told = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size < LARGEST else {}
            if journal.backup_holds(digest(told["said"]), str(told["mac"])):
                yield told["said"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
