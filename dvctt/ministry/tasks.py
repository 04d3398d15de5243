"""What the worker does by the clock for the ministry's data."""

import structlog

from dvctt.kernel import NotFound
from dvctt.ministry import queries
from dvctt.outbox import api as outbox

log = structlog.get_logger(__name__)


@outbox.periodic("ministry.calendar_end", "17 6 * * *")
def remind_of_calendar_end() -> None:
    """Each morning, once the calendar's last day is near: say in the log that the next year is to be declared."""
    try:
        end = queries.calendar_end()
    except NotFound:  # before any data was loaded
        return
    if end.near:
        log.warning("calendar_ends", version=end.version, last=str(end.last), days_left=end.left)
