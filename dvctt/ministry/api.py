"""The door of `ministry`: units, addresses, calendars, code lists, settings, number series, form set."""

from dvctt.ministry.actions import next_number, set_setting
from dvctt.ministry.drafting import drafters_words, drafting_faults, ministry_drafting_faults, printed
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
    "drafters_words",
    "drafting_faults",
    "find_communes",
    "level_names",
    "load_ministry",
    "ministry_drafting_faults",
    "national_status",
    "next_number",
    "printed",
    "provinces",
    "set_setting",
    "setting",
    "settings",
    "template",
    "unit",
    "units",
]
