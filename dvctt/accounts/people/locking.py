"""Ending sessions of an account, and finding the row that an act changes."""

from contextlib import suppress
from uuid import UUID

from dvctt.accounts.models import Account
from dvctt.accounts.models.ids import as_uuid
from dvctt.authority import SystemPower, require
from dvctt.journal import api as journal
from dvctt.kernel import Actor, NotFound, Reason, Ref, Refused


def locked(account_id: UUID | str, *states: Account.State) -> Account:
    """Give the account, locked; raises NotFound, and Refused with `wrong_state` where it is in none of `states`."""
    row = Account.objects.select_for_update(no_key=True).filter(id=as_uuid(account_id), erased_at=None).first()
    if row is None:
        raise NotFound(f"account {account_id}")
    if states and row.state not in states:
        raise Refused(Reason("wrong_state", {"state": row.state}))
    return row


def lock_all(*account_ids: UUID | str) -> None:
    """Lock accounts until the caller's transaction ends, in one order, so that nobody waits for who waits for him.

    What is no id of an account is passed over.
    """
    known = set()
    for one in account_ids:
        with suppress(NotFound):
            known.add(as_uuid(one))
    list(Account.objects.select_for_update(no_key=True).filter(id__in=known).order_by("id"))


def record(account: Account, actor: Actor, act: str, *, reason: str = "", **after: str) -> None:
    """Append an act on the account itself to its chain; its reason in words can be erased."""
    said = {"reason": reason} if reason else {}
    journal.append(Ref("account", str(account.id)), actor, act, before={}, after=after, personal=said)


def only_operator(actor: Actor) -> None:
    """Let the operator and the system pass; raises Forbidden for others (19.3)."""
    require(actor, SystemPower.ACCOUNTS)
