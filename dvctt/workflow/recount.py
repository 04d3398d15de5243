"""A clock that still runs is counted by a later version of the calendar: what changes, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dvctt.kernel import Text
from dvctt.workflow.calendar import ONE_DAY, Calendar, hanoi
from dvctt.workflow.clock import ClockEvent, Standing, run_clock
from dvctt.workflow.spec import Clock

# The ledger keeps the Vietnamese text, as it keeps the basis that a version names.
RECOUNT_BASIS = Text(vi="Bộ luật Dân sự 91/2015/QH13, Điều 148 khoản 5", en="Civil Code 91/2015/QH13, Article 148(5)")
# Why a clock is counted anew: the days within its term differ, the earlier version did not know the year in which it
# ends, the hours differ, or the later version is in force and changes nothing in the term.
DAYS, YEARS, HOURS, NEWER = "calendar_days", "calendar_years", "calendar_hours", "calendar_newer"
WHY: Mapping[str, Text] = {
    DAYS: Text(
        vi="lịch mới có ngày nghỉ, ngày làm bù khác trong thời hạn này",
        en="the new calendar has other days off or working days within this time limit",
    ),
    YEARS: Text(
        vi="lịch cũ chưa khai báo năm mà thời hạn này kết thúc",
        en="the former calendar did not yet cover the year in which this time limit ends",
    ),
    HOURS: Text(vi="lịch mới có giờ làm việc khác", en="the new calendar has other working hours"),
    NEWER: Text(
        vi="lịch mới đã có hiệu lực; trong thời hạn này không có ngày nào khác",
        en="the new calendar is in force; no day within this time limit differs",
    ),
}


@dataclass(frozen=True)
class Recount:
    """The line for the ledger, and where the clock stands by the former version and by the later one."""

    former: str
    line: ClockEvent
    before: Standing
    after: Standing

    @property
    def moves(self) -> bool:
        """Whether a date that holds is another now; that of a paused clock is none yet."""
        return self.after.state == "running" and self.before.due != self.after.due


def recount(
    clock: Clock, events: Sequence[ClockEvent], old: Calendar, new: Calendar, *, now: datetime
) -> Recount | None:
    """Count a running or paused clock by `new` instead of `old`; None where it keeps its calendar.

    It keeps it where it has ended, and where the later version would take away time that somebody may rely on: an
    applicant's time never becomes shorter, and no date moves into the past.
    """
    before = run_clock(clock, events, old, now=now)
    if before.state not in ("running", "paused") or old.version == new.version:
        return None
    after = run_clock(clock, events, new, now=now)
    line = ClockEvent(now, "recount", _why(before, after, old, new), RECOUNT_BASIS.vi, calendar=new.version)
    found = Recount(old.version, line, before, after)
    return None if _takes_away(clock, found, now) else found


def _takes_away(clock: Clock, found: Recount, now: datetime) -> bool:
    before, after = found.before.due, found.after.due
    if not found.moves or before is None or after is None or after > before:
        return False
    return clock.whose == "applicant" or after <= now


def _why(before: Standing, after: Standing, old: Calendar, new: Calendar) -> str:
    if before.starts is None or before.due is None or after.due is None:
        return NEWER
    day, last = hanoi(before.starts).date(), max(before.due, after.due).date()
    while day <= last:
        if old.is_working(day) != new.is_working(day):
            return DAYS if old.knows(day) else YEARS
        day += ONE_DAY
    if not old.knows(last) and new.knows(last):
        return YEARS
    return HOURS if old.hours != new.hours else NEWER
