"""Inviting somebody to act for a party: by mail, once, for a while; who invites learns nothing of accounts (13.1.b)."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from dvctt.accounts.attempts import receivers
from dvctt.accounts.letters import links, sending
from dvctt.accounts.memberships import membership as members
from dvctt.accounts.memberships import terms as limiting
from dvctt.accounts.memberships.read_models import InvitationView
from dvctt.accounts.memberships.terms import MandateTerms
from dvctt.accounts.models import Account, Invitation, Membership, Party
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people.queries import account_row
from dvctt.accounts.signin import one_time_links
from dvctt.documents import api as documents
from dvctt.forms import email_text, is_email
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Fault, Forbidden, Invalid, NotFound, Reason, Ref, Refused, clock
from dvctt.ministry import api as ministry

AUTHORISATION = "authorisation"
MOST_OPEN = 50
OPEN = Invitation.State.OPEN


@transaction.atomic
def invite(actor: Actor, party_id: UUID | str, email: str, limits: MandateTerms, *, language: str = "vi") -> UUID:
    """Invite whoever reads the mail at that address to act for the party within the limits; gives the invitation's id.

    Whether the address has an account makes no difference here. Raises NotFound, Forbidden, Invalid, and Refused:
    `invited_already`, `too_many_invitations`, and as `receivers.count_mail`.
    """
    held = members.managing(actor, party_id)
    party = Party.objects.select_for_update().get(id=held.party)
    email = email_text(email)
    _check_email(email)
    limiting.check(limits, party, held)
    if limits.document:
        _check_document(actor, party, limits.document)
    now, secret = clock.now(), secrets.token_urlsafe(32)
    Invitation.objects.filter(party=party, state=OPEN, expires_at__lte=now).update(state="withdrawn", settled_at=now)
    if Invitation.objects.filter(party=party, state=OPEN).count() >= MOST_OPEN:
        raise Refused(Reason("too_many_invitations", {"max": MOST_OPEN}))
    account = account_row(actor.id)
    receivers.count_mail(account, email)
    row = Invitation(
        party=party, email=email, language=language, digest=one_time_links.digest(secret), created_at=now,
        invited_by=account, expires_at=now + timedelta(hours=int(ministry.setting("accounts.link.invitation_hours"))),
        **limiting.columns(limits),
    )  # fmt: skip
    _save(row)
    _record(actor, row, "member_invited")
    sending.to_unconfirmed(
        row.email,
        row.language,
        Ref("party", str(party.id)),
        "party/invited",
        party=party.name,
        inviter=account.name,
        due=row.expires_at,
        link=links.INVITATION_PATH.format(token=secret),
    )
    return row.id


@transaction.atomic
def withdraw_invitation(actor: Actor, invitation_id: UUID | str) -> None:
    """Take an invitation back; its link opens nothing more. Raises NotFound, Forbidden, Refused `link_used`."""
    row = _locked(id=as_uuid(invitation_id))
    members.managing(actor, row.party_id)
    _settle(row, Invitation.State.WITHDRAWN)
    _record(actor, row, "invitation_withdrawn")


def invitation(token: str) -> InvitationView:
    """Give the invitation that a link opens, without using it; raises Refused `link_unknown`, `_used`, `_expired`."""
    row = Invitation.objects.filter(digest=one_time_links.digest(token)).select_related("party", "invited_by").first()
    return members.invitation_view(*_meant(*_open(row)))


def invitations_to(actor: Actor) -> tuple[InvitationView, ...]:
    """Give the open invitations to the address of the actor's account, for who registered only after the mail came."""
    if actor.kind != ActorKind.APPLICANT:
        return ()
    rows = Invitation.objects.filter(
        email__iexact=account_row(actor.id).email, state=OPEN, expires_at__gt=clock.now(), party__active=True
    )
    found = rows.select_related("party", "invited_by").order_by("created_at")
    return tuple(members.invitation_view(row, row.party) for row in found if _still_invites(row))


