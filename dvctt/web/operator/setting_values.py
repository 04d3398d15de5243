"""Values of settings in words: one code means different things to different settings."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt.kernel import NotFound
from dvctt.ministry import api as ministry
from dvctt.web.ui.form_view import words
from dvctt.web.wording.names import unit_name

# By how the settings' names begin.
CHOICES: Mapping[str, Mapping[str, Promise]] = {
    "accounts.vetting.": {
        "off": lazy("Không kiểm tra, cấp ngay"),
        "operator": lazy("Đơn vị quản lý, vận hành"),
        "agency": lazy("Cơ quan thực hiện thủ tục"),
    },
    "accounts.phone_code.": {
        "auto": lazy("Tự động: hỏi mã khi có cổng tin nhắn"),
        "on": lazy("Luôn hỏi mã"),
        "off": lazy("Không hỏi mã"),
    },
    "accounts.identity.link_level": {"low": lazy("Thấp"), "substantial": lazy("Đáng kể"), "high": lazy("Cao")},
    "authority.deputy.competent": {
        "competent": lazy("Người có thẩm quyền của cùng đơn vị hoặc đơn vị dưới"),
        "head": lazy("Người có thẩm quyền, lãnh đạo của cùng đơn vị hoặc đơn vị dưới"),
        "any": lazy("Mọi cán bộ của cơ quan"),
    },
    "authority.": {
        "positions": lazy("Ngày, đơn vị, vai trò, mục đích"),
        "names": lazy("Cả tên cán bộ"),
        "none": lazy("Không cho biết"),
    },
}
# Settings whose value is the code of a unit that executes procedures.
UNITS = frozenset({"accounts.vetting.agency"})


def label(key: str) -> str:
    """What a setting is called; its key where there is none of that key any more."""
    try:
        return words(ministry.setting_label(key))
    except NotFound:
        return key


def said(key: str, value: str | int | bool) -> str:
    """A value in the words of its setting."""
    option = written_as(value)
    if key in UNITS:
        return unit_name(option)
    named = next((known for start, known in CHOICES.items() if key.startswith(start)), {})
    return str({**named, "true": _("Có"), "false": _("Không")}.get(option, option))


def written_as(value: str | int | bool) -> str:
    """A value as an input has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
