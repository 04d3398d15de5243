"""What every channel is given, and how it says no."""

from dataclasses import dataclass
from datetime import datetime


class Undeliverable(Exception):
    """The address will never take the message: malformed, or refused for good."""


@dataclass(frozen=True)
class Letter:
    """One message for one address: `reference` is the same at every attempt, `short` is the text for SMS."""

    reference: str
    name: str
    address: str
    language: str
    title: str
    body: str
    at: datetime
    short: str = ""
