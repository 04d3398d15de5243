"""Dossiers as rows of the queue, and what is left until they are due."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from dvctt.casework import api as casework
from dvctt.kernel import NotFound, clock
from dvctt.ministry import api as ministry
from dvctt.web.officer import opened_list
from dvctt.web.ui import parts
from dvctt.web.ui.form_view import words
from dvctt.web.ui.template_tags import day, dong
from dvctt.web.wording.names import role_name
from dvctt.workflow import Calendar, roll

FURTHEST = 400
OUTCOMES: dict[str, Promise] = {
    "granted": lazy("Đã trả kết quả"),
    "not_granted": lazy("Không cấp"),
    "refused": lazy("Từ chối tiếp nhận"),
    "lapsed": lazy("Dừng vì quá hạn bổ sung"),
    "withdrawn": lazy("Người nộp rút hồ sơ"),
}


@dataclass(frozen=True)
class Picked:
    """A row that was chosen: the dossier as it was drawn, and the acts by which it is taken or given out."""

    id: UUID
    revision: int
    take: str
    give: str
    title: str


def columns(*, closed: bool, takes: bool) -> list[parts.Column]:
    """The columns of the queue; that of taking where some row can be taken."""
    last = parts.Column("closed", _("Kết thúc"), "due") if closed else parts.Column("due", _("Hạn"), "due")
    shown = [
        last,
        parts.Column("next", _("Kết quả") if closed else _("Việc kế tiếp, đến lượt ai"), "two"),
        parts.Column("status", _("Trạng thái, nộp ngày"), "chip", sub="submitted"),
        parts.Column("dossier", _("Mã hồ sơ, thủ tục"), "two"),
    ]
    return [*shown, parts.Column("acts", _("Giao nhận"), "acts")] if takes else shown


def rows(
    found: Sequence[casework.DossierRow], query: str = "", *, fees: bool = False, chosen: Collection[str] = ()
) -> list[parts.QueueRow]:
    """The rows of a part of the list; `query` leads to it again. With `fees` each tells what is missing of its fee.

    Those of which the id is `chosen` are ticked.
    """
    return [replace(_row(one, query, fees=fees), chosen=str(one.id) in chosen) for one in found]


def mark(row: casework.DossierRow) -> str:
    """What a chosen row posts; read again by `picked`."""
    take = next((act.action for act in row.acts if act.takes), "")
    give = next((act.action for act in row.acts if not act.takes), "")
    return f"{row.id}:{row.revision}:{take}:{give}:{row.code or ''}"


def picked(posted: str) -> Picked:
    """The row that was chosen; raises NotFound for what no page of ours posted."""
    bits = posted.split(":", 4)
    try:
        return Picked(UUID(bits[0]), int(bits[1]), bits[2], bits[3], bits[4])
    except (ValueError, IndexError) as error:
        raise NotFound("row") from error


def due(
    at: datetime | None, version: str, *, overdue: bool, soon: bool, started: datetime | None = None
) -> parts.Due | None:
    """When it is due with the working days left, by the version of the calendar that gave the date; None if no date.

    What `started` after hours or on a day off counts from the next working day: no day before that is left.
    """
    if at is None:
        return None
    calendar = _calendar(version)
    level: Literal["calm", "soon", "overdue"] = "overdue" if overdue else "soon" if soon else "calm"
    return parts.Due("", at, left(at, calendar, overdue=overdue, started=started), level)


def left(at: datetime, calendar: Calendar, *, overdue: bool, started: datetime | None = None) -> str:
    """What is left until an instant, in working days after today; the hour when it is today."""
    today, last = clock.today(), clock.day_of(at)
    if overdue:
        days = _working_days(calendar, last, today)
        if last == today:
            return _("quá hạn từ %(hour)s hôm nay") % {"hour": clock.written_hour(at)}
        if days == 0:
            return _("quá hạn từ %(hour)s ngày %(day)s") % {
                "hour": clock.written_hour(at),
                "day": f"{last:%d/%m}",
            }
        return ngettext("quá hạn %(days)s ngày làm việc", "quá hạn %(days)s ngày làm việc", days) % {"days": days}
    if last == today:
        return _("đến %(hour)s hôm nay") % {"hour": clock.written_hour(at)}
    first = roll(started, calendar).date() if started else today
    days = _working_days(calendar, max(today, first), last)
    return ngettext("còn %(days)s ngày làm việc", "còn %(days)s ngày làm việc", days) % {"days": days}


def halted_late(due: datetime, halted: datetime, version: str) -> str:
    """By how many working days a time limit had been broken when its clock was halted."""
    ends = (clock.day_of(one) for one in (due, halted))
    days = _working_days(_calendar(version), *ends)
    if days == 0:
        return _("đã quá hạn lúc tạm dừng")
    told = ngettext("quá hạn %(days)s ngày làm việc lúc tạm dừng", "quá hạn %(days)s ngày làm việc lúc tạm dừng", days)
    return told % {"days": days}


def ended_late(due: datetime, ended: datetime, version: str) -> str:
    """By how many working days a time limit had been broken when its clock ended."""
    days = _working_days(_calendar(version), *(clock.day_of(one) for one in (due, ended)))
    if days == 0:
        return _("đã kết thúc, sau hạn")
    told = ngettext("đã kết thúc, chậm %(days)s ngày làm việc", "đã kết thúc, chậm %(days)s ngày làm việc", days)
    return told % {"days": days}


def missed(due: datetime, at: datetime, version: str) -> str:
    """By how many working days an end had passed before another was given."""
    days = _working_days(_calendar(version), *(clock.day_of(one) for one in (due, at)))
    if days == 0:
        return _("từng quá hạn (trong ngày)")
    told = ngettext("từng quá hạn %(days)s ngày làm việc", "từng quá hạn %(days)s ngày làm việc", days)
    return told % {"days": days}


def _calendar(version: str) -> Calendar:
    return ministry.calendar_version(version) if version else ministry.calendar()


def _working_days(calendar: Calendar, start: date, end: date) -> int:
    """Working days after `start` up to and with `end`."""
    span = min((end - start).days, FURTHEST)
    return sum(calendar.is_working(start + timedelta(days=day)) for day in range(1, span + 1))


def waits(row: casework.DossierRow) -> parts.Due:
    """Until when the applicant's answer is waited for, since how many days, and whether that time is over."""
    since = row.held_since or row.touched_at
    days = (clock.today() - clock.day_of(since)).days
    waited = ngettext("đã chờ %(days)s ngày", "đã chờ %(days)s ngày", days) % {"days": days}
    if row.answer_due_at is None:
        return parts.Due("", None, waited)
    if row.answer_due_at <= clock.now():
        return parts.Due("", row.answer_due_at, _("hết hạn bổ sung, %(waited)s") % {"waited": waited}, "overdue")
    return parts.Due("", row.answer_due_at, _("hạn bổ sung, %(waited)s") % {"waited": waited})


