"""The door of `notices`: tell people, and see what they were told."""

from dvctt.notices.actions import Recipient, send
from dvctt.notices.queries import MessageView, messages

__all__ = ["MessageView", "Recipient", "messages", "send"]
