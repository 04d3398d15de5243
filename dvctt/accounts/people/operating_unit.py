"""Where people turn to who operates the system."""

from django.utils.translation import gettext as _

from dvctt.accounts.people.actor import appointments_today
from dvctt.forms import phone_text
from dvctt.kernel import Role
from dvctt.ministry import api as ministry


def contact(language: str) -> str:
    """Name the unit that operates the system with its telephone and address, in the current translation."""
    unit = _unit()
    if unit is None:
        return ""
    ways = [_("điện thoại %(number)s") % {"number": phone_text(unit.phone, language)}] if unit.phone else []
    ways += [_("thư điện tử %(address)s") % {"address": unit.email}] if unit.email else []
    return ", ".join([unit.name.in_language(language), *ways])


def unit_code() -> str:
    """The unit that writes about accounts; empty before any is known."""
    unit = _unit()
    return unit.code if unit else ""


def _unit() -> ministry.UnitView | None:
    """The unit that operates the system; the ministry itself where no such unit has a telephone or an address."""
    held = set(appointments_today().filter(role=Role.OPERATOR).values_list("unit", flat=True))
    units = ministry.units()
    known = [one for one in units if one.code in held] + [one for one in units if one.kind == "ministry"]
    return next((one for one in known if one.phone or one.email), known[0] if known else None)
