"""Four eyes on what makes a decider: one official proposes, another with the same power confirms (15.1, 15.2).

That is: positions of decision, names at the ministry's directory, who stands in for somebody who decides, and the
address to which the links of such an account are sent. The system itself is not asked: the ministry's data and the
command line have their own two people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from dvctt.accounts import deciding
from dvctt.accounts.models import Account, Proposal
from dvctt.accounts.official_scope import official_scope, readable
from dvctt.accounts.queries import display_name
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, NotFound, Reason, Ref, Refused
from dvctt.kernel.authority import Power, may

Kind = Proposal.Kind
# What an agency's administrator, who keeps no accounts, neither proposes nor confirms.
OF_ACCOUNTS = (Kind.DIRECTORY_NAME, Kind.EMAIL)


@dataclass(frozen=True)
class ProposalView:
    """A proposal that waits; `mine` that the actor cannot answer it: its own, or about oneself.

    `email` is where the links of the account go, `email_changes` that another address is about to replace it,
    `email_by_one` that one official alone entered it.
    """

    id: UUID
    kind: str
    account: str
    name: str
    username: str
    what: Mapping[str, Any]
    proposed_by: str
    proposed_at: datetime
    mine: bool
    email: str
    email_changes: bool
    email_by_one: bool


def takes_two(actor: Actor) -> bool:
    """Whether the actor is a person, who needs another for what makes a decider."""
    return actor.kind != ActorKind.SYSTEM


def propose(actor: Actor, kind: Proposal.Kind, account: Account, what: Mapping[str, Any]) -> UUID:
    """Let it wait for a second official; raises Refused `own_account` for oneself, `proposed_already`."""
    if str(account.id) == actor.id:
        raise Refused(Reason("own_account"))
    row = Proposal(kind=kind, account=account, what=dict(what), proposed_by=actor.id)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(Reason("proposed_already")) from None
    if kind in deciding.MAKING:
        deciding.end_corrections(account)
    journal.append(
        Ref("account", str(account.id)), actor, "proposed", before={}, after={"proposal": str(row.id), "kind": kind}
    )
    return row.id


def proposals(actor: Actor, account_id: UUID | str | None = None) -> tuple[ProposalView, ...]:
    """Give what waits for a second official and is the actor's to see, of one account or of all, the oldest first.

    Raises Forbidden for who keeps no officials.
    """
    rows = waiting(actor)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    found = list(rows.select_related("account").order_by("proposed_at", "id")[:200])
    names = {account: name_of(account) for account in {row.proposed_by for row in found}}
    people = {row.account for row in found}
    changing, by_one = deciding.changing_address(people), deciding.address_by_one(people)
    return tuple(
        ProposalView(
            row.id, row.kind, str(row.account_id), row.account.name, row.account.username, row.what,
            names[row.proposed_by], row.proposed_at, actor.id in (row.proposed_by, str(row.account_id)),
            row.account.email, row.account in changing, row.account in by_one,
        )
        for row in found
    )  # fmt: skip


def waiting(actor: Actor) -> QuerySet[Proposal]:
    """Find what waits and reaches so far as the actor's power over officials does; raises Forbidden."""
    official_scope(actor)
    rows = Proposal.objects.filter(outcome=Proposal.Outcome.WAITING, account__in=readable(actor))
    return rows if may(actor, Power.ACCOUNTS) else rows.exclude(kind__in=OF_ACCOUNTS)


def name_of(account: str) -> str:
    """The name of who proposed; empty where there is no such account any more."""
    try:
        return display_name(account)
    except NotFound:
        return ""
