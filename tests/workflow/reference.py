"""Working time counted the slow way, minute by minute and day by day, to hold the product's arithmetic against."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dvctt.workflow import Calendar

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTE = timedelta(minutes=1)
Spans = list[tuple[datetime, datetime]]


def in_hours(minute: datetime) -> bool:
    """Whether the minute that begins here lies in 08:00-12:00 or 13:00-17:00."""
    return 8 <= minute.hour < 12 or 13 <= minute.hour < 17


def start_day(start: datetime, calendar: Calendar) -> date:
    day = start.date()
    if calendar.is_working(day) and start.timetz().replace(tzinfo=None) <= time(17):
        return day
    day += timedelta(days=1)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def off_by_pause(day: date, pauses: Spans) -> bool:
    return any(start.date() < day <= end.date() for start, end in pauses)


def due_in_days(start: datetime, length: int, unit: str, pauses: Spans, calendar: Calendar) -> datetime:
    day, counted = start_day(start, calendar), 0
    while counted < length:
        day += timedelta(days=1)
        if not off_by_pause(day, pauses) and (unit == "calendar_day" or calendar.is_working(day)):
            counted += 1
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(17), HANOI)


def due_in_minutes(start: datetime, minutes: int, pauses: Spans, calendar: Calendar) -> datetime:
    minute, counted = start, 0
    while counted < minutes:
        stands = any(begin <= minute < end for begin, end in pauses)
        counted += calendar.is_working(minute.date()) and in_hours(minute) and not stands
        minute += MINUTE
    return minute
