"""Clocks that warn or run out: due rows that a sweep takes, each done once (11.3)."""

from uuid import UUID

from django.db import transaction

from dvctt.casework import letters
from dvctt.casework.actions import locked, perform
from dvctt.casework.models import Act, Timer
from dvctt.casework.subject import Subject, ref_of
from dvctt.journal import api as journal
from dvctt.kernel import Refused, clock, system

CLOCK = system("clock")


def sweep(limit: int = 200) -> int:
    """Take every timer that is due; the count of those taken. One that fails stays and does not stop the others."""
    due = list(
        Timer.objects.filter(done_at__isnull=True, due_at__lte=clock.now())
        .order_by("due_at", "pk")
        .values_list("pk", "dossier_id")[:limit]
    )
    return sum(_take(timer_id, dossier_id) for timer_id, dossier_id in due)


def _take(timer_id: int, dossier_id: UUID) -> int:
    action = _mark(timer_id, dossier_id)
    if action:
        try:
            perform(CLOCK, dossier_id, action, {}, seen=None, key=f"timer:{timer_id}")
        except Refused:
            return 0
    return 1


@transaction.atomic
def _mark(timer_id: int, dossier_id: UUID) -> str | None:
    """Journal the warning or the expiry; returns the action that the expiry performs, if any."""
    dossier = locked(CLOCK, dossier_id)
    timer = Timer.objects.filter(pk=timer_id, done_at__isnull=True).first()
    if timer is None:
        return None
    timer.done_at = clock.now()
    timer.save(update_fields=["done_at"])
    subject = Subject(dossier, timer.done_at)
    spec = subject.flow.clocks[timer.clock]
    kind = "warning" if timer.kind == "warning" else "expiry"
    entry = journal.append(
        ref_of(dossier_id),
        CLOCK,
        f"clock:{kind}",
        before={},
        after={"clock": timer.clock, "due": timer.due_at.isoformat()},
        at=subject.now,
    )
    Act.objects.create(
        dossier=dossier,
        seq=entry.seq,
        action=f"clock:{kind}",
        at=subject.now,
        actor_kind=CLOCK.kind,
        actor_id=CLOCK.id,
        actor_name="",
        from_state=dossier.state,
        to_state=dossier.state,
        inputs={"clock": timer.clock},
    )
    if spec.whose == "agency":
        letters.warn_officer(subject, timer.clock, kind)
    return spec.at_expiry if kind == "expiry" else None
