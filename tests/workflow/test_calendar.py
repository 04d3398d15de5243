"""The calendar's data against the law, and against an independent list of holidays."""

from datetime import date, time, timedelta
from pathlib import Path

import holidays
import pytest

from dvctt.kernel import Text
from dvctt.workflow import Calendar, CalendarDay, load_calendar

YEARS = range(2017, 2028)


def test_the_week_and_hours(calendar: Calendar) -> None:
    assert calendar.hours == ((time(8), time(12)), (time(13), time(17)))
    assert calendar.weekdays == frozenset(range(5))
    assert calendar.day_length == timedelta(hours=8)
    assert calendar.is_working(date(2025, 6, 2)) and not calendar.is_working(date(2025, 6, 7))


def test_agrees_with_an_independent_list_2018_to_2025(calendar: Calendar) -> None:
    known = holidays.country_holidays("VN", years=range(2018, 2026))
    day = date(2018, 1, 1)
    different = []
    while day < date(2026, 1, 1):
        if calendar.is_working(day) != known.is_working_day(day):
            different.append(day)
        day += timedelta(days=1)
    assert different == []


def test_what_the_independent_list_does_not_know_of_2026(calendar: Calendar) -> None:
    known = holidays.country_holidays("VN", years=[2026])
    days = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    different = [day for day in days if calendar.is_working(day) != known.is_working_day(day)]
    assert different == [date(2026, 1, 2), date(2026, 1, 10)]
    assert {calendar.days[day].confidence for day in different} == {"unverified"}


@pytest.mark.parametrize(
    ("day", "works", "kind"),
    [
        (date(2025, 4, 26), True, "make_up"),
        (date(2025, 5, 2), False, "swapped"),
        (date(2026, 2, 16), False, "holiday"),
        (date(2026, 2, 20), False, "holiday"),
        (date(2026, 4, 27), False, "compensatory"),
        (date(2026, 8, 22), True, "make_up"),
        (date(2026, 8, 31), False, "swapped"),
        (date(2026, 11, 24), False, "holiday"),
        (date(2021, 9, 3), False, "holiday"),
        (date(2027, 11, 24), False, "holiday"),
    ],
)
def test_single_days(calendar: Calendar, day: date, works: bool, kind: str) -> None:
    assert calendar.is_working(day) is works
    assert calendar.days[day].kind == kind


def test_national_day_has_two_days_from_2021_only(calendar: Calendar) -> None:
    for year in YEARS:
        named = [
            d for d, row in calendar.days.items() if d.year == year and d.month in (8, 9) and row.kind == "holiday"
        ]
        assert len(named) == (2 if year >= 2021 else 1), year


def test_every_swap_has_its_make_up_and_every_day_its_names(calendar: Calendar) -> None:
    swapped = [day for day, row in calendar.days.items() if row.kind == "swapped"]
    worked = [day for day, row in calendar.days.items() if row.kind == "make_up"]
    assert len(swapped) == len(worked) > 0
    assert all(day.weekday() == 5 for day in worked)
    assert all(day.weekday() < 5 for day in swapped)
    assert all(row.name.vi and row.name.en and row.source for row in calendar.days.values())
    assert {day.year for day in calendar.days} == set(YEARS)


def test_a_calendar_that_cannot_be_is_refused(tmp_path: Path) -> None:
    off = CalendarDay("holiday", Text(vi="Nghỉ"))
    with pytest.raises(ValueError, match="working hours"):
        Calendar("1", ((time(8), time(12)), (time(11), time(17))), frozenset({0}), {date(2025, 1, 1): off})
    with pytest.raises(ValueError, match="working day"):
        Calendar("1", ((time(8), time(12)),), frozenset())
    broken = tmp_path / "calendar.yaml"
    broken.write_text("version: '1'\ndays: []\n", encoding="utf-8")
    with pytest.raises(ValueError, match="hours"):
        load_calendar(broken)


def test_a_date_may_stand_once(tmp_path: Path, calendar: Calendar) -> None:
    row = "  - {date: 2025-01-01, kind: holiday, name: {vi: Nghỉ}}\n"
    text = (
        "version: '1'\nname: {vi: Lịch}\nin_force: 2025-01-01\ncovers: {first: 2025-01-01, last: 2025-12-31}\n"
        "hours: [['08:00', '12:00']]\nweekdays: [1]\ndays:\n"
    )
    (tmp_path / "one.yaml").write_text(text + row, encoding="utf-8")
    assert len(load_calendar(tmp_path / "one.yaml").days) == 1
    (tmp_path / "two.yaml").write_text(text + row + row, encoding="utf-8")
    with pytest.raises(ValueError, match="twice"):
        load_calendar(tmp_path / "two.yaml")


@pytest.mark.parametrize("weekdays", ["[2, 3, 4, 5, 6]", "[0, 1, 2, 3, 4]"])
def test_weekdays_counted_otherwise_are_told_and_shift_no_deadline(weekdays: str, tmp_path: Path) -> None:
    text = (
        "version: '1'\nname: {vi: Lịch}\nin_force: 2025-01-01\ncovers: {first: 2025-01-01, last: 2025-12-31}\n"
        f"hours: [['08:00', '12:00']]\nweekdays: {weekdays}\ndays: []\n"
    )
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="week"):
        load_calendar(tmp_path / "a.yaml")
