"""Reading one answer of each simple type: the typed text or the stored value becomes the stored value."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from dvctt.forms import identity, numbers
from dvctt.forms.faults import Wrong
from dvctt.forms.spec import (
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
from dvctt.kernel import composed

LONGEST_EMAIL = 254
LONGEST_URL = 2000
EARLIEST = date(1800, 1, 1)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd]")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_YES = frozenset({"true", "yes", "on", "1", "có", "co"})
_NO = frozenset({"false", "no", "off", "0", "không", "khong"})


def printable(text: str) -> str:
    """Put `�` for what no database nor page can carry: control characters and lone surrogates."""
    return _CONTROL.sub("\ufffd", text)


def one_line(raw: Any) -> str:
    """Read a line of text in NFC without outer or repeated white space; raises Wrong."""
    return " ".join(paragraph(raw).split())


def paragraph(raw: Any) -> str:
    """Read text with its line ends (as LF), in NFC, without outer white space; raises Wrong."""
    if not isinstance(raw, str):
        raise Wrong("wrong_shape")
    if _CONTROL.search(raw):
        raise Wrong("bad_character")
    return composed(raw.replace("\r\n", "\n").replace("\r", "\n")).strip()


def bounded(text: str, longest: int) -> str:
    """Give the text back unless it has more than `longest` characters; raises Wrong."""
    if len(text) > longest:
        raise Wrong("too_long", max=longest, length=len(text))
    return text


def read_date(raw: Any) -> date:
    """Read `dd/MM/yyyy` or an ISO date; raises Wrong."""
    text = one_line(raw)
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    else:
        raise Wrong("not_a_date")
    try:
        return date(year, month, day)
    except ValueError:
        raise Wrong("no_such_date") from None


def read_decimal(raw: Any, decimals: int) -> Decimal:
    """Read a number with at most so many decimals; raises Wrong."""
    if not isinstance(raw, str | int | float | Decimal):
        raise Wrong("wrong_shape")
    try:
        number = numbers.parse(raw, whole=decimals == 0)
    except numbers.Ambiguous:
        raise Wrong("ambiguous_number") from None
    except numbers.NotANumber:
        raise Wrong("not_a_number") from None
    if numbers.places(number) > decimals:
        raise Wrong("not_whole") if decimals == 0 else Wrong("too_many_decimals", max=decimals)
    return number


def within(number: Decimal, low: Decimal | int | None, high: Decimal | int | None) -> Decimal:
    """Give the number back unless it is out of bounds; raises Wrong."""
    limits = {"min": low, "max": high}
    said = {name: numbers.vietnamese(limit) for name, limit in limits.items() if limit is not None}
    if low is not None and number < low:
        raise Wrong("too_small", **said)
    if high is not None and number > high:
        raise Wrong("too_large", **said)
    return number


def _text(field: TextField, raw: Any, _today: date) -> str:
    return bounded(paragraph(raw) if field.multiline else one_line(raw), field.max_length)


def _number(field: NumberField, raw: Any, _today: date) -> str:
    return numbers.canonical(within(read_decimal(raw, field.decimals), field.min, field.max))


def _money(field: MoneyField, raw: Any, _today: date) -> int:
    text = re.sub(r"\s*(đ|₫|đồng|vnđ|vnd)$", "", raw.strip().lower()) if isinstance(raw, str) else raw
    return int(within(read_decimal(text, 0), field.min, field.max))


def _date(field: DateField, raw: Any, today: date) -> str:
    day = read_date(raw)
    low, high = max(EARLIEST, field.min or EARLIEST), field.max
    if day < low:
        raise Wrong("too_early", min=f"{low:%d/%m/%Y}")
    if high is not None and day > high:
        raise Wrong("too_late", max=f"{high:%d/%m/%Y}")
    if field.not_after_today and day > today:
        raise Wrong("after_today", today=f"{today:%d/%m/%Y}")
    if field.not_before_today and day < today:
        raise Wrong("before_today", today=f"{today:%d/%m/%Y}")
    return day.isoformat()


def _choice(field: ChoiceField, raw: Any, _today: date) -> str | list[str]:
    given = list(raw) if isinstance(raw, list | tuple) else [raw]
    known = [option.value for option in field.options]
    if any(not isinstance(one, str) or one not in known for one in given):
        raise Wrong("not_an_option")
    if field.multiple:
        return [value for value in known if value in given]
    if len(given) != 1:
        raise Wrong("wrong_shape")
    return str(given[0])


def _yes_no(field: YesNoField, raw: Any, _today: date) -> bool:
    if isinstance(raw, bool):
        return raw
    word = composed(raw).strip().lower() if isinstance(raw, str) else ""
    if word not in _YES | _NO:
        raise Wrong("not_yes_or_no")
    return word in _YES


def _citizen_id(field: CitizenIdField, raw: Any, today: date) -> str:
    number = identity.compact_digits(one_line(raw))
    for fault in identity.citizen_id_faults(number, today=today):
        raise Wrong(fault.code, **fault.params)
    return number


def _tax_code(field: TaxCodeField, raw: Any, _today: date) -> str:
    code = one_line(raw)
    if fault := identity.tax_code_fault(code):
        raise Wrong(fault)
    return identity.tax_code_text(code)


def _phone(field: PhoneField, raw: Any, _today: date) -> str:
    number = identity.phone_e164(bounded(one_line(raw), 40))
    if number is None:
        raise Wrong("not_a_phone")
    return number


def _email(field: EmailField, raw: Any, _today: date) -> str:
    address = bounded(one_line(raw), LONGEST_EMAIL)
    if not _EMAIL.fullmatch(address) or ".." in address:
        raise Wrong("not_an_email")
    return address


def _url(field: UrlField, raw: Any, _today: date) -> str:
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


def read(field: AnyField, raw: Any, today: date) -> Any:
    """Turn what was typed (or is stored) into the stored value of a simple field; raises Wrong."""
    return _READERS[field.type](field, raw, today)


def simple(field: AnyField) -> bool:
    """Whether the field is one line, box or choice, with no parts of its own."""
    return field.type in _READERS


def said(raw: Any) -> bool:
    """Whether anything was given at all: white space, empty lists and mappings of nothing say nothing."""
    if raw is None:
        return False
    if isinstance(raw, str):
        return bool(raw.strip())
    if isinstance(raw, float):
        return math.isfinite(raw)
    if isinstance(raw, Mapping):
        return any(said(part) for name, part in raw.items() if name not in {"set", "zone", "meridian"})
    if isinstance(raw, Sequence):
        return any(said(one) for one in raw)
    return True
