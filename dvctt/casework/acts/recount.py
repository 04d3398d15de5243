"""A later version of the calendar applies to every clock that still runs: dates are counted anew, and told (11.3).

The row is the truth: a dossier whose clocks were counted by another version than the one in force waits to be counted.
Loading a version rings for a first batch, and a sweep each minute takes what is left or becomes due by itself.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from dvctt import workflow
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.lock import locked
from dvctt.casework.course import clocks
from dvctt.casework.models import Act, Dossier
from dvctt.casework.outputs import letters
from dvctt.casework.record import commitment, side_acts
from dvctt.kernel import Ref, clock, system
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox

ACT = "clock:recount"
CALENDAR = system("calendar")
BATCH = 200
FIELDS = (
    "clock_calendar",
    "due_at",
    "warn_at",
    "wake_at",
    "answer_due_at",
    "queue_at",
    "late_due_at",
    "late_halted_at",
    "missed_due_at",
    "missed_at",
)
log = structlog.get_logger(__name__)


def calendar_loaded(event: outbox.EventView) -> None:
    """Count a batch of dossiers by the version in force, and ring for the next batch."""
    ministry.look_again()
    if sweep_calendar(BATCH) == BATCH:
        place = int(event.payload.get("batch", 0)) + 1
        outbox.emit(event.name, Ref("calendar", f"{event.payload['version']}:{place}"), **{
            **event.payload, "batch": place,
        })  # fmt: skip


def sweep_calendar(limit: int = BATCH) -> int:
    """Count open dossiers by the calendar in force; the count of those done. One that fails is logged and stays."""
    calendar, done = ministry.calendar(), 0
    for dossier_id in list(_waiting(calendar.version).values_list("pk", flat=True)[:limit]):
        try:
            done += _recount(dossier_id, calendar)
        except Exception as error:  # whatever is wrong with one dossier, the others' clocks are counted
            log.warning("recount_failed", dossier=str(dossier_id), error=type(error).__name__)
    return done


def recounted(loaded: LoadedDossier, act: Act) -> str:
    """What such an act changed, in the language of the page: the versions, and a line for each date that moved."""
    language = translation.get_language() or "vi"
    words = {"from": act.inputs["from"], "to": act.inputs["to"]}
    lines = [_("Lịch làm việc %(from)s → %(to)s") % words]
    for name, one in act.inputs["clocks"].items():
        dates = {side: _shown(one[side]) for side in ("from", "to")}
        label = loaded.flow.clocks[name].label.in_language(language)
        lines.append(f"{label}: {dates['from']} → {dates['to']} ({workflow.WHY[one['why']].in_language(language)})")
    return "\n".join(lines)


def is_noise(act: Act) -> bool:
    """Whether an act only counted anew, and no date moved: journal and ledger keep it, no history shows it."""
    return act.action == ACT and not act.inputs.get("clocks")


def _shown(moment: str) -> str:
    return clock.written(datetime.fromisoformat(moment)) if moment else "—"


def _waiting(version: str) -> QuerySet[Dossier]:
    """Submitted open dossiers that were counted by another version, the nearest date first; asked as the index can."""
    other = Q(clock_calendar__lt=version) | Q(clock_calendar__gt=version)
    rows = Dossier.objects.filter(other, submitted_at__isnull=False, closed_at__isnull=True)
    return rows.order_by("queue_at", "pk")


@transaction.atomic
def _recount(dossier_id: UUID, calendar: workflow.Calendar) -> bool:
    """Count the clocks of one dossier under its lock, once for each version; whether there was anything to do."""
    loaded = LoadedDossier(locked(CALENDAR, dossier_id), clock.now())
    row = loaded.dossier
    if row.closed_at is not None or row.clock_calendar == calendar.version:
        return False
    stood = commitment.state_to_commit(loaded)
    found = clocks.recount(loaded, calendar)
    with outbox.together():
        clocks.settle(loaded)
        clocks.set_dates(loaded)
        if found:
            _tell(loaded, found, calendar.version, stood)
        else:
            commitment.retell(loaded, stood)
    row.save(update_fields=FIELDS)
    return True


def _moved(found: Mapping[str, workflow.Recount]) -> dict[str, dict[str, str]]:
    """Both dates of each clock whose date is another now, and why, as journal and history keep them."""
    return {
        name: {"from": _iso(one.before), "to": _iso(one.after), "why": one.line.reason}
        for name, one in found.items()
        if one.moves
    }


def _iso(standing: workflow.Standing) -> str:
    return standing.due.isoformat() if standing.due else ""


def _record(
    loaded: LoadedDossier, found: Mapping[str, workflow.Recount], version: str, stood: Mapping[str, Any]
) -> Act:
    moved = _moved(found)
    former = ", ".join(dict.fromkeys(one.former for one in found.values()))
    told: dict[str, Any] = {"from": former, "to": version, "clocks": moved}
    after = {"calendar": version, "clocks": moved}
    act = side_acts.record(
        loaded, CALENDAR, ACT, before={"calendar": former}, after=after, inputs=told, stood=stood, name=""
    )
    loaded.acts.append(act)
    return act


def _tell(loaded: LoadedDossier, found: Mapping[str, workflow.Recount], version: str, stood: Mapping[str, Any]) -> None:
    """Record what was counted anew, and write to whom a date has moved for."""
    act = _record(loaded, found, version, stood)
    if moved := {name: one for name, one in found.items() if one.moves}:
        _wake(loaded, moved)
        letters.tell_recount(loaded, moved, f"{loaded.ref}:{act.seq}")


def _wake(loaded: LoadedDossier, moved: Mapping[str, workflow.Recount]) -> None:
    """Let the sweep meet a warning that by the new date has come already."""
    if any(one.after.warn_at and one.after.warn_at <= loaded.now for one in moved.values()):
        loaded.dossier.wake_at = loaded.now
