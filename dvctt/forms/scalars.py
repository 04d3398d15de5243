"""Reading one answer of each simple type: the typed text or the stored value becomes the stored value."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from dvctt.forms import dates, identity, numbers
from dvctt.forms.faults import Wrong
from dvctt.forms.lettering import all_printable
from dvctt.forms.spec import (
    DEFAULT_ZONE,
    AnyField,
    ChoiceField,
    CitizenIdField,
    DateField,
    EmailField,
    MoneyField,
    NumberField,
    PhoneField,
    TaxCodeField,
    TextField,
    UrlField,
    YesNoField,
)
from dvctt.kernel import UNPRINTABLE, Invalid, Text, clock, composed, printable, tidied

LONGEST_EMAIL = 254
LONGEST_URL = 2000
EARLIEST, LATEST = date(dates.YEARS[0], 1, 1), date(dates.YEARS[-1], 12, 31)

_DONG = re.compile(r"\s*(?:đ|₫|đồng|vnđ|vnd)\.?$", re.IGNORECASE)
# Decimals before a word such as `triệu` or `tỷ`.
MOST_COUNTED = 9
_EMAIL = re.compile(
    r"(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
# How mail programs copy an address: `Thu <thu@example.vn>`, `mailto:thu@example.vn`, `thu@example.vn;`.
_COPIED = re.compile(r"(?:[^<>@]*<)?\s*(?:mailto:)?\s*([^<>\s]*?)\s*>?[\s.,;]*", re.IGNORECASE)
_YES = frozenset({"true", "yes", "on", "1", "có", "co"})
_NO = frozenset({"false", "no", "off", "0", "không", "khong"})


@dataclass(frozen=True)
class Reading:
    """By what answers are read: the day, and the language whose marks group thousands."""

    today: date
    language: str = "vi"


def one_line(raw: Any) -> str:
    """Read a line of text in NFC without outer or repeated white space; raises Wrong."""
    return " ".join(paragraph(raw).split())


def paragraph(raw: Any) -> str:
    """Read text with its line ends (as LF), tidied (`kernel.tidied`), without outer white space; raises Wrong, also for
    letters that no document can print.
    """
    if not isinstance(raw, str):
        raise Wrong("wrong_shape")
    if printable(raw) != raw or UNPRINTABLE in raw:
        raise Wrong("bad_character")
    return all_printable(tidied(raw.replace("\r\n", "\n").replace("\r", "\n")).strip())


def email_text(text: str) -> str:
    """An e-mail address as mail programs spell it: without the blanks and full-width letters of some keyboards, the
    name before it, and marks behind it.
    """
    typed = unicodedata.normalize("NFKC", tidied(text)).strip()
    copied = _COPIED.fullmatch(typed) if len(typed) <= 2 * LONGEST_EMAIL else None
    return copied[1] if copied and is_email(copied[1]) else typed


def is_email(text: str) -> bool:
    """Whether a mail can be sent to this address: as strict as what composes the mail (`notices.adapters.smtp`)."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def bounded(text: str, longest: int) -> str:
    """Give the text back unless it has more than `longest` characters; raises Wrong."""
    if len(text) > longest:
        raise Wrong("too_long", max=longest, length=len(text))
    return text


def read_date(raw: Any, today: date, *, past: bool = False) -> date:
    """Read a date in any of the ways in which people write them (`dates.parse`); raises Wrong, also for a year that
    nobody means: `30/11/0026`.
    """
    try:
        read = dates.parse(one_line(raw), today=today, past=past)
    except dates.NotADate:
        raise Wrong("not_a_date") from None
    except dates.NoSuchDate:
        raise Wrong("no_such_date") from None
    if read < EARLIEST:
        raise Wrong("too_early", min=clock.written_day(EARLIEST))
    if read > LATEST:
        raise Wrong("too_late", max=clock.written_day(LATEST))
    return read


def day(text: str, place: str, *, today: date, past: bool = False) -> date | None:
    """A date typed at a place of a form that is not data; none where nothing was typed. Raises Invalid at the place."""
    if not text.strip():
        return None
    try:
        return read_date(text, today, past=past)
    except Wrong as wrong:
        raise Invalid(wrong.at(place)) from None


def whole(text: str, place: str, *, language: str = "vi") -> int | None:
    """A whole number typed at a place of a form that is not data; none where nothing was. Raises Invalid there."""
    if not text.strip():
        return None
    try:
        return int(read_decimal(text, 0, language=language))
    except Wrong as wrong:
        raise Invalid(wrong.at(place)) from None


def read_decimal(
    raw: Any, decimals: int, *, language: str = "vi", unit: Text | None = None, spellings: Sequence[str] = ()
) -> Decimal:
    """Read a number with at most so many decimals, behind it nothing or a spelling of the unit; raises Wrong."""
    if not isinstance(raw, str | int | float | Decimal):
        raise Wrong("wrong_shape")
    units = [*(text for text in ((unit.vi, unit.en) if unit else ()) if text), *spellings]
    try:
        number = numbers.parse(raw, language=language, units=units)
    except numbers.Ambiguous as both:
        ways = {"thousands": numbers.typed(both.thousands, language), "decimal": numbers.typed(both.decimal, language)}
        raise Wrong("ambiguous_number", typed=both.text, **ways) from None
    except numbers.OtherUnit:
        raise (
            Wrong("other_unit", unit=unit.in_language(language)) if unit else _no_number(decimals, language)
        ) from None
    except numbers.NotANumber:
        raise _no_number(decimals, language) from None
    if numbers.places(number) > decimals:
        raise Wrong("not_whole") if decimals == 0 else Wrong("too_many_decimals", max=decimals)
    return number


