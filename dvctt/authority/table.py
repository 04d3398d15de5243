"""The one table of authority: its rows about dossiers and about the system, and the questions that it answers."""

from dvctt.authority.dossiers import OF_DOSSIERS, DossierPower, DossierReach, DossierRow
from dvctt.authority.system import OF_SYSTEM, SystemPower, SystemReach, SystemRow
from dvctt.authority.who import CASE_ROLES, Who
from dvctt.kernel import Actor, ActorKind, Forbidden, Role

Power = DossierPower | SystemPower
Reach = DossierReach | SystemReach
Row = DossierRow | SystemRow

TABLE: tuple[Row, ...] = (*OF_DOSSIERS, *OF_SYSTEM)


def rows(who: Who, power: Power | None = None) -> tuple[Row, ...]:
    """The rows of the table for one of `who`, of one power or of all."""
    return tuple(row for row in TABLE if row.who == who and power in (None, row.power))


def dossier_rows(who: Who, power: DossierPower | None = None) -> tuple[DossierRow, ...]:
    """The same of the rows about dossiers."""
    return tuple(row for row in rows(who, power) if isinstance(row, DossierRow))


def roles_with(power: Power) -> frozenset[Role]:
    """The roles to which the table gives a power anywhere; those of processes where a grant may give it."""
    by_value = {role.value: role for role in Role}
    named = {row.who for row in TABLE if row.power == power}
    roles = {by_value[who.value] for who in named if who.value in by_value}
    return frozenset(roles | CASE_ROLES if Who.GRANTEE in named else roles)


def may(actor: Actor, power: Power) -> bool:
    """Whether the actor has the power over something; which dossiers, scope tells."""
    if actor.kind == ActorKind.OFFICER:
        return bool(actor.roles() & roles_with(power))
    who = {ActorKind.APPLICANT: Who.APPLICANT, ActorKind.SYSTEM: Who.SYSTEM}.get(actor.kind)
    return who is not None and bool(rows(who, power))


def require(actor: Actor, power: Power) -> None:
    """Raise `Forbidden` for an actor to whom the table gives the power nowhere."""
    if not may(actor, power):
        raise Forbidden(power.value)


def reaches(actor: Actor, power: SystemPower, reach: SystemReach) -> bool:
    """Whether a role of the officer has the power over what `reach` names, at any unit."""
    return any(row.reach == reach for role in actor.roles() for row in rows(Who(role.value), power))


def units(actor: Actor, power: SystemPower, reach: SystemReach) -> frozenset[str]:
    """Codes of the units at which a role of the officer reaches so far with that power."""
    return frozenset(
        code
        for grant in actor.grants
        if any(row.reach == reach for row in rows(Who(grant.role.value), power))
        for code in grant.covers
    )
