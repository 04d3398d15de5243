"""External identities: linked to an account by its holder, never by an e-mail address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.db.models import Q

from dvctt.accounts.letters import sending
from dvctt.accounts.models import Account, DirectoryName, Membership
from dvctt.accounts.people.identity_numbers import identity_index
from dvctt.accounts.people.queries import account_row
from dvctt.accounts.providers import registry
from dvctt.accounts.providers.openid_connect import ExternalIdentity
from dvctt.accounts.providers.registry import IdentityProvider
from dvctt.accounts.signin.sign_ins import actor_of
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Assurance, NotFound, Reason, Ref, Refused, Text, clock
from dvctt.ministry import api as ministry

LINK_LEVEL = "accounts.identity.link_level"


@dataclass(frozen=True)
class LinkedIdentity:
    """An external identity on one's account; `name` is the provider's, its id where it is no longer deployed."""

    id: int
    provider: str
    name: Text
    since: datetime
    used: datetime


def identities_of(actor: Actor) -> tuple[LinkedIdentity, ...]:
    """Give the external identities of one's own account, the oldest first."""
    names = {one.id: one.name for one in registry.providers()}
    held = SocialAccount.objects.filter(user_id=actor.id).order_by("date_joined", "id")
    return tuple(
        LinkedIdentity(
            row.id, row.provider, names.get(row.provider, Text(vi=row.provider)), row.date_joined, row.last_login
        )
        for row in held
    )  # fmt: skip


def providers_of(actor: Actor) -> tuple[IdentityProvider, ...]:
    """Give the providers of this deployment that one's own account is linked to."""
    held = set(SocialAccount.objects.filter(user_id=actor.id).values_list("provider", flat=True))
    return tuple(one for one in registry.providers() if one.id in held)


def identity_holder(identity: ExternalIdentity) -> Account | None:
    """Give the account that the identity is linked to."""
    row = SocialAccount.objects.filter(provider=identity.provider, uid=identity.uid).select_related("user").first()
    account = row.user if row else None
    return account if isinstance(account, Account) else None


def identity_match(identity: ExternalIdentity) -> Account | None:
    """Find the applicant's account whose holder has the identity number that a trusted provider has told.

    Only with assurance of the ministry's setting, and only where exactly one account is that person's own.
    """
    wanted = Assurance(str(ministry.setting(LINK_LEVEL)))
    provider = registry.provider(identity.provider)
    if provider.audience != "applicant" or not identity.identity_number or not identity.assurance.at_least(wanted):
        return None
    held = Membership.objects.filter(
        power="self", party__active=True, party__kind="individual", account__state="active", ended_at=None,
        party__identity_index=identity_index(identity.identity_number), since__lte=clock.today(),
    ).filter(Q(until=None) | Q(until__gte=clock.today()))  # fmt: skip
    accounts = {row.account for row in held.select_related("account")[:2]}
    return accounts.pop() if len(accounts) == 1 else None


def entered(identity: ExternalIdentity) -> Account | None:
    """Find the official account for which the operator has entered this name at the ministry's directory."""
    provider = registry.provider(identity.provider)
    if provider.audience != "officer" or not identity.directory_name:
        return None
    held = DirectoryName.objects.filter(provider=identity.provider, account__state="active")
    alike = held.filter(name__iexact=identity.directory_name).select_related("account")
    # The database takes more letters for one another than a directory does: a dotless i for an i.
    known = [row.account for row in alike if _ascii_lower(row.name) == _ascii_lower(identity.directory_name)]
    return known[0] if len(known) == 1 else None


