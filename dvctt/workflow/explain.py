"""The explanation of a due date, in sentences, in both languages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict

from dvctt.kernel import Text, clock
from dvctt.workflow.calendar import Calendar, hanoi
from dvctt.workflow.clock import ClockEvent, Param, Standing, Step, run_clock
from dvctt.workflow.recount import RECOUNT_BASIS, WHY
from dvctt.workflow.spec import Clock

UNITS: Mapping[str, Text] = {
    "working_hour": Text(vi="giờ làm việc", en="working hours"),
    "working_day": Text(vi="ngày làm việc", en="working days"),
    "calendar_day": Text(vi="ngày", en="calendar days"),
    "month": Text(vi="tháng", en="months"),
}
# English alone tells one from many.
ONE = {"working_hour": "working hour", "working_day": "working day", "calendar_day": "calendar day", "month": "month"}

CONFIDENCE: Mapping[str, Text] = {
    "announced": Text(vi="", en=""),
    "computed": Text(vi=" (tính theo luật, chờ công bố)", en=" (computed from the law, not yet announced)"),
    "unverified": Text(vi=" (chưa đối chiếu nguồn)", en=" (source not yet checked)"),
}

SENTENCES: Mapping[str, Text] = {
    "start": Text(vi="Bắt đầu lúc {at}{why}.", en="Started at {at}{why}."),
    "pause": Text(vi="Tạm dừng từ {at}{why}.", en="Paused from {at}{why}."),
    "resume": Text(
        vi="Tiếp tục từ {at}, sau khi tạm dừng từ {from}{why}.", en="Resumed at {at}, paused since {from}{why}."
    ),
    "stop": Text(vi="Dừng lúc {at}{why}.", en="Stopped at {at}{why}."),
    "replace": Text(
        vi="Từ {at}, thời hạn còn lại được thay bằng {length} {unit}{why}.",
        en="From {at} what remained is replaced by {length} {unit}{why}.",
    ),
    "extend": Text(vi="Gia hạn thêm {length} {unit} từ {at}{why}.", en="Extended by {length} {unit} at {at}{why}."),
    "recount": Text(
        vi="Từ {at}, tính theo lịch làm việc {to} thay cho lịch {from}{why}.",
        en="From {at} it is counted by the working calendar {to} instead of {from}{why}.",
    ),
    "starts_on_day_off": Text(
        vi="Ngày {day} là ngày không làm việc ({name}), tính như bắt đầu lúc {instant}.",
        en="{day} is not a working day ({name}), so it counts as started at {instant}.",
    ),
    "starts_after_hours": Text(
        vi="Đã hết giờ làm việc ({closing}), tính như bắt đầu lúc {instant}.",
        en="Hours were over ({closing}), so it counts as started at {instant}.",
    ),
    "starts_at_opening": Text(
        vi="Ngoài giờ làm việc, tính từ đầu giờ {instant}.", en="Outside of hours, so it counts from {instant}."
    ),
    "length_from_day": Text(
        vi="Thời hạn {length} {unit}, tính từ ngày tiếp theo của ngày {instant_day}.",
        en="The limit is {length} {unit}, counted from the day after {instant_day}.",
    ),
    "length_from_instant": Text(
        vi="Thời hạn {length} {unit}, tính theo giờ làm việc từ {instant}.",
        en="The limit is {length} {unit}, counted in working time from {instant}.",
    ),
    "part_from_day": Text(
        vi="{label}: {length} {unit}, tính từ ngày tiếp theo của ngày {instant_day}.",
        en="{label}: {length} {unit}, counted from the day after {instant_day}.",
    ),
    "part_from_instant": Text(
        vi="{label}: {length} {unit}, tính theo giờ làm việc từ {instant}.",
        en="{label}: {length} {unit}, counted in working time from {instant}.",
    ),
    "paused_days": Text(
        vi="Không tính {days} {unit} trong lúc tạm dừng, từ {first} đến {last}.",
        en="Not counted: {days} {unit} in the pause, {first} to {last}.",
    ),
    "paused_time": Text(
        vi="Không tính {minutes} phút làm việc trong lúc tạm dừng, từ {from} đến {to}.",
        en="{minutes} minutes of working time in the pause do not count, {from} to {to}.",
    ),
    "rest_days": Text(
        vi="Không tính {days} ngày nghỉ hằng tuần.", en="Not counted: {days} of the weekly days of rest."
    ),
    "day_off": Text(vi="Không tính ngày {day}: {name}{confidence}.", en="{day} does not count: {name}{confidence}."),
    "make_up_day": Text(
        vi="Có tính ngày {day}, là ngày làm việc: {name}{confidence}.", en="{day} counts as worked: {name}{confidence}."
    ),
    "moved": Text(
        vi="Ngày cuối {day} là ngày không làm việc, chuyển sang ngày làm việc tiếp theo {to}.",
        en="The last day {day} is not a working day, so it moves to the next one, {to}.",
    ),
    "part_due": Text(vi="Hết phần này lúc {instant}.", en="This part ends at {instant}."),
    "beyond_calendar": Text(
        vi="Lịch làm việc {version} mới có đến hết ngày {known}: từ ngày sau đó chỉ tính theo tuần làm việc, chưa trừ "
        "ngày nghỉ lễ, tết. Khi lịch của năm sau được công bố, ngày đến hạn được tính lại.",
        en="The working calendar {version} reaches to {known} only: after that day the week alone is followed, without "
        "public holidays. When the next year's calendar is published, the due date is counted anew.",
    ),
    "due_if_resumed": Text(
        vi="Đang tạm dừng. Nếu tiếp tục ngay bây giờ thì đến hạn lúc {instant}.",
        en="Paused. If it resumed now it would be due at {instant}.",
    ),
    "due": Text(
        vi="Đến hạn lúc {instant} (lịch làm việc {version}).", en="Due at {instant} (working calendar {version})."
    ),
}


class ExplainedStep(TypedDict):
    """One line of `explain_clock`."""

    at: str | None
    code: str
    text: str


class Explained(TypedDict):
    """What `explain_clock` answers: `due` as ISO 8601 with +07:00, and the lines that lead to it."""

    due: str
    steps: list[ExplainedStep]


def explain(standing: Standing, language: str = "vi", reasons: Mapping[str, Text] | None = None) -> list[str]:
    """Print each step of a standing as a sentence in `language` ("vi" or "en").

    `reasons` gives words to the ledger's reasons that are codes, such as names of actions, and to a basis by its
    Vietnamese text.
    """
    return [sentence(step, language, reasons) for step in standing.steps]


def sentence(step: Step, language: str = "vi", reasons: Mapping[str, Text] | None = None) -> str:
    """Print one step as a sentence; `reasons` as in `explain`."""
    words = {name: _words(name, value, language) for name, value in step.params.items()}
    if language == "en" and "unit" in words and 1 in (step.params.get("length"), step.params.get("days")):
        words["unit"] = ONE[str(step.params["unit"])]
    known = {**WHY, RECOUNT_BASIS.vi: RECOUNT_BASIS, **(reasons or {})}
    said = (words.pop(name, "") for name in ("reason", "basis"))
    reason = "; ".join(known[part].in_language(language) if part in known else part for part in said if part)
    words["why"] = f" ({reason})" if reason else ""
    if step.at is not None:
        words |= {"instant": clock.written(hanoi(step.at)), "instant_day": clock.written_day(hanoi(step.at).date())}
    return SENTENCES[step.code].in_language(language).format(**words)


def explain_clock(
    start: datetime | str,
    length: int,
    unit: str,
    pauses: Sequence[tuple[datetime | str, datetime | str]],
    mode: str,
    calendar: Calendar,
    *,
    language: str = "vi",
) -> Explained:
    """Compute a due date from bare numbers, and tell how.

    Instants are datetimes or ISO 8601 texts, Vietnamese where they name no zone. Raises ValueError where the
    length is not positive, unit or mode is unknown, an instant cannot be read, a pause ends before it
    begins, or the end lies beyond all calendars.
    """
    clock = Clock.model_validate({"label": {"vi": ""}, "unit": unit, "length": length, "mode": mode, "basis": ""})
    begun = instant(start)
    events = [ClockEvent(begun, "start")]
    for begin, end in _merged([(instant(begin), instant(end)) for begin, end in pauses]):
        if end > begun:
            events += [ClockEvent(max(begin, begun), "pause"), ClockEvent(end, "resume")]
    try:
        standing = run_clock(clock, events, calendar, now=events[-1].at)
    except OverflowError as error:
        raise ValueError("the dates lie beyond the calendar") from error
    due = standing.due.isoformat() if standing.due else ""
    return {"due": due, "steps": [_line(step, language) for step in standing.steps]}


def instant(value: datetime | str) -> datetime:
    """Read an instant; one without zone is Vietnamese. Raises ValueError where it is none."""
    return hanoi(datetime.fromisoformat(value) if isinstance(value, str) else value)


def _line(step: Step, language: str) -> ExplainedStep:
    at = hanoi(step.at).isoformat() if step.at else None
    return {"at": at, "code": step.code, "text": sentence(step, language)}


def _merged(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Join pauses that overlap; raises ValueError where one ends before it begins."""
    merged: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(spans):
        if end < begin:
            raise ValueError(f"the pause ends before it begins: {begin.isoformat()}")
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def _words(name: str, value: Param, language: str) -> str:
    if isinstance(value, Text):
        return value.in_language(language)
    if isinstance(value, datetime):
        return clock.written(hanoi(value))
    if isinstance(value, date):
        return clock.written_day(value)
    tables: Mapping[str, Callable[[str], str]] = {
        "unit": lambda code: UNITS[code].in_language(language),
        "confidence": lambda code: CONFIDENCE[code].in_language(language),
    }
    return tables.get(name, str)(str(value))
