"""Where people turn to who operates the system."""

from django.utils.translation import gettext as _

from dvctt.accounts.authority import appointments_today
from dvctt.forms import phone_text
from dvctt.kernel import Role
from dvctt.ministry import api as ministry


def contact(language: str) -> str:
    """Name the unit that operates the system with its telephone and address, from the ministry's data.

    The ministry itself where no such unit has a telephone or an address; in the current translation.
    """
    held = set(appointments_today().filter(role=Role.OPERATOR).values_list("unit", flat=True))
    units = ministry.units()
    known = [one for one in units if one.code in held] + [one for one in units if one.kind == "ministry"]
    for one in known:
        if one.phone or one.email:
            ways = [_("điện thoại %(number)s") % {"number": phone_text(one.phone)}] if one.phone else []
            ways += [_("thư điện tử %(address)s") % {"address": one.email}] if one.email else []
            return ", ".join([one.name.in_language(language), *ways])
    return known[0].name.in_language(language) if known else ""
