"""Whom to ask: telephone, mail, address and hours of the ministry's desk, in the reader's language.

The page of an unforeseen error asks no database: it has what a page before it has read.
"""

from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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
    hours = tuple(f"{begin:%H:%M} – {finish:%H:%M}" for begin, finish in desk.hours)
    return Contact(name, unit.phone, unit.email, unit.address, _days(desk.weekdays), hours)


def _days(weekdays: tuple[int, ...]) -> str:
    """`Thứ Hai – Thứ Sáu` for days in a row, else each."""
    names = [str(WEEKDAYS[day]) for day in weekdays]
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return _("%(first)s – %(last)s") % {"first": names[0], "last": names[-1]}
    return ", ".join(names)
