"""The courtesy notice to whom a dossier was shared with: no name of a person from it, the way to it, until when."""

from collections.abc import Iterable
from datetime import timedelta

from dvctt.accounts import people
from dvctt.authority import CASE_ROLES
from dvctt.casework.models import Dossier
from dvctt.casework.models.grants import DossierGrant
from dvctt.casework.outputs import letters
from dvctt.kernel import Actor, Role
from dvctt.ministry import api as ministry


def tell_grantees(actor: Actor, dossier: Dossier, made: DossierGrant) -> None:
    """Tell the officer, or who leads the unit, in the caller's transaction; not who shared it himself."""
    told = [str(made.account_id)] if made.account_id else _leading(made.unit)
    for account in told:
        if account != actor.id:
            _tell(account, actor, dossier, made)


def _leading(unit: str) -> list[str]:
    """Who hears for a unit: its heads (and their deputies), else whoever reads there, else those next above it."""
    parents = {one.code: one.parent for one in ministry.units()}
    found = people.officers_over([unit], CASE_ROLES)
    here: str | None = unit
    while here is not None:
        reading = _with_roles(found, here, CASE_ROLES)
        if reading:
            return _with_roles(found, here, {Role.HEAD}) or reading
        here = parents.get(here)
    return []


def _with_roles(found: Iterable[people.OfficerView], unit: str, roles: Iterable[Role]) -> list[str]:
    return [one.account_id for one in found if any(at.unit == unit and at.role in roles for at in one.appointments)]


def _tell(account: str, actor: Actor, dossier: Dossier, made: DossierGrant) -> None:
    letters.to_officer(
        account,
        dossier,
        "officer/shared_for_comment" if made.comment else "officer/shared",
        key=f"shared:{made.id}",
        name=actor.name,
        code=dossier.code,
        since=made.since,
        last=made.until - timedelta(seconds=1),
    )
