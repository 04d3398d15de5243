"""The end of an account: cancelled by its holder; after a while `erasure` leaves a tombstone of it (13.1.b, 16.1)."""

from datetime import date, timedelta

from django.db import transaction

from dvctt.accounts.letters import sending
from dvctt.accounts.models import Account, ChangeRequest, Membership, Party
from dvctt.accounts.people import open_changes
from dvctt.accounts.people.erasure import ACCOUNT_CANCELLED, RULE
from dvctt.accounts.people.locking import locked, record
from dvctt.accounts.signin.open_sessions import end_sessions
from dvctt.kernel import Actor, Forbidden, Ref, clock
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox


def erased_from() -> date:
    """Tell after which day the personal data of an account cancelled today are erased."""
    return clock.today() + timedelta(days=int(ministry.setting(RULE)))


@transaction.atomic
def cancel_own(actor: Actor) -> date:
    """Cancel one's own account for good: nobody signs in with it any more; gives after which day data are erased.

    Dossiers that were filed go on and their messages go to the same address; drafts are dropped by whoever keeps them
    (the event `account_cancelled`). Raises Forbidden for official accounts, Refused `wrong_state`.
    """
    account = locked(actor.id, Account.State.ACTIVE)
    if account.kind != Account.Kind.APPLICANT:
        raise Forbidden("cancel_own")
    now, last = clock.now(), erased_from()
    own = list(
        Party.objects.filter(
            memberships__account=account, memberships__power="self", memberships__ended_at=None, active=True
        )
    )  # fmt: skip
    Membership.objects.filter(account=account, ended_at=None).update(
        ended_at=now, ended_by=actor.id, end_reason="account_cancelled"
    )  # fmt: skip
    Party.objects.filter(id__in=[one.id for one in own]).update(active=False)
    open_changes.withdraw(ChangeRequest.objects.filter(account=account), actor, "account_cancelled")
    account.state, account.cancelled_at = Account.State.CANCELLED, now
    account.save(update_fields=["state", "cancelled_at"])
    end_sessions(account.id, actor.id)
    record(account, actor, "cancelled", erased_after=last.isoformat())
    outbox.emit(
        ACCOUNT_CANCELLED, Ref("account", str(account.id)), parties=[str(one.id) for one in own]
    )  # fmt: skip
    sending.to_account(account, "account/cancelled", username=account.username, at=clock.now(), day=last)
    return last
