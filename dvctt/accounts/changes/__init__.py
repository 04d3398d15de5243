"""What people change of themselves: details and choices at once, who they are after it was vetted."""

from dvctt.accounts.changes.contact_details import (
    change_details,
    confirm_email_change,
    confirm_phone,
    details,
    email_change_for,
    managed_parties,
    plain_form,
    request_email,
    waiting_email,
)
from dvctt.accounts.changes.identity_changes import (
    approve_change,
    change_for,
    changes_queue,
    identity_form,
    identity_of,
    open_change,
    refuse_change,
    request_change,
    return_change,
    withdraw_change,
)
from dvctt.accounts.changes.preferences import ChannelChoice, channel_choice, set_language, set_preferred_channel
from dvctt.accounts.changes.read_models import ChangeView, DetailsView

__all__ = [
    "ChangeView",
    "ChannelChoice",
    "DetailsView",
    "approve_change",
    "change_details",
    "change_for",
    "changes_queue",
    "channel_choice",
    "confirm_email_change",
    "confirm_phone",
    "details",
    "email_change_for",
    "identity_form",
    "identity_of",
    "managed_parties",
    "open_change",
    "plain_form",
    "refuse_change",
    "request_change",
    "request_email",
    "return_change",
    "set_language",
    "set_preferred_channel",
    "waiting_email",
    "withdraw_change",
]
