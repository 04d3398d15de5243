"""The ministry's slow-moving data held in the process, and looked after when a load changed it."""

import threading
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from time import monotonic

from dvctt.kernel import Text
from dvctt.ministry.models import AdministrativeUnit, CalendarVersion, Code, LoadedFile, SeriesRule, Template, Unit
from dvctt.ministry.views import Addresses, Place, UnitView

# How long a process may show data that another process has just loaded anew.
LOOK_AGAIN_SECONDS = 5.0


@dataclass
class MinistrySnapshot:
    """What one state of the loaded files says; each part is read when it is first asked for."""

    digests: dict[str, str]
    looked_at: float

    @cached_property
    def units(self) -> dict[str, UnitView]:
        """Units in force by code, parents before children."""
        rows = {unit.code: unit for unit in Unit.objects.filter(until=None).order_by("code")}
        ordered = sorted(rows.values(), key=lambda unit: _depth(unit, rows))
        return {unit.code: _unit_view(unit) for unit in ordered}

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """Codes of the units directly under each unit."""
        children: dict[str, tuple[str, ...]] = {}
        for view in self.units.values():
            if view.parent:
                children[view.parent] = (*children.get(view.parent, ()), view.code)
        return children

    @cached_property
    def codes(self) -> dict[tuple[str, str], Text]:
        """Names of the entries of code lists."""
        return {(row.list, row.code): Text(vi=row.name_vi, en=row.name_en or None) for row in Code.objects.all()}

    @cached_property
    def letters(self) -> dict[str, str]:
        """The files of the form set in which the ministry writes letters its own way, by path."""
        rows = Template.objects.filter(name__startswith="letters/").values_list("name", "content")
        return {name: bytes(content).decode() for name, content in rows}

    @cached_property
    def series_rules(self) -> dict[str, SeriesRule]:
        """Rules of number series by series; `*` is for all that have none."""
        return {row.series: row for row in SeriesRule.objects.all()}

    @cached_property
    def calendars(self) -> tuple[tuple[datetime, str], ...]:
        """Versions of the calendar with the moment from which each is in force, the one that replaces others first.

        Of two with the same moment the one that was loaded later replaces the other.
        """
        rows = CalendarVersion.objects.order_by("-in_force_at", "-created_at", "-version")
        return tuple((row.in_force_at, row.version) for row in rows if row.in_force_at)

    @cached_property
    def addresses(self) -> Addresses:
        """Names of all administrative units; the newest set is the one in force."""
        rows = list(AdministrativeUnit.objects.values_list("set_version", "code", "full_name", "parent"))
        return Addresses(
            version=max((row[0] for row in rows), default=""),
            names={(version, code): name for version, code, name, _ in rows},
            parents={(version, code): parent for version, code, _, parent in rows if parent},
        )

    @cached_property
    def communes(self) -> dict[str, tuple[Place, ...]]:
        """Communes of each province in the set in force; under the empty code the provinces."""
        book = self.addresses
        by_province: dict[str, list[Place]] = {}
        for (version, code), name in sorted(book.names.items()):
            if version == book.version:
                province = book.parents.get((version, code), "")
                place = Place(code, name, province, book.name(province) or "")
                by_province.setdefault(province, []).append(place)
        return {province: tuple(places) for province, places in by_province.items()}


_lock = threading.Lock()
_held: MinistrySnapshot | None = None


def snapshot() -> MinistrySnapshot:
    """Give the data of the state that the database shows, at most some seconds old."""
    global _held
    with _lock:
        if _held is None or monotonic() - _held.looked_at > LOOK_AGAIN_SECONDS:
            digests = dict(LoadedFile.objects.values_list("name", "digest"))
            if _held is None or _held.digests != digests:
                _held = MinistrySnapshot(digests, monotonic())
            _held.looked_at = monotonic()
        return _held


def forget() -> None:
    """Read everything anew at the next question."""
    global _held
    _held = None


def _depth(unit: Unit, rows: dict[str, Unit]) -> int:
    depth, above = 0, unit.parent_id
    while above in rows:
        depth, above = depth + 1, rows[above].parent_id
    return depth


def _unit_view(unit: Unit) -> UnitView:
    return UnitView(
        code=unit.code, kind=unit.kind, parent=unit.parent_id, name=Text(vi=unit.name_vi, en=unit.name_en or None),
        short_name=unit.short_name, identifier=unit.identifier, doc_abbreviation=unit.doc_abbreviation,
        phone=unit.phone, email=unit.email, address=unit.address, place=unit.place,
        fee_account=unit.fee_account,
    )  # fmt: skip