@transaction.atomic
def link_identity(actor: Actor, account: Account, identity: ExternalIdentity, how: str) -> None:
    """Link an identity to the account; `how` is `account_page`, `identity_number` or `directory`.

    The caller has made sure that the person has proved the account, or the operator has entered the name. Raises
    Refused: `identity_wrong_kind`, `identity_of_another`, `identity_linked_elsewhere`, `identity_one_each`.
    """
    provider = registry.provider(identity.provider)
    account = Account.objects.select_for_update().get(id=account.id)
    if provider.audience != account.kind:
        raise Refused(Reason("identity_wrong_kind"))
    if _of_another(account, identity):
        raise Refused(Reason("identity_of_another"))
    if SocialAccount.objects.filter(provider=identity.provider, uid=identity.uid).exists():
        raise Refused(Reason("identity_linked_elsewhere"))
    if SocialAccount.objects.filter(provider=identity.provider, user=account).exists():
        raise Refused(Reason("identity_one_each"))
    extra = {"subject": journal.cipher().encrypt(identity.subject)}
    try:
        with transaction.atomic():
            SocialAccount.objects.create(
                provider=identity.provider, uid=identity.uid, user=account, extra_data=extra
            )  # fmt: skip
    except IntegrityError:
        raise Refused(Reason("identity_linked_elsewhere")) from None
    _tell(actor, account, provider, "identity_linked", {"how": how, "assurance": identity.assurance.value})


@transaction.atomic
def unlink_identity(actor: Actor, identity_id: int) -> None:
    """Take an identity off one's own account, which keeps its password; the caller has asked for it again.

    Raises NotFound, and Refused with `last_way_in` where nothing else would open the account.
    """
    account = Account.objects.select_for_update().get(id=account_row(actor.id).id)
    row = SocialAccount.objects.filter(id=identity_id, user=account).first()
    if row is None:
        raise NotFound(f"identity {identity_id}")
    if not account.has_usable_password():
        raise Refused(Reason("last_way_in"))
    known = {one.id: one for one in registry.providers()}
    row.delete()
    _tell(actor, account, known.get(row.provider), "identity_unlinked", {"provider": row.provider})


def link_entered_identity(identity: ExternalIdentity, address: str) -> Account | None:
    """Link an official's identity by the name that the operator has entered; None where none was.

    Raises Refused as `link_identity` does: a name that the directory has given to somebody else opens nothing.
    """
    account = entered(identity)
    if account is not None:
        link_identity(actor_of(account, address), account, identity, "directory")
    return account


def answers_of(identity: ExternalIdentity, kind: str) -> dict[str, str]:
    """Give what the identity answers on the registration form of `individual` or `organisation`, as far as it tells."""
    if kind == "individual":
        told = {"name": identity.name, "citizen_id": identity.identity_number, "birth_date": identity.birth_date}
    else:
        told = {
            "tax_code": identity.tax_code, "representative_name": identity.name,
            "representative_citizen_id": identity.identity_number,
        }  # fmt: skip
    return {field: value for field, value in {**told, "email": identity.email}.items() if value}


def vouched(identity: ExternalIdentity, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give which declared answers a trusted provider has told: provider, fields, level; empty where none."""
    trusted = registry.provider(identity.provider).identity_trusted
    told = {field: value for field, value in answers_of(identity, kind).items() if field != "email"}
    fields = sorted(field for field, value in told.items() if trusted and values.get(field) == value)
    if not fields:
        return {}
    return {"provider": identity.provider, "fields": fields, "assurance": identity.assurance.value}


def _of_another(account: Account, identity: ExternalIdentity) -> bool:
    """Whether a trusted provider has told another identity number than that of the account's own person."""
    if not identity.identity_number:
        return False
    own = Membership.objects.filter(account=account, power="self", ended_at=None).select_related("party").first()
    told = identity_index(identity.identity_number)
    return own is not None and bool(own.party.identity_index) and own.party.identity_index != told


def _ascii_lower(name: str) -> str:
    """The name with the capitals A to Z small, every other letter as it is."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


def _tell(
    actor: Actor, account: Account, provider: IdentityProvider | None, act: str, after: dict[str, str]
) -> None:  # fmt: skip
    """Write the change into the journal, and tell the holder by mail."""
    named = {"provider": provider.id} if provider else {}
    journal.append(Ref("account", str(account.id)), actor, act, before={}, after={**named, **after})
    name = provider.name.in_language(account.language) if provider else after.get("provider", "")
    letter = "account/provider_linked" if act == "identity_linked" else "account/provider_unlinked"
    sending.by_any_channel(account, letter, username=account.username, provider=name)
