"""Who acts for a party: changed and ended by who manages it, left by oneself; each is journalled and told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from dvctt.accounts.letters import sending
from dvctt.accounts.memberships import terms as limiting
from dvctt.accounts.memberships.read_models import InvitationView, MembersView, MemberView
from dvctt.accounts.models import Account, ChangeRequest, Invitation, Membership, Party
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people import open_changes
from dvctt.accounts.people.locking import locked
from dvctt.accounts.people.queries import recipient_for, recipient_of_account
from dvctt.accounts.signin import one_time_links
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Forbidden, Invalid, Mandate, NotFound, Reason, Ref, Refused, clock, composed
from dvctt.notices import api as notices

LONGEST_REASON = 500
LEFT = "tự rời"


def members(actor: Actor, party_id: UUID | str) -> MembersView:
    """Give who acts for the party, to who manages it; to others who act for it themselves and who manages.

    Raises NotFound for who does not act for it.
    """
    held = _held(actor, party_id)
    party = Party.objects.get(id=held.party)
    rows = Membership.objects.filter(party=party, ended_at=None).select_related("account").order_by("since", "id")
    shown = [row for row in rows if held.manages or str(row.id) == held.id or is_manager(row)]
    open_ones = Invitation.objects.filter(party=party, state=Invitation.State.OPEN).select_related("invited_by")
    return MembersView(
        party=str(party.id), name=party.name, kind=party.kind, mine=held.id, manages=held.manages,
        may_appoint_managers=held.power == Membership.Power.REPRESENTATIVE,
        may_leave=_may_leave(held),
        members=tuple(member_view(row, held) for row in shown),
        invitations=tuple(invitation_view(row, party) for row in open_ones.order_by("created_at"))
        if held.manages else (),
    )  # fmt: skip


def member(actor: Actor, membership_id: UUID | str) -> MemberView:
    """Give one membership to who may change or end it, and to its holder; raises NotFound."""
    row = _row(membership_id)
    held = _held(actor, row.party_id)
    if not held.manages and held.id != str(row.id):
        raise NotFound(f"membership {membership_id}")
    return member_view(row, held)


@transaction.atomic
def change_limits(
    actor: Actor, membership_id: UUID | str, *, may_file: bool, manages: bool, procedures: frozenset[str] | None,
    until: date | None,
) -> None:  # fmt: skip
    """Change how far somebody acts, from now on. An authorisation's last day is its document's: it only comes nearer.

    Raises NotFound, Forbidden for who does not manage the party, Refused `not_yours_to_change`, Invalid.
    """
    row, held = _managed(actor, membership_id)
    before = limiting.of(row)
    after = replace(before, may_file=may_file, manages=manages, procedures=procedures, until=until)
    limiting.check(after, row.party, held)
    if before.power == Membership.Power.AUTHORISED and after.until and before.until and after.until > before.until:
        raise Invalid(Fault("until", "beyond_authorisation", {"until": clock.written_day(before.until)}))
    if before == after:
        return
    row.may_file, row.manages, row.until = may_file, manages, until
    row.procedures = limiting.columns(after)["procedures"]
    row.save(update_fields=["may_file", "manages", "until", "procedures"])
    if not is_manager(row):
        one_time_links.end_of_party(row.account_id, row.party_id)
        _end_asked(row, actor)
    _record(actor, row, "member_changed", limiting.said(before), limiting.said(after))
    sending.by_any_channel(row.account, "party/changed", party=row.party.name)


@transaction.atomic
def end_membership(actor: Actor, membership_id: UUID | str, *, reason: str) -> None:
    """End that somebody acts for the party, from this moment, with the reason that the person is told (13.1.b).

    Raises NotFound, Forbidden, Refused `not_yours_to_change`, Invalid at `reason`.
    """
    row, _held_by = _managed(actor, membership_id)
    lapsed = end(row, actor, _reason(reason))
    sending.by_any_channel(
        row.account, "party/ended", party=row.party.name, moment=row.ended_at, reason=row.end_reason, lapsed=lapsed
    )


@transaction.atomic
def leave(actor: Actor, party_id: UUID | str, *, reason: str = "") -> None:
    """Leave: the actor acts for the party no longer; its dossiers stay with it.

    Raises NotFound, Refused `oneself` for the party that one is, and `last_manager` where nobody would be left who
    says who acts for it: drafts and invitations would belong to nobody.
    """
    locked(actor.id)
    held = _held(actor, party_id)
    # Two who leave at once must not each count upon the other.
    Party.objects.select_for_update(no_key=True).get(id=held.party)
    row = _row(held.id, lock=True)
    if row.power == Membership.Power.SELF:
        raise Refused(Reason("oneself"))
    others = managers(held.party).exclude(id=row.id)
    if is_manager(row) and not others.exists():
        raise Refused(Reason("last_manager"))
    end(row, actor, _reason(reason or LEFT))
    # The party's address may be that of who left.
    for to in watching(row.party_id, [one.account for one in others]):
        ref = Ref("party", str(row.party_id))
        sending.send(to, ref, "party/left", name=row.account.name, party=row.party.name, moment=row.ended_at)


def watching(party_id: UUID, managers: Iterable[Account]) -> list[notices.Recipient]:
    """The party's own address and those of the accounts, each once: the one may be known to another than the others."""
    told = [recipient_for(party_id)]
    for one in map(recipient_of_account, managers):
        if one.addresses not in [other.addresses for other in told]:
            told.append(one)
    return told


