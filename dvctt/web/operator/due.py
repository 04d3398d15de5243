"""By whom and when an answer to a registration, or to a change of identity, is due."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from dvctt.kernel import clock
from dvctt.web import parts
from dvctt.web.naming import unit_name


def vetted_at(agency: str) -> str:
    """Who vets a row of the queue: the agency so coded, or the operator."""
    return unit_name(agency) if agency else _("Đơn vị quản lý, vận hành")


def vetting_due(at: datetime, overdue: bool, *, explained: bool = False) -> parts.Due:
    """Say until when the vetter has to answer; `explained` adds a title and how the date is counted (N.vetting)."""
    title = _("Hạn trả lời") if explained else ""
    steps = [_("Hai ngày làm việc kể từ khi nhận; ngày nhận không tính.")] if explained else []
    if overdue:
        return parts.Due(title, at, _("quá hạn"), "overdue", steps=steps)
    return parts.Due(title, at, "", "soon" if at - clock.now() < timedelta(days=1) else "calm", steps=steps)
