"""A grant taken back before the account was ever opened: its link is dead, its number free again (N.grant)."""

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from dvctt.accounts.letters import sending
from dvctt.accounts.lifecycle.suspension import given_reason
from dvctt.accounts.models import Account, Membership, Party, Registration
from dvctt.accounts.people.erasure import ACCOUNT_CANCELLED
from dvctt.accounts.people.locking import locked, only_operator, record
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Reason, Ref, Refused, clock
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox

END = "grant_revoked"


@ministry.proved
@transaction.atomic
def revoke_grant(actor: Actor, account_id: UUID | str, *, reason: str, dry_run: bool = False) -> None:
    """Take an account back that waits for first access; who registered is told the reason and may register again.

    A party for which nobody else acts is no longer one, so that its number can be registered. Raises Forbidden,
    NotFound, Invalid at `reason`, Refused `wrong_state` once it was opened, and for official accounts. A `dry_run` does
    nothing but raise.
    """
    only_operator(actor)
    said = given_reason(reason, "reason")
    account = locked(account_id, Account.State.PENDING)
    row = Registration.objects.select_for_update(of=("self",)).filter(account=account, state="approved").first()
    if account.kind != Account.Kind.APPLICANT or row is None:
        raise Refused(Reason("wrong_state", {"state": account.state}))
    if dry_run:
        return
    now = clock.now()
    account.links.filter(used_at=None).update(used_at=now)
    Membership.objects.filter(account=account, ended_at=None).update(ended_at=now, ended_by=actor.id, end_reason=END)
    others = Membership.objects.filter(party=OuterRef("pk"), ended_at=None)
    alone = Party.objects.filter(memberships__account=account, active=True).exclude(Exists(others))
    left = list(alone.values_list("id", flat=True).distinct())
    Party.objects.filter(id__in=left).update(active=False)
    account.state, account.cancelled_at = Account.State.CANCELLED, now
    account.save(update_fields=["state", "cancelled_at"])
    row.state, row.reasons, row.decided_at, row.decided_by = "revoked", [{"place": "", "text": said}], now, actor.id
    row.save()
    journal.append(
        row.ref, actor, "revoked", before={"state": "approved"}, after={"state": "revoked"},
        personal={"reason": said}, at=now,
    )  # fmt: skip
    record(account, actor, END, reason=said)
    outbox.emit(ACCOUNT_CANCELLED, Ref("account", str(account.id)), parties=[str(one) for one in left])
    sending.to_registrant(row, "registration/revoked", name=row.name, reason=said)
