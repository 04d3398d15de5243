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
    applicants = people.applicants()
    lines = [f"  Mật khẩu chung của mọi người dưới đây: {people.password()}", ""]
    lines += [_line(people.username_of(applicants[key]), "nộp hồ sơ", applicants[key].name) for key in SHOWN]
    lines += [
        _line(official.username, ROLES[official.role], f"{official.name}, {units[official.unit]}")
        for official in OFFICIALS
    ]
    return "\n".join(lines)


def _line(username: str, role: str, holder: str) -> str:
    return f"  {username:<18} {role:<20} {holder}"
