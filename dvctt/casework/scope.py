"""Who may see which dossier: the one place that narrows a queryset to an actor (3.2, 15.2)."""

from uuid import UUID

from django.db.models import Q, QuerySet

from dvctt.casework.models import Dossier
from dvctt.kernel import Actor, ActorKind, Role

CASE_ROLES = frozenset({Role.DESK, Role.APPRAISER, Role.HEAD, Role.COMPETENT, Role.CLERK})


def visible(actor: Actor) -> QuerySet[Dossier]:
    """The dossiers that exist for this actor.

    An applicant sees those of the parties acted for. An officer sees what has been submitted to a unit
    of his, and as appraising or deciding unit only from acceptance on. The operator sees none (14.1.c).
    """
    if actor.kind == ActorKind.SYSTEM:
        return Dossier.objects.all()
    if actor.kind == ActorKind.APPLICANT:
        return Dossier.objects.filter(owner_id__in=map(UUID, actor.parties))
    if actor.kind == ActorKind.OFFICER:
        return Dossier.objects.filter(_of_units(case_units(actor)))
    return Dossier.objects.none()


def case_units(actor: Actor) -> frozenset[str]:
    """Codes of the units at which the actor holds a role in the process."""
    return frozenset(code for grant in actor.grants if grant.role in CASE_ROLES for code in grant.covers)


def _of_units(units: frozenset[str]) -> Q:
    took_part = Q(appraising__in=units) | Q(deciding__in=units)
    return (Q(receiving__in=units) & Q(submitted_at__isnull=False)) | (took_part & Q(accepted_at__isnull=False))
