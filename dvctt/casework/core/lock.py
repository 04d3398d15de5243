"""A dossier under its lock: read by whoever changes it, for as long as the transaction lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import OperationalError

from dvctt.authority import DossierPower
from dvctt.casework.core.owner import with_owner_as_filed
from dvctt.casework.core.scope import as_of_now, visible
from dvctt.casework.models import Dossier
from dvctt.kernel import Actor, Busy, NotFound, may_be_tried_again


def locked(actor: Actor, dossier_id: UUID, power: DossierPower = DossierPower.ACT) -> Dossier:
    """The dossier under its lock, within a transaction, to who has that power; raises NotFound and Busy."""
    rows = with_owner_as_filed(visible(actor, power).filter(pk=dossier_id)).select_related(
        "filer", "mandate", "decision"
    )
    with waiting(dossier_id):
        dossier = rows.select_for_update(of=("self",), no_key=True).first()
    if dossier is None:
        raise NotFound(f"dossier {dossier_id}")
    return dossier


def locked_for(actor: Actor, dossier_id: UUID, power: DossierPower = DossierPower.ACT) -> tuple[Actor, Dossier]:
    """As `locked` for a person, and the actor with what the account may do now that the lock is held."""
    dossier = locked(actor, dossier_id, power)
    return as_of_now(actor, dossier, power), dossier


@contextmanager
def waiting(dossier_id: UUID) -> Iterator[None]:
    """Raise Busy where a lock (of the dossier, of a series of numbers) was not free within `lock_timeout`, or where
    the database broke the act off for another's sake.
    """
    try:
        yield
    except OperationalError as error:
        if may_be_tried_again(error):
            raise Busy(str(dossier_id)) from error
        raise
