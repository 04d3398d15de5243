"""Who can see, and who looked, as lines that pages draw alike for officers and for the people concerned."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt.authority import WHO_NAMES, Who
from dvctt.casework import api as casework
from dvctt.kernel import Role, clock
from dvctt.web.ui.form_view import words
from dvctt.web.ui.parts import ReviewTable
from dvctt.web.wording.names import ROLES, unit_name

REASONS = {
    "owner": lazy("Chủ hồ sơ và người được làm thủ tục thay"),
    "receiving": lazy("Đơn vị tiếp nhận"),
    "appraising": lazy("Đơn vị thẩm định"),
    "deciding": lazy("Nơi quyết định"),
    "shared": lazy("Được chia sẻ để phối hợp"),
}
PURPOSES = {
    "processing": lazy("Giải quyết hồ sơ"),
    "reference": lazy("Tra cứu hồ sơ đã kết thúc"),
    "grant": lazy("Phối hợp theo việc chia sẻ"),
    "identity": lazy("Xem số định danh"),
    "evidence": lazy("Xuất hồ sơ chứng cứ"),
    "vetting": lazy("Kiểm tra đăng ký"),
    "support": lazy("Quản lý tài khoản"),
    "search": lazy("Tìm kiếm"),
}
PARTS = {"identity": lazy("số định danh"), "evidence": lazy("toàn bộ hồ sơ"),
         "document": lazy("tệp kèm theo"), "": lazy("nội dung hồ sơ"),
         "registration": lazy("phiếu đăng ký, cả số định danh"), "account": lazy("thông tin tài khoản"),
         "change": lazy("yêu cầu đổi thông tin, cả số định danh")}  # fmt: skip


def sights(found: Iterable[casework.Sight]) -> ReviewTable:
    """Who can see: why, where, as what, until when; the operator of the system stands there as who cannot."""
    rows = [_sight(one) for one in found]
    rows.append((_("Đơn vị quản lý, vận hành hệ thống"), "", _("Không xem được"), ""))
    return ReviewTable((_("Vì sao"), _("Đơn vị"), _("Ai"), _("Đến khi")), rows)


def looks(found: Iterable[casework.SeenBy]) -> ReviewTable:
    """Who looked: when, where, as what, what for, at what; what is the same to the minute is one line."""
    heads = (_("Lúc"), _("Đơn vị"), _("Ai"), _("Mục đích"), _("Đã xem"))
    return ReviewTable(heads, list(dict.fromkeys(_look(one) for one in found)))


def _sight(one: casework.Sight) -> tuple[str, ...]:
    why = str(REASONS[one.reason]) + (f": {one.said}" if one.said else "")
    why += f", {words(WHO_NAMES[Who(one.role)])}" if one.role else ""
    # Those of one position are one line to whom no names are told.
    who = "; ".join(dict.fromkeys(_viewer(viewer) for viewer in one.viewers))
    until = last_day(one.until) if one.until else ""
    return (why, unit_name(one.unit) if one.unit else "", who or _("Mọi cán bộ giải quyết hồ sơ của đơn vị"), until)


def last_day(until: datetime) -> str:
    """The last day of a term that ends with the midnight after it."""
    return _("hết ngày %(day)s") % {"day": clock.written_day(until - timedelta(seconds=1))}


def _viewer(one: casework.Viewer) -> str:
    title = words(one.title)
    if one.deputy:
        title = (
            _("thay %(absent)s") % {"absent": one.instead_of}
            if one.instead_of
            else _("người xử lý thay %(title)s") % {"title": title}
        )
    told = f"{one.name} ({title})" if one.name and one.name != title else title
    return _("%(who)s, đang xử lý") % {"who": told} if one.assignee else told


def _look(one: casework.SeenBy) -> tuple[str, ...]:
    role = str(ROLES[Role(one.role)]) if one.role in set(Role) else _("Cán bộ phối hợp") if one.role else _("Cán bộ")
    purpose = str(PURPOSES.get(one.purpose, one.purpose)) + (f": {one.said}" if one.said else "")
    return (
        clock.written(one.at),
        unit_name(one.unit) if one.unit else "",
        f"{one.name} ({role})" if one.name else role,
        purpose,
        str(PARTS.get(one.part.partition(":")[0], one.part)) if one.dossier or one.part else "",
    )
