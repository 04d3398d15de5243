"""Stored values as somebody reads them: in his language, what is sensitive masked to who has no need of it (16.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dvctt.forms import AnyField, TableField, display
from dvctt.kernel.masking import masked_number
from dvctt.ministry import api as ministry


@dataclass(frozen=True)
class Reader:
    """For whom values are written: in which language, and whether what a form calls sensitive is masked (`hide`)."""

    language: str
    hide: bool

    def shown(self, field: AnyField, value: Any) -> str:
        """The value in its human form, empty where there is none; a table is written with one line a row."""
        if isinstance(field, TableField) and isinstance(value, list):
            return "\n".join(self.row(field, row) for row in value)
        text = display(field, value, self.language, ministry.address_book())
        return masked_number(text) if self.hide and field.sensitive else text

    def row(self, table: TableField, row: Mapping[str, Any]) -> str:
        """A row of a table in one line: each cell with the label of its column."""
        cells = ((column.label, self.shown(column, row.get(column.id))) for column in table.columns)
        return "; ".join(f"{label.in_language(self.language)}: {text}" for label, text in cells if text)


def on_paper(*, hide: bool) -> Reader:
    """Whoever reads a paper: papers are Vietnamese."""
    return Reader("vi", hide)
