"""Units, addresses, code lists and calendar, as content/ministry says them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.utils import DatabaseError
from structlog.testing import capture_logs

from dvctt.kernel import NotFound, clock
from dvctt.ministry import api as ministry
from dvctt.ministry import tasks
from dvctt.ministry.models import AdministrativeUnit, CalendarDay, CalendarVersion, Unit
from tests.fixtures_calendars import Declare

pytestmark = pytest.mark.django_db


def test_agencies_desks_and_divisions_hang_together() -> None:
    assert ministry.agency_of("TNN-CP").identifier == "000.00.16.G13"
    assert ministry.agency_of("DDBD-MC").code == "DDBD"
    assert ministry.agency_of("MOTCUA").identifier == ministry.agency_of("LDB").identifier == "000.00.00.G13"
    assert ministry.covered("TNN") == {"TNN", "TNN-CP"}
    assert ministry.covered("BO") == {unit.code for unit in ministry.units()}
    assert {"TNN", "DDBD", "MT"} < {unit.code for unit in ministry.agencies()}
    codes = [unit.code for unit in ministry.units()]
    assert all(unit.parent is None or codes.index(unit.parent) < codes.index(unit.code) for unit in ministry.units())


@pytest.mark.parametrize(
    "ask", [ministry.unit, ministry.covered, ministry.agency_of, ministry.setting, ministry.template]
)
def test_what_is_unknown_is_not_found(ask: object) -> None:
    with pytest.raises(NotFound):
        ask("XYZ")  # type: ignore[operator]


def test_addresses_of_2025_are_complete() -> None:
    assert len(ministry.provinces()) == 34
    assert sum(len(ministry.communes(province.code)) for province in ministry.provinces()) == 3321
    book = ministry.address_book()
    assert (book.version, book.name("00004"), book.parent("00004")) == ("2025-07", "Phường Ba Đình", "01")
    assert book.name("01") == "Thành phố Hà Nội"
    assert book.parent("01") is None
    assert book.name("00004", "2017") is None
    assert ministry.communes("") == ministry.communes("99") == ()


@pytest.mark.parametrize("typed", ["ba dinh", "Ba Đình", "  đình BA "])
def test_communes_are_found_without_accents(typed: str) -> None:
    assert "00004" in [place.code for place in ministry.find_communes(typed)]


def test_communes_that_begin_with_the_text_come_first_within_a_province() -> None:
    found = ministry.find_communes("ba dinh", province="01", limit=5)
    assert (found[0].name, found[0].province_name) == ("Phường Ba Đình", "Thành phố Hà Nội")
    assert ministry.find_communes("ba dinh", province="79") == ()
    assert len(ministry.find_communes("xa", limit=7)) == 7
    assert ministry.find_communes("", province="01", limit=3) == ministry.communes("01")[:3]


def test_names_of_codes() -> None:
    assert [ministry.national_status(code).vi for code in (1, 5, 10)] == [
        "Mới đăng ký", "Yêu cầu bổ sung giấy tờ", "Đã trả kết quả",
    ]  # fmt: skip
    assert all(ministry.national_status(code).en for code in range(1, 11))
    assert ministry.level_names()["full"].vi == "Trực tuyến toàn trình"
    with pytest.raises(NotFound):
        ministry.national_status(11)


def test_calendar_in_force_knows_holidays_and_is_read_once(django_assert_max_num_queries: object) -> None:
    calendar = ministry.calendar()
    assert not calendar.is_working(date(2025, 4, 30))
    assert calendar.is_working(date(2025, 4, 26))
    # At most the look, every few seconds, whether a load has changed anything.
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        assert ministry.calendar() is calendar
        assert ministry.calendar_version(calendar.version) is calendar
    with pytest.raises(NotFound):
        ministry.calendar_version("1900.1")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ministry_calendarday SET kind = 'make_up'",
        "DELETE FROM ministry_calendarday",
        "TRUNCATE ministry_calendarday, ministry_calendarversion",
        "UPDATE ministry_calendarversion SET weekdays = '[1]'",
        "DELETE FROM ministry_calendarversion",
        "INSERT INTO ministry_calendarday (calendar_id, date, kind, name_vi, name_en, source, confidence) "
        "SELECT version, '2027-12-30', 'holiday', 'x', '', '', 'announced' FROM ministry_calendarversion LIMIT 1",
    ],
)
def test_a_calendar_in_force_is_frozen(change: str) -> None:
    with (
        pytest.raises(DatabaseError, match=r"in force|not truncated"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_a_calendar_not_yet_in_force_may_change() -> None:
    row = CalendarVersion.objects.create(
        version="draft", name_vi="Dự thảo", hours=[["08:00", "12:00"]], weekdays=[1], first=date(2027, 1, 1),
        last=date(2027, 12, 31), in_force=date(2027, 1, 1),
    )  # fmt: skip
    day = CalendarDay.objects.create(
        calendar=row, date=date(2027, 1, 1), kind="holiday", name_vi="Tết", confidence="computed"
    )
    assert not ministry.calendar_version("draft").is_working(date(2027, 1, 1))
    day.delete()
    assert ministry.calendar_version("draft").days == {}
    assert ministry.calendar().version != "draft"


BROKEN_UNITS = {
    "unit_kind_known": {"kind": "bureau", "identifier": "000.00.99.G13", "doc_abbreviation": "X"},
    "unit_ministry_is_top": {"kind": "ministry", "identifier": "000.00.99.G13", "doc_abbreviation": "X"},
    "unit_not_its_parent": {"parent_id": "NEW"},
    "unit_agency_identified": {"kind": "agency"},
    "unit_identifier_shape": {"identifier": "G13"},
    "unit_identifier_once": {"identifier": "000.00.16.G13"},
    "unit_dates_ordered": {"until": date(2016, 1, 1)},
}


@pytest.mark.parametrize(("constraint", "wrong"), BROKEN_UNITS.items())
def test_the_database_refuses_a_broken_unit(constraint: str, wrong: dict[str, object]) -> None:
    right = {
        "code": "NEW",
        "kind": "desk",
        "parent_id": "BO",
        "name_vi": "Mới",
        "short_name": "Mới",
        "since": date(2017, 1, 1),
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Unit.objects.create(**{**right, **wrong})  # type: ignore[misc]
    Unit.objects.create(**right)  # type: ignore[misc]


def test_the_database_refuses_a_broken_administrative_unit() -> None:
    with pytest.raises(IntegrityError, match="code_digits"), transaction.atomic():
        AdministrativeUnit.objects.create(set_version="x", code="1", name="x", full_name="x", folded="x")
    with pytest.raises(IntegrityError, match="administrative_unit_once"), transaction.atomic():
        AdministrativeUnit.objects.create(set_version="2025-07", code="01", name="x", full_name="x", folded="x")


def test_a_calendar_holds_each_date_once_and_no_unknown_kind() -> None:
    row = CalendarVersion.objects.create(
        version="draft", name_vi="Dự thảo", hours=[["08:00", "12:00"]], weekdays=[1], first=date(2027, 1, 1),
        last=date(2027, 12, 31), in_force=date(2027, 1, 1),
    )  # fmt: skip
    good = {"calendar": row, "date": date(2027, 1, 1), "kind": "holiday", "name_vi": "Tết", "confidence": "computed"}
    CalendarDay.objects.create(**good)
    for constraint, wrong in (
        ("calendar_day_once", {}),
        ("calendar_day_kind_known", {"date": date(2027, 1, 2), "kind": "x"}),
    ):
        with pytest.raises((IntegrityError, InternalError), match=constraint), transaction.atomic():
            CalendarDay.objects.create(**{**good, **wrong})


@pytest.mark.parametrize(("left", "near"), [(151, False), (150, True), (0, True), (-1, True)])
def test_the_log_says_when_the_calendar_comes_to_its_end(declare: Declare, left: int, near: bool) -> None:
    last = clock.today() + timedelta(days=left)
    version = declare({}, covers={"first": date(2017, 1, 1), "last": last})
    with capture_logs() as told:
        tasks.remind_of_calendar_end()
    expected = {"event": "calendar_ends", "log_level": "warning", "version": version, "last": str(last)}
    assert told == ([expected | {"days_left": left}] if near else [])


def test_of_two_calendars_of_one_day_the_later_loaded_applies(declare: Declare) -> None:
    first = declare({date(2027, 3, 3): "holiday"})
    assert ministry.calendar().version == first
    second = declare({date(2027, 3, 4): "holiday"})
    assert ministry.calendar().version == second
    assert not ministry.calendar().is_working(date(2027, 3, 4))
    assert ministry.calendar_version(first).is_working(date(2027, 3, 4))
