"""Which rows of two tables belong together, whatever was added, changed or taken out in between."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from dvctt.forms.spec import TableField
from dvctt.kernel import canonical_json

Row = Mapping[str, Any]
Pair = tuple[int | None, int | None]


def row_pairs(table: TableField, before: Sequence[Row], after: Sequence[Row]) -> list[Pair]:
    """Pair the rows by their places, None where one has no partner; in the order of `after`, rows taken out last.

    Rows belong together by their first column where it tells all rows of each table apart, else by likeness.
    """
    old, new = (_names(table, rows) for rows in (before, after))
    pairs = list(_by_name(old, new) if old and new else _by_likeness(before, after))
    return [pair for pair in pairs if pair[1] is not None] + [pair for pair in pairs if pair[1] is None]


def _names(table: TableField, rows: Sequence[Row]) -> list[str]:
    """What the first column says in each row; empty where it does not tell them apart."""
    names = [canonical_json(row.get(table.columns[0].id)) for row in rows]
    return names if len(set(names)) == len(names) else []


def _by_name(old: list[str], new: list[str]) -> Iterator[Pair]:
    places = {name: place for place, name in enumerate(old)}
    yield from ((places.get(name), place) for place, name in enumerate(new))
    yield from ((place, None) for place, name in enumerate(old) if name not in new)


def _by_likeness(before: Sequence[Row], after: Sequence[Row]) -> Iterator[Pair]:
    old, new = ([canonical_json(row) for row in rows] for rows in (before, after))
    for _tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        both = min(old_end - old_start, new_end - new_start)
        yield from zip(range(old_start, old_start + both), range(new_start, new_start + both), strict=True)
        yield from ((place, None) for place in range(old_start + both, old_end))
        yield from ((None, place) for place in range(new_start + both, new_end))
