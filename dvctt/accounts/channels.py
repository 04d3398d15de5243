"""Where people are reached, and by which channel first (8.1.b)."""

from dataclasses import dataclass

from django.db import transaction

from dvctt.accounts.models import Account, Registration
from dvctt.accounts.queries import account_row, addresses, as_uuid, form_of, recipient_for
from dvctt.forms import phone_text
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Ref
from dvctt.notices import api as notices

CHANNELS = ("email", "sms")


@dataclass(frozen=True)
class ChannelChoice:
    """Which channel a person is told by first, and the mobile number for SMS; empty where SMS cannot be chosen."""

    preferred: str
    mobile: str


def channel_choice(actor: Actor) -> ChannelChoice:
    """Give one's own choice of channel."""
    row = account_row(actor.id)
    mobile = phone_text(row.phone) if row.phone and notices.reaches(row.phone) else ""
    return ChannelChoice(row.preferred_channel, mobile)


@transaction.atomic
def set_preferred_channel(actor: Actor, channel: str) -> None:
    """Choose `email` or `sms` as the first channel of one's own account; letters about dossiers stay e-mail first.

    Raises Invalid at `channel`: `not_an_option`, `no_sms_to_landline`, or `no_mobile_number` where no SMS would reach
    the person for another reason.
    """
    if channel not in CHANNELS:
        raise Invalid(Fault("channel", "not_an_option"))
    row = Account.objects.select_for_update().get(id=account_row(actor.id).id)
    if channel == "sms" and row.phone and not notices.is_mobile(row.phone):
        raise Invalid(Fault("channel", "no_sms_to_landline"))
    if channel == "sms" and not (row.phone and notices.reaches(row.phone)):
        raise Invalid(Fault("channel", "no_mobile_number"))
    before, row.preferred_channel = row.preferred_channel, channel
    row.save(update_fields=["preferred_channel"])
    journal.append(
        Ref("account", actor.id), actor, "channel_chosen", before={"channel": before}, after={"channel": channel}
    )  # fmt: skip


def registrant(row: Registration) -> notices.Recipient:
    """Give where letters about a registration go; the channel that was chosen in it counts for first access alone."""
    to = addresses(row.email, row.values.get("phone", ""))
    return notices.Recipient(row.name, row.language, to, form_of(row))


def newcomer(row: Registration, account: Account) -> notices.Recipient:
    """Give where the first access of a registration's account goes: by the registered channel first (8.1.b)."""
    to = addresses(account.email, account.phone, account.preferred_channel)
    return notices.Recipient(row.name, row.language, to, form_of(row))


def by_sms(row: Registration) -> bool:
    """Whether the first access of a registration goes by SMS: it was chosen, there is a gateway, and the number takes
    it. An account that exists is told of its new organisation by e-mail.
    """
    phone = str(row.values.get("phone") or "")
    new = row.account is None or row.account.state == Account.State.PENDING
    return new and row.values.get("preferred_channel") == "sms" and notices.reaches(phone)


def registration_found(ref: Ref) -> notices.Recipient:
    """Give today's addresses of who registered; raises NotFound."""
    row = Registration.objects.select_related("account").filter(id=as_uuid(ref.id)).first()
    if row is None:
        raise NotFound(str(ref))
    return newcomer(row, row.account) if row.account else registrant(row)


def account_found(ref: Ref) -> notices.Recipient:
    """Give today's addresses of who holds an account; raises NotFound."""
    return recipient_for(ref.id)
