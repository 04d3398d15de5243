from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvctt.forms import citizen_id_faults, phone_e164, phone_main, phone_text, tax_code_ok


@pytest.mark.parametrize(
    ("number", "born", "sex", "codes"),
    [
        ("001080000123", date(1980, 9, 2), "male", []),
        ("001180000123", date(1980, 9, 2), "Nữ", []),
        ("096203000123", date(2003, 1, 1), "nam", []),
        ("001080000123", None, None, []),
        ("001080000123", None, "khac", []),
        ("001080000123", date(1981, 1, 1), "female", ["contradicts_birth_date", "contradicts_sex"]),
        ("000080000123", None, None, ["unknown_birth_province"]),
        ("00108000012", None, None, ["not_a_citizen_id"]),
        ("٠٠١٠٨٠٠٠٠١٢٣", None, None, ["not_a_citizen_id"]),
    ],
)
def test_personal_numbers(number: str, born: date | None, sex: str | None, codes: list[str]) -> None:
    assert [fault.code for fault in citizen_id_faults(number, born, sex)] == codes


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["nam", "nu"]), st.integers(1, 96))
def test_a_number_made_by_the_rule_is_accepted_and_only_for_its_person(born: date, sex: str, province: int) -> None:
    gender = 2 * (born.year // 100 - 19) + (sex == "nu")
    number = f"{province:03d}{gender}{born.year % 100:02d}000001"
    assert citizen_id_faults(number, born, sex) == ()
    assert len(citizen_id_faults(number, born.replace(year=born.year + 1, day=1), "nu" if sex == "nam" else "nam")) == 2


def test_tax_codes_have_their_check_digit() -> None:
    assert tax_code_ok("0100109106") and tax_code_ok("0314409058-002") and tax_code_ok("001080000123")
    assert not any(tax_code_ok(f"010010910{digit}") for digit in "012345789")
    assert not tax_code_ok("0100109106-000") and not tax_code_ok("") and not tax_code_ok("abc")


def test_telephone_numbers_become_e164() -> None:
    assert phone_e164("(024) 3795-6868") == "+842437956868" and phone_e164("0084 912345678") == "+84912345678"
    assert (
        phone_e164("1900") is None and phone_e164("") is None and phone_e164("0912345678 x12") == "+84912345678;ext=12"
    )


def test_an_extension_is_kept_shown_and_read_again() -> None:
    stored = "+842438831122;ext=101"
    assert phone_text(stored) == "024 3883 1122, máy lẻ 101" and phone_text(stored, "en") == "024 3883 1122, ext. 101"
    assert {phone_e164(way) for way in (stored, phone_text(stored), phone_text(stored, "en"))} == {stored}
    assert phone_main(stored) == phone_main(phone_main(stored)) == "+842438831122"
