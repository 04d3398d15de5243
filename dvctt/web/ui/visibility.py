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
from dvctt.web.wording.names import role_name, unit_name

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


def sights(entries: Iterable[casework.VisibilityReason]) -> ReviewTable:
    """Who can see: why, where, as what, until when; the operator of the system stands there as who cannot."""
    rows = [_sight(sight) for sight in entries]
    rows.append((_("Đơn vị quản lý, vận hành hệ thống"), "", _("Không xem được"), ""))
    return ReviewTable((_("Vì sao"), _("Đơn vị"), _("Ai"), _("Đến khi")), rows)


def looks(entries: Iterable[casework.AccessRecord]) -> ReviewTable:
    """Who looked: when, where, as what, what for, at what; what is the same to the minute is one line."""
    heads = (_("Lúc"), _("Đơn vị"), _("Ai"), _("Mục đích"), _("Đã xem"))
    return ReviewTable(heads, list(dict.fromkeys(_look(look) for look in entries)))


def _sight(sight: casework.VisibilityReason) -> tuple[str, ...]:
    why = str(REASONS[sight.reason]) + (f": {sight.said}" if sight.said else "")
    why += f", {words(WHO_NAMES[Who(sight.role)])}" if sight.role else ""
    # Those of one position are one line to whom no names are told.
    who = "; ".join(dict.fromkeys(_viewer(viewer) for viewer in sight.viewers))
    until = last_day(sight.until) if sight.until else ""
    return (why, unit_name(sight.unit) if sight.unit else "", who or _("Mọi cán bộ giải quyết hồ sơ của đơn vị"), until)


def last_day(until: datetime) -> str:
    """The last day of a term that ends with the midnight after it."""
    return _("hết ngày %(day)s") % {"day": clock.written_day(until - timedelta(seconds=1))}


def _viewer(viewer: casework.Reader) -> str:
    title = words(viewer.title)
    if viewer.deputy:
        title = (
            _("thay %(absent)s") % {"absent": viewer.instead_of}
            if viewer.instead_of
            else _("người xử lý thay %(title)s") % {"title": title}
        )
    name = f"{viewer.name} ({title})" if viewer.name and viewer.name != title else title
    return _("%(who)s, đang xử lý") % {"who": name} if viewer.assignee else name


def _look(look: casework.AccessRecord) -> tuple[str, ...]:
    role = role_name(Role(look.role)) if look.role in set(Role) else _("Cán bộ phối hợp") if look.role else _("Cán bộ")
    purpose = str(PURPOSES.get(look.purpose, look.purpose)) + (f": {look.said}" if look.said else "")
    return (
        clock.written(look.at),
        unit_name(look.unit) if look.unit else "",
        f"{look.name} ({role})" if look.name else role,
        purpose,
        str(PARTS.get(look.part.partition(":")[0], look.part)) if look.dossier or look.part else "",
    )