def _no_number(decimals: int, language: str) -> Wrong:
    """What is no number: with an example that the field would take."""
    return Wrong("not_a_number", example=numbers.typed(Decimal("12.5") if decimals else Decimal(12), language))


def within(number: Decimal, low: Decimal | int | None, high: Decimal | int | None, *, language: str = "vi") -> Decimal:
    """Give the number back unless it is out of bounds; raises Wrong."""
    limits = {"min": low, "max": high}
    bounds = {name: numbers.written(limit, language) for name, limit in limits.items() if limit is not None}
    if low is not None and number < low:
        raise Wrong("too_small", **bounds)
    if high is not None and number > high:
        raise Wrong("too_large", **bounds)
    return number


def _text(field: TextField, raw: Any, _reading: Reading) -> str:
    return bounded(paragraph(raw) if field.multiline else one_line(raw), field.max_length)


def _number(field: NumberField, raw: Any, reading: Reading) -> str:
    language = reading.language
    number = read_decimal(raw, field.decimals, language=language, unit=field.unit, spellings=field.spellings.all)
    return numbers.canonical(within(number, field.min, field.max, language=language))


def _money(field: MoneyField, raw: Any, reading: Reading) -> int:
    text, times = numbers.counted(_DONG.sub("", one_line(raw))) if isinstance(raw, str) else (raw, 1)
    try:
        number = times * read_decimal(text, MOST_COUNTED if times > 1 else 0, language=reading.language)
    except Wrong as wrong:
        if wrong.code != "not_a_number":
            raise
        raise Wrong(wrong.code, example=numbers.written(5_000_000, reading.language)) from None
    if numbers.places(number):
        raise Wrong("not_whole")
    return int(within(number, field.min, field.max, language=reading.language))


def _date(field: DateField, raw: Any, reading: Reading) -> str:
    today = reading.today
    day = read_date(raw, today, past=field.not_after_today)
    high = field.latest(today)
    if field.min is not None and day < field.min:
        raise Wrong("too_early", min=clock.written_day(field.min))
    if high is not None and day > high:
        raise Wrong("too_late", max=clock.written_day(high))
    if field.not_after_today and day > today:
        raise Wrong("after_today", today=clock.written_day(today))
    if field.not_before_today and day < today:
        raise Wrong("before_today", today=clock.written_day(today))
    return day.isoformat()


def _choice(field: ChoiceField, raw: Any, _reading: Reading) -> str | list[str]:
    given = list(raw) if isinstance(raw, list | tuple) else [raw]
    options = [option.value for option in field.options]
    if any(not isinstance(value, str) or value not in options for value in given):
        raise Wrong("not_an_option")
    if field.multiple:
        return [value for value in options if value in given]
    if len(given) != 1:
        raise Wrong("wrong_shape")
    return str(given[0])


def _yes_no(field: YesNoField, raw: Any, _reading: Reading) -> bool:
    if isinstance(raw, bool):
        return raw
    word = composed(raw).strip().lower() if isinstance(raw, str) else ""
    if word not in _YES | _NO:
        raise Wrong("not_yes_or_no")
    return word in _YES


def _citizen_id(field: CitizenIdField, raw: Any, reading: Reading) -> str:
    number = identity.compact_digits(one_line(raw))
    for fault in identity.citizen_id_faults(number, today=reading.today):
        raise Wrong(fault.code, **fault.params)
    return number


def _tax_code(field: TaxCodeField, raw: Any, _reading: Reading) -> str:
    code = one_line(raw)
    if fault := identity.tax_code_fault(code):
        raise Wrong(fault)
    return identity.tax_code_text(code)


def _phone(field: PhoneField, raw: Any, _reading: Reading) -> str:
    typed = bounded(one_line(raw), 60)
    number = identity.phone_e164(typed)
    if number is None:
        raise Wrong(identity.phone_fault(typed))
    return number


def _email(field: EmailField, raw: Any, _reading: Reading) -> str:
    address = bounded(email_text(one_line(raw)), LONGEST_EMAIL)
    if not is_email(address):
        raise Wrong("not_an_email")
    return address


def _url(field: UrlField, raw: Any, _reading: Reading) -> str:
    address = bounded(one_line(raw), LONGEST_URL)
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        raise Wrong("not_a_url") from None
    if parts.scheme not in {"http", "https"} or "." not in host or " " in address or "@" in parts.netloc:
        raise Wrong("not_a_url")
    return address


_READERS: Mapping[str, Callable[..., Any]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "yes_no": _yes_no,
    "citizen_id": _citizen_id,
    "tax_code": _tax_code,
    "phone": _phone,
    "email": _email,
    "url": _url,
}


def read(field: AnyField, raw: Any, reading: Reading) -> Any:
    """Turn what was typed (or is stored) into the stored value of a simple field; raises Wrong."""
    return _READERS[field.type](field, raw, reading)


def simple(field: AnyField) -> bool:
    """Whether the field is one line, box or choice, with no parts of its own."""
    return field.type in _READERS


def said(raw: Any) -> bool:
    """Whether anything was given at all: white space, empty lists, mappings of nothing, and what a form is drawn with
    (the zone of a point, the set of an address) say nothing.
    """
    if raw is None:
        return False
    if isinstance(raw, str):
        return bool(raw.strip())
    if isinstance(raw, float):
        return math.isfinite(raw)
    if isinstance(raw, Mapping):
        return any(said(part) for name, part in raw.items() if not _drawn(name, part))
    if isinstance(raw, Sequence):
        return any(said(part) for part in raw)
    return True


def _drawn(name: Any, part: Any) -> bool:
    """Whether a part of an answer is there without anybody having said it."""
    return name == "set" or (name == "zone" and str(part).strip() == DEFAULT_ZONE)
