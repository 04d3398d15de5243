"""Rows of a table: what a new one begins with, and whether anybody said anything in one (decisions/0021)."""

from collections.abc import Mapping, Sequence
from typing import Any

from dvctt.forms.scalars import said
from dvctt.forms.spec import DEFAULT_ZONE, CoordinatesField, TableField

# What a point takes over from the row before: the system in which it is given, never the point.
SYSTEM = ("meridian", "zone")
DRAWN = {"zone": DEFAULT_ZONE}


def following(table: TableField) -> tuple[str, ...]:
    """What a new row takes over from the row before: ids of columns, of a point `column.meridian` and `column.zone`."""
    return tuple(
        path
        for column in table.columns
        if column.follows
        for path in (
            [f"{column.id}.{part}" for part in SYSTEM] if isinstance(column, CoordinatesField) else [column.id]
        )
    )


def begun_row(table: TableField, before: Any) -> dict[str, Any]:
    """What a new row is drawn with behind the row `before`: what that says in the columns that follow it."""
    row: dict[str, Any] = {}
    for path in following(table):
        value = _at(before, path)
        if said(value):
            column, _dot, part = path.partition(".")
            row[column] = {**row.get(column, {}), part: value} if part else value
    return row


def with_new_row(table: TableField, rows: Any) -> list[Any]:
    """The rows with one more behind them; without any there is the one that an empty table is drawn with."""
    drawn = list(rows) if isinstance(rows, list | tuple) and rows else [{}]
    return [*drawn, begun_row(table, drawn[-1])]


def blank_rows(table: TableField, rows: Sequence[Any]) -> list[bool]:
    """Of each row whether nobody said anything in it: in the columns of the table there is nothing, or nothing but
    what was taken over from the row before and left as it was.
    """
    return [not _says(table, row, rows[at - 1] if at else None) for at, row in enumerate(rows)]


def _says(table: TableField, row: Any, before: Any) -> bool:
    if not isinstance(row, Mapping):
        return said(row)
    taken_over = following(table)
    own = {column.id: _without(row.get(column.id), column.id, taken_over) for column in table.columns}
    return any(map(said, own.values())) or any(_differs(path, row, before) for path in taken_over)


def _without(value: Any, column: str, taken_over: Sequence[str]) -> Any:
    """What a column says besides what it takes over."""
    if column in taken_over:
        return None
    if isinstance(value, Mapping):
        return {part: answer for part, answer in value.items() if f"{column}.{part}" not in taken_over}
    return value


def _differs(path: str, row: Any, before: Any) -> bool:
    """Whether a row says something of its own where it took over what the row before says."""
    drawn = DRAWN.get(path.rpartition(".")[2])
    value, was = _at(row, path), _at(before, path)
    return said(value) and str(value).strip() != str(was if said(was) else drawn).strip()


def _at(row: Any, path: str) -> Any:
    """The answer at a column, or at a part of it; none where there is none."""
    column, _dot, part = path.partition(".")
    value = row.get(column) if isinstance(row, Mapping) else None
    if not part:
        return value
    return value.get(part) if isinstance(value, Mapping) else None
