"""The officers, and the parties of an account: what pages and other packages list."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import F

from dvctt.accounts.models import Account, Appointment, ChangeRequest, Registration
from dvctt.accounts.people.actor import appointments_today, held_by, memberships_today, with_deputies
from dvctt.accounts.people.queries import account_row, party_view
from dvctt.accounts.people.read_models import AppointmentView, OfficerView, PartyView
from dvctt.kernel import Actor, NotFound, Ref, Role, Text
from dvctt.ministry import api as ministry


def parties_of(account: Account | UUID | str) -> tuple[PartyView, ...]:
    """Give whom the account may act for today: oneself first, then organisations by name."""
    account_id = account.id if isinstance(account, Account) else account
    return tuple(party_view(membership.party) for membership in memberships_today(account_id))


def officers(unit: str, role: Role | None = None) -> tuple[OfficerView, ...]:
    """Give the officers appointed to the unit itself today (in a role, where named), by given name. One query."""
    held = appointments_today().filter(unit=unit).select_related("account")
    if role is not None:
        held = held.filter(role=role)
    return _views(held)


def officer(account_id: UUID | str) -> OfficerView:
    """Give an officer with today's appointments, then those of the absent whose deputy he is; raises NotFound."""
    account = account_row(account_id)
    if account.kind != Account.Kind.OFFICER:
        raise NotFound(f"officer {account_id}")
    held = _own_first(account, list(held_by(account.id)))
    return OfficerView(str(account.id), account.name, account.email, tuple(held))


def officers_over(units: Iterable[str], roles: Iterable[Role]) -> tuple[OfficerView, ...]:
    """Give who holds one of the roles today at the units or above them, deputies too, by given name. One query."""
    parents = {one.code: one.parent for one in ministry.units()}
    above: set[str] = set()
    for code in units:
        here: str | None = code
        while here is not None and here not in above:
            above.add(here)
            here = parents.get(here)
    held = appointments_today().filter(unit__in=above, role__in=[str(role) for role in roles])
    found = with_deputies(held).annotate(
        deputy_name=F("standing__deputy__name"), deputy_email=F("standing__deputy__email")
    )
    rows: list[Any] = list(found.select_related("account"))
    return _joined(*_views(rows), *(_deputy(row) for row in rows if row.deputy_id))


def own_refs(actor: Actor) -> tuple[Ref, ...]:
    """Give under which names looks at an applicant are known: account, parties, registrations, changes of identity."""
    changed = ChangeRequest.objects.filter(account_id=UUID(actor.id)).values_list("id", flat=True)
    registered = Registration.objects.filter(account_id=UUID(actor.id)).values_list("id", flat=True)
    parties = (Ref("party", one) for one in sorted(actor.parties))
    return (Ref("account", actor.id), *parties, *(Ref("registration", str(one)) for one in registered),
            *(Ref("change", str(one)) for one in changed))  # fmt: skip


def appointment_view(row: Appointment) -> AppointmentView:
    """Give an appointment as others see it; a closed unit covers nothing but itself."""
    try:
        covers = ministry.covered(row.unit)
    except NotFound:
        covers = frozenset({row.unit})
    return AppointmentView(
        id=str(row.id), unit=row.unit, role=Role(row.role), title=Text(vi=row.title_vi, en=row.title_en or None),
        authority_line=row.authority_line, since=row.since, until=row.until, covers=covers,
    )  # fmt: skip


def _own_first(account: Account, held: list[Appointment]) -> Iterable[AppointmentView]:
    """One's own appointments, then those of the absent: signed with one's own title, by the deputy's authority."""
    own = [appointment_view(one) for one in held if one.account_id == account.id]
    yield from own
    for one in held:
        if one.account_id != account.id:
            view = _as_deputy(one, str(one.deputy_line))  # type: ignore[attr-defined]
            yield replace(view, title=own[0].title) if own else view


def _as_deputy(one: Appointment, line: str) -> AppointmentView:
    return replace(
        appointment_view(one), authority_line=line, instead_of=str(one.account_id), instead_name=one.account.name
    )


def _deputy(row: Any) -> OfficerView:
    held = _as_deputy(row, row.deputy_line)
    return OfficerView(str(row.deputy_id), row.deputy_name, row.deputy_email, (held,))


def _joined(*found: OfficerView) -> tuple[OfficerView, ...]:
    """One view for each officer, by given name."""
    known: dict[str, OfficerView] = {}
    for one in found:
        before = known.get(one.account_id)
        known[one.account_id] = replace(one, appointments=before.appointments + one.appointments) if before else one
    return tuple(sorted(known.values(), key=lambda view: (view.name.split()[-1:], view.name)))


def _views(held: Iterable[Appointment]) -> tuple[OfficerView, ...]:
    by_account: dict[UUID, list[Appointment]] = {}
    for one in held:
        by_account.setdefault(one.account_id, []).append(one)
    views = [
        OfficerView(str(rows[0].account_id), rows[0].account.name, rows[0].account.email,
                    tuple(appointment_view(one) for one in rows))
        for rows in by_account.values()
    ]  # fmt: skip
    return tuple(sorted(views, key=lambda view: (view.name.split()[-1:], view.name)))
