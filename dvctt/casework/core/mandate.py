"""Whose dossier it is for an applicant: by mandates, within the procedures that each is for (13.1.b)."""

from uuid import UUID

from django.db.models import Q

from dvctt.accounts import people
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import AnswerSet, Dossier
from dvctt.kernel import Actor, Mandate, NotFound, Reason, Refused


def owned_by(actor: Actor) -> Q:
    """The dossiers of those for whom the actor acts; of one with named procedures only theirs."""
    whole = [UUID(one.party) for one in actor.mandates if one.procedures is None]
    found = Q(owner_id__in=whole)
    for one in actor.mandates:
        if one.procedures is not None:
            found |= Q(owner_id=UUID(one.party), version__procedure__code__in=sorted(one.procedures))
    return found


def filing_mandate(actor: Actor, owner_id: UUID | str, procedure: str) -> Mandate:
    """The mandate by which the actor files for that owner under the procedure of that code.

    Raises NotFound for an owner for whom the actor does not act, Refused with `procedure_not_in_mandate` or
    `read_only`.
    """
    held = actor.mandate(str(owner_id))
    if held is None:
        raise NotFound(f"party {owner_id}")
    if not held.covers(procedure):
        raise Refused(Reason("procedure_not_in_mandate", {"party": held.name}))
    if not held.may_file:
        raise Refused(Reason("read_only", {"party": held.name}))
    return held


def may_edit(actor: Actor, loaded: LoadedDossier) -> bool:
    """Whether the actor may change the dossier's draft now."""
    return may_file(actor, loaded) and loaded.worked_on


def may_file(actor: Actor, loaded: LoadedDossier) -> bool:
    """Whether the actor files for the dossier's owner under its procedure."""
    held = actor.mandate(str(loaded.dossier.owner_id))
    return held is not None and held.covers(loaded.bundle.code) and held.may_file


def draft_to_edit(actor: Actor, loaded: LoadedDossier) -> AnswerSet:
    """The draft that the actor may change now; raises as `filing_mandate`, and Refused where there is none."""
    filing_mandate(actor, loaded.dossier.owner_id, loaded.bundle.code)
    if loaded.draft is None or not loaded.worked_on:
        raise Refused(Reason("not_editable_now"))
    return loaded.draft


def owner_acted_for(actor: Actor, dossier_id: UUID) -> str:
    """The owner of a dossier for which an applicant works; raises NotFound.

    Who acted for the owner when the dossier was there, and does so no more, is told so: Refused `membership_ended`.
    """
    row = Dossier.objects.filter(pk=dossier_id).values_list("owner_id", "created_at").first()
    if row is None:
        raise NotFound(f"dossier {dossier_id}")
    owner, created = row
    if actor.mandate(str(owner)) is not None:
        return str(owner)
    past = people.ended_for(actor, owner)
    if past is None or (past.ended_at is not None and past.ended_at < created):
        raise NotFound(f"dossier {dossier_id}")
    raise Refused(Reason("membership_ended", {"party": past.party.name}))
