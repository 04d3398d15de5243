"""Links again: look at one without using it, and send a new one where one expired."""

from django.db import transaction

from dvctt.accounts.attempts import receivers
from dvctt.accounts.models import OneTimeLink, Registration
from dvctt.accounts.registration.read_models import RegistrationView
from dvctt.accounts.registration.submission import send_confirmation
from dvctt.accounts.registration.vetting import send_returned
from dvctt.accounts.registration.view import registration_view
from dvctt.accounts.signin import access_letter, one_time_links
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Ref

Purpose = OneTimeLink.Purpose


def registration_to_confirm(token: str) -> RegistrationView:
    """Give the registration whose address a link confirms, without using it; raises Refused as `confirm_email` does."""
    return registration_view(Registration.objects.get(links=one_time_links.find(Purpose.CONFIRM_EMAIL, token)))


def registration_confirmed_by(token: str) -> RegistrationView | None:
    """The registration whose address a link has confirmed, while it is being checked; else None."""
    sent = OneTimeLink.objects.filter(purpose=Purpose.CONFIRM_EMAIL, digest=one_time_links.digest(token))
    row = Registration.objects.filter(links__in=sent, state=Registration.State.WAITING).first()
    return registration_view(row) if row else None


@transaction.atomic
def renew_link(actor: Actor, token: str) -> None:
    """Send a new link to the address that the old one went to; the old one opens nothing more.

    Nothing happens for a link that is unknown, used, or whose registration or account has gone on since: who asks
    learns nothing by it.
    """
    sent = OneTimeLink.objects.filter(digest=one_time_links.digest(token), used_at=None)
    one_time_links.lock_account(sent)
    link = sent.select_for_update().first()
    if link is None:
        return
    if link.registration_id is not None:
        _registrants(actor, Registration.objects.select_for_update(of=("self",)).get(links=link), link.purpose)
    elif link.account is not None and link.account.state == "pending":
        _record(actor, Ref("account", str(link.account_id)), link.purpose)
        access_letter.send_link(link.account)


@transaction.atomic
def confirmation_again(actor: Actor, email: str) -> None:
    """Send the link once more that confirms the address of the last registration with it; the old one opens nothing.

    Nothing happens where none waits for that: who asks learns nothing by it. Raises Refused as `receivers.count_mail`.
    """
    receivers.count_mail(None, email)
    rows = Registration.objects.filter(email__iexact=email, state=Registration.State.EMAIL_PENDING)
    row = rows.select_for_update(of=("self",)).order_by("-created_at").first()
    if row is not None:
        _registrants(actor, row, Purpose.CONFIRM_EMAIL)


def _registrants(actor: Actor, row: Registration, purpose: str) -> None:
    if purpose == Purpose.CONFIRM_EMAIL and row.state == Registration.State.EMAIL_PENDING:
        _record(actor, row.ref, purpose)
        send_confirmation(row)
    if purpose == Purpose.RESEND and row.state == Registration.State.RETURNED:
        _record(actor, row.ref, purpose)
        send_returned(row)


def _record(actor: Actor, ref: Ref, purpose: str) -> None:
    journal.append(ref, actor, "link_sent_again", before={}, after={"purpose": purpose})
