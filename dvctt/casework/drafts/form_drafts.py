"""Drafts of officers' forms about dossiers go where their writers no longer act on the dossier."""

from uuid import UUID

from dvctt.accounts import people
from dvctt.authority import DossierPower
from dvctt.casework.core.scope import visible
from dvctt.kernel import Forbidden, NotFound


def drop_form_drafts() -> int:
    """Drop the drafts about dossiers that are closed, or out of the reach of who wrote them; gives how many."""
    return people.drop_form_drafts_out_of_reach("dossier", _reaches)


def _reaches(account: people.Account, dossier_id: UUID) -> bool:
    try:
        actor = people.actor_for(account, channel="timer")
    except (Forbidden, NotFound):
        return False
    return visible(actor, DossierPower.READ).filter(pk=dossier_id, closed_at__isnull=True).exists()
