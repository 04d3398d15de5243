"""Reading answers that have parts: address, identity paper, point."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from dvctt.forms import numbers
from dvctt.forms.addresses import AddressBook
from dvctt.forms.faults import Wrong
from dvctt.forms.scalars import Reading, bounded, one_line, read_date, read_decimal, said, within
from dvctt.forms.spec import AnyField
from dvctt.kernel import Fault, Text, clock, plain

METRE = Text(vi="m", en="m")
LONGEST_LINE = 300
LONGEST_NUMBER = 50
NORTH = (Decimal(600_000), Decimal(2_700_000))
EAST = (Decimal(100_000), Decimal(900_000))
MERIDIANS = (Decimal(102), Decimal(117))
WIDE_MERIDIANS = frozenset({Decimal(105), Decimal(111), Decimal(117)})

_CODE = re.compile(r"[0-9]{2,5}")
# The signs that keyboards, word processors and papers have for degrees, minutes and seconds.
_DEGREE, _MINUTE = r"(?:[°º˚⁰∘ᵒo]|độ|do)", r"(?:['’‘′´`]|phút|phut)"
_SECONDS = r"""(?:0{1,2}\s*(?:["”“″]|['’‘′´`]{2}|giây|giay)?)"""
_DEGREES = re.compile(
    rf"([0-9]{{2,3}})\s*(?:{_DEGREE}|\s)\s*(?:([0-5]?[0-9])\s*(?:{_MINUTE}\s*{_SECONDS}?)?)?", re.IGNORECASE
)
_DEGREE_BEHIND = re.compile(rf"\s*{_DEGREE}$", re.IGNORECASE)


@dataclass
class Parts:
    """The parts of one answer: what could be read, and what is wrong with the rest."""

    raw: Mapping[str, Any]
    place: str
    partial: bool
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def take(self, name: str, reader: Callable[[Any], Any]) -> Any:
        """Read one part, which must be there unless this is a draft."""
        given = self.raw.get(name)
        if not said(given):
            if not self.partial:
                self.faults.append(Fault(f"{self.place}.{name}", "required"))
            return None
        try:
            self.values[name] = reader(given)
        except Wrong as wrong:
            self.faults.append(wrong.at(f"{self.place}.{name}"))
        return self.values.get(name)

    def refuse(self, name: str, code: str) -> None:
        """Take a part back: alone it was good, beside the others it is not."""
        self.values.pop(name, None)
        self.faults.append(Fault(f"{self.place}.{name}", code))


def read_parts(
    spec: AnyField, raw: Any, place: str, *, reading: Reading, partial: bool, addresses: AddressBook | None
) -> tuple[dict[str, Any], list[Fault]]:
    """Read an answer with parts into the parts that are good and the faults of the others, by place."""
    if not isinstance(raw, Mapping):
        return {}, [Fault(place, "wrong_shape")]
    parts = Parts(raw, place, partial)
    if spec.type == "address":
        _address(parts, addresses)
    elif spec.type == "identity":
        _identity(parts, reading.today)
    else:
        _coordinates(parts, reading.language)
    return parts.values, parts.faults


def _address(parts: Parts, addresses: AddressBook | None) -> None:
    given = parts.raw.get("set")
    version = given if isinstance(given, str) and given else addresses.version if addresses else ""
    province = parts.take("province", lambda raw: _unit(raw, version, addresses, "unknown_province"))
    commune = parts.take("commune", lambda raw: _unit(raw, version, addresses, "unknown_commune"))
    parts.take("line", lambda raw: bounded(one_line(raw), LONGEST_LINE))
    if addresses and province and commune and not _inside(commune, province, version, addresses):
        parts.refuse("commune", "commune_not_in_province")
    if parts.values and version:
        parts.values["set"] = version


def _unit(raw: Any, version: str, addresses: AddressBook | None, code: str) -> str:
    text = plain(one_line(raw))
    if not _CODE.fullmatch(text) or (addresses is not None and addresses.name(text, version or None) is None):
        raise Wrong(code)
    return text


def _inside(commune: str, province: str, version: str, addresses: AddressBook) -> bool:
    """Whether the commune lies in the province, directly or (before 2025) by way of a district."""
    above: str | None = commune
    for _level in range(3):
        above = addresses.parent(above, version or None) if above else None
        if above == province:
            return True
    return False


def _identity(parts: Parts, today: date) -> None:
    parts.take("number", lambda raw: bounded(one_line(raw), LONGEST_NUMBER))
    parts.take("date", lambda raw: _issued(raw, today))
    parts.take("issuer", lambda raw: bounded(one_line(raw), LONGEST_LINE))


def _issued(raw: Any, today: date) -> str:
    day = read_date(raw, today, past=True)
    if day > today:
        raise Wrong("after_today", today=clock.written_day(today))
    return day.isoformat()


def _coordinates(parts: Parts, language: str) -> None:
    if _swapped(parts.raw, language):
        parts.faults.append(Fault(parts.place, "swapped_coordinates"))
        return
    parts.take("x", lambda raw: numbers.canonical(within(_metres(raw, language), *NORTH, language=language)))
    parts.take("y", lambda raw: numbers.canonical(within(_metres(raw, language), *EAST, language=language)))
    zone = parts.take("zone", _zone)
    meridian = parts.take("meridian", _meridian)
    if zone == 6 and meridian is not None and Decimal(meridian) not in WIDE_MERIDIANS:
        parts.refuse("meridian", "not_a_meridian")


def _metres(raw: Any, language: str) -> Decimal:
    """Read metres; `567,890` can only be grouped thousands, for no point of the country has less."""
    try:
        return read_decimal(raw, 3, language=language, unit=METRE)
    except Wrong as wrong:
        if wrong.code != "ambiguous_number":
            raise
        return read_decimal(str(wrong.params["thousands"]), 0, language=language)


def _swapped(raw: Mapping[str, Any], language: str) -> bool:
    try:
        north, east = _metres(raw.get("x"), language), _metres(raw.get("y"), language)
    except Wrong:
        return False
    return north <= EAST[1] and NORTH[0] <= east and EAST[1] < east


def _zone(raw: Any) -> int:
    if not isinstance(raw, bool) and str(raw).strip() in {"3", "6"}:
        return int(str(raw).strip())
    raise Wrong("not_a_zone")


def _meridian(raw: Any) -> str:
    """Read a central meridian, `105°45'`, `105°45'00"` or `105,75°`, into decimal degrees; raises Wrong."""
    if isinstance(raw, str) and (match := _DEGREES.fullmatch(plain(raw).strip())):
        degrees = Decimal(match[1]) + Decimal(match[2] or 0) / 60
    else:
        degrees = _plain_degrees(raw)
    if degrees % Decimal("0.25") or not MERIDIANS[0] <= degrees <= MERIDIANS[1]:
        raise Wrong("not_a_meridian")
    return numbers.canonical(degrees)


def _plain_degrees(raw: Any) -> Decimal:
    try:
        return read_decimal(_DEGREE_BEHIND.sub("", raw) if isinstance(raw, str) else raw, 2)
    except Wrong as wrong:
        raise Wrong("not_a_meridian") from wrong
