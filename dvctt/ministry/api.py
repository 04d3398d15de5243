"""The door of `ministry`: units, addresses, calendars, code lists, settings, number series, form set."""

from dvctt.ministry.actions import next_number, set_setting
from dvctt.ministry.loading import load_ministry
from dvctt.ministry.queries import (
    address_book,
    agencies,
    agency_of,
    calendar,
    calendar_version,
    code_name,
    communes,
    covered,
    find_communes,
    level_names,
    national_status,
    provinces,
    setting,
    settings,
    template,
    unit,
    units,
)
from dvctt.ministry.views import Addresses, Place, SettingView, UnitView

__all__ = [
    "Addresses",
    "Place",
    "SettingView",
    "UnitView",
    "address_book",
    "agencies",
    "agency_of",
    "calendar",
    "calendar_version",
    "code_name",
    "communes",
    "covered",
    "find_communes",
    "level_names",
    "load_ministry",
    "national_status",
    "next_number",
    "provinces",
    "set_setting",
    "setting",
    "settings",
    "template",
    "unit",
    "units",
]
