"""Over which official accounts somebody has power: the operator over all, an agency's administrator over its own."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from dvctt import authority
from dvctt.accounts.models import Account, Appointment
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people.queries import account_row
from dvctt.authority import SystemPower, SystemReach, require
from dvctt.kernel import Actor, ActorKind, NotFound, Reason, Refused, Role, clock
from dvctt.ministry import api as ministry

# What an agency's administrator gives nobody: the operator does.
RESERVED = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class OfficialScope:
    """The units and roles that one may give; `units` is none where there is no limit."""

    units: frozenset[str] | None
    roles: frozenset[Role]

    def has(self, unit: str) -> bool:
        """Whether the unit is among them."""
        return self.units is None or unit in self.units


def official_scope(actor: Actor) -> OfficialScope:
    """Give what the actor may give to officials; raises Forbidden for who has no power over them (14.2, 19.3)."""
    require(actor, SystemPower.OFFICIALS)
    if actor.kind == ActorKind.SYSTEM or authority.reaches(actor, SystemPower.OFFICIALS, SystemReach.WHOLE):
        return OfficialScope(None, frozenset(Role))
    return OfficialScope(authority.units(actor, SystemPower.OFFICIALS, SystemReach.COVERED), frozenset(Role) - RESERVED)


def readable(actor: Actor) -> QuerySet[Account]:
    """Find the accounts that the actor may look at: all, or those that have or had a position in the agency."""
    scope = official_scope(actor)
    if scope.units is None:
        return Account.objects.all()
    here = Appointment.objects.filter(unit__in=scope.units).values("account_id")
    return Account.objects.filter(kind=Account.Kind.OFFICER, id__in=here)


def official_for(actor: Actor, account_id: object) -> Account:
    """Give an official account, locked, for its change.

    Raises Forbidden; NotFound outside of one's scope; Refused with `not_an_officer`, `own_account`, or `elsewhere_too`
    and `reserved_role` where it holds what the actor may not give.
    """
    row = readable(actor).filter(id=as_uuid(str(account_id))).select_for_update(no_key=True).first()
    if row is None:
        raise NotFound(f"account {account_id}")
    if row.kind != Account.Kind.OFFICER:
        raise Refused(Reason("not_an_officer"))
    if str(row.id) == actor.id:
        raise Refused(Reason("own_account"))
    if reason := _beyond(actor, row):
        raise Refused(reason)
    return row


def may_change(actor: Actor, account_id: object) -> Reason | None:
    """Tell why the actor may not change an account that he may look at; none where he may."""
    row = account_row(str(account_id))
    return Reason("own_account") if str(row.id) == actor.id else _beyond(actor, row)


def _beyond(actor: Actor, row: Account) -> Reason | None:
    scope = official_scope(actor)
    if scope.units is None:
        return None
    standing = Appointment.objects.filter(account=row, ended_at=None).filter(
        Q(until=None) | Q(until__gte=clock.today())
    )
    held = list(standing.values_list("unit", "role"))
    if any(not scope.has(unit) for unit, _role in held):
        return Reason("elsewhere_too")
    return Reason("reserved_role") if any(Role(role) in RESERVED for _unit, role in held) else None


def agency_units(actor: Actor) -> tuple[ministry.UnitView, ...]:
    """Give the units to which the actor may appoint."""
    scope = official_scope(actor)
    return tuple(one for one in ministry.units() if scope.has(one.code))
