"""Who can sign in to the demonstration, as lines for a terminal."""

from demo import people
from demo.ministry_people import OFFICIALS
from dvctt.ministry import api as ministry

ROLES = {
    "desk": "tiếp nhận",
    "appraiser": "thẩm định",
    "head": "lãnh đạo thẩm định",
    "competent": "quyết định",
    "clerk": "văn thư",
    "operator": "vận hành",
    "vetter": "kiểm tra đăng ký",
}
SHOWN = ("saokhue", "huongmai", "levanphu")


def table() -> str:
    """The password, then user name, role and unit or organisation of each."""
    units = {unit.code: unit.short_name or unit.name.vi for unit in ministry.units()}
    known = people.applicants()
    lines = [f"  Mật khẩu chung của mọi người dưới đây: {people.password()}", ""]
    lines += [_line(people.username_of(known[key]), "nộp hồ sơ", known[key].name) for key in SHOWN]
    lines += [_line(one.username, ROLES[one.role], f"{one.name}, {units[one.unit]}") for one in OFFICIALS]
    return "\n".join(lines)


def _line(username: str, role: str, what: str) -> str:
    return f"  {username:<18} {role:<20} {what}"
