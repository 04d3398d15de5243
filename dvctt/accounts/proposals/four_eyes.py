"""Four eyes on what makes a decider or moves a guard: one official proposes, another with the same power confirms.

That is: positions of decision, names at the ministry's directory, who stands in for somebody who decides, the address
to which the links of such an account are sent, and settings that are guards (15.1, 15.2). The system itself is not
asked: the ministry's data and the command line have their own two people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from dvctt.accounts.letters import links
from dvctt.accounts.models import Account, Proposal
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people import second_person
from dvctt.accounts.people.actor import actor_for, appointments_today
from dvctt.accounts.people.official_scope import official_scope, readable
from dvctt.accounts.people.queries import names_of
from dvctt.accounts.proposals import answer_letters, deciders
from dvctt.authority import SystemPower, may, roles_with
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, NotFound, Reason, Ref, Refused

Kind = Proposal.Kind
# What an agency's administrator, who keeps no accounts, neither proposes nor confirms.
OF_ACCOUNTS = (Kind.DIRECTORY_NAME, Kind.EMAIL)
# What these say is told again once they are answered.
TOLD_AGAIN = (Kind.APPOINTMENT, Kind.SETTING)
# So many are told by mail that something waits; more hold this power nowhere.
MOST_TOLD = 50


@dataclass(frozen=True)
class ProposalView:
    """A proposal that waits; `mine` that the actor cannot answer it: its own, or about oneself; `own` that it may take
    it back. Where it is about a setting `account`, `name`, `username` and `email` are empty.

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
    own: bool


@dataclass(frozen=True)
class AnsweredView:
    """A proposal that was answered or taken back; `subject` is the person's name, or the setting's key.

    `what` is what was proposed of a setting or a position; of others it may hold an address or a name, and is empty.
    """

    id: UUID
    kind: str
    account: str
    subject: str
    what: Mapping[str, Any]
    proposed_by: str
    proposed_at: datetime
    outcome: str
    answered_by: str
    answered_at: datetime
    answer: str


def takes_two(actor: Actor) -> bool:
    """Whether the actor is a person, who needs another for what makes a decider."""
    return actor.kind != ActorKind.SYSTEM


def propose(actor: Actor, kind: Proposal.Kind, account: Account | None, what: Mapping[str, Any]) -> UUID:
    """Let it wait for a second official, and tell those who may answer; `account` is none for a setting.

    Raises Refused `own_account` for oneself, `proposed_already`.
    """
    if account is not None and str(account.id) == actor.id:
        raise Refused(Reason("own_account"))
    row = Proposal(kind=kind, account=account, what=dict(what), proposed_by=actor.id)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(Reason("proposed_already")) from None
    if account is not None and kind in deciders.MAKING:
        deciders.end_corrections(account)
    after = {"proposal": str(row.id), "kind": kind}
    journal.append(subject_of(row), actor, "proposed", before={}, after=after)
    second_person.tell_second_person(
        answerers(row),
        "account/proposal_waits",
        name=answer_letters.name_of(row.proposed_by),
        what=lambda _language: answer_letters.kind_name(kind),
        page=links.PROPOSALS,
    )
    return row.id


def subject_of(row: Proposal) -> Ref:
    """What a proposal is about, as the journal names it."""
    return Ref("account", str(row.account_id)) if row.account_id else Ref("setting", str(row.what["key"]))


def answerers(row: Proposal) -> list[str]:
    """The accounts that may answer a proposal today: neither who proposed it nor whom it is about."""
    held = appointments_today().filter(role__in=[str(role) for role in roles_with(SystemPower.OFFICIALS)])
    people = Account.objects.filter(id__in=held.values("account_id"), state=Account.State.ACTIVE).order_by("id")
    others = people.exclude(id__in=_numbers([str(row.account_id or ""), row.proposed_by]))
    return [
        str(one.id) for one in others[:MOST_TOLD]
        if waiting(actor_for(one, channel="system")).filter(id=row.id).exists()
    ]  # fmt: skip


def proposals(actor: Actor, account_id: UUID | str | None = None) -> tuple[ProposalView, ...]:
    """Give what waits for a second official and is the actor's to see, of one account or of all, the oldest first.

    Raises Forbidden for who keeps no officials.
    """
    rows = waiting(actor)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    found = list(rows.select_related("account").order_by("proposed_at", "id")[:200])
    names = _names({row.proposed_by for row in found})
    people = {row.account for row in found if row.account is not None}
    changing, by_one = deciders.changing_address(people), deciders.address_by_one(people)
    return tuple(
        ProposalView(
            row.id, row.kind, *_person(row.account), row.what, names.get(row.proposed_by, ""), row.proposed_at,
            actor.id in (row.proposed_by, str(row.account_id)), row.account.email if row.account else "",
            row.account in changing, row.account in by_one, row.proposed_by == actor.id,
        )
        for row in found
    )  # fmt: skip


def _names(people: Iterable[str]) -> dict[str, str]:
    return names_of([str(one) for one in _numbers(people)])


def _numbers(people: Iterable[str]) -> list[UUID]:
    """The accounts among those who acted: the system has none."""
    found = []
    for one in people:
        try:
            found.append(as_uuid(one))
        except NotFound:
            continue
    return found


def _person(account: Account | None) -> tuple[str, str, str]:
    return (str(account.id), account.name, account.username) if account else ("", "", "")


def waiting(actor: Actor) -> QuerySet[Proposal]:
    """Find what waits and reaches so far as the actor's power over officials does; raises Forbidden."""
    return _reached(actor).filter(outcome=Proposal.Outcome.WAITING)


def proposals_waiting_for(actor: Actor) -> int:
    """How many proposals wait for the actor's own answer; 0 for who keeps no officials."""
    if not may(actor, SystemPower.OFFICIALS):
        return 0
    return waiting(actor).exclude(proposed_by=actor.id).exclude(account__in=_numbers([actor.id])).count()


def answered_proposals(actor: Actor, *, after: UUID | None = None, limit: int) -> tuple[AnsweredView, ...]:
    """Give what was answered or taken back and is the actor's to see, the latest first, those that follow `after`.

    Raises Forbidden for who keeps no officials.
    """
    rows = _reached(actor).exclude(outcome=Proposal.Outcome.WAITING)
    last = rows.filter(id=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(answered_at__lt=last.answered_at) | Q(answered_at=last.answered_at, id__lt=last.id))
    found = list(rows.select_related("account").order_by("-answered_at", "-id")[:limit])
    names = _names({number for row in found for number in (row.proposed_by, row.answered_by)})
    return tuple(
        AnsweredView(
            row.id, row.kind, str(row.account_id or ""), row.account.name if row.account else row.what["key"],
            row.what if row.kind in TOLD_AGAIN else {},
            names.get(row.proposed_by, ""), row.proposed_at, row.outcome, names.get(row.answered_by, ""),
            row.answered_at, row.answer,
        )
        for row in found if row.answered_at is not None
    )  # fmt: skip


def _reached(actor: Actor) -> QuerySet[Proposal]:
    """The proposals about whom or what the actor has power; raises Forbidden."""
    official_scope(actor)
    known = Q(account__in=readable(actor))
    if may(actor, SystemPower.SETTINGS):
        known |= Q(kind=Kind.SETTING)
    rows = Proposal.objects.filter(known)
    return rows if may(actor, SystemPower.ACCOUNTS) else rows.exclude(kind__in=OF_ACCOUNTS)
