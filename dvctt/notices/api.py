"""The door of `notices`: tell people, and see what they were told."""

from dvctt.notices.actions import Recipient, preview, send, send_letter
from dvctt.notices.adapters.sms import is_mobile, reaches
from dvctt.notices.delivering import report
from dvctt.notices.erasing import erase, erase_sent_to
from dvctt.notices.letters import DOSSIER, Written, bundle_faults, is_own_wording, sendable
from dvctt.notices.letters import names as letter_names
from dvctt.notices.queries import MessageView, messages
from dvctt.notices.undelivered import (
    Try,
    Undelivered,
    address_finder,
    mark_handled,
    send_again,
    undelivered,
    undelivered_count,
)

__all__ = [
    "DOSSIER",
    "MessageView",
    "Recipient",
    "Try",
    "Undelivered",
    "Written",
    "address_finder",
    "bundle_faults",
    "erase",
    "erase_sent_to",
    "is_mobile",
    "is_own_wording",
    "letter_names",
    "mark_handled",
    "messages",
    "preview",
    "reaches",
    "report",
    "send",
    "send_again",
    "send_letter",
    "sendable",
    "undelivered",
    "undelivered_count",
]
