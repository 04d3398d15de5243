"""One line of input: its attributes, what it shows, and what was understood of what stands in it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dvctt import forms
from dvctt.kernel import Fault, Invalid, Text, clock
from dvctt.ministry import api as ministry
from dvctt.web.wording.sentences import fault_sentence

# A central meridian as it is stored, in degrees.
MERIDIAN = re.compile(r"\d{2,3}(\.\d{1,2})?")
# What a browser knows of the person at it (WCAG 1.3.5).
AUTOCOMPLETE = {"name": "name", "phone": "tel", "email": "email", "birth_date": "bday"}
# Long enough for what is pasted with blanks and words around it: a browser cuts off what is longer without a word.
DATE = {"type": "text", "inputmode": "numeric", "data-reads": "date"}
METRES = {"type": "text", "inputmode": "decimal", "autocomplete": "off",
          "data-reads": "number", "data-decimals": "3", "data-unit": "m"}  # fmt: skip


def line(spec: forms.AnyField) -> tuple[str, Text | None, dict[str, str]]:
    """Kind, unit and attributes of a field that is one line."""
    # Never “off”: a browser empties such fields when somebody comes back to the page.
    token = spec.autocomplete or AUTOCOMPLETE.get((spec.prefill or "").removeprefix("owner."))
    auto = {"autocomplete": token} if token else {}
    match spec:
        case forms.TextField(multiline=True):
            return "paragraph", None, {}
        case forms.TextField():
            return "text", None, {"type": "text", **auto}
        case forms.NumberField():
            return "number", spec.unit, {"type": "text", **_number(spec), **auto}
        case forms.MoneyField():
            money = {"inputmode": "numeric", "data-reads": "money"}
            return "number", Text(vi=_("đồng")), {"type": "text", **money, **auto}
        case forms.DateField():
            return "date", None, {**DATE, **_bounds(spec), **auto}
        case forms.CitizenIdField() | forms.TaxCodeField():
            return "text", None, {"type": "text", "inputmode": "numeric", "class": "w-code", **auto}
        case forms.PhoneField():
            return "text", None, {"type": "tel", "inputmode": "tel", "class": "w-code", "autocomplete": "tel"}
        case forms.EmailField():
            return "text", None, {"type": "email", "inputmode": "email", "autocomplete": "email"}
        case forms.UrlField():
            return "text", None, {"type": "url", "inputmode": "url", "autocomplete": "url"}
    raise TypeError(f"no input for {type(spec).__name__}")


def _bounds(spec: forms.DateField) -> dict[str, str]:
    """How a date is read, and between which days it has to lie, as `spec_of` reads it again."""
    flags = {"data-past": spec.not_after_today, "data-ahead": spec.not_before_today}
    within = {"data-within": str(spec.within_days)} if spec.within_days is not None else {}
    return {name: "true" for name, holds in flags.items() if holds} | within


def latest(spec: forms.AnyField, today: date) -> str:
    """A sentence that names the last day that may be given, where the field counts it from the day of the check."""
    if not isinstance(spec, forms.DateField) or spec.within_days is None:
        return ""
    last = spec.latest(today)
    return _("Chậm nhất ngày %(day)s.") % {"day": clock.written_day(last)} if last else ""


def _number(spec: forms.NumberField) -> dict[str, str]:
    """Which keys a telephone shows (some have no minus on their number pad), and how the number is read."""
    signed = spec.min is None or spec.min < 0
    mode = {} if signed else {"inputmode": "numeric" if spec.decimals == 0 else "decimal"}
    unit = {"data-unit": spec.unit.vi, "data-unit-en": spec.unit.en or ""} if spec.unit else {}
    spellings = {"data-spellings": SEPARATOR.join(spec.spellings.all)} if spec.spellings.all else {}
    return {**mode, "data-reads": "number", "data-decimals": str(spec.decimals), **unit, **spellings}


def shown(spec: forms.AnyField, value: Any, *, kept: bool = False) -> str:
    """What an input shows: what was typed, letter for letter, where it was `kept`, else a stored value as people do."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return str(value if kept else forms.as_typed(spec, value, get_language() or "vi"))


