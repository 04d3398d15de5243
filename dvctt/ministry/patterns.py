"""How a number is written: a pattern with few names, never evaluated."""

import re
from datetime import datetime
from string import Formatter

from dvctt.kernel import clock

NAMES = frozenset({"number", "identifier", "abbr", "yymmdd", "yyyymmdd", "yyyy"})


def faults(pattern: str) -> tuple[str, ...]:
    """Say what is wrong with a pattern: `unknown_name`, `bad_width`, `no_number`, `malformed`; nothing if right."""
    try:
        parts = [(name, spec, turn) for _, name, spec, turn in Formatter().parse(pattern) if name is not None]
    except ValueError:
        return ("malformed",)
    codes = ["unknown_name" for name, _, turn in parts if name not in NAMES or turn]
    codes += ["bad_width" for name, spec, _ in parts if spec and not (name == "number" and re.fullmatch(r"0\dd", spec))]
    return tuple(codes) + (() if any(name == "number" for name, _, _ in parts) else ("no_number",))


def write(pattern: str, *, number: int, identifier: str, abbr: str, at: datetime) -> str:
    """Write the number by the pattern; days are those of Viet Nam. Raises ValueError on a wrong pattern."""
    if codes := faults(pattern):
        raise ValueError(f"{pattern!r}: {', '.join(codes)}")
    day = at.astimezone(clock.HANOI)
    return pattern.format(
        number=number, identifier=identifier, abbr=abbr,
        yymmdd=f"{day:%y%m%d}", yyyymmdd=f"{day:%Y%m%d}", yyyy=f"{day:%Y}",
    )  # fmt: skip


def period(reset: str, at: datetime) -> str:
    """Name the period within which numbers run on: `170712`, `2017`, or empty where they never begin again."""
    day = at.astimezone(clock.HANOI)
    return {"day": f"{day:%y%m%d}", "year": f"{day:%Y}"}.get(reset, "")
