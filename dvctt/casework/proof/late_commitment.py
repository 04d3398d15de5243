"""Committing once to what was recorded before entries committed to it, as it stands on a later day."""

from django.db import transaction

from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.lock import locked
from dvctt.casework.models import Dossier
from dvctt.casework.proof import dossier_proof
from dvctt.casework.record import commitment
from dvctt.journal import api as journal
from dvctt.kernel import clock


def commit_found() -> tuple[int, tuple[journal.Finding, ...]]:
    """Commit each dossier that lacks it, one transaction for each; how many, and what differs on those left out.

    It proves nothing of the time before: that is said by the entry's own name and moment.
    """
    done, wrong = 0, list[journal.Finding]()
    for dossier in Dossier.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1000):
        try:
            with transaction.atomic():
                done += dossier_proof.find(LoadedDossier(locked(commitment.FINDER, dossier), clock.now()))
        except dossier_proof.NotAsRecorded as error:
            wrong.append(error.found)
    return done, tuple(wrong)