def end(row: Membership, actor: Actor, reason: str) -> bool:
    """End a membership in the caller's transaction, whoever wills it.

    With it end its holder's open invitations, links to a new address of the party, and a change of the party that the
    holder asked for; gives whether there was such a change.
    """
    row.ended_at, row.ended_by, row.end_reason = clock.now(), actor.id, reason
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    sent = Invitation.objects.filter(party_id=row.party_id, invited_by=row.account_id, state=Invitation.State.OPEN)
    sent.update(state=Invitation.State.WITHDRAWN, settled_at=row.ended_at)
    one_time_links.end_of_party(row.account_id, row.party_id)
    _record(actor, row, "member_ended", limiting.said(limiting.of(row)), {"ended": True}, reason)
    return _end_asked(row, actor)


def _end_asked(row: Membership, actor: Actor) -> bool:
    """Withdraw the change of the party that the holder asked for, who manages it no more; gives whether one waited."""
    waits = ChangeRequest.objects.filter(party_id=row.party_id, account_id=row.account_id)
    return open_changes.withdraw(waits, actor, "asker_manages_no_more") > 0


def managers(party_id: UUID | str) -> QuerySet[Membership]:
    """Find who says today who else acts for the party, with the account; suspended accounts do not count."""
    full = Q(manages=True) | Q(power__in=[Membership.Power.SELF, Membership.Power.REPRESENTATIVE])
    rows = Membership.objects.filter(full, party_id=party_id, ended_at=None, account__state="active")
    return rows.exclude(until__lt=clock.today()).select_related("account").order_by("since", "id")


def manages(account_id: UUID, party_id: UUID | str) -> bool:
    """Whether the account says today who else acts for the party, as what it asked for earlier needs."""
    return managers(party_id).filter(account_id=account_id).exists()


def is_manager(row: Membership) -> bool:
    """Whether who holds it says who else acts for the party."""
    return row.manages or row.power in (Membership.Power.SELF, Membership.Power.REPRESENTATIVE)


def member_view(row: Membership, held: Mandate) -> MemberView:
    """A membership as who manages the party, or its holder, sees it."""
    return MemberView(
        id=str(row.id), party=str(row.party_id),
        account=str(row.account_id), name=row.account.name, email=row.account.email, power=row.power,
        may_file=row.may_file, manages=is_manager(row),
        procedures=None if row.procedures is None else tuple(row.procedures), since=row.since, until=row.until,
        number=row.authorisation_number, document=row.authorisation_id, mine=str(row.id) == held.id,
        open=held.manages and str(row.id) != held.id and _may_change(held, row),
        past=row.until is not None and row.until < clock.today(),
    )  # fmt: skip


