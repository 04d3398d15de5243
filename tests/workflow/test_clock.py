"""Golden due dates, the ledger's events, and the sentences that explain them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dvctt.kernel import Text
from dvctt.workflow import (
    Calendar,
    Clock,
    ClockEvent,
    EventKind,
    Missed,
    explain,
    explain_clock,
    missed,
    resumed,
    run_clock,
)

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
UTC = ZoneInfo("UTC")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def ledger(*lines: tuple[str, EventKind] | tuple[str, EventKind, int]) -> list[ClockEvent]:
    return [ClockEvent(at(line[0]), line[1], length=line[2] if len(line) == 3 else None) for line in lines]


def clock(length: int = 30, **more: object) -> Clock:
    return Clock.model_validate(
        {"label": {"vi": "Giải quyết"}, "unit": "working_day", "length": length, "basis": "9.2"} | more
    )


GOLDEN = [
    (
        "the holidays of 30/4/2025 with the swapped 2/5",
        "2025-04-28T16:45",
        5,
        "working_day",
        "days",
        "2025-05-08T17:00",
    ),
    ("the worked Saturday counts", "2025-04-25T09:00", 2, "working_day", "days", "2025-04-28T17:00"),
    ("a start on the worked Saturday", "2025-04-26T09:00", 1, "working_day", "days", "2025-04-28T17:00"),
    ("Tết 2026", "2026-02-12T10:00", 3, "working_day", "days", "2026-02-24T17:00"),
    ("after hours on the last day before Tết", "2026-02-13T17:01", 1, "working_day", "days", "2026-02-24T17:00"),
    ("the last minute of hours is within them", "2026-02-13T17:00", 1, "working_day", "days", "2026-02-23T17:00"),
    ("2/9/2025 with the day before", "2025-08-29T15:00", 1, "working_day", "days", "2025-09-03T17:00"),
    ("2/9/2026 with the swapped Monday", "2026-08-28T08:00", 1, "working_day", "days", "2026-09-03T17:00"),
    ("2/9/2018 on a Sunday, Monday off instead", "2018-08-31T08:00", 1, "working_day", "days", "2018-09-04T17:00"),
    ("before hours rolls within the day", "2025-06-02T05:00", 1, "working_day", "days", "2025-06-03T17:00"),
    ("a Sunday rolls to Monday", "2025-06-08T10:00", 1, "working_day", "days", "2025-06-10T17:00"),
    ("hours: the same time of day later", "2025-04-28T16:45", 5, "working_day", "hours", "2025-05-08T16:45"),
    ("hours: lunch rolls to 13:00", "2025-06-02T12:20", 1, "working_hour", "hours", "2025-06-02T14:00"),
    ("hours: before hours rolls to opening", "2025-06-02T06:00", 1, "working_hour", "hours", "2025-06-02T09:00"),
    ("hours: over lunch", "2025-06-02T11:00", 2, "working_hour", "hours", "2025-06-02T14:00"),
    ("hours: over night", "2025-06-02T16:00", 2, "working_hour", "hours", "2025-06-03T09:00"),
    ("8 working hours submitted in the night", "2025-06-06T23:00", 8, "working_hour", "days", "2025-06-09T17:00"),
    ("calendar days end on a Sunday, moved", "2025-06-06T10:00", 2, "calendar_day", "days", "2025-06-09T17:00"),
    ("calendar days within the week", "2025-06-02T10:00", 3, "calendar_day", "days", "2025-06-05T17:00"),
    ("a month clipped to its end", "2023-01-31T10:00", 1, "month", "days", "2023-02-28T17:00"),
    ("a month that ends on a Saturday, moved", "2025-08-13T10:00", 1, "month", "days", "2025-09-15T17:00"),
    ("a leap year", "2024-01-31T10:00", 1, "month", "days", "2024-02-29T17:00"),
]


@pytest.mark.parametrize(("why", "start", "length", "unit", "mode", "due"), GOLDEN, ids=[row[0] for row in GOLDEN])
def test_golden(calendar: Calendar, why: str, start: str, length: int, unit: str, mode: str, due: str) -> None:
    assert explain_clock(start, length, unit, [], mode, calendar)["due"] == f"{due}:00+07:00"


def test_a_pause_takes_the_days_after_its_first_up_to_its_last(calendar: Calendar) -> None:
    paused = [("2025-06-04T10:00", "2025-06-06T09:00")]
    assert explain_clock("2025-06-02T10:00", 5, "working_day", paused, "days", calendar)["due"].startswith("2025-06-11")
    within_one_day = [("2025-06-04T10:00", "2025-06-04T16:00")]
    told = explain_clock("2025-06-02T10:00", 5, "working_day", within_one_day, "days", calendar)
    assert told["due"].startswith("2025-06-09")


def test_pauses_may_overlap_and_begin_before_the_start(calendar: Calendar) -> None:
    whole = [("2025-05-30T10:00", "2025-06-06T09:00")]
    pieces = [("2025-06-04T08:00", "2025-06-06T09:00"), ("2025-05-30T10:00", "2025-06-04T12:00")]
    dues = [explain_clock("2025-06-02T10:00", 5, "working_day", p, "days", calendar)["due"] for p in (whole, pieces)]
    assert dues == ["2025-06-13T17:00:00+07:00"] * 2


def test_the_zone_of_an_instant_is_respected(calendar: Calendar) -> None:
    naive = explain_clock("2025-06-02T16:30", 1, "working_day", [], "days", calendar)
    aware = explain_clock(datetime(2025, 6, 2, 9, 30, tzinfo=UTC), 1, "working_day", [], "days", calendar)
    late = explain_clock("2025-06-02T16:30+00:00", 1, "working_day", [], "days", calendar)
    assert naive == aware
    assert late["due"] == "2025-06-04T17:00:00+07:00"


@pytest.mark.parametrize(
    ("start", "length", "unit", "mode", "pauses"),
    [
        ("2025-06-02", 0, "working_day", "days", []),
        ("2025-06-02", 5, "week", "days", []),
        ("2025-06-02", 5, "working_day", "weeks", []),
        ("9999-12-29", 5, "working_day", "days", []),
        ("today", 5, "working_day", "days", []),
        ("2025-06-02", 10**9, "month", "days", []),
        ("2025-06-02", 5, "working_day", "days", [("2025-06-05", "2025-06-04")]),
    ],
)
def test_what_cannot_be_counted_is_refused(
    calendar: Calendar, start: str, length: int, unit: str, mode: str, pauses: list[tuple[str, str]]
) -> None:
    with pytest.raises(ValueError):
        explain_clock(start, length, unit, pauses, mode, calendar)


def test_the_explanation_names_every_day_that_did_not_count(calendar: Calendar) -> None:
    told = explain_clock("2025-04-28T16:45", 5, "working_day", [], "days", calendar, language="en")
    assert [step["text"] for step in told["steps"]] == [
        "Started at 16:45 28/04/2025.",
        "The limit is 5 working days, counted from the day after 28/04/2025.",
        "Not counted: 2 of the weekly days of rest.",
        "30/04/2025 does not count: Reunification Day.",
        "01/05/2025 does not count: International Labour Day.",
        "02/05/2025 does not count: Swapped day off, worked on 26/04/2025.",
        "Due at 17:00 08/05/2025 (working calendar 2026.2).",
    ]


def test_reasons_that_are_codes_get_their_words(calendar: Calendar) -> None:
    events = [ClockEvent(at("2025-06-02T10:00"), "start", "accept", "Nghị định 61/2018/NĐ-CP")]
    standing = run_clock(clock(5), events, calendar, now=at("2025-06-02T10:00"))
    told = explain(standing, "en", {"accept": Text(vi="Tiếp nhận", en="Accept")})
    assert told[0] == "Started at 10:00 02/06/2025 (Accept; Nghị định 61/2018/NĐ-CP)."
    assert explain(standing)[0] == "Bắt đầu lúc 10:00 02/06/2025 (accept; Nghị định 61/2018/NĐ-CP)."


def test_an_idle_clock_has_no_due_date(calendar: Calendar) -> None:
    standing = run_clock(clock(), ledger(("2025-06-02T10:00", "pause")), calendar, now=at("2025-06-03T10:00"))
    assert (standing.state, standing.due, standing.steps) == ("idle", None, ())


def test_a_running_clock_warns_then_is_overdue(calendar: Calendar) -> None:
    events = ledger(("2025-06-02T10:00", "start"))
    before = run_clock(clock(5), events, calendar, now=at("2025-06-09T17:00"))
    assert before.starts == at("2025-06-02T10:00")
    assert (before.due, before.warn_at) == (at("2025-06-09T17:00"), at("2025-06-06T08:00"))
    assert (before.overdue, before.remaining_days, before.remaining_time) == (False, 0, timedelta())
    after = run_clock(clock(5), events, calendar, now=at("2025-06-11T09:00"))
    assert (after.overdue, after.remaining_days, after.remaining_time) == (True, -2, -timedelta(hours=9))


def test_a_warning_in_hours_never_precedes_the_start(calendar: Calendar) -> None:
    events = ledger(("2025-06-02T10:00", "start"))
    reception = clock(8, unit="working_hour", mode="hours", warn=2, warn_unit="working_hour")
    standing = run_clock(reception, events, calendar, now=at("2025-06-02T11:00"))
    assert (standing.due, standing.warn_at) == (at("2025-06-03T10:00"), at("2025-06-03T08:00"))
    early = run_clock(reception.model_copy(update={"warn": 40}), events, calendar, now=at("2025-06-02T11:00"))
    assert early.warn_at == at("2025-06-02T10:00")


def test_while_paused_the_due_date_is_provisional(calendar: Calendar) -> None:
    events = ledger(("2025-06-02T10:00", "start"), ("2025-06-04T10:00", "pause"))
    standing = run_clock(clock(5), events, calendar, now=at("2025-06-13T10:00"))
    assert (standing.state, standing.provisional, standing.overdue, standing.warn_at) == ("paused", True, False, None)
    assert standing.due == at("2025-06-18T17:00")
    assert "Nếu tiếp tục ngay bây giờ" in explain(standing)[-1]
    resumed_now = run_clock(
        clock(5), [*events, ClockEvent(at("2025-06-13T10:00"), "resume")], calendar, now=at("2025-06-13T10:00")
    )
    assert (resumed_now.due, resumed_now.provisional) == (standing.due, False)


def test_a_clock_that_ran_out_before_its_pause_stays_overdue(calendar: Calendar) -> None:
    events = ledger(("2025-06-02T10:00", "start"), ("2025-06-20T10:00", "pause"))
    assert run_clock(clock(5), events, calendar, now=at("2025-06-30T10:00")).overdue


def test_after_an_amendment_what_remains_is_replaced(calendar: Calendar) -> None:
    groundwater = clock(30, after_amendment=18)
    events = ledger(("2025-06-02T10:00", "start"), ("2025-06-20T10:00", "pause"))
    back = at("2025-07-01T14:00")
    replaced = [*events, *resumed(groundwater, back, reason="Đã bổ sung", basis="1.000070", amended=True)]
    kept = [*events, *resumed(groundwater, back, reason="Đã nộp phí", basis="1.000070", amended=False)]
    plain = [*events, *resumed(clock(30), back, reason="Đã bổ sung", basis="1.000082", amended=True)]
    assert run_clock(groundwater, replaced, calendar, now=back).due == at("2025-07-25T17:00")
    assert run_clock(groundwater, kept, calendar, now=back).due == at("2025-07-23T17:00")
    assert run_clock(clock(30), plain, calendar, now=back).due == at("2025-07-23T17:00")
    told = explain(run_clock(groundwater, replaced, calendar, now=back), "vi")
    assert "Từ 14:00 01/07/2025, thời hạn còn lại được thay bằng 18 ngày làm việc (Đã bổ sung; 1.000070)." in told


def test_what_passed_before_another_end_was_given_is_kept(calendar: Calendar) -> None:
    spec, back = clock(5, after_amendment=18), at("2025-07-01T14:00")
    late = ledger(("2025-06-02T10:00", "start"), ("2025-06-20T10:00", "pause"))
    amended = [*late, *resumed(spec, back, reason="", basis="", amended=True)]
    expected = Missed(at("2025-06-09T17:00"), at("2025-06-20T10:00"))
    assert missed(spec, late, calendar) is None
    assert missed(spec, amended, calendar) == expected
    assert missed(spec, [*late, *resumed(clock(5), back, reason="", basis="", amended=True)], calendar) is None
    extended = [*ledger(("2025-06-02T10:00", "start")), ClockEvent(back, "extend", length=30)]
    assert missed(spec, extended, calendar) == Missed(expected.due, back)
    again = [*late, *ledger(("2025-07-01T14:00", "stop"), ("2025-07-02T09:00", "start"))]
    assert missed(spec, again[:3], calendar) == expected
    assert missed(spec, again, calendar) is not None
    in_time = ledger(("2025-06-02T10:00", "start"), ("2025-06-04T10:00", "pause"))
    assert missed(spec, [*in_time, *resumed(spec, back, reason="", basis="", amended=True)], calendar) is None
    assert missed(spec, [*in_time, ClockEvent(back, "stop")], calendar) is None


def test_an_answer_on_a_sunday_counts_as_given_on_monday(calendar: Calendar) -> None:
    events = ledger(("2025-06-02T10:00", "start"), ("2025-06-05T10:00", "pause"), ("2025-06-08T20:00", "resume"))
    replaced = [*events, ClockEvent(at("2025-06-08T20:00"), "replace", length=1)]
    assert run_clock(clock(), replaced, calendar, now=at("2025-06-09T10:00")).due == at("2025-06-10T17:00")


def test_an_extension_adds_to_the_end(calendar: Calendar) -> None:
    events = ledger(("2025-06-02T10:00", "start"), ("2025-06-05T10:00", "extend", 3))
    assert run_clock(clock(5), events, calendar, now=at("2025-06-05T10:00")).due == at("2025-06-12T17:00")


def test_a_stopped_clock_stands_still_and_a_new_start_begins_anew(calendar: Calendar) -> None:
    events = ledger(("2025-06-02T10:00", "start"), ("2025-06-04T10:00", "stop"))
    standing = run_clock(clock(5), events, calendar, now=at("2026-01-01T10:00"))
    assert (standing.state, standing.overdue, standing.remaining_days) == ("stopped", False, 3)
    again = run_clock(clock(5), [*events, *ledger(("2025-07-01T10:00", "start"))], calendar, now=at("2025-07-01T10:00"))
    assert (again.state, again.due) == ("running", at("2025-07-08T17:00"))


def test_lines_that_do_not_fit_are_void(calendar: Calendar) -> None:
    sound = ledger(("2025-06-02T10:00", "start"), ("2025-06-04T10:00", "pause"), ("2025-06-05T10:00", "resume"))
    noise = ledger(("2025-06-03T10:00", "start"), ("2025-06-04T16:00", "pause"), ("2025-06-06T10:00", "resume"))
    now = at("2025-06-06T12:00")
    assert run_clock(clock(5), sound, calendar, now=now) == run_clock(clock(5), sound + noise, calendar, now=now)


def stage(name: str, length: int, unit: str = "working_day") -> dict[str, object]:
    return {"id": name, "label": {"vi": f"Bước {name}", "en": f"Stage {name}"}, "length": length, "unit": unit}


def test_stages_follow_one_another(calendar: Calendar) -> None:
    staged = clock(stages=[stage("a", 2), stage("b", 5), stage("c", 3), stage("d", 1)], length=None, unit=None)
    events = ledger(("2025-06-02T10:00", "start"))
    standing = run_clock(staged, events, calendar, now=at("2025-06-02T10:00"))
    assert standing.due == run_clock(clock(11), events, calendar, now=at("2025-06-02T10:00")).due
    assert [step.at for step in standing.steps if step.code == "part_due"] == [
        at("2025-06-04T17:00"),
        at("2025-06-11T17:00"),
        at("2025-06-16T17:00"),
        at("2025-06-17T17:00"),
    ]


def test_stages_may_mix_units(calendar: Calendar) -> None:
    mixed = [stage("a", 3), stage("b", 70, "calendar_day"), stage("c", 5), stage("d", 2)]
    staged = clock(stages=mixed, length=None, unit=None)
    standing = run_clock(staged, ledger(("2025-06-02T10:00", "start")), calendar, now=at("2025-06-02T10:00"))
    assert [step.at for step in standing.steps if step.code == "part_due"] == [
        at("2025-06-05T17:00"),
        at("2025-08-14T17:00"),
        at("2025-08-21T17:00"),
        at("2025-08-25T17:00"),
    ]
    assert any("Stage b: 70 calendar days" in line for line in explain(standing, "en"))


def test_years_that_the_calendar_does_not_know_are_told(calendar: Calendar) -> None:
    told = explain_clock("2027-12-20T10:00", 30, "working_day", [], "days", calendar)
    assert [step["code"] for step in told["steps"]].count("beyond_calendar") == 1


def test_a_day_that_is_not_announced_is_told(calendar: Calendar) -> None:
    told = explain_clock("2026-01-01T10:00", 6, "working_day", [], "days", calendar, language="en")
    assert "10/01/2026 counts as worked: Worked in return for 02/01/2026 (source not yet checked)." in [
        step["text"] for step in told["steps"]
    ]


@pytest.mark.parametrize(
    ("start", "now", "left"),
    [
        ("2025-06-02T10:00", "2025-06-02T10:00", 30),
        ("2025-06-02T10:00", "2025-06-02T20:00", 30),
        ("2025-06-02T18:00", "2025-06-02T18:00", 30),
        ("2025-06-02T18:00", "2025-06-03T09:00", 30),
        ("2025-06-02T18:00", "2025-06-04T09:00", 29),
        ("2025-06-07T09:00", "2025-06-07T09:00", 30),
        ("2025-06-06T18:00", "2025-06-08T09:00", 30),
    ],
)
def test_never_more_days_are_left_than_the_limit_has(calendar: Calendar, start: str, now: str, left: int) -> None:
    assert run_clock(clock(30), ledger((start, "start")), calendar, now=at(now)).remaining_days == left
