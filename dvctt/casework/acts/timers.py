"""Clocks that warn or run out: dossiers whose moment has come, each mark made once (11.3)."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from dvctt.casework.acts.actions import perform
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.lock import locked
from dvctt.casework.course import clocks
from dvctt.casework.models import Dossier
from dvctt.casework.outputs import letters
from dvctt.casework.record import side_acts
from dvctt.kernel import Refused, clock, digest, system

CLOCK = system("clock")
log = structlog.get_logger(__name__)


def sweep(limit: int = 200) -> int:
    """Take every dossier whose clock warns or has run out; the count of those taken.

    One that fails is logged, stays due, and does not stop the others.
    """
    due = Dossier.objects.filter(wake_at__lte=clock.now()).order_by("wake_at", "pk").values_list("pk", flat=True)
    taken = 0
    for dossier_id in list(due[:limit]):
        try:
            _take(dossier_id)
            taken += 1
        except Exception as error:  # whatever is wrong with one dossier, the others' clocks go on
            log.warning("timer_failed", dossier=str(dossier_id), error=type(error).__name__)
    return taken


def _take(dossier_id: UUID) -> None:
    since = clock.now()
    for name, due, action in _mark(dossier_id):
        key = digest({"dossier": str(dossier_id), "clock": name, "due": due.isoformat()})
        try:
            perform(CLOCK, dossier_id, action, {}, seen=None, key=key)
        except Refused as refused:
            log.warning("expiry_refused", dossier=str(dossier_id), action=action, reasons=str(refused))
            _mark_refused(dossier_id, name, due)
    _sleep(dossier_id, since)


@transaction.atomic
def _mark(dossier_id: UUID) -> list[tuple[str, datetime, str]]:
    """Journal what is due and not yet marked; gives clock, due date and action of the expiries that perform one."""
    loaded = LoadedDossier(locked(CLOCK, dossier_id))
    actions = []
    for name, one in clocks.standings(loaded).items():
        if one.state != "running" or one.due is None:
            continue
        if one.due <= loaded.now:
            _mark_once(loaded, "expiry", name, one.due)
            if action := loaded.flow.clocks[name].at_expiry:
                actions.append((name, one.due, action))
        elif one.warn_at is not None and one.warn_at <= loaded.now:
            _mark_once(loaded, "warning", name, one.due)
    return actions


@transaction.atomic
def _mark_refused(dossier_id: UUID, name: str, due: datetime) -> None:
    """Tell in the dossier that what should have followed an expiry was refused: a person has to act.

    Not where somebody's act came first, so that the clock no longer runs or ends another day.
    """
    loaded = LoadedDossier(locked(CLOCK, dossier_id))
    one = clocks.standings(loaded)[name]
    if one.state == "running" and one.due == due:
        _mark_once(loaded, "refused", name, due)


@transaction.atomic
def _sleep(dossier_id: UUID, since: datetime) -> None:
    """Set when the dossier is next due, once all that was due at `since` is done."""
    loaded = LoadedDossier(locked(CLOCK, dossier_id))
    if loaded.dossier.closed_at is None:
        clocks.set_wake(loaded, since)
        loaded.dossier.save(update_fields=["wake_at"])


def _mark_once(loaded: LoadedDossier, kind: str, name: str, due: datetime) -> None:
    action, told = f"clock:{kind}", {"clock": name, "due": due.isoformat()}
    if any(act.action == action and act.inputs == told for act in loaded.acts):
        return
    act = side_acts.record(loaded, CLOCK, action, before={}, after=told, inputs=told, name="")
    loaded.acts.append(act)
    if loaded.flow.clocks[name].whose == "agency" or kind == "refused":
        letters.warn_officer(loaded, name, kind, due)
