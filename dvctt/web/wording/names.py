"""Names of roles, units and states, as people say them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from dvctt.authority import WHO_NAMES, Who
from dvctt.kernel import NotFound, Role
from dvctt.ministry import api as ministry
from dvctt.web.wording.texts import words

ACCOUNT_STATES: Mapping[str, Promise] = {
    "pending": lazy("Chờ truy cập lần đầu"),
    "active": lazy("Đang dùng"),
    "suspended": lazy("Tạm khóa"),
    "cancelled": lazy("Đã hủy"),
}


def role_name(role: Role) -> str:
    """The name of a role."""
    return words(WHO_NAMES[Who(role.value)])


def role_at(role: Role, unit: str) -> str:
    """A role and its unit, once where the unit's name begins with the role's: a desk is both."""
    name, where = role_name(role), unit_name(unit)
    return where if where.startswith(name) else f"{name}, {where}"


def unit_phone(code: str) -> str:
    """The telephone of a unit, or of the nearest unit above it that has one."""
    units = {unit.code: unit for unit in ministry.units()}
    while unit := units.pop(code, None):
        if unit.phone:
            return unit.phone
        code = unit.parent or ""
    return ""


def unit_name(code: str) -> str:
    """The name of a unit; its code where the ministry no longer has it."""
    try:
        return words(ministry.unit(code).name)
    except NotFound:
        return code
