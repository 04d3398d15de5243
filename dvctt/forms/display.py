"""Stored values as people read them, and as an input shows them for editing."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from dvctt.forms import numbers
from dvctt.forms.addresses import AddressBook
from dvctt.forms.faults import Wrong
from dvctt.forms.identity import phone_text
from dvctt.forms.scalars import Reading, read
from dvctt.forms.spec import AnyField, ChoiceField, ConstantField, NumberField, TableField
from dvctt.kernel import Fault, clock, dong

BOUNDS = frozenset({"too_early", "too_late", "after_today", "before_today"})
_YES_NO = {"vi": ("Có", "Không"), "en": ("Yes", "No")}
_ISSUED = {"vi": "{number}, cấp ngày {date}, {issuer}", "en": "{number}, issued on {date} by {issuer}"}
_METRES = {"x": "X = {} m", "y": "Y = {} m"}
_POINT = {
    "vi": {"meridian": "kinh tuyến trục {}", "zone": "múi chiếu {}°"},
    "en": {"meridian": "central meridian {}", "zone": "{}° zone"},
}


def display(field: AnyField, value: Any, language: str, addresses: AddressBook | None = None) -> str:
    """Write a stored value for reading: `01/02/2025`, `1.234,5 m`, `1.234.567 đ`; empty where there is none.

    Numbers have the marks of the language. A table is written with one line a row. What is not of the field's shape
    (kept as typed) is given back as text.
    """
    if isinstance(field, ConstantField):
        return field.value.in_language(language)
    if value is None or value in ("", [], {}):
        return ""
    tongue = "en" if language.startswith("en") else "vi"
    try:
        shape: Callable[..., str] = _DISPLAYS.get(field.type, _text)
        return shape(field, value, tongue, addresses)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation):
        return str(value)


def as_typed(field: AnyField, value: Any, language: str = "vi") -> Any:
    """Write a stored simple value for an input, where it reads back as the same value: `1234,5`, `01/02/2025`."""
    tongue = "en" if language.startswith("en") else "vi"
    if isinstance(value, str) and field.type == "date":
        return _day(value)
    if isinstance(value, str) and field.type == "phone":
        return phone_text(value, tongue)
    if isinstance(value, str) and field.type == "number":
        return numbers.typed(Decimal(value), tongue)
    if isinstance(value, int) and field.type == "money":
        return numbers.written(value, tongue)
    return value


def meaning(field: AnyField, raw: Any, *, today: date, language: str = "vi") -> str:
    """What is understood of a number, an amount or a date as it was typed, or is stored; empty where nothing is."""
    tongue = "en" if language.startswith("en") else "vi"
    if field.type not in ("number", "money", "date") or raw in (None, "") or not isinstance(raw, str | int):
        return ""
    try:
        return display(field, read(field, raw, Reading(today, tongue)), language)
    except Wrong:
        return ""


def out_of_bounds(field: AnyField, raw: Any, *, today: date, language: str = "vi") -> Fault | None:
    """The fault of a date that can be read and lies outside of what its field allows; none for anything else."""
    if field.type != "date" or not isinstance(raw, str) or not raw.strip():
        return None
    try:
        read(field, raw, Reading(today, "en" if language.startswith("en") else "vi"))
    except Wrong as wrong:
        return Fault(field.id, wrong.code, wrong.params) if wrong.code in BOUNDS else None
    return None


def _text(_field: AnyField, value: Any, _language: str, _book: AddressBook | None) -> str:
    return str(value)


def _number(field: NumberField, value: Any, language: str, _book: AddressBook | None) -> str:
    unit = f" {field.unit.in_language(language)}" if field.unit else ""
    return numbers.written(Decimal(str(value)), language) + unit


def _money(_field: AnyField, value: Any, language: str, _book: AddressBook | None) -> str:
    return dong(int(value), language)


def _date(_field: AnyField, value: Any, _language: str, _book: AddressBook | None) -> str:
    return _day(str(value))


def _day(text: str) -> str:
    try:
        return clock.written_day(date.fromisoformat(text))
    except ValueError:
        return text


def _choice(field: ChoiceField, value: Any, language: str, _book: AddressBook | None) -> str:
    labels = {option.value: option.label.in_language(language) for option in field.options}
    chosen = value if isinstance(value, list) else [value]
    return "; ".join(labels.get(option, str(option)) for option in chosen)


def _yes_no(_field: AnyField, value: Any, language: str, _book: AddressBook | None) -> str:
    return _YES_NO[language][0 if value is True else 1] if isinstance(value, bool) else str(value)


def _phone(_field: AnyField, value: Any, language: str, _book: AddressBook | None) -> str:
    return phone_text(str(value), language)


def _address(_field: AnyField, value: Any, _language: str, book: AddressBook | None) -> str:
    version = value.get("set")
    codes = [value.get("commune"), value.get("province")]
    names = [(book.name(code, version) if book else None) or code for code in codes if code]
    return ", ".join(part for part in (value.get("line"), *names) if part)


def _identity(_field: AnyField, value: Any, language: str, _book: AddressBook | None) -> str:
    if set(value) >= {"number", "date", "issuer"}:
        return _ISSUED[language].format(**{**value, "date": _day(value["date"])})
    return ", ".join(_day(str(part)) for part in value.values())


def _coordinates(_field: AnyField, value: Any, language: str, _book: AddressBook | None) -> str:
    """`X = 2.325.987 m; Y = 567.890 m (VN-2000, kinh tuyến trục 105°45', múi chiếu 3°)`, or what is there of it."""
    metres = [
        words.format(numbers.written(Decimal(value[part]), language))
        for part, words in _METRES.items()
        if value.get(part)
    ]
    point = {"meridian": meridian_text(value["meridian"]) if value.get("meridian") else "", "zone": value.get("zone")}
    system = ["VN-2000", *(words.format(point[part]) for part, words in _POINT[language].items() if point[part])]
    text = ", ".join(system)
    return f"{'; '.join(metres)} ({text})" if metres else text


def meridian_text(stored: str) -> str:
    """Write a central meridian in degrees and minutes: `105°45'` for `105.75`."""
    degrees, rest = divmod(Decimal(stored), 1)
    return f"{degrees}°{int(rest * 60):02d}'"


def _table(field: TableField, value: Any, language: str, book: AddressBook | None) -> str:
    return "\n".join(_row(field, row, language, book) for row in value)


def _row(field: TableField, row: Mapping[str, Any], language: str, book: AddressBook | None) -> str:
    cells = (
        (column.label.in_language(language), display(column, row.get(column.id), language, book))
        for column in field.columns
    )
    return "; ".join(f"{label}: {text}" for label, text in cells if text)


_DISPLAYS: Mapping[str, Callable[..., str]] = {
    "number": _number,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "yes_no": _yes_no,
    "phone": _phone,
    "address": _address,
    "identity": _identity,
    "coordinates": _coordinates,
    "table": _table,
}
