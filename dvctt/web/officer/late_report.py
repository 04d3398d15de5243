"""For who leads: what is late and what soon will be, by unit and officer, each number with its list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from dvctt.casework import api as casework
from dvctt.kernel import Actor
from dvctt.ministry import api as ministry
from dvctt.web.officer.list_query import Asked
from dvctt.web.ui.form_view import words


@dataclass(frozen=True)
class Line:
    """A unit, or an officer of the one above: how many are open, overdue, soon due, late before, with their lists."""

    name: str
    whole: bool
    open: int
    overdue: int
    due_soon: int
    was_late: int
    overdue_url: str
    due_soon_url: str
    was_late_url: str


@dataclass(frozen=True)
class Table:
    """The lines, and what they come to."""

    lines: Sequence[Line]
    overdue: int
    due_soon: int
    was_late: int


def table(actor: Actor, sought: casework.Sought) -> Table:
    """What presses among the dossiers that the actor oversees; units and officers without any are left out."""
    found = casework.lateness(actor, sought)
    overdue, soon = sum(one.overdue for one in found), sum(one.due_soon for one in found)
    return Table(list(_lines(found)), overdue, soon, sum(one.was_late for one in found))


def _lines(found: Sequence[casework.LateLine]) -> Iterator[Line]:
    by_unit = [(unit, list(lines)) for unit, lines in groupby(sorted(found, key=_unit), key=_unit)]
    for unit, lines in sorted(by_unit, key=lambda one: -sum(line.overdue for line in one[1])):
        pressing = [line for line in lines if line.overdue or line.due_soon or line.was_late]
        if not pressing:
            continue
        yield _line(words(lines[0].unit_name), lines, unit=unit)
        for line in sorted(pressing, key=lambda one: (-one.overdue, -one.due_soon, -one.was_late, one.officer_name)):
            name = line.officer_name or _("Chưa giao, chờ duyệt, ký")
            yield _line(name, [line], unit=unit, officer=line.officer or casework.NOBODY)


def _unit(line: casework.LateLine) -> str:
    return line.unit


def _line(name: str, lines: Sequence[casework.LateLine], *, unit: str, officer: str = "") -> Line:
    # Each line counts what that unit holds itself.
    alone = casework.OWN_UNIT + unit if unit and len(ministry.covered(unit)) > 1 else unit
    bare = Asked({"unit": alone, "officer": officer})
    return Line(
        name, not officer, sum(one.open for one in lines), sum(one.overdue for one in lines),
        sum(one.due_soon for one in lines), sum(one.was_late for one in lines), bare.url(tab="overdue"),
        bare.url(tab="due_soon"), bare.url(tab="all", late="going"),
    )  # fmt: skip
