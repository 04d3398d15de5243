"""The one source of the present instant.

Only the seed of the demonstration and the tests may move it, after the process has said
`allow_travel()`; a production process never does, so its clock cannot be set.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
# By so much the clocks of our machines may differ.
SKEW = timedelta(minutes=5)
# How far the moment of a row and that of the entry that tells of it may lie apart: they were read one after the other.
NEAR = timedelta(minutes=1)

_shown: ContextVar[datetime | None] = ContextVar("shown_instant", default=None)
_travel_allowed = False


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _shown.get() or datetime.now(UTC)


def today() -> date:
    """The present date in Viet Nam."""
    return day_of(now())


def day_of(at: datetime) -> date:
    """The date in Viet Nam on which a moment lies."""
    return at.astimezone(HANOI).date()


def start_of(day: date) -> datetime:
    """The moment at which a day begins in Viet Nam."""
    return datetime.combine(day, time_of_day(), HANOI)


def written(at: datetime) -> str:
    """A moment as people in Viet Nam write it: `14:32 27/09/2026`."""
    return f"{at.astimezone(HANOI):%H:%M %d/%m/%Y}"


def written_day(day: date | datetime) -> str:
    """A date, or the date of a moment, as people in Viet Nam write it: `27/09/2026`."""
    return f"{day_of(day) if isinstance(day, datetime) else day:%d/%m/%Y}"


def written_second(at: datetime) -> str:
    """A moment to the second: `14:32:07 27/09/2026`."""
    return f"{at.astimezone(HANOI):%H:%M:%S %d/%m/%Y}"


def written_hour(at: datetime) -> str:
    """The time of day of a moment in Viet Nam: `14:32`."""
    return f"{at.astimezone(HANOI):%H:%M}"


def latest(within: timedelta) -> datetime:
    """The last moment at which something that is to happen `within` some time from now can lie.

    A moment beyond it was written while a clock was wrong, and nobody has to wait for it. Where time is travelled
    nothing lies beyond: the present of others is the future there.
    """
    return now() + within + SKEW if _shown.get() is None else datetime.max.replace(tzinfo=UTC)


def lately(span: timedelta) -> tuple[datetime, datetime]:
    """The time from `span` ago up to now, as a range to look back through; what lies later was written in error."""
    return now() - span, latest(timedelta())


def passed(at: float) -> bool:
    """Whether a moment, in seconds since 1970, is not still to come: it is where a clock was put back since."""
    return at <= time.time()


def within(at: float, seconds: float) -> bool:
    """Whether a moment, in seconds since 1970, lies less than `seconds` back; one that is still to come does not."""
    return passed(at) and time.time() - at < seconds


def near(at: datetime, recorded: datetime) -> bool:
    """Whether the moment of a row is the one that its entry tells."""
    return abs(at - recorded) <= NEAR


def allow_travel() -> None:
    """Let this process use `travel`: called by the demonstration's seed and by the tests alone."""
    global _travel_allowed
    _travel_allowed = True


@contextmanager
def travel(instant: datetime) -> Iterator[None]:
    """Show `instant` (aware) as the present inside the block; raises where travel is not allowed."""
    if not _travel_allowed:
        raise RuntimeError("this process may not set the clock")
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    token = _shown.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _shown.reset(token)