def _row(row: casework.DossierRow, query: str, *, fees: bool) -> parts.QueueRow:
    level: Literal["", "soon", "overdue"] = "overdue" if row.overdue else "soon" if row.due_soon else ""
    ended = row.closed_at is not None
    waiting = row.holder == "applicant" and not ended
    chip = parts.Chip(words(row.label), "wait" if waiting else parts.STATUS_TONES[row.status])
    if row.returned:
        chip = parts.Chip(_("Bị trả lại"), "wait")
    cells: dict[str, object] = {
        "due": _ended(row, _("Kết thúc")) if ended else _due(row, waiting=waiting),
        "closed": _ended(row),
        "status": chip,
        "next": (_next(row), _who(row)),
        "dossier": (row.code or "", words(row.grants)),
        "submitted": day(row.submitted_at),
        "acts": [parts.Act(words(act.label), mark(row)) for act in row.acts if act.takes],
    }
    url = opened_list.opening(reverse("officer:dossier", args=[row.id]), query, row.place)
    return parts.QueueRow(mark(row), url, row.owner, cells, level, row.subject, _fee(row) if fees else "")


def _fee(row: casework.DossierRow) -> str:
    if row.fee_left is None:
        return _("Phí chưa thu, chưa rõ mức phải thu")
    return _("Phí còn thiếu %(sum)s") % {"sum": dong(row.fee_left)} if row.fee_open else ""


def _due(row: casework.DossierRow, *, waiting: bool) -> parts.Due | None:
    """The date that counts now: the agency's, else that of the applicant's answer; and that it was late before."""
    running = due(row.due_at, row.calendar, overdue=row.overdue, soon=row.due_soon, started=row.started_at)
    if running is None and waiting:
        running = waits(row)
    if row.late_due_at is None or row.late_halted_at is None:
        told = _missed(row)
        return replace(running, was_late=told) if running and told else running
    told = halted_late(row.late_due_at, row.late_halted_at, row.calendar)
    if running is None:
        return parts.Due("", row.late_due_at, told, "overdue")
    return replace(running, was_late=told)


def _ended(row: casework.DossierRow, title: str = "") -> parts.Due:
    """When a dossier ended, and by how much it was late once; with a title where the column is about other dates."""
    return parts.Due(title, row.closed_at, was_late=_missed(row))


def _missed(row: casework.DossierRow) -> str:
    if row.missed_due_at is None or row.missed_at is None:
        return ""
    return missed(row.missed_due_at, row.missed_at, row.calendar)


def _next(row: casework.DossierRow) -> str:
    """What comes next; of a closed dossier how it ended, in words for officers: the state's own speak to applicants."""
    if row.closed_at is not None:
        return str(OUTCOMES.get(row.outcome, "")) or words(row.label)
    return words(row.inside) if row.holder == "system" else words(row.next_act)


def _who(row: casework.DossierRow) -> str:
    if row.closed_at is not None:
        return row.assignee
    if row.holder == "applicant":
        return _("Người nộp")
    if row.holder == "system":
        return _("Hệ thống")
    return role_name(row.turn) if row.turn else row.assignee or _("Chưa giao")
