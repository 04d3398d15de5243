"""When a desk is open, in the words of the current translation."""

from django.utils.translation import gettext as _

from dvctt.ministry.views import HelpDesk


def opening(desk: HelpDesk) -> tuple[str, tuple[str, ...]]:
    """The days, such as `Thứ Hai – Thứ Sáu`, and the hours of each."""
    return _days(desk.weekdays), tuple(f"{begin:%H:%M} – {finish:%H:%M}" for begin, finish in desk.hours)


def weekday_name(weekday: int) -> str:
    """`Thứ Hai` for 0, as official letters write it."""
    names = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))
    return names[weekday]


def _days(weekdays: tuple[int, ...]) -> str:
    """`Thứ Hai – Thứ Sáu` for days in a row, else each."""
    names = [weekday_name(day) for day in weekdays]
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return _("%(first)s – %(last)s") % {"first": names[0], "last": names[-1]}
    return ", ".join(names)
