"""Whether the last backup, and the last trial of one, are as young as the ministry wants (15.1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from dvctt.journal import api as journal
from dvctt.kernel import Ref, clock
from dvctt.ministry.models import LoadedFile
from dvctt.ministry.queries import setting

# What is told of backups: that one was made, what a trial found, that this database came out of one.
BACKUP_MADE, BACKUP_TRIED, BACKUP_RESTORED = (Ref("backup", what) for what in ("made", "tried", "restored"))


@dataclass(frozen=True)
class Overdue:
    """What is missed: `what` is made or tried; `days` are those of the setting; `last` is None where it never was."""

    what: str
    days: int
    last: datetime | None


def backups_overdue() -> tuple[Overdue, ...]:
    """What is older than the ministry wants, or was never done."""
    limits = (("made", "ops.backup_days", _last_made()), ("tried", "ops.restore_days", _last_tried()))
    backups = (Overdue(what, int(setting(key)), last) for what, key, last in limits)
    return tuple(backup for backup in backups if backup.last is None or _longer_ago(backup.last, backup.days))


def backups_late() -> tuple[Overdue, ...]:
    """The same, but what was never done is missed only once the system has been there for so long."""
    since = LoadedFile.objects.aggregate(first=Min("loaded_at"))["first"] or clock.now()
    return tuple(overdue for overdue in backups_overdue() if _longer_ago(overdue.last or since, overdue.days))


def _longer_ago(at: datetime, days: int) -> bool:
    return at < clock.now() - timedelta(days=days)


def _last_made() -> datetime | None:
    entry = journal.proven(BACKUP_MADE)
    return entry.at if entry else None


def _last_tried() -> datetime | None:
    """When a backup was last restored, for trial or since it was needed; None where it was not found whole."""
    entries = [entry.after for ref in (BACKUP_TRIED, BACKUP_RESTORED) if (entry := journal.proven(ref))]
    last = max(entries, key=lambda facts: str(facts["at"]), default=None)
    return datetime.fromisoformat(last["at"]) if last and last["whole"] else None
