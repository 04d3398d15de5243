"""By whom and when an answer to a registration, or to a change of identity, is due."""

from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dvctt.accounts import registration
from dvctt.kernel import clock
from dvctt.web.ui import parts
from dvctt.web.wording.names import unit_name


def vetted_at(agency: str) -> str:
    """Who vets a row of the queue: the agency so coded, or the operator."""
    return unit_name(agency) if agency else _("Đơn vị quản lý, vận hành")


def vetting_due(at: datetime, overdue: bool, *, received: datetime | None = None) -> parts.Due:
    """Say until when the vetter has to answer; `received` adds a title and how the date is counted (N.vetting)."""
    title = _("Hạn trả lời") if received else ""
    steps = registration.vetting_steps(received, get_language() or "vi") if received else []
    if overdue:
        return parts.Due(title, at, _("quá hạn"), "overdue", steps=steps)
    return parts.Due(title, at, "", "soon" if at - clock.now() < timedelta(days=1) else "calm", steps=steps)
