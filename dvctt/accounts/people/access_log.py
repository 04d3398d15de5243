"""Looks of staff at a registration, a change of identity or an account, as the person concerned reads them (15.2)."""

from dvctt.authority import Power, roles_with
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Ref


def looked(actor: Actor, subject: Ref, purpose: str, *powers: Power) -> None:
    """Record the look with the unit and the role by which the officer may look, and with what was looked at."""
    roles = frozenset(role for power in powers for role in roles_with(power))
    grant = next((one for one in actor.grants if one.role in roles), None)
    journal.look(
        actor, subject, purpose, part=subject.kind, unit=grant.unit if grant else "", role=grant.role if grant else "",
    )  # fmt: skip
