"""What the system wants from whoever operates it: the reasons for which `/health/ready` says `degraded` (15.1)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dvctt.documents import api as documents
from dvctt.ministry import api as ministry
from dvctt.web.ui.template_tags import day


def wanting() -> Iterator[str]:
    """Each reason as a sentence that says what to do; slow work that died is shown with its letters."""
    for one in ministry.backups_late():
        yield _backup(one)
    if damaged := documents.damaged_known():
        yield ngettext(
            "%(count)s tệp trong kho bị hỏng hoặc mất: xem mục Sự kiện an ninh, khôi phục tệp từ bản sao lưu.",
            "%(count)s tệp trong kho bị hỏng hoặc mất: xem mục Sự kiện an ninh, khôi phục tệp từ bản sao lưu.", damaged,
        ) % {"count": damaged}  # fmt: skip
    if late := documents.renewals_late():
        yield ngettext(
            "%(count)s văn bản đã ký chưa được đóng thêm dấu thời gian mà dấu cũ sắp hết hạn: kiểm tra dịch vụ cấp dấu "
            "thời gian và chứng thư của dịch vụ đó.",
            "%(count)s văn bản đã ký chưa được đóng thêm dấu thời gian mà dấu cũ sắp hết hạn: kiểm tra dịch vụ cấp dấu "
            "thời gian và chứng thư của dịch vụ đó.", late,
        ) % {"count": late}  # fmt: skip


def _backup(one: ministry.Overdue) -> str:
    told = {"days": one.days, "last": day(one.last)}
    if one.what == "made":
        if one.last is None:
            return _("Chưa có bản sao lưu nào: chạy lệnh dvctt backup create và đặt lịch chạy hằng đêm.")
        said = _("Bản sao lưu gần nhất là ngày %(last)s, cũ hơn %(days)s ngày: kiểm tra lịch chạy dvctt backup create.")
        return said % told
    if one.last is None:
        return _("Chưa khôi phục thử thành công bản sao lưu nào: khôi phục thử theo tài liệu docs/runbooks/backup.md.")
    said = _(
        "Lần khôi phục thử thành công gần nhất là ngày %(last)s, đã quá %(days)s ngày: khôi phục thử theo tài liệu "
        "docs/runbooks/backup.md."
    )
    return said % told
