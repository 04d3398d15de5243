"""Settings that are guards: one official proposes another value, a second confirms it (15.1)."""

from uuid import UUID

from django.db import transaction

from dvctt.accounts.models import Proposal
from dvctt.accounts.officials.appointments import reason_faults
from dvctt.accounts.proposals import four_eyes
from dvctt.kernel import Actor, Invalid
from dvctt.ministry import api as ministry


@ministry.proved
@transaction.atomic
def propose_setting(actor: Actor, key: str, value: str | int | bool, *, reason: str) -> UUID:
    """Let a setting's new value wait for a second official.

    Raises Forbidden, NotFound, Invalid at the place `key` or `reason`, Refused `proposed_already` while another value
    of it waits.
    """
    ministry.require_settable(actor, key, value)
    if wrong := reason_faults(reason):
        raise Invalid(*wrong)
    what = {"key": key, "value": value, "before": ministry.setting(key), "reason": reason.strip()}
    return four_eyes.propose(actor, Proposal.Kind.SETTING, None, what)


def require_settable(actor: Actor, proposal: Proposal) -> None:
    """Raise what `propose_setting` would raise to the actor of what is proposed."""
    ministry.require_settable(actor, proposal.what["key"], proposal.what["value"])


def set_proposed(actor: Actor, proposal: Proposal) -> None:
    """Set the value that another official proposed; raises as `propose_setting`."""
    what = proposal.what
    ministry.set_confirmed(
        actor, what["key"], what["value"], reason=what["reason"], proposed_by=proposal.proposed_by
    )  # fmt: skip
