"""Under which names officials are known at the ministry's directory: entered by one, confirmed by another (15.1)."""

from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from dvctt.accounts.models import Account, DirectoryName, Proposal
from dvctt.accounts.people.queries import account_row
from dvctt.accounts.proposals import four_eyes
from dvctt.accounts.providers import registry
from dvctt.accounts.signin.open_sessions import end_sessions
from dvctt.authority import SystemPower, may
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Forbidden, Invalid, NotFound, Ref
from dvctt.ministry import api as ministry

LONGEST = 120


def directory_names(actor: Actor, account_id: UUID | str) -> dict[str, str]:
    """Give the names of an official at each provider for officials, for the operator; raises Forbidden, NotFound."""
    row = _official(actor, account_id)
    held = dict(DirectoryName.objects.filter(account=row).values_list("provider", "name"))
    return {one.id: held.get(one.id, "") for one in registry.providers("officer")}


@ministry.proved
@transaction.atomic
def set_directory_name(actor: Actor, account_id: UUID | str, provider_id: str, name: str) -> bool:
    """Enter under which name a provider knows an official (empty: under none), so that the official signs in by it.

    For the operator. A name waits for a second official, and False says so; none is entered at once. Raises Forbidden,
    NotFound, Refused `own_account` and `proposed_already`, Invalid at `name` with `too_long`, `bad_character` or
    `directory_name_used`.
    """
    row, name = _nameable(actor, account_id, provider_id, name.strip()), name.strip()
    if name and four_eyes.takes_two(actor):
        four_eyes.propose(actor, Proposal.Kind.DIRECTORY_NAME, row, {"provider": provider_id, "name": name})
        return False
    _enter(actor, row, provider_id, name)
    return True


def require_nameable(actor: Actor, proposal: Proposal) -> None:
    """Raise what `set_directory_name` would raise to the actor of what is proposed."""
    _nameable(actor, proposal.whose, proposal.what["provider"], proposal.what["name"])


def name_proposed(actor: Actor, proposal: Proposal) -> None:
    """Enter the name that another official proposed; raises as `set_directory_name`."""
    provider_id, name = proposal.what["provider"], proposal.what["name"]
    row = _nameable(actor, proposal.whose, provider_id, name)
    _enter(actor, row, provider_id, name, by=proposal.proposed_by)


def _nameable(actor: Actor, account_id: UUID | str, provider_id: str, name: str) -> Account:
    """The official who may be known by that name there."""
    row = _official(actor, account_id)
    provider = registry.provider(provider_id)
    if provider.audience != "officer":
        raise NotFound(f"identity provider {provider_id}")
    if len(name) > LONGEST:
        raise Invalid(Fault("name", "too_long", {"max": LONGEST}))
    if not name.isprintable():
        raise Invalid(Fault("name", "bad_character"))
    if DirectoryName.objects.filter(provider=provider_id, name__iexact=name).exclude(account=row).exists():
        raise Invalid(Fault("name", "directory_name_used"))
    return row


def _enter(actor: Actor, row: Account, provider_id: str, name: str, *, by: str = "") -> None:
    """Enter the name; whoever came in by another one before is out, since that may not have been the official."""
    held = DirectoryName.objects.filter(account=row, provider=provider_id)
    before = held.first()
    held.delete()
    if before is not None and before.name != name:
        SocialAccount.objects.filter(user=row, provider=provider_id).delete()
        end_sessions(row.id, actor.id)
    if name:
        DirectoryName.objects.create(account=row, provider=provider_id, name=name)
    proposed = {"proposed_by": by} if by else {}
    journal.append(
        Ref("account", str(row.id)), actor, "directory_name_entered",
        before={"provider": provider_id, "entered": before is not None}, after={"entered": bool(name), **proposed},
        personal={"name": name} if name else None,
    )  # fmt: skip


def _official(actor: Actor, account_id: UUID | str) -> Account:
    if not may(actor, SystemPower.ACCOUNTS):
        raise Forbidden("directory_names")
    row = account_row(account_id)
    if row.kind != Account.Kind.OFFICER:
        raise NotFound(f"official {account_id}")
    return row
