"""When a desk is open, in the words of the current translation."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from dvctt.ministry.views import HelpDesk


def opening(desk: HelpDesk) -> tuple[str, tuple[str, ...]]:
    """The days, such as `Thứ Hai – Thứ Sáu`, and the hours of each."""
    return _days(desk.weekdays), tuple(f"{begin:%H:%M} – {finish:%H:%M}" for begin, finish in desk.hours)


def _days(weekdays: tuple[int, ...]) -> str:
    """`Thứ Hai – Thứ Sáu` for days in a row, else each."""
    names = [str(WEEKDAYS[day]) for day in weekdays]
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return _("%(first)s – %(last)s") % {"first": names[0], "last": names[-1]}
    return ", ".join(names)
