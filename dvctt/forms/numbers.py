"""Numbers as people type them in Vietnamese and in English, as they are read, and as they are stored."""

import math
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from dvctt.kernel import fold, plain, unaccented

MAX_TYPED = 40
# The mark between thousands; the other of the two is before decimals.
GROUPS = {"vi": ".", "en": ","}
# What stands between the words of a unit: `m³ a day` is `m³/day`.
FILLERS = frozenset({"a", "an", "per", "mỗi", "một", "trên"})

_TYPED = re.compile(r"([+-]?) ?([0-9.,](?:[0-9., ]*[0-9])?)(.*)", re.S)
_SPACED = re.compile(r"([1-9][0-9]{0,2}(?: [0-9]{3})+)((?:[.,][0-9]+)?)")
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_GROUPED_DECIMAL = re.compile(r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?!\1)[.,][0-9]+")
_DECIMAL = re.compile(r"[0-9]*[.,][0-9]+")
# A number of something else than the unit: `6 nghìn`, `6k`, `1,5 triệu`, `6e3`, `6x10³`.
_COUNTED = re.compile(r"(?:tram|nghin|ngan|van|trieu|ty|ti|k|tr)(?![a-z])|[ex*]\s*[0-9]")
# How amounts of money are said: `5 triệu`, `5tr`, `500k`, `1,2 tỷ`.
_TIMES = {
    "nghin": 3, "ngan": 3, "k": 3, "thousand": 3, "trieu": 6, "tr": 6, "million": 6, "ty": 9, "ti": 9, "billion": 9,
}  # fmt: skip
_SAID = re.compile(rf"(.*[0-9]) ?({'|'.join(_TIMES)})\.?", re.S)
_ONE_GROUP = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")


class NotANumber(ValueError):
    """What was typed is no number."""


class OtherUnit(ValueError):
    """A number with a word behind it that is not the unit asked for."""


class Ambiguous(ValueError):
    """What was typed, such as `6,850` in Vietnamese, may be `thousands` or `decimal`."""

    def __init__(self, text: str, thousands: Decimal, decimal: Decimal) -> None:
        super().__init__(text)
        self.text, self.thousands, self.decimal = text, thousands, decimal


def parse(raw: str | int | float | Decimal, *, language: str = "vi", units: Sequence[str] = ()) -> Decimal:
    """Read a number: `6.000`, `1.250,5`, `6 000`, `+5`, `6000 m3`; raises NotANumber, OtherUnit or Ambiguous.

    Where both marks stand, or one of them twice, or not before exactly three digits, it is clear which of them groups
    thousands. One mark before exactly three digits groups them where it is the language's own (`6.000` in Vietnamese,
    `6,000` in English); the other one is Ambiguous. `units` are the words that may stand behind the number.
    """
    if isinstance(raw, str):
        return _parse_text(plain(raw).strip(), language, units)
    if isinstance(raw, bool) or (isinstance(raw, float) and not math.isfinite(raw)):
        raise NotANumber(raw)
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite() or abs(number.adjusted()) > MAX_TYPED:
        raise NotANumber(raw)
    return number


def _parse_text(text: str, language: str, units: Sequence[str]) -> Decimal:
    parts = _TYPED.fullmatch(text)
    if parts is None or len(parts[2]) > MAX_TYPED:
        raise NotANumber(text)
    sign, digits, rest = parts[1], parts[2], parts[3].strip()
    spaced = _SPACED.fullmatch(digits)
    number = _unsigned(spaced[1].replace(" ", "") + spaced[2] if spaced else digits, language)
    if rest and not is_unit(rest, units):
        named = (rest[0].isalpha() or rest[0] == "/") and not _COUNTED.match(fold(rest))
        raise OtherUnit(rest) if named else NotANumber(text)
    return number.copy_negate() if sign == "-" else number


def _unsigned(text: str, language: str) -> Decimal:
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if _ONE_GROUP.fullmatch(text):
        return _one_group(text, GROUPS.get(language, "."))
    if _GROUPED.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", ""))
    if _GROUPED_DECIMAL.fullmatch(text):
        mark = max(text.rfind("."), text.rfind(","))
        return Decimal(text[:mark].replace(".", "").replace(",", "") + "." + text[mark + 1 :])
    if _DECIMAL.fullmatch(text):
        return Decimal("0" + text.replace(",", "."))
    raise NotANumber(text)


def _one_group(text: str, group: str) -> Decimal:
    thousands, decimal = Decimal(text.replace(".", "").replace(",", "")), Decimal(text.replace(",", "."))
    if group not in text:
        raise Ambiguous(text, thousands, decimal)
    return thousands


def counted(text: str) -> tuple[str, int]:
    """What stands before a word such as `triệu`, and how many it makes of one; the text itself and 1 where none does.

    For amounts of money alone: of a length or a flow, `6k` may be a slip.
    """
    match = _SAID.fullmatch(fold(text))
    return (match[1], 10 ** _TIMES[match[2]]) if match else (text, 1)


def is_unit(typed: str, units: Sequence[str]) -> bool:
    """Whether this is one of the units or its beginning in whole words: `m3` and `m3/ngày` of `m³/ngày đêm`.

    The accents may be left out: `m3/ngay dem`.
    """
    words = _words(typed)
    beginnings = [begin for unit in units for begin in (_words(unit)[: len(words)],)]
    return bool(words) and any(words in (begin, [unaccented(word) for word in begin]) for begin in beginnings)


def _words(unit: str) -> list[str]:
    spelled = unicodedata.normalize("NFKC", unit).casefold()
    return [word.rstrip("s") or word for word in re.findall(r"[^\W_]+|[%‰°₫]", spelled) if word not in FILLERS]


def places(number: Decimal) -> int:
    """Count the decimals that say something: one for 12.50."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def canonical(number: Decimal) -> str:
    """Give the stored text: `12.5`, no exponent, no needless zero.

    A number such as 12.345, which could be taken for thousands if it were typed, keeps one zero (`12.3450`), so that
    what is stored can be read again by the same rules in both languages.
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in {"-0", ""}:
        text = "0"
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    head, dot, tail = digits.partition(".")
    written = sign + (head.lstrip("0") or "0") + dot + tail
    return written + "0" if _ONE_GROUP.fullmatch(written) else written


def written(number: Decimal | int, language: str = "vi") -> str:
    """Write a number for reading: `1.234,5` in Vietnamese, `1,234.5` in English."""
    text = canonical(Decimal(number))
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    head, _, tail = digits.partition(".")
    tail = tail.rstrip("0")
    english = sign + f"{int(head):,}" + ("." + tail if tail else "")
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


def typed(number: Decimal | int, language: str = "vi") -> str:
    """Write a number for an input: `1234,5` (`1234.5` in English), which reads back as the same number there."""
    text = canonical(Decimal(number))
    return text if language == "en" else text.replace(".", ",")
