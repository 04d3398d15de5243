"""By which day an applicant is asked to answer the amendment request that waits."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from dvctt.casework.core.scope import visible
from dvctt.casework.models import AmendmentRequest
from dvctt.kernel import Actor


def answer_days(actor: Actor, dossiers: Iterable[UUID]) -> dict[UUID, date]:
    """The day asked for by dossier, of those of the dossiers that the actor may read and that wait for an answer."""
    rows = AmendmentRequest.objects.filter(state="open", dossier__in=visible(actor).filter(pk__in=list(dossiers)))
    return dict(rows.values_list("dossier_id", "answer_by"))
