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


def made(contents: Manifest) -> None:
    """Record that a backup was made."""
    after = {"name": contents.name, "files": contents.files, "bytes": contents.bytes,
             "rows": sum(contents.tables.values()), "unreadable": len(contents.unreadable)}  # fmt: skip
    journal.append(MADE, SELF, "backup:made", before={}, after=after)


def restored(folder: Path, contents: Manifest, *, whole: bool, lost: int) -> None:
    """Record in the database that was filled that it was, and beside the backup what was found."""
    after = {"name": contents.name, "at": clock.now().isoformat(), "files": contents.files, "bytes": contents.bytes,
             "rows": sum(contents.tables.values()), "whole": whole, "lost": lost}  # fmt: skip
    journal.append(RESTORED, SELF, "backup:restored", before={}, after=after)
    text = canonical_json({"said": after, "mac": journal.backup_mac(digest(after))})
    place.write_text(folder / place.TRIED / f"{digest(after)}.json", text)


def take_in(folder: Path) -> None:
    """Record what was found where backups of this folder were restored, on whichever machine."""
    recorded = {canonical_json(dict(entry.after)) for entry in journal.entries(TRIED)}
    fresh = [trial for trial in _tried(folder) if canonical_json(trial) not in recorded]
    for trial in sorted(fresh, key=lambda trial: str(trial["at"])):
        journal.append(TRIED, SELF, "backup:tried", before={}, after=trial)


def overdue() -> Iterator[str]:
    """Say where the last backup, or the last trial of one, is older than the ministry wants."""
    for missed in ministry.backups_overdue():
        yield OVERDUE[missed.what].format(days=missed.days)


def _tried(folder: Path) -> Iterator[dict[str, Any]]:
    """What lies beside the backups and holds under our keys."""
    for path in sorted((folder / place.TRIED).glob("*.json")):
        try:
            envelope = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size < LARGEST else {}
            if journal.backup_holds(digest(envelope["said"]), str(envelope["mac"])):
                yield envelope["said"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
