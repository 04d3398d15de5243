"""The door of `ministry`: units, addresses, calendars, code lists, settings, number series, form set."""

from dvctt.ministry.abbreviations import abbreviations, spellings
from dvctt.ministry.actions import next_number, set_setting
from dvctt.ministry.drafting import drafters_words, drafting_faults, ministry_drafting_faults, printed, tics
from dvctt.ministry.erasure import ErasureRule, erasure_rules
from dvctt.ministry.known import forget as look_again
from dvctt.ministry.loading import load_ministry
from dvctt.ministry.opening import opening, weekday_name
from dvctt.ministry.proving import ONES_OWN, proved, require_proof
from dvctt.ministry.queries import (
    address_book,
    agencies,
    agency_of,
    calendar,
    calendar_end,
    calendar_version,
    code_name,
    communes,
    covered,
    fee_account_of,
    find_communes,
    help_desk,
    issuing_unit,
    level_names,
    national_status,
    place_of,
    provinces,
    setting,
    settings,
    template,
    unit,
    units,
)
from dvctt.ministry.views import Addresses, CalendarEnd, HelpDesk, Place, SettingView, UnitView

__all__ = [
    "ONES_OWN",
    "Addresses",
    "CalendarEnd",
    "ErasureRule",
    "HelpDesk",
    "Place",
    "SettingView",
    "UnitView",
    "abbreviations",
    "address_book",
    "agencies",
    "agency_of",
    "calendar",
    "calendar_end",
    "calendar_version",
    "code_name",
    "communes",
    "covered",
    "drafters_words",
    "drafting_faults",
    "erasure_rules",
    "fee_account_of",
    "find_communes",
    "help_desk",
    "issuing_unit",
    "level_names",
    "load_ministry",
    "look_again",
    "ministry_drafting_faults",
    "national_status",
    "next_number",
    "opening",
    "place_of",
    "printed",
    "proved",
    "provinces",
    "require_proof",
    "set_setting",
    "setting",
    "settings",
    "spellings",
    "template",
    "tics",
    "unit",
    "units",
    "weekday_name",
]
