"""Who can see a dossier and why: reckoned from the table of authority and the appointments of today (14.1.b, 16.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dvctt.accounts import people as accounts_people
from dvctt.authority import CASE_ROLES, OF_DOSSIERS, PLACES, DossierPower, DossierReach, Place, Who, rows
from dvctt.casework.core.owner import owner_as_filed, with_owner_as_filed
from dvctt.casework.core.scope import visible
from dvctt.casework.models import Dossier
from dvctt.casework.models.grants import DossierGrant
from dvctt.kernel import Actor, ActorKind, NotFound, Role, Text, clock
from dvctt.ministry import api as ministry


@dataclass(frozen=True)
class Reader:
    """An officer who can see: the position, and the name where it may be told; `assignee` handles the dossier now.

    A `deputy` sees by the position of an absent officer, of whom `instead_of` is the name where it may be told.
    """

    title: Text
    name: str
    assignee: bool = False
    deputy: bool = False
    instead_of: str = ""


@dataclass(frozen=True)
class VisibilityReason:
    """One reason for which a dossier can be seen, and by whom.

    `reason` is owner, receiving, appraising, deciding or shared; `unit` a code, `role` who at that unit. A grant has
    its own reason in `said` (officers alone read it) and its end in `until`.
    """

    reason: str
    unit: str = ""
    role: str = ""
    viewers: tuple[Reader, ...] = ()
    until: datetime | None = None
    said: str = ""


def who_can_see(actor: Actor, dossier_id: UUID) -> tuple[VisibilityReason, ...]:
    """Everybody who can see the dossier now, by reason; raises NotFound. Four queries at most, however many they are.

    Those concerned read positions, and names where the ministry lets them be told.
    """
    row = with_owner_as_filed(visible(actor, DossierPower.WHO_SEES).filter(pk=dossier_id)).first()
    if row is None:
        raise NotFound(f"dossier {dossier_id}")
    inner = actor.kind == ActorKind.OFFICER
    named = inner or ministry.setting("authority.sights_told") == "names"
    name = owner_as_filed(row).name
    owner = VisibilityReason("owner", viewers=(Reader(Text(vi=name), name),))
    return (owner, *_by_role(row, named=named), *_by_grant(row, named=named, inner=inner))


def _by_role(row: Dossier, *, named: bool) -> Iterator[VisibilityReason]:
    places = {place: roles for place in PLACES.values() if (roles := _roles(row, place))}
    units = {place: getattr(row, place) for place in places}
    people = accounts_people.officers_over(units.values(), CASE_ROLES)
    for place, roles in places.items():
        for role in roles:
            viewers = tuple(_viewers(people, units[place], role, row, named=named))
            if viewers:
                yield VisibilityReason(place, units[place], role.value, viewers)


def _roles(row: Dossier, place: Place) -> list[Role]:
    """The roles that read a dossier by its place, once it has got so far."""
    if row.submitted_at is None if place == "receiving" else row.accepted_at is None:
        return []
    known = {role.value: role for role in CASE_ROLES}
    readers = [row.who for row in OF_DOSSIERS if row.power == DossierPower.READ and PLACES.get(row.reach) == place]
    return [known[who.value] for who in readers if who.value in known]


def _viewers(
    people: tuple[accounts_people.OfficerView, ...], unit: str, role: Role, row: Dossier, *, named: bool
) -> Iterator[Reader]:
    for one in people:
        fitting = [held for held in one.appointments if held.role == role and unit in held.covers]
        held = min(fitting, key=lambda each: bool(each.instead_of), default=None)
        if held is not None:
            name, absent = (one.name, held.instead_name) if named else ("", "")
            yield Reader(held.title, name, one.account_id == str(row.assignee_id), bool(held.instead_of), absent)


def _by_grant(row: Dossier, *, named: bool, inner: bool) -> Iterator[VisibilityReason]:
    if not any(row.reach == DossierReach.SHARED for row in rows(Who.GRANTEE, DossierPower.READ)):
        return
    now = clock.now()
    live = DossierGrant.objects.filter(dossier=row, ended_at=None, since__lte=now, until__gt=now)
    grants = list(live.select_related("account").order_by("until", "id"))
    units = _units_of_officers() if any(one.account_id for one in grants) else {}
    for one in grants:
        name = one.account.name if one.account and named else ""
        viewers = (Reader(Text(vi="Cán bộ phối hợp", en="Officer consulted"), name),) if one.account else ()
        yield VisibilityReason(
            "shared",
            one.unit or units.get(str(one.account_id), ""),
            "",
            viewers,
            one.until,
            one.reason if inner else "",
        )


def _units_of_officers() -> dict[str, str]:
    """The unit of everybody with whom a dossier can be shared, by account; one query."""
    found = accounts_people.officers_over([one.code for one in ministry.units()], CASE_ROLES)
    return {one.account_id: one.appointments[0].unit for one in found}
