"""Reading what an HTML form sends into the shape that `clean` takes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dvctt.forms.rows import blank_rows
from dvctt.forms.scalars import said
from dvctt.forms.spec import AnyField, ChoiceField, FormSpec, Section, TableField
from dvctt.kernel import Reason, Refused

_PARTS = {
    "address": ("province", "commune", "line", "set"),
    "identity": ("number", "date", "issuer"),
    "coordinates": ("x", "y", "meridian", "zone"),
}
# Rows beyond what a table takes are read, so that whoever has typed one too many is told and loses nothing. Pages add
# one row at a time: what holds many more, or more letters than all our forms together ask for, was not typed there.
SPARE_ROWS = 20
MOST_LETTERS = 512 * 1024
_ROW = re.compile(r"([0-9]{1,5})\..+")

Posted = Mapping[str, Sequence[str]]


def read_post(form_or_sections: FormSpec | Sequence[Section], data: Posted) -> dict[str, Any]:
    """Give the raw answer of every field of a form or of some sections from posted names and their values.

    Names: `id`; `id.province`, `id.commune`, `id.line`; `id.number`, `id.date`, `id.issuer`; `id.x`,
    `id.y`, `id.meridian`, `id.zone`; `id.0.column` in a table. Every field is in the answer, None where
    nothing was sent, so that an emptied field replaces what a draft held. Blank rows are left out. Raises Refused
    (`too_many_rows_sent`, `too_much_sent`) before anything is read of what no page of ours sends.
    """
    if sum(len(text) for texts in data.values() for text in texts) > MOST_LETTERS:
        raise Refused(Reason("too_much_sent", {"max": MOST_LETTERS}))
    sections = form_or_sections.sections if isinstance(form_or_sections, FormSpec) else form_or_sections
    fields = [field for section in sections for field in section.fields]
    return {field.id: _read(field, field.id, data) for field in fields if field.type != "constant"}


@dataclass(frozen=True)
class PostedRows:
    """The rows of a table by their numbers in the posted names: those that say something, and those that do not."""

    given: tuple[int, ...]
    blank: tuple[int, ...]


def posted_rows(form_or_sections: FormSpec | Sequence[Section], data: Posted) -> dict[str, PostedRows]:
    """Tell of every table which of its posted rows `read_post` takes and which it leaves out, by field id."""
    sections = form_or_sections.sections if isinstance(form_or_sections, FormSpec) else form_or_sections
    tables = [table for section in sections for table in section.fields if isinstance(table, TableField)]
    return {table.id: _told(table, _all_rows(table, table.id, data)) for table in tables}


def _told(table: TableField, rows: Mapping[int, dict[str, Any]]) -> PostedRows:
    blank = dict(zip(rows, blank_rows(table, list(rows.values())), strict=True))
    return PostedRows(
        tuple(number for number in rows if not blank[number]), tuple(number for number in rows if blank[number])
    )


def _read(field: AnyField, name: str, data: Posted) -> Any:
    if isinstance(field, TableField):
        return _rows(field, name, data)
    if field.type in _PARTS:
        parts = {part: _last(f"{name}.{part}", data) for part in _PARTS[field.type]}
        given = {part: text for part, text in parts.items() if text is not None}
        return given if said(given) else None
    if isinstance(field, ChoiceField) and field.multiple:
        return [text for text in data.get(name, ()) if text.strip()] or None
    return _last(name, data)


def _last(name: str, data: Posted) -> str | None:
    texts = data.get(name) or [""]
    return texts[-1] if texts[-1].strip() else None


def _rows(table: TableField, name: str, data: Posted) -> list[dict[str, Any]] | None:
    rows = list(_all_rows(table, name, data).values())
    return [row for row, blank in zip(rows, blank_rows(table, rows), strict=True) if not blank] or None


def _all_rows(table: TableField, name: str, data: Posted) -> dict[int, dict[str, Any]]:
    """Every row of a table that was posted, blank or not, by its number."""
    numbers = set()
    for posted in data:
        match = _ROW.fullmatch(posted.removeprefix(f"{name}.")) if posted.startswith(f"{name}.") else None
        if match:
            numbers.add(match[1])
    if len(numbers) > table.max_rows + SPARE_ROWS:
        raise Refused(Reason("too_many_rows_sent", {"max": table.max_rows}))
    return {
        int(number): {column.id: _read(column, f"{name}.{number}.{column.id}", data) for column in table.columns}
        for number in sorted(numbers, key=int)
    }
