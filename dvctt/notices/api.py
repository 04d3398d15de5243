"""The door of `notices`: tell people, and see what they were told."""

from dvctt.notices.actions import Recipient, send
from dvctt.notices.adapters.sms import is_mobile, reaches
from dvctt.notices.delivering import report
from dvctt.notices.erasing import erase, erase_sent_to
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
    "MessageView",
    "Recipient",
    "Try",
    "Undelivered",
    "address_finder",
    "erase",
    "erase_sent_to",
    "is_mobile",
    "mark_handled",
    "messages",
    "reaches",
    "report",
    "send",
    "send_again",
    "undelivered",
    "undelivered_count",
]
