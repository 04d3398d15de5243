"""By when registrations and changes of identity are answered, once a later version of the calendar is in force."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from dvctt.accounts.letters import sending
from dvctt.accounts.models import ChangeRequest, Registration
from dvctt.accounts.registration.vetted import LONGEST_VETTING, vetting_clock
from dvctt.journal import api as journal
from dvctt.kernel import Ref, clock, system
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox
from dvctt.workflow import Calendar, ClockEvent, recount, run_clock

CALENDAR = system("calendar")
KINDS: dict[str, type[Registration] | type[ChangeRequest]] = {"registration": Registration, "change": ChangeRequest}
log = structlog.get_logger(__name__)


def calendar_loaded(_event: outbox.EventView) -> None:
    """A version of the calendar was loaded: count what waits by the one that is in force."""
    ministry.look_again()
    sweep_vetting()


def sweep_vetting(limit: int = 200) -> int:
    """Count what waits for an answer by the calendar in force; how many were done. One that fails is logged."""
    calendar, done = ministry.calendar(), 0
    for kind, model in KINDS.items():
        waiting = model.objects.filter(state="waiting").exclude(calendar=calendar.version).order_by("due_at", "pk")
        for pk in list(waiting.values_list("pk", flat=True)[:limit]):
            try:
                done += _recount(kind, pk, calendar)
            except Exception as error:  # whatever is wrong with one, the others are counted
                log.warning("recount_failed", kind=kind, id=str(pk), error=type(error).__name__)
    return done


@transaction.atomic
def _recount(kind: str, pk: UUID, calendar: Calendar) -> bool:
    rows = KINDS[kind].objects.select_for_update(no_key=True).filter(pk=pk, state="waiting")
    row = rows.exclude(calendar=calendar.version).first()
    if row is None or row.received_at is None or row.due_at is None:
        return False
    before = {"due": row.due_at.isoformat(), "calendar": row.calendar}
    due = _due(row.received_at, row.due_at, ministry.calendar_version(row.calendar), calendar)
    moved, row.due_at, row.calendar = due != row.due_at, due, calendar.version
    row.save(update_fields=["due_at", "calendar"])
    after = {"due": due.isoformat(), "calendar": row.calendar}
    journal.append(Ref(kind, str(pk)), CALENDAR, "recounted", before=before, after=after)
    if moved and isinstance(row, Registration):
        sending.to_registrant(row, "registration/due_changed", due=due)
    elif moved and isinstance(row, ChangeRequest):
        sending.to_account(row.account, "account/change_due_changed", name=row.party.name, due=due)
    return True


def _due(received: datetime, due: datetime, former: Calendar, calendar: Calendar) -> datetime:
    """The end by a later version; how many days were given at receipt is read from the date that they led to."""
    events = [ClockEvent(received, "start", calendar=former.version)]
    for days in range(1, LONGEST_VETTING + 1):
        spec = vetting_clock(days)
        if run_clock(spec, events, former, now=received).due == due:
            changed = recount(spec, events, former, calendar, now=clock.now())
            return changed.after.due or due if changed else due
    return due
