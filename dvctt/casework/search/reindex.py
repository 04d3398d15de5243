"""Dossiers of before: what lists find them by is worked out after the fact, some in each sweep."""

from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.lock import locked
from dvctt.casework.course import clocks, fees
from dvctt.casework.models import Dossier
from dvctt.casework.record import commitment
from dvctt.casework.search import index
from dvctt.kernel import clock, system

INDEXER = system("index")
FIELDS = (
    "subject",
    "provinces",
    "search_text",
    "held_since",
    "answer_due_at",
    "queue_at",
    "late_due_at",
    "late_halted_at",
    "missed_due_at",
    "missed_at",
    "open_fees",
)
log = structlog.get_logger(__name__)


def sweep_index(limit: int = 200) -> int:
    """Index submitted dossiers that are not, and work out what fees they owe; the count of those done.

    One that fails is logged and stays.
    """
    lacking = Q(search_text="") | Q(open_fees__isnull=True)
    waiting = Dossier.objects.filter(lacking, submitted_at__isnull=False).order_by("-submitted_at")
    done = 0
    for dossier_id in list(waiting.values_list("pk", flat=True)[:limit]):
        try:
            _index(dossier_id)
            done += 1
        except Exception as error:  # whatever is wrong with one dossier, the others are found
            log.warning("index_failed", dossier=str(dossier_id), error=type(error).__name__)
    return done


@transaction.atomic
def _index(dossier_id: UUID) -> None:
    loaded = LoadedDossier(locked(INDEXER, dossier_id), clock.now())
    row, states, stood = loaded.dossier, loaded.flow.states, commitment.state_to_commit(loaded)
    index.index(loaded)
    row.open_fees = fees.open_amounts(loaded)
    came = [act for act in loaded.acts if act.from_state in states and act.to_state in states]
    turns = [act.at for act in came if states[act.from_state].holder != states[act.to_state].holder]
    row.held_since = turns[-1] if turns else row.submitted_at
    if row.closed_at is None:
        clocks.set_dates(loaded)
    row.save(update_fields=FIELDS)
    commitment.retell(loaded, stood)
