"""What waits and what died, for the operator's pages and the health of the system."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateWorker

from dvctt.kernel import clock
from dvctt.outbox import registry
from dvctt.outbox.models import State, WaitingRow

# A worker shows itself every ten seconds.
HEARTBEAT_SECONDS = 60


@dataclass(frozen=True)
class Waiting:
    """How many rows of a kind wait and are dead, and since when the oldest one that is due has waited."""

    waiting: int
    dead: int
    oldest: datetime | None


@dataclass(frozen=True)
class DeadLetter:
    """A row whose attempts are used up: somebody has to replay or skip it."""

    kind: str
    id: UUID
    order_key: str
    attempts: int
    last_error: str
    created_at: datetime
    died_at: datetime | None


def waiting_counts() -> dict[str, Waiting]:
    """By kind; one query each, over the rows that are not done."""
    return {kind.name: _count(kind.model) for kind in registry.kinds()}


def worker_lives() -> bool:
    """Whether a worker has shown itself within the last minute, by the clock of the database."""
    recent = Now() - timedelta(seconds=HEARTBEAT_SECONDS)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=recent).exists()


def dead_letters(limit: int = 200) -> tuple[DeadLetter, ...]:
    """The dead rows of all kinds, the latest first."""
    letters = [
        DeadLetter(kind.name, row.pk, row.order_key, row.attempts, row.last_error, row.created_at, row.finished_at)
        for kind in registry.kinds()
        for row in kind.model._default_manager.filter(state=State.DEAD).order_by("-finished_at")[:limit]
    ]
    return tuple(sorted(letters, key=lambda letter: letter.died_at or letter.created_at, reverse=True)[:limit])


def _count(model: type[WaitingRow]) -> Waiting:
    counts = model._default_manager.filter(state__in=(State.WAITING, State.DEAD)).aggregate(
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        dead=Count("pk", filter=Q(state=State.DEAD)),
        oldest=Min("next_at", filter=Q(state=State.WAITING, next_at__lte=clock.now())),
    )
    return Waiting(**counts)
