"""What a person chooses for one's own account: the language, and the channel by which one is told first (8.1.b)."""

from dataclasses import dataclass

from django.db import transaction

from dvctt.accounts.models import Account
from dvctt.accounts.people.queries import account_row
from dvctt.forms import phone_text
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, Ref
from dvctt.notices import api as notices

LANGUAGES = ("vi", "en")


@transaction.atomic
def set_language(actor: Actor, language: str) -> None:
    """Choose the language of pages and messages, for one's own account; raises Invalid at `language`."""
    if language not in LANGUAGES:
        raise Invalid(Fault("language", "not_an_option"))
    row = Account.objects.select_for_update().get(id=account_row(actor.id).id)
    before, row.language = row.language, language
    row.save(update_fields=["language"])
    journal.append(
        Ref("account", actor.id), actor, "language_chosen", before={"language": before}, after={"language": language}
    )  # fmt: skip


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
