"""Numbers as people in Viet Nam type and read them, and as they are stored."""

import math
import re
from decimal import Decimal

MAX_TYPED = 40

_PLAIN = re.compile(r"-?[0-9]+")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_GROUPED_DECIMAL = re.compile(r"-?[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?!\1)[.,][0-9]+")
_DECIMAL = re.compile(r"-?[0-9]+[.,][0-9]+")
_ONE_GROUP = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
_SPACED = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?:[^0-9]|$))")


class NotANumber(ValueError):
    """What was typed is no number."""


class Ambiguous(ValueError):
    """What was typed, such as `12.345`, may be twelve thousand or twelve."""


def parse(raw: str | int | float | Decimal, *, whole: bool) -> Decimal:
    """Read a number: `1.234,5`, `1,234.5`, `1234.5`, `1 234,5`; raises NotANumber or Ambiguous.

    One point before exactly three digits groups thousands in a whole number and is ambiguous in any
    other; one comma there is the Vietnamese decimal comma, and ambiguous in a whole number.
    """
    if isinstance(raw, str):
        return _parse_text(_SPACED.sub("", raw.strip()), whole=whole)
    if isinstance(raw, bool) or (isinstance(raw, float) and not math.isfinite(raw)):
        raise NotANumber(raw)
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite() or abs(number.adjusted()) > MAX_TYPED:
        raise NotANumber(raw)
    return number


def _parse_text(text: str, *, whole: bool) -> Decimal:
    text = text.replace("\u2212", "-")
    if len(text) > MAX_TYPED or not text.isascii():
        raise NotANumber(text)
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if _ONE_GROUP.fullmatch(text):
        return _one_group(text, whole=whole)
    if _GROUPED.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", ""))
    if _GROUPED_DECIMAL.fullmatch(text):
        mark = max(text.rfind("."), text.rfind(","))
        return Decimal(text[:mark].replace(".", "").replace(",", "") + "." + text[mark + 1 :])
    if _DECIMAL.fullmatch(text):
        return Decimal(text.replace(",", "."))
    raise NotANumber(text)


def _one_group(text: str, *, whole: bool) -> Decimal:
    if whole == ("," in text):
        raise Ambiguous(text)
    return Decimal(text.replace(".", "").replace(",", "."))


def places(number: Decimal) -> int:
    """Count the decimals that say something: one for 12.50."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def canonical(number: Decimal) -> str:
    """Give the stored text: `12.5`, no exponent, no needless zero.

    A number such as 12.345, which would be ambiguous if it were typed, keeps one zero (`12.3450`), so
    that what is stored can be read again by the same rules.
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in {"-0", ""}:
        text = "0"
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    head, dot, tail = digits.partition(".")
    plain = sign + (head.lstrip("0") or "0") + dot + tail
    return plain + "0" if _ONE_GROUP.fullmatch(plain) else plain


def vietnamese(number: Decimal | int) -> str:
    """Write a number for reading: `1.234,5`."""
    text = canonical(Decimal(number))
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    head, _, tail = digits.partition(".")
    tail = tail.rstrip("0")
    return sign + f"{int(head):,}".replace(",", ".") + ("," + tail if tail else "")


def typed(number: Decimal | int) -> str:
    """Write a number for an input: `1234,5`, which reads back as the same number in any field."""
    return canonical(Decimal(number)).replace(".", ",")
