"""What is left of who left: personal values are emptied wherever they stand, and a tombstone is set (16.1)."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Exists, OuterRef

from dvctt.accounts.drafts.form_drafts import drop_form_drafts_about
from dvctt.accounts.models import (
    Account,
    ChangeRequest,
    FactorReset,
    Invitation,
    Membership,
    Party,
    Registration,
    Suspension,
    Tombstone,
)
from dvctt.journal import api as journal
from dvctt.kernel import Ref, clock, system
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices

RULE = "accounts.erase_after_days"
SWEEPER = system("erasure")
GONE = "–"
# Why a membership ended, where nobody wrote it.
CODES = ("", "account_cancelled", "grant_revoked", "account_replaced")
CHANGE_TEXTS = ("old_sealed", "new_sealed", "identity_index", "tax_code", "note", "accept_reason")
Kept = Callable[[Sequence[UUID]], frozenset[UUID]]


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
    _erase_letters(account, [party for party in parties if party.id in stay])
    _empty_account(account)
    return done + _bury("account", account.id, ended)


def _bury(kind: str, of: UUID, ended: date) -> int:
    entries = journal.erase_personal(Ref(kind, str(of)), SWEEPER, RULE)
    drop_form_drafts_about(Ref(kind, str(of)))
    notices.erase(SWEEPER, Ref(kind, str(of)), RULE)
    Tombstone.objects.create(kind=kind, of=of, ended_at=ended, erased_at=clock.now(), rule=RULE, entries=entries)
    return 1


def _erase_letters(account: Account, stay: Sequence[Party]) -> None:
    """Empty what went to the person's own addresses about whatever; not what went to those of a party that stays."""
    kept = {one.email.casefold() for one in stay} | {one.phone for one in stay}
    own = (("email", account.email), ("sms", account.phone))
    notices.erase_sent_to(SWEEPER, [pair for pair in own if pair[1] and pair[1].casefold() not in kept], RULE)


def _empty_account(account: Account) -> None:
    Invitation.objects.filter(email__iexact=account.email).exclude(state="open").update(email="")
    account.email = account.email_skeleton = account.name = account.folded = account.phone = ""
    account.username, account.erased_at = f"erased.{account.id.hex}", clock.now()
    account.set_unusable_password()
    account.save()
    account.links.all().delete()
    account.codes.all().delete()
    account.form_drafts.all().delete()
    for opens in (Authenticator, SocialAccount):
        opens._default_manager.filter(user=account).delete()
    _empty_words(account)


def _empty_words(account: Account) -> None:
    """What somebody wrote about the person, or the person wrote: that something was written stays."""
    of_person = {
        Suspension: ("reason", "ended_reason", "appeal", "answer"), FactorReset: ("reason",),
        Membership: ("end_reason",),
    }  # fmt: skip
    for model, names in of_person.items():
        for name in names:
            written = model._default_manager.filter(account=account).exclude(**{f"{name}__in": CODES})
            written.update(**{name: GONE})
    for change in ChangeRequest.objects.filter(account=account):
        for name in CHANGE_TEXTS:
            setattr(change, name, "")
        change.reasons = _unsaid(change.reasons)
        change.save(update_fields=[*CHANGE_TEXTS, "reasons"])
        drop_form_drafts_about(Ref("change", str(change.id)))
        journal.erase_personal(Ref("change", str(change.id)), SWEEPER, RULE)


def _unsaid(reasons: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    return [one | {"text": GONE} for one in reasons]


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
    row.reasons, row.accept_reason = _unsaid(row.reasons), GONE if row.accept_reason else ""
    row.name = row.folded = row.email = row.email_skeleton = ""
    row.identity_index = row.person_index = row.tax_code = ""
    row.save()
    row.links.all().delete()
    row.codes.all().delete()


ACCOUNT_CANCELLED = "account_cancelled"
