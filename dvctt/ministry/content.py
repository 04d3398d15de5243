"""The files in which a ministry is written down, and what each may say."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from dvctt.forms import Spec
from dvctt.kernel import Fault, Invalid, Text
from dvctt.workflow import CalendarFile

UnitCode = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,19}$")]
SettingValue = str | int | bool
UNITS, SETTINGS, SERIES, CODES = "units.yaml", "settings.yaml", "series.yaml", "statuses.yaml"
ADDRESSES, CALENDAR, TEMPLATES = "administrative_units.json", "calendar.yaml", "templates"


class UnitRow(Spec):
    """A unit; `since` and `until` are days, both included.

    `place` is where its papers are issued, `fee_account` into which account fees are paid that it collects (holder,
    number, bank or treasury); without them those of the unit above.
    """

    code: UnitCode
    kind: Literal["ministry", "agency", "division", "desk"]
    parent: UnitCode | None = None
    name: Text
    short_name: str
    identifier: str = ""
    doc_abbreviation: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    place: str = ""
    fee_account: str = Field(default="", max_length=300)
    since: date = date(2017, 5, 4)
    until: date | None = None


class UnitsFile(Spec):
    """The units of the ministry, parents before children."""

    units: tuple[UnitRow, ...] = Field(min_length=1)


class CodesFile(Spec):
    """Code lists by name."""

    lists: dict[str, dict[str, Text]]


class SettingSpec(Spec):
    """What a setting may be: a choice of words, a whole number in bounds, yes or no, or a text.

    `two`: it is a guard, so that one official proposes another value and a second confirms it.
    """

    type: Literal["choice", "number", "flag", "text"]
    label: Text
    default: SettingValue
    options: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None
    two: bool = False

    @model_validator(mode="after")
    def _default_fits(self) -> "SettingSpec":
        if self.fault(self.default):
            raise ValueError(f"the default {self.default!r} is not allowed")
        return self

    def fault(self, value: object) -> str:
        """Say why the value does not fit (`wrong_type`, `not_an_option`, `out_of_bounds`); empty where it does."""
        kind = {"choice": str, "text": str, "number": int, "flag": bool}[self.type]
        if not isinstance(value, kind) or (self.type == "number" and isinstance(value, bool)):
            return "wrong_type"
        if self.type == "choice" and value not in self.options:
            return "not_an_option"
        if isinstance(value, int) and self.type == "number":
            low, high = self.min, self.max
            return "out_of_bounds" if (low is not None and value < low) or (high is not None and value > high) else ""
        return ""


class SettingsFile(Spec):
    """The settings by key."""

    settings: dict[str, SettingSpec]


class SeriesSpec(Spec):
    """A number series: when it begins again, and how it is written, per agency where they differ."""

    reset: Literal["day", "year", "never"] = "year"
    pattern: str = ""
    agencies: dict[UnitCode, str] = Field(default_factory=dict)


class SeriesFile(Spec):
    """Number series by name; `default` serves those that are not named."""

    default: SeriesSpec
    series: dict[str, SeriesSpec]


class ProvinceRow(Spec):
    """A province with its communes as pairs of code and full name."""

    code: Annotated[str, Field(pattern=r"^\d{2}$")]
    name: str
    full_name: str
    communes: tuple[tuple[Annotated[str, Field(pattern=r"^\d{5}$")], str], ...]


class AddressesFile(Spec):
    """One set of administrative units."""

    set: str
    source: str
    provinces: tuple[ProvinceRow, ...] = Field(min_length=1)


FILES: Mapping[str, type[Spec]] = {
    UNITS: UnitsFile,
    CODES: CodesFile,
    SETTINGS: SettingsFile,
    SERIES: SeriesFile,
    ADDRESSES: AddressesFile,
    CALENDAR: CalendarFile,
}


def parse(path: Path) -> Spec:
    """Read one of FILES; raises Invalid, each fault with a place such as `units.yaml: units.3.kind`."""
    try:
        return FILES[path.name].model_validate(_raw(path))
    except ValidationError as error:
        raise Invalid(*(_fault(path.name, fault["loc"], fault["msg"]) for fault in error.errors())) from error
    except (yaml.YAMLError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Invalid(_fault(path.name, (), str(error))) from error


def _raw(path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)


def _fault(name: str, place: tuple[int | str, ...], why: str) -> Fault:
    where = ".".join(str(step) for step in place)
    return Fault(f"{name}: {where}".rstrip(": "), "malformed", text=Text(vi=why, en=why))
