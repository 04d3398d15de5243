"""Spellings that people bring from papers, sheets and mails: read as what they say, or refused for what is wrong."""

from typing import Any

import pytest

from dvctt.forms import FAULT_CODES, clean, day
from dvctt.kernel import Invalid
from tests.forms.sample import GOOD, TODAY, Book, field, form

NUMBER = field("f", "number", decimals=2, unit={"vi": "m³/ngày đêm", "en": "m³ a day"})


def read(spec: dict[str, Any], typed: Any) -> Any:
    """The stored value, or the code of the fault."""
    cleaned = clean(form(spec), {"f": typed}, today=TODAY, addresses=Book())
    return cleaned.faults[0].code if cleaned.faults else cleaned.values["f"]


@pytest.mark.parametrize(
    "typed",
    [
        "Ngày 19/05/2018", "ngày: 19-5-2018", "19/05/2018.", "19/05/2018;", "19/05/2018 10:20", "19/5/2018 00:00:00",
        "2018-05-19T00:00:00", "19-May-2018", "19-May-18", "19/May/2018", "19\u221505\u22152018",
        "19\u204405\u20442018", "19\\05\\2018", "19_05_2018", "Ngày 19 tháng 5 năm 2018.",
    ],
)  # fmt: skip
def test_a_date_out_of_a_sentence_or_sheet_is_the_day_it_says(typed: str) -> None:
    assert read(field("f", "date"), typed) == "2018-05-19"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("19/05/0018", "too_early"), ("19/5/2569", "too_late"), ("2018-05-18T17:00:00Z", "not_a_date"),
     ("ngày 190518x", "not_a_date"), (".", "not_a_date"), ("ngày", "not_a_date")],
)  # fmt: skip
def test_a_date_that_nobody_means_is_none(typed: str, code: str) -> None:
    assert read(field("f", "date"), typed) == code
    with pytest.raises(Invalid) as caught:
        day(typed, "on", today=TODAY)
    assert [fault.code for fault in caught.value.faults] == [code]


@pytest.mark.parametrize(
    "typed",
    ["105°45'00\"", "105°45′00″", "105˚45'", "105⁰45'", "105º45´", "105O45'", "105 do 45 phut", "105,75°", "105.75 độ"],
)
def test_a_meridian_is_read_with_every_sign_for_degrees(typed: str) -> None:
    assert read(field("f", "coordinates"), {**GOOD["vi_tri"], "meridian": typed})["meridian"] == "105.75"


@pytest.mark.parametrize("typed", ["105°75'", "105 75", "104°75'00\"", "105°45'30\"", "105,45°"])
def test_an_hour_of_arc_has_sixty_minutes(typed: str) -> None:
    assert read(field("f", "coordinates"), {**GOOD["vi_tri"], "meridian": typed}) == "not_a_meridian"


@pytest.mark.parametrize("typed", ["6 nghìn", "6 ngan m3", "6k", "1,5 triệu", "6e3", "6x10³", "6 tr"])
def test_a_counted_number_is_no_number_of_another_unit(typed: str) -> None:
    assert read(NUMBER, typed) == "not_a_number"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("5 triệu", 5_000_000), ("5tr", 5_000_000), ("5 tr.", 5_000_000), ("1,2 triệu", 1_200_000),
        ("5 TRIỆU đồng", 5_000_000), ("500 nghìn", 500_000), ("500 ngàn đồng", 500_000), ("500k", 500_000),
        ("500K đ", 500_000), ("1.200 nghìn", 1_200_000), ("1,25 tỷ", 1_250_000_000), ("2 million", 2_000_000),
        ("1.234.567 đ", 1_234_567), ("triệu", "not_a_number"), ("5 triệu 500", "not_a_number"),
        ("5 trang", "not_a_number"), ("0,0005 nghìn", "not_whole"), ("1,200 triệu", "ambiguous_number"),
        ("-5 triệu", "too_small"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_say_it(typed: str, amount: int | str) -> None:
    assert read(field("f", "money"), typed) == amount


def test_what_is_no_amount_is_told_with_an_amount_as_example() -> None:
    fault = clean(form(field("f", "money")), {"f": "năm triệu"}, today=TODAY, addresses=Book()).faults[0]
    assert (fault.code, fault.params["example"]) == ("not_a_number", "5.000.000")


@pytest.mark.parametrize("typed", ["6 kg", "6 tấn", "6 trang", "6/năm", "6 vạt"])
def test_another_unit_is_told_as_one(typed: str) -> None:
    assert read(NUMBER, typed) == "other_unit"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0912345678 - 0987654321", "several_phones"), ("0912345678-0987654321", "several_phones"),
        ("0912345678/0987654321", "several_phones"), ("0912 345 678 hoặc 0987 654 321", "several_phones"),
        ("0912 345 678 (Zalo)", "phone_with_words"), ("0912.345.678 gặp anh Nam", "phone_with_words"),
        ("0168 912 3456", "phone_before_2018"), ("+84 1689123456", "phone_before_2018"),
        ("024-3883-1122/1123", "phone_with_extension"), ("+1 202-555-0123", "not_a_phone"), ("0912", "not_a_phone"),
        ("0912-345-678", "+84912345678"), ("024-3883-1122", "+842438831122"),
    ],
)  # fmt: skip
def test_a_telephone_number_is_refused_for_what_is_wrong_with_it(typed: str, code: str) -> None:
    assert read(field("f", "phone"), typed) == code and (code in FAULT_CODES or code.startswith("+84"))


@pytest.mark.parametrize(
    "typed",
    ["Thu Nguyễn <thu@example.vn>", '"Thu" <thu@example.vn>;', "mailto:thu@example.vn", "thu@example.vn.",
     "thu@example.vn,", "<thu@example.vn>"],
)  # fmt: skip
def test_an_address_copied_from_a_mail_is_the_address(typed: str) -> None:
    assert read(field("f", "email"), typed) == "thu@example.vn"


@pytest.mark.parametrize(
    "typed",
    ["a@b.vn <c@d.vn>", "a@b.vn, c@d.vn", "<a@b.vn> <c@d.vn>", "thư@example.vn", "thu @example.vn", "<>", "mailto:"],
)
def test_two_addresses_and_none_are_refused(typed: str) -> None:
    assert read(field("f", "email"), typed) == "not_an_email"
