"""Who is told of what somebody does in a party's name: its own address and who manages it."""

from typing import Any

from dvctt.accounts.letters import sending
from dvctt.accounts.memberships import membership
from dvctt.accounts.models import Account, Membership, Party
from dvctt.kernel import Ref, clock


def joined(row: Membership) -> None:
    """Tell that who registered acts for the party from now on, how far, and where to object."""
    representative = row.power == Membership.Power.REPRESENTATIVE
    letter = "party/joined_representative" if representative else "party/joined"
    to_others(row.account, row.party, letter, at=clock.now())


def to_others(doer: Account, party: Party, letter: str, /, *, name: str = "", **values: Any) -> None:
    """Write to the party, under `name` where it had another, and to who manages it; not to the doer's own address."""
    managers = membership.managers(party.id).exclude(account=doer)
    for to in membership.watching(party.id, [row.account for row in managers]):
        if ("email", doer.email) not in to.addresses:
            told = {"name": doer.name, "username": doer.username, "party": name or party.name}
            sending.send(to, Ref("party", str(party.id)), letter, **told, **values)
