"""The end of an account: cancelled by its holder, and after a while a tombstone (13.1.b, 16.1)."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from dvctt.accounts import life_letters
from dvctt.accounts.closing import end_sessions, locked, record
from dvctt.accounts.models import Account, ChangeRequest, Membership, Party, Registration, Suspension, Tombstone
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Forbidden, Ref, clock, system
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox

ACCOUNT_CANCELLED = "account_cancelled"
RULE = "accounts.erase_after_days"
SWEEPER = system("erasure")
Kept = Callable[[Sequence[UUID]], frozenset[UUID]]


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
    own = list(Party.objects.filter(memberships__account=account, memberships__power="self", active=True))
    Membership.objects.filter(account=account, ended_at=None).update(
        ended_at=now, ended_by=actor.id, end_reason="account_cancelled"
    )  # fmt: skip
    Party.objects.filter(id__in=[one.id for one in own]).update(active=False)
    ChangeRequest.objects.filter(account=account, state__in=["waiting", "returned"]).update(
        state="withdrawn", decided_at=now, decided_by=actor.id
    )  # fmt: skip
    account.state, account.cancelled_at = Account.State.CANCELLED, now
    account.save(update_fields=["state", "cancelled_at"])
    end_sessions(account.id, actor.id)
    record(account, actor, "cancelled", erased_after=last.isoformat())
    outbox.emit(
        ACCOUNT_CANCELLED, Ref("account", str(account.id)), parties=[str(one.id) for one in own]
    )  # fmt: skip
    life_letters.cancelled(account, last)
    return last


def sweep_erasures(kept: Kept) -> int:
    """Erase the personal data of accounts cancelled long enough ago; gives how many tombstones were set.

    `kept` tells which of these parties still own dossiers: those stay, with the dossiers, by the rule on archives.
    """
    before = clock.now() - timedelta(days=int(ministry.setting(RULE)))
    done = 0
    for number in Account.objects.filter(cancelled_at__lte=before, erased_at=None).values_list("id", flat=True):
        with transaction.atomic():
            done += _erase_account(number, kept)
    return done


def _erase_account(number: UUID, kept: Kept) -> int:
    account = Account.objects.select_for_update().get(id=number)
    ended = account.cancelled_at or clock.now()
    others = Membership.objects.filter(party=OuterRef("pk"), ended_at=None)
    # One's own party, and organisations for which nobody acts any more.
    parties = list(
        Party.objects.filter(memberships__account=account, erased_at=None).exclude(Exists(others)).distinct()
    )  # fmt: skip
    stay = kept([one.id for one in parties])
    done = 0
    for row in Registration.objects.filter(account=account, erased_at=None):
        _empty_registration(row)
        done += _bury("registration", row.id, ended)
    for party in parties:
        if party.id not in stay:
            _empty_party(party)
            done += _bury("party", party.id, ended)
    _empty_account(account)
    return done + _bury("account", account.id, ended)


def _bury(kind: str, of: UUID, ended: date) -> int:
    entries = journal.erase_personal(Ref(kind, str(of)), SWEEPER, RULE)
    Tombstone.objects.create(kind=kind, of=of, ended_at=ended, erased_at=clock.now(), rule=RULE, entries=entries)
    return 1


def _empty_account(account: Account) -> None:
    account.email = account.email_skeleton = account.name = account.folded = account.phone = ""
    account.username, account.erased_at = f"erased.{account.id.hex}", clock.now()
    account.set_unusable_password()
    account.save()
    account.links.all().delete()
    account.codes.all().delete()
    Suspension.objects.filter(account=account).exclude(appeal="").update(appeal="–")
    for change in ChangeRequest.objects.filter(account=account):
        change.old_sealed = change.new_sealed = change.note = ""
        change.save(update_fields=["old_sealed", "new_sealed", "note"])
        journal.erase_personal(Ref("change", str(change.id)), SWEEPER, RULE)


def _empty_party(row: Party) -> None:
    for name in (
        "name", "folded", "identity_sealed", "identity_index", "tax_code", "email", "phone", "sex", "organisation_kind",
        "representative_name", "representative_position", "representative_identity_sealed",
        "representative_identity_index",
    ):  # fmt: skip
        setattr(row, name, "")
    row.birth_date, row.address, row.establishment, row.active = None, {}, {}, False
    row.erased_at = clock.now()
    row.save()


def _empty_registration(row: Registration) -> None:
    row.values, row.sealed, row.erased_at, row.attested = {}, "", clock.now(), {}
    row.name = row.folded = row.email = row.email_skeleton = row.identity_index = row.tax_code = ""
    row.save()
    row.links.all().delete()
    row.codes.all().delete()
