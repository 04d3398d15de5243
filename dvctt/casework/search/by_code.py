"""A dossier found by its code, as it was typed: whole, or its end."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from dvctt.authority import DossierPower
from dvctt.casework.core.scope import visible
from dvctt.casework.models import Dossier
from dvctt.casework.models.codes import CODE_END, CODE_KEY, MOST_ALIKE, end_of, key_of
from dvctt.kernel import Actor, NotFound


def find_by_code(actor: Actor, code: str) -> UUID:
    """The dossier with that code within the actor's scope; raises NotFound, also for an end that several have."""
    return only(coded(visible(actor, DossierPower.SEARCH), code), code).pk


def coded(rows: QuerySet[Dossier], typed: str) -> Sequence[Dossier]:
    """The dossier with the code that was typed; without its beginning, those of every agency whose codes end so."""
    key = key_of(typed)
    if not key:
        return ()
    whole = tuple(rows.alias(key=CODE_KEY).filter(key=key))
    alike = rows.alias(end=CODE_END, key=CODE_KEY).filter(end=end_of(typed), key__endswith=key)
    return whole or tuple(alike[:MOST_ALIKE])


def only(found: Sequence[Dossier], typed: str) -> Dossier:
    """The one that was found; raises NotFound for none, and for several."""
    if len(found) != 1:
        raise NotFound(f"dossier {typed}")
    return found[0]