def invitation_view(row: Invitation, party: Party) -> InvitationView:
    """An invitation as who sent it, or who holds it, sees it."""
    return InvitationView(
        id=str(row.id), party=str(party.id), party_name=party.name, email=row.email, power=row.power,
        may_file=row.may_file, manages=row.manages,
        procedures=None if row.procedures is None else tuple(row.procedures), until=row.until,
        number=row.authorisation_number, document=row.authorisation_id, invited_by=row.invited_by.name,
        expires_at=row.expires_at, expired=row.expires_at <= clock.now(),
    )  # fmt: skip


def may_read_authorisation(actor: Actor, document_id: UUID) -> None:
    """Raise NotFound unless the actor manages the party that gave the document, or acts by it."""
    managed = [UUID(one.party) for one in actor.mandates if one.manages]
    held = [UUID(one.id) for one in actor.mandates]
    ours = Q(party_id__in=managed)
    member = Membership.objects.filter(ours | Q(id__in=held), authorisation_id=document_id)
    if not member.exists() and not Invitation.objects.filter(ours, authorisation_id=document_id).exists():
        raise NotFound(f"document {document_id}")


def managing(actor: Actor, party_id: UUID | str) -> Mandate:
    """Give the mandate by which the actor manages the party; raises NotFound, Forbidden."""
    held = _held(actor, party_id)
    if not held.manages:
        raise Forbidden("members")
    return held


def _may_leave(held: Mandate) -> bool:
    if held.power == Membership.Power.SELF:
        return False
    return not held.manages or managers(held.party).exclude(id=held.id).exists()


def _held(actor: Actor, party_id: UUID | str) -> Mandate:
    held = actor.mandate(str(party_id))
    if held is None:
        raise NotFound(f"party {party_id}")
    return held


def _managed(actor: Actor, membership_id: UUID | str) -> tuple[Membership, Mandate]:
    row = _row(membership_id, lock=True)
    held = managing(actor, row.party_id)
    if held.id == str(row.id) or not _may_change(held, row):
        raise Refused(Reason("not_yours_to_change"))
    return row, held


def _may_change(held: Mandate, row: Membership) -> bool:
    """The representative is changed by vetting alone; who manages is changed by the representative."""
    if row.power in (Membership.Power.SELF, Membership.Power.REPRESENTATIVE):
        return False
    return held.power != Membership.Power.STAFF or not row.manages


def _row(membership_id: UUID | str, *, lock: bool = False) -> Membership:
    rows = Membership.objects.filter(id=as_uuid(membership_id), ended_at=None).select_related("account", "party")
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise NotFound(f"membership {membership_id}")
    return row


def _reason(reason: str) -> str:
    said = composed(reason).strip()
    if not said:
        raise Invalid(Fault("reason", "required"))
    if len(said) > LONGEST_REASON:
        raise Invalid(Fault("reason", "too_long", {"max": LONGEST_REASON}))
    return said


def _record(
    actor: Actor, row: Membership, act: str, before: dict[str, object], after: dict[str, object], reason: str = ""
) -> None:
    whose = {"membership": str(row.id), "account": str(row.account_id), "party": str(row.party_id)}
    acting = replace(actor, on_behalf=Ref("party", str(row.party_id)))
    said = {"reason": reason} if reason else {}
    for subject in (Ref("party", str(row.party_id)), Ref("account", str(row.account_id))):
        journal.append(subject, acting, act, before=before, after={**whose, **after}, personal=said)


def joined(actor: Actor, account: Account, row: Membership) -> None:
    """Journal that somebody acts for the party from now on."""
    _record(actor, row, "member_joined", {}, limiting.said(limiting.of(row)))
