"""The JSON Schema (2020-12) of a form's cleaned values, made from the form itself."""

from collections.abc import Callable, Mapping
from typing import Any

from dvctt.forms.composites import LONGEST_LINE, LONGEST_NUMBER
from dvctt.forms.scalars import LONGEST_EMAIL, LONGEST_URL
from dvctt.forms.spec import (
    AnyField,
    ChoiceField,
    FormSpec,
    MoneyField,
    NumberField,
    Section,
    TableField,
    TextField,
    YesNoField,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DATE = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_CARRIED = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]"
_SAID = rf"^{_CARRIED}*[^\s\x00-\x1f\x7f-\x9f\ufffd]{_CARRIED}*$"
_METRES = {"type": "string", "pattern": r"^[1-9][0-9]{5,6}(\.[0-9]{1,3})?$"}


def json_schema(form: FormSpec, language: str = "vi") -> dict[str, Any]:
    """Describe the stored values of a form that is fully answered.

    The schema says shapes, limits, options and what is always required. What depends on other answers
    is carried as `x-required-when` and `x-show-when`, rules as `x-rules`; check digits, bounds of
    decimals and the day of the check are `clean`'s alone.
    """
    schema = _object(form.sections, language)
    rules = [
        {"id": rule.id, "at": rule.at, "level": rule.level, "text": rule.text.in_language(language),
         "that": rule.that.model_dump(mode="json")}
        for rule in form.rules
    ]  # fmt: skip
    return {
        "$schema": DIALECT,
        "title": form.name.in_language(language),
        **schema,
        **({"x-rules": rules} if rules else {}),
    }


def _object(sections: tuple[Section, ...], language: str) -> dict[str, Any]:
    fields = [field for section in sections for field in section.fields if field.type != "constant"]
    sometimes = {field.id for section in sections if section.show_when is not None for field in section.fields}
    return {
        "type": "object",
        "properties": {field.id: _field(field, language) for field in fields},
        "required": [field.id for field in fields if field.id not in sometimes and _always(field)],
        "additionalProperties": False,
    }


def _always(field: AnyField) -> bool:
    return field.required is True and field.show_when is None


def _field(field: AnyField, language: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": field.label.in_language(language)}
    if field.hint is not None:
        schema["description"] = field.hint.in_language(language)
    if field.show_when is not None:
        schema["x-show-when"] = field.show_when.model_dump(mode="json")
    if not isinstance(field.required, bool):
        schema["x-required-when"] = field.required.model_dump(mode="json")
    return {**schema, **_SHAPES[field.type](field, language)}


def _said(longest: int) -> dict[str, Any]:
    """A text that says something: one character that is no white space, no control characters."""
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": longest,
        "pattern": r"^[^\x00-\x08\x0b-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x08\x0b-\x1f\x7f]*$",
    }


def _text(field: TextField, _language: str) -> dict[str, Any]:
    return _said(field.max_length)


def _number(field: NumberField, language: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "pattern": number_pattern(field.decimals)}
    bounds = {"x-minimum": field.min, "x-maximum": field.max}
    schema |= {name: str(bound) for name, bound in bounds.items() if bound is not None}
    return schema | ({"x-unit": field.unit.in_language(language)} if field.unit else {})


def number_pattern(decimals: int) -> str:
    """Give the pattern of a stored number with at most so many decimals.

    From three decimals on, a number that would be ambiguous when typed (`12.345`) carries a zero more.
    """
    whole = "(0|[1-9][0-9]{0,29})"
    if decimals == 0:
        return f"^-?{whole}$"
    if decimals < 3:
        return rf"^-?{whole}(\.[0-9]{{0,{decimals - 1}}}[1-9])?$"
    tail = [r"\.[0-9]{0,1}[1-9]", r"\.[0-9]{3}0"]
    short = rf"[1-9][0-9]{{0,2}}({'|'.join(tail)}" + (rf"|\.[0-9]{{3,{decimals - 1}}}[1-9])?" if decimals > 3 else ")?")
    other = rf"(0|[1-9][0-9]{{3,29}})(\.[0-9]{{0,{decimals - 1}}}[1-9])?"
    return f"^-?({short}|{other})$"


def _money(field: MoneyField, _language: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": field.min} | ({} if field.max is None else {"maximum": field.max})


def _date(_field: AnyField, _language: str) -> dict[str, Any]:
    return dict(_DATE)


def _choice(field: ChoiceField, language: str) -> dict[str, Any]:
    options = [{"const": option.value, "title": option.label.in_language(language)} for option in field.options]
    if not field.multiple:
        return {"type": "string", "oneOf": options}
    return {"type": "array", "items": {"type": "string", "oneOf": options}, "minItems": 1, "uniqueItems": True}


def _yes_no(field: YesNoField, _language: str) -> dict[str, Any]:
    return {"type": "boolean"} | ({"const": True} if field.must_be_true else {})


def _pattern(pattern: str) -> Callable[[AnyField, str], dict[str, Any]]:
    return lambda _field, _language: {"type": "string", "pattern": pattern}


def _email(_field: AnyField, _language: str) -> dict[str, Any]:
    return {"type": "string", "maxLength": LONGEST_EMAIL, "pattern": r"^[^\s@]+@[^\s@]+\.[A-Za-z]{2,63}$"}


def _url(_field: AnyField, _language: str) -> dict[str, Any]:
    return {"type": "string", "maxLength": LONGEST_URL, "pattern": r"^https?://[^\s/@]+\.[^\s@]+$"}


def _whole(properties: Mapping[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object of which every part must be there but the optional ones."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def _address(_field: AnyField, _language: str) -> dict[str, Any]:
    code = {"type": "string", "pattern": "^[0-9]{2,5}$"}
    parts = {"province": code, "commune": code, "line": _said(LONGEST_LINE), "set": {"type": "string"}}
    return _whole(parts, optional=("set",))


def _identity(_field: AnyField, _language: str) -> dict[str, Any]:
    return _whole({"number": _said(LONGEST_NUMBER), "date": dict(_DATE), "issuer": _said(LONGEST_LINE)})


def _coordinates(_field: AnyField, _language: str) -> dict[str, Any]:
    meridian = {"type": "string", "pattern": r"^1[01][0-9](\.(25|5|75))?$"}
    return _whole({"x": _METRES, "y": _METRES, "meridian": meridian, "zone": {"enum": [3, 6]}})


def _table(field: TableField, language: str) -> dict[str, Any]:
    row = {
        "type": "object",
        "properties": {column.id: _field(column, language) for column in field.columns},
        "required": [column.id for column in field.columns if _always(column)],
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"type": "array", "items": row, "minItems": max(1, field.min_rows), "maxItems": field.max_rows}


_SHAPES: Mapping[str, Callable[..., dict[str, Any]]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "yes_no": _yes_no,
    "citizen_id": _pattern("^[0-9]{12}$"),
    "tax_code": _pattern("^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$"),
    "phone": _pattern(r"^\+84[0-9]{7,11}(;ext=[0-9]{1,6})?$"),
    "email": _email,
    "url": _url,
    "address": _address,
    "identity": _identity,
    "coordinates": _coordinates,
    "table": _table,
}