@transaction.atomic
def accept_invitation(actor: Actor, *, token: str = "", invitation_id: UUID | str = "") -> str:
    """Act for the party from now on; gives the party's id. By the link of the mail, or listed for one's own address.

    Who has invited must still say who acts for the party: an invitation does not outlive that. Raises Refused:
    `link_unknown`, `link_used`, `link_expired`, `acts_already`; Forbidden for an official account.
    """
    row, account = _taken(actor, token, invitation_id)
    _meant(row, row.party)
    now = clock.now()
    Membership.objects.filter(
        account=account, party=row.party, ended_at=None, until__lt=clock.today()
    ).update(ended_at=now, ended_by=actor.id, end_reason="hết thời hạn")  # fmt: skip
    membership = Membership(account=account, party=row.party, **limiting.columns(limiting.of(row)))
    if membership.until and membership.until < clock.today():
        raise Refused(Reason("link_expired"))
    try:
        with transaction.atomic():
            membership.save(force_insert=True)
    except IntegrityError:
        raise Refused(Reason("acts_already", {"party": row.party.name})) from None
    _settle(row, Invitation.State.ACCEPTED, membership)
    members.joined(actor, account, membership)
    sending.by_any_channel(row.invited_by, "party/accepted", name=account.name, party=row.party.name)
    return str(row.party_id)


@transaction.atomic
def decline_invitation(actor: Actor, *, token: str = "", invitation_id: UUID | str = "") -> None:
    """Decline, by the link or as listed; raises Refused as `accept_invitation` does."""
    row, _account = _taken(actor, token, invitation_id)
    _settle(row, Invitation.State.DECLINED)
    _record(actor, row, "invitation_declined")
    sending.by_any_channel(row.invited_by, "party/declined", email=row.email)


def _taken(actor: Actor, token: str, invitation_id: UUID | str) -> tuple[Invitation, Account]:
    if actor.kind != ActorKind.APPLICANT:
        raise Forbidden("invitation")
    account = account_row(actor.id)
    if token:
        return _locked(digest=one_time_links.digest(token)), account
    return _locked(id=as_uuid(invitation_id), email__iexact=account.email), account


def _locked(**known: object) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("party", "invited_by")
    return _open(rows.filter(**known).first())[0]


def _open(row: Invitation | None) -> tuple[Invitation, Party]:
    if row is None or not row.party.active:
        raise Refused(Reason("link_unknown"))
    if row.state != OPEN:
        raise Refused(Reason("link_used"))
    if row.expires_at <= clock.now():
        raise Refused(Reason("link_expired"))
    return row, row.party


def _meant(row: Invitation, party: Party) -> tuple[Invitation, Party]:
    if not _still_invites(row):
        raise Refused(Reason("link_unknown"))
    return row, party


def _still_invites(row: Invitation) -> bool:
    return members.manages(row.invited_by_id, row.party_id)


def _settle(row: Invitation, state: Invitation.State, membership: Membership | None = None) -> None:
    row.state, row.settled_at, row.membership = state, clock.now(), membership
    row.save(update_fields=["state", "settled_at", "membership"])


def _save(row: Invitation) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(Reason("invited_already")) from None


def _check_document(actor: Actor, party: Party, document_id: UUID) -> None:
    """That the actor handed the document over as an authorisation by this party."""
    given = documents.document(document_id)
    ours = given.subject == Ref("party", str(party.id)) and given.kind == AUTHORISATION
    if not ours or (given.by_kind, given.by_id) != (actor.kind.value, actor.id):
        raise NotFound(f"document {document_id}")


def _check_email(email: str) -> None:
    if not is_email(email):
        raise Invalid(Fault("email", "not_an_email"))


def _record(actor: Actor, row: Invitation, act: str) -> None:
    after = {"invitation": str(row.id), "state": str(row.state), **limiting.said(limiting.of(row))}
    journal.append(
        Ref("party", str(row.party_id)), actor, act, before={}, after=after, personal={"email": row.email}
    )  # fmt: skip
