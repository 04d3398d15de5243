"""Whom to ask: telephone, mail, address and hours of the ministry's desk, in the reader's language.

The page of an unforeseen error asks no database: it has what a page before it has read.
"""

from dataclasses import dataclass

from django.utils.translation import get_language

from dvctt.kernel import NotFound
from dvctt.ministry import api as ministry


@dataclass(frozen=True)
class Contact:
    """How the desk is reached."""

    name: str
    phone: str
    email: str
    address: str
    days: str
    hours: tuple[str, ...]


@dataclass
class _Memory:
    """What was read last in this process."""

    desk: ministry.HelpDesk | None = None


_memory = _Memory()


def contact() -> Contact | None:
    """The desk as the ministry's data have it now; None before any data is loaded."""
    try:
        _memory.desk = ministry.help_desk()
    except (NotFound, IndexError):
        return None
    return remembered()


def remembered() -> Contact | None:
    """The desk as a page before has read it, without asking the database."""
    desk = _memory.desk
    if desk is None:
        return None
    unit = desk.unit
    name = unit.name.in_language(get_language() or "vi")
    days, hours = ministry.opening(desk)
    return Contact(name, unit.phone, unit.email, unit.address, days, hours)
