"""Who may see which dossier: the one place that narrows a queryset to an actor, by the table (3.2, 15.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from dvctt.accounts import people
from dvctt.authority import CASE_ROLES, PLACES, DossierPower, DossierReach, DossierRow, Who, dossier_rows
from dvctt.casework.core.mandate import owned_by
from dvctt.casework.models import Dossier
from dvctt.casework.models.grants import DossierGrant
from dvctt.kernel import Actor, ActorKind, NotFound, clock


@dataclass(frozen=True)
class Access:
    """What the actor may do with one dossier, and as what: `purpose` is processing, reference, grant or own."""

    powers: frozenset[DossierPower]
    purpose: str
    role: str = ""
    unit: str = ""

    def may(self, power: DossierPower) -> bool:
        """Whether the power is among them."""
        return power in self.powers


def visible(actor: Actor, power: DossierPower = DossierPower.READ) -> QuerySet[Dossier]:
    """The dossiers over which the actor has a power; to whom the table gives it nowhere, none.

    One query, also where a dossier was shared.
    """
    return Dossier.objects.filter(reached(actor, power))


def reached(actor: Actor, power: DossierPower, *, shared: bool = True) -> Q:
    """The same as a condition on dossiers."""
    found = Q(pk__in=())
    for row, covers in _held(actor, power):
        if shared or row.who != Who.GRANTEE:
            found |= _narrowed(actor, row, covers)
    return found


def as_of_now(actor: Actor, dossier: Dossier, power: DossierPower) -> Actor:
    """Who acts, with what the account may do at this moment; raises NotFound where the power is gone meanwhile.

    To be asked once the dossier is locked: who waited for it may have lost what the page was opened with.
    """
    now = people.as_of_now(actor)
    if now is not actor and not any(_applies(now, row, covers, dossier) for row, covers in _held(now, power)):
        raise NotFound(f"dossier {dossier.pk}")
    return now


def access(actor: Actor, dossier: Dossier) -> Access:
    """What the actor may do with a dossier that `visible` gave; without a query.

    Who reads it by no role of his own reads it by a grant, whose leave to write is asked for apart.
    """
    held = [(row, covers) for row, covers in _held(actor) if _applies(actor, row, covers, dossier)]
    if not held:
        shared = frozenset(row.power for row in dossier_rows(Who.GRANTEE) if row.reach == DossierReach.SHARED)
        return Access(shared, "grant", Who.GRANTEE.value)
    row = min((row for row, _ in held), key=lambda one: PLACES.get(one.reach) != dossier.holder)
    purpose = "reference" if dossier.closed_at else "processing"
    if actor.kind != ActorKind.OFFICER:
        purpose = "own"
    unit = getattr(dossier, PLACES[row.reach]) if row.reach in PLACES else ""
    return Access(frozenset(one.power for one, _ in held), purpose, row.who.value, unit)


def case_units(actor: Actor) -> frozenset[str]:
    """Codes of the units at which the actor holds a role in the process."""
    return frozenset(code for grant in actor.grants if grant.role in CASE_ROLES for code in grant.covers)


def live_grants(actor: Actor, *, to_write: bool = False) -> QuerySet[DossierGrant]:
    """The grants in force now to the actor or to a unit of his; `to_write` only those that allow notes."""
    if not actor.roles() & CASE_ROLES:
        return DossierGrant.objects.none()
    now = clock.now()
    found = DossierGrant.objects.filter(ended_at=None, since__lte=now, until__gt=now)
    found = found.filter(Q(account_id=UUID(actor.id)) | Q(unit__in=case_units(actor)))
    return found.filter(comment=True) if to_write else found


def _held(actor: Actor, power: DossierPower | None = None) -> Iterator[tuple[DossierRow, frozenset[str]]]:
    """The rows of the table that are about the actor, each with the units at which."""
    for who, covers in _as_whom(actor):
        for row in dossier_rows(who, power):
            yield row, covers


def _as_whom(actor: Actor) -> Iterator[tuple[Who, frozenset[str]]]:
    if actor.kind in (ActorKind.APPLICANT, ActorKind.SYSTEM):
        yield Who(actor.kind.value), frozenset()
    for grant in actor.grants:
        yield Who(grant.role.value), grant.covers
    if actor.roles() & CASE_ROLES:
        yield Who.GRANTEE, frozenset()


def _narrowed(actor: Actor, row: DossierRow, covers: frozenset[str]) -> Q:
    """The dossiers that a row of the table reaches."""
    if row.reach in PLACES:
        place = PLACES[row.reach]
        since = "submitted_at" if row.reach == DossierReach.RECEIVED else "accepted_at"
        found = Q(**{f"{place}__in": covers, f"{since}__isnull": False})
        return found & Q(holder=place) if row.held else found
    if row.reach == DossierReach.OWN:
        return owned_by(actor)
    if row.reach in (DossierReach.SHARED, DossierReach.SHARED_TO_WRITE):
        granted = live_grants(actor, to_write=row.reach == DossierReach.SHARED_TO_WRITE)
        return Q(pk__in=granted.values("dossier_id"))
    return Q(pk__isnull=False) if row.reach == DossierReach.ALL else Q(pk__in=())


def _applies(actor: Actor, row: DossierRow, covers: frozenset[str], dossier: Dossier) -> bool:
    """The same of one dossier in memory, grants apart."""
    if row.reach in PLACES:
        place = PLACES[row.reach]
        since = dossier.submitted_at if row.reach == DossierReach.RECEIVED else dossier.accepted_at
        here = getattr(dossier, place) in covers and since is not None
        return here and (not row.held or dossier.holder == place)
    if row.reach == DossierReach.OWN:
        return str(dossier.owner_id) in actor.parties
    return row.reach == DossierReach.ALL
