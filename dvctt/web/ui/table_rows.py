"""The rows of repeating tables as a browser sends them: added, removed, left out where they are blank."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from dvctt import forms
from dvctt.web.ui.form_view import words


def edit_rows(
    sections: Sequence[forms.Section],
    raw: dict[str, Any],
    data: Mapping[str, Any],
    posted: Mapping[str, forms.PostedRows],
) -> bool:
    """Do what the buttons `add_row` (table) and `remove_row` (table.index) ask; tells whether one was pressed.

    `raw` has the rows that say something alone, the index counts all that were `posted`. A row that is added begins
    as the bundle says (`follows`).
    """
    if name := str(data.get("add_row", "")):
        if chosen := next((table for table in _tables(sections) if table.id == name), None):
            raw[name] = forms.with_new_row(chosen, raw.get(name))
        return True
    if place := str(data.get("remove_row", "")):
        table, _dot, index = place.rpartition(".")
        rows = list(raw.get(table) or [])
        given = posted[table].given if table in posted else ()
        if index.isdigit() and int(index) in given:
            del rows[given.index(int(index))]
        raw[table] = rows
        return True
    return False


def posted_rows(sections: Sequence[forms.Section], data: QueryDict) -> dict[str, forms.PostedRows]:
    """Which rows of the tables a browser sent, and which of them are blank."""
    return forms.posted_rows(sections, {name: data.getlist(name) for name in data})


def left_out(sections: Sequence[forms.Section], posted: Mapping[str, forms.PostedRows]) -> list[str]:
    """Sentences about blank rows that were not kept, where others of their table were."""
    sentences = []
    for table in _tables(sections):
        rows = posted.get(table.id)
        if rows is None or not rows.given or not rows.blank:
            continue
        places = sorted((*rows.given, *rows.blank))
        label = words(table.row_label) or _("Dòng")
        names = ", ".join(f"{label} {places.index(number) + 1}" for number in rows.blank)
        sentences.append(
            _("%(table)s: %(rows)s để trống nên không được lưu.") % {"table": words(table.label), "rows": names}
        )
    return sentences


def _tables(sections: Sequence[forms.Section]) -> Iterator[forms.TableField]:
    return (table for section in sections for table in section.fields if isinstance(table, forms.TableField))
