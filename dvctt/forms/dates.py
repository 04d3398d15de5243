"""Dates as people in Viet Nam type them: day first, with or without marks, in words, or as ISO."""

import re
from datetime import date

from dvctt.kernel import fold, plain

# Years of two digits are of the hundred years that end so many years from now, of the last hundred for a past date.
YEARS_AHEAD = 20
YEARS = range(1800, 2200)

_MARK = r"\s*[/\\|_.,\-\s]\s*"
# What stands around a date that was copied out of a sentence or a sheet: `Ngày 30/11/2026.`, `2026-11-30T00:00:00`.
_BEFORE = re.compile(r"ngày\s*:?\s*(?=[0-9]{1,2}\s*[^\s0-9t])", re.IGNORECASE)
_BEHIND = re.compile(r"(?:(?:\s+|T)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?[\s.,;]*")
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}}){_MARK}([0-9]{{1,2}}){_MARK}([0-9]{{4}}|[0-9]{{2}})")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}}){_MARK}([0-9]{{1,2}}){_MARK}([0-9]{{1,2}})")
_DIGITS = re.compile(r"[0-9]{6}|[0-9]{8}")
_WORDS = re.compile(r"(?:ngay )?([0-9]{1,2}) thang ([0-9]{1,2})(?: nam|,)? ([0-9]{4})")
_NAMED = re.compile(
    r"([0-9]{1,2})[ \-/]([a-z]{3,9})(?:,? |[\-/])([0-9]{4}|[0-9]{2})|([a-z]{3,9}) ([0-9]{1,2}),? ([0-9]{4})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
         "december")  # fmt: skip


class NotADate(ValueError):
    """What was typed is no date."""


class NoSuchDate(ValueError):
    """A date that no calendar has, such as 31/02/2026."""


def parse(text: str, *, today: date, past: bool = False) -> date:
    """Read `19/5/2018`, `19-5-18`, `19.5.2018`, `19052018`, `190518`, `2018-05-19` or `ngày 19 tháng 5 năm 2018`.

    `past` is a date that cannot be to come, such as a birth: of two digits the year is then not after `today`.
    An hour behind it says nothing of the day. Raises NotADate or NoSuchDate.
    """
    typed = _bare(plain(text).strip())
    if match := _DAY_FIRST.fullmatch(typed):
        return _day(match[1], match[2], match[3], today, past=past)
    if match := _YEAR_FIRST.fullmatch(typed):
        return _day(match[3], match[2], match[1], today, past=past)
    if _DIGITS.fullmatch(typed):
        return _digits(typed, today, past=past)
    words = fold(typed)
    if match := _WORDS.fullmatch(words):
        return _day(match[1], match[2], match[3], today, past=past)
    if (match := _NAMED.fullmatch(words)) and (month := _month(match[2] or match[4])):
        return _day(match[1] or match[5], month, match[3] or match[6], today, past=past)
    raise NotADate(text)


def _bare(typed: str) -> str:
    """A date without the word before it, and without the hour and the full stop behind it."""
    begun = _BEFORE.match(typed)
    shorter = typed[begun.end() :] if begun else typed
    ends = (match.start() for match in _BEHIND.finditer(shorter) if match.end() == len(shorter))
    return shorter[: next(ends, len(shorter))]


def _digits(typed: str, today: date, *, past: bool) -> date:
    """Digits without marks: day, month, year; eight of them year first where only that is a year of our time."""
    if len(typed) == 8 and int(typed[4:]) not in YEARS and int(typed[:4]) in YEARS:
        return _day(typed[6:], typed[4:6], typed[:4], today, past=past)
    return _day(typed[:2], typed[2:4], typed[4:], today, past=past)


def _day(day: str, month: str, year: str, today: date, *, past: bool) -> date:
    try:
        return date(int(year) if len(year) == 4 else _whole_year(int(year), day, month, today, past=past),
                    int(month), int(day))  # fmt: skip
    except ValueError:
        raise NoSuchDate(f"{day}/{month}/{year}") from None


def _whole_year(short: int, day: str, month: str, today: date, *, past: bool) -> int:
    century = today.year // 100 * 100
    year = century + short
    late = date(year, int(month), int(day)) > today if past else year > today.year + YEARS_AHEAD
    return year - 100 if late else year


def _month(name: str) -> str:
    numbers = {**{short: number for number, short in enumerate(_MONTHS, 1)},
               **{long: number for number, long in enumerate(_LONG, 1)}, "sept": 9}  # fmt: skip
    return str(numbers[name]) if name in numbers else ""