def understood(spec: forms.AnyField, value: Any, *, shown_as: str, today: date) -> str:
    """What is told beside an input of what it holds; nothing where that stands in it already."""
    text = forms.meaning(spec, value, today=today, language=get_language() or "vi")
    if text and isinstance(spec, forms.DateField) and spec.not_before_today and _rests(text):
        return _("%(day)s, ngày nghỉ, không phải ngày làm việc") % {"day": text}
    return "" if text == shown_as else text


def _rests(text: str) -> bool:
    """Whether a day that is waited for, as it was understood, is one on which no office works."""
    day, month, year = map(int, text.split("/"))
    return not ministry.calendar().is_working(date(year, month, day))


def out_of_bounds(spec: forms.AnyField, value: Any, *, today: date) -> str:
    """What is wrong with a date that can be read, told before the form is sent; nothing for one that may be given."""
    fault = forms.out_of_bounds(spec, value, today=today, language=get_language() or "vi")
    return fault_sentence(fault) if fault else ""


def shown_day(value: Any, *, kept: bool) -> str:
    """The same as `shown` for the date of a paper."""
    return shown(DAY, value, kept=kept)


def shown_meridian(value: Any, *, kept: bool) -> str:
    """A central meridian as an input shows it: as it was typed where it was not understood, else `105°30'`."""
    text = "" if value is None else str(value)
    return text if kept or not MERIDIAN.fullmatch(text) else forms.meridian_text(text)


def shown_metres(value: Any, *, kept: bool) -> str:
    """The same as `shown` for a coordinate."""
    return shown(METRE, value, kept=kept)


def spec_of(described: Mapping[str, str]) -> forms.AnyField | None:
    """The field that an input's `data-` attributes describe, as `/reading/` gets them; none for any others."""
    unit = {"unit": {"vi": described["unit"], "en": described.get("unit_en") or None}} if described.get("unit") else {}
    decimals = described.get("decimals", "")
    spellings = [spelling for spelling in described.get("spellings", "").split(SEPARATOR) if spelling]
    match described.get("reads"):
        case "number":
            return forms.NumberField.model_validate(
                {
                    **BARE,
                    "type": "number",
                    "decimals": int(decimals) if decimals in DECIMALS else 0,
                    **unit,
                    "spellings": spellings,
                }
            )
        case "money":
            return forms.MoneyField.model_validate({**BARE, "type": "money"})
        case "date":
            flags = {"not_after_today": "past", "not_before_today": "ahead"}
            within = described.get("within", "")
            return forms.DateField.model_validate({
                **BARE, "type": "date", **{name: described.get(key) == "true" for name, key in flags.items()},
                "within_days": int(within) if within in DAYS else None,
            })  # fmt: skip
    return None


def day(text: str, place: str, *, past: bool = False) -> date | None:
    """A date as it was typed at a place of a form; none where nothing was. Raises Invalid at the place."""
    return forms.day(text, place, today=clock.today(), past=past)


def days(post: QueryDict, *places: str) -> tuple[list[date | None], list[Fault]]:
    """The dates typed at some places of a form, none where nothing was, and what is wrong with them."""
    dates: list[date | None] = []
    faults: list[Fault] = []
    for place in places:
        try:
            dates.append(day(post.get(place, ""), place))
        except Invalid as error:
            dates.append(None)
            faults += error.faults
    return dates, faults


def whole(text: str, place: str) -> int | None:
    """A whole number as it was typed at a place of a form; none where nothing was. Raises Invalid at the place."""
    return forms.whole(text, place, language=get_language() or "vi")


SEPARATOR = "|"
BARE = {"id": "f", "label": {"vi": ""}}
DECIMALS = frozenset(map(str, range(13)))
DAYS = frozenset(map(str, range(3661)))
DAY = forms.DateField.model_validate({**BARE, "type": "date", "not_after_today": True})
METRE = forms.NumberField.model_validate({**BARE, "type": "number", "decimals": 3, "unit": {"vi": "m", "en": "m"}})
