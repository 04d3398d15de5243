"""Sensitive answers: sealed where they are stored, opened for those who may read the dossier."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dvctt.forms import AnyField, FormSpec, TableField
from dvctt.journal import api as journal
from dvctt.kernel import canonical_json

MARK = "sealed"


def seal_values(form: FormSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored: each sensitive one as `{"sealed": token}`."""
    return seal_fields(form.fields(), values)


def seal_fields(fields: Iterable[AnyField], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of these fields as they are stored, as `seal_values` gives those of a form."""
    stored = dict(values)
    for field in fields:
        if field.id not in stored:
            continue
        if isinstance(field, TableField):
            hidden = {column.id for column in field.columns if column.sensitive}
            stored[field.id] = [_seal_some(row, hidden) for row in stored[field.id]]
        elif field.sensitive:
            stored[field.id] = _seal(stored[field.id])
    return stored


def open_values(stored: Any) -> Any:
    """The stored values with every seal opened."""
    if isinstance(stored, dict):
        if set(stored) == {MARK}:
            return _opened(stored[MARK])
        return {key: open_values(value) for key, value in stored.items()}
    if isinstance(stored, list):
        return [open_values(value) for value in stored]
    return stored


def blind_indexes(form: FormSpec, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Field id and blind index of each sensitive plain value."""
    for field in form.fields():
        value = values.get(field.id)
        if field.sensitive and isinstance(value, str) and value:
            yield field.id, journal.cipher().blind_index(field.type, value)


def _seal_some(row: Mapping[str, Any], hidden: set[str]) -> dict[str, Any]:
    return {key: _seal(value) if key in hidden else value for key, value in row.items()}


def _seal(value: Any) -> dict[str, str]:
    return {MARK: journal.cipher().encrypt(canonical_json(value))}


def _opened(token: str) -> Any:
    return json.loads(journal.cipher().decrypt(token))
