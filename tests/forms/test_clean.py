from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvctt.forms import (
    DEFAULT_ZONE,
    FAULT_CODES,
    Cleaned,
    as_typed,
    check_form,
    clean,
    display,
    read_post,
    shown_fields,
)
from dvctt.kernel import Fault
from tests.forms.sample import GOOD, OPTIONS, TODAY, WHOLE, Book, field, form

FLOW = {"vi": "m³/ngày đêm", "en": "m³ a day"}
YEARS = {"vi": "năm", "en": "years"}


def codes(cleaned: Cleaned) -> dict[str, str]:
    return {fault.place: fault.code for fault in cleaned.faults}


def judge(spec: dict[str, Any], raw: Any, **more: Any) -> Cleaned:
    return clean(form(spec), {spec["id"]: raw}, today=TODAY, **more)


def test_good_answers_become_stored_values() -> None:
    cleaned = clean(WHOLE, GOOD, today=TODAY, addresses=Book())
    assert cleaned.faults == () and cleaned.warnings == () and cleaned.kept == {}
    assert cleaned.values == {
        **GOOD,
        "luu_luong": "1234.5",
        "phi": 1234567,
        "ngay_sinh": "1980-09-02",
        "muc_dich": ["a", "c"],
        "co_uy_quyen": False,
        "cam_ket": True,
        "so_dinh_danh": "001080000123",
        "giay_to": {"number": "12/GP", "date": "2020-02-01", "issuer": "Sở Kế hoạch và Đầu tư"},
        "dien_thoai": "+84912345678",
        "dia_chi": {**GOOD["dia_chi"], "set": "2025"},
        "vi_tri": {"x": "2325987.12", "y": "567890", "meridian": "105.75", "zone": 3},
        "gieng": [{"ten": "G1", "chieu_sau": "45.5", "loai": "a"}],
    }


def test_nothing_given_names_every_required_field_and_only_those() -> None:
    cleaned = clean(WHOLE, {}, today=TODAY)
    required = {one.id for one in WHOLE.fields() if one.required is True}
    assert set(codes(cleaned)) == required - {"kinh_gui", "uy_quyen"}
    assert codes(cleaned)["cam_ket"] == "must_be_true"
    assert clean(WHOLE, {}, today=TODAY, partial=True) == Cleaned({})


@pytest.mark.parametrize(
    ("spec", "typed", "stored"),
    [
        (field("f", "number"), "1.234,5", "1234.5"),
        (field("f", "number"), "1234.5", "1234.5"),
        (field("f", "number"), "1,234.5", "1234.5"),
        (field("f", "number"), "1 234,50", "1234.5"),
        (field("f", "number"), "1.234.567", "1234567"),
        (field("f", "number"), "-0,0", "0"),
        (field("f", "number"), "0.125", "too_many_decimals"),
        (field("f", "number"), 12.5, "12.5"),
        (field("f", "number"), "12.345", "12345"),
        (field("f", "number"), "6.000", "6000"),
        (field("f", "number"), "12,345", "ambiguous_number"),
        (field("f", "number"), "+1.250,5", "1250.5"),
        (field("f", "number", min=-9), "\u22125", "-5"),
        (field("f", "number", min=-9), "–0,5", "-0.5"),
        (field("f", "number"), "６０００", "6000"),
        (field("f", "number"), "6\u00a0000", "6000"),
        (field("f", "number"), "6\u2009000,5", "6000.5"),
        (field("f", "number"), "6\u202f000", "6000"),
        (field("f", "number"), "\u200b6000\ufeff", "6000"),
        (field("f", "number"), "10²", "not_a_number"),
        (field("f", "number"), ",5", "0.5"),
        (field("f", "number"), "6.00.0", "not_a_number"),
        (field("f", "number"), "6 00", "not_a_number"),
        (field("f", "number"), "6 giếng", "not_a_number"),
        (field("f", "number", unit=FLOW), "6000 m3", "6000"),
        (field("f", "number", unit=FLOW), "6.000 m³/ngày đêm", "6000"),
        (field("f", "number", unit=FLOW), "6.000m3/ngày", "6000"),
        (field("f", "number", unit=FLOW), "6000 m³/day", "6000"),
        (field("f", "number", unit=FLOW), "6000 m3/giờ", "other_unit"),
        (field("f", "number", unit=FLOW), "6000 l/s", "other_unit"),
        (field("f", "number", decimals=0, unit=YEARS), "10 năm", "10"),
        (field("f", "number", decimals=0, unit=YEARS), "10 NĂM.", "10"),
        (field("f", "number", decimals=0, unit=YEARS), "10 tháng", "other_unit"),
        (field("f", "number", decimals=3), "6,850", "ambiguous_number"),
        (field("f", "number", decimals=3), "12,345", "ambiguous_number"),
        (field("f", "number", decimals=3), "12,3450", "12.3450"),
        (field("f", "number", decimals=3), "0.345", "0.345"),
        (field("f", "number", decimals=3), "1234.567", "1234.567"),
        (field("f", "number", decimals=0), "12.345", "12345"),
        (field("f", "number", decimals=0), "12,345", "ambiguous_number"),
        (field("f", "number", decimals=0), "1,5", "not_whole"),
        (field("f", "number"), "1.23.456", "not_a_number"),
        (field("f", "number"), "1e5", "not_a_number"),
        (field("f", "number"), "mười", "not_a_number"),
        (field("f", "number"), "٣", "3"),
        (field("f", "number"), float("nan"), "required"),
        (field("f", "number"), True, "not_a_number"),
        (field("f", "number"), "9" * 60, "not_a_number"),
        (field("f", "number", min=1), "0,5", "too_small"),
        (field("f", "number", max=1), "1,01", "too_large"),
        (field("f", "money"), "1.234.567 đ", 1234567),
        (field("f", "money"), 5000, 5000),
        (field("f", "money"), "-1", "too_small"),
        (field("f", "money"), "12,5", "not_whole"),
        (field("f", "date"), "5/9/2020", "2020-09-05"),
        (field("f", "date"), "2020-09-05", "2020-09-05"),
        (field("f", "date"), "29/02/2023", "no_such_date"),
        (field("f", "date"), "29/02/2024", "2024-02-29"),
        (field("f", "date"), "5/9/20", "2020-09-05"),
        (field("f", "date"), "19/5/18", "2018-05-19"),
        (field("f", "date"), "19-5-2018", "2018-05-19"),
        (field("f", "date"), "19.5.2018", "2018-05-19"),
        (field("f", "date"), "19 / 5 / 2018", "2018-05-19"),
        (field("f", "date"), "19052018", "2018-05-19"),
        (field("f", "date"), "190518", "2018-05-19"),
        (field("f", "date"), "20180519", "2018-05-19"),
        (field("f", "date"), "2018/5/19", "2018-05-19"),
        (field("f", "date"), "１９／０５／２０１８", "2018-05-19"),
        (field("f", "date"), "19–05–2018", "2018-05-19"),
        (field("f", "date"), "\u202a19/05/2018", "2018-05-19"),
        (field("f", "date"), "Ngày 19 tháng 5 năm 2018", "2018-05-19"),
        (field("f", "date"), "19 May 2018", "2018-05-19"),
        (field("f", "date"), "May 19, 2018", "2018-05-19"),
        (field("f", "date"), "05/19/2018", "no_such_date"),
        (field("f", "date"), "31022018", "no_such_date"),
        (field("f", "date"), "5/2018", "not_a_date"),
        (field("f", "date"), "190520", "2020-05-19"),
        (field("f", "date"), "19/5/40", "2040-05-19"),
        (field("f", "date", not_after_today=True), "19/5/40", "1940-05-19"),
        (field("f", "date"), "01/01/0202", "too_early"),
        (field("f", "date", not_after_today=True), "21/05/2026", "after_today"),
        (field("f", "date", not_after_today=True), "20/05/2026", "2026-05-20"),
        (field("f", "date", not_before_today=True), "19/05/2026", "before_today"),
        (field("f", "date", max=date(2020, 1, 1)), "02/01/2020", "too_late"),
        (field("f", "text", max_length=3), "abcd", "too_long"),
        (field("f", "text", max_length=3), "  a\r\nb ", "a b"),
        (field("f", "text", max_length=1), "e\u0302\u0301", "ế"),
        (field("f", "text"), "a\x00b", "bad_character"),
        (field("f", "text"), "a\ud800", "bad_character"),
        (field("f", "text"), 5, "wrong_shape"),
        (field("f", "text", multiline=True), " a\r\nb ", "a\nb"),
        (field("f", "choice", options=OPTIONS), "khac", "not_an_option"),
        (field("f", "choice", options=OPTIONS), ["nam", "nu"], "wrong_shape"),
        (field("f", "choice", options=OPTIONS, multiple=True), "nu", ["nu"]),
        (field("f", "choice", options=OPTIONS, multiple=True), ["nu", "nam", "nu"], ["nam", "nu"]),
        (field("f", "yes_no"), "Có", True),
        (field("f", "yes_no"), "maybe", "not_yes_or_no"),
        (field("f", "yes_no", must_be_true=True), "false", "must_be_true"),
        (field("f", "citizen_id"), "00108000012", "not_a_citizen_id"),
        (field("f", "citizen_id"), "097080000123", "unknown_birth_province"),
        (field("f", "citizen_id"), "001299000123", "born_in_future"),
        (field("f", "tax_code"), "0314409058 002", "0314409058-002"),
        (field("f", "tax_code"), "0100109107", "wrong_check_digit"),
        (field("f", "tax_code"), "\uff10\uff11\uff17\uff16\uff15\uff16\uff13\uff13\uff10\uff12", "0176563302"),
        (field("f", "tax_code"), "0314409058\u2212002", "0314409058-002"),
        (field("f", "tax_code"), "0314409058\u2013002", "0314409058-002"),
        (field("f", "tax_code"), "0314409058002", "0314409058-002"),
        (field("f", "tax_code"), "\u200b0314 409 058", "0314409058"),
        (field("f", "tax_code"), "0109876557-01", "not_a_tax_code"),
        (field("f", "tax_code"), "001080-000123", "not_a_tax_code"),
        (field("f", "citizen_id"), "\u200b001185004512", "001185004512"),
        (field("f", "citizen_id"), "００１ １８５ ００４ ５１２", "001185004512"),
        (field("f", "tax_code"), "12345", "not_a_tax_code"),
        (field("f", "tax_code"), "001080000123", "001080000123"),
        (field("f", "phone"), "024 3795 6868", "+842437956868"),
        (field("f", "phone"), "+84 912 345 678", "+84912345678"),
        (field("f", "phone"), "０９１２ ３４５ ６７８", "+84912345678"),
        (field("f", "phone"), "024 3883 1122 máy lẻ 101", "+842438831122;ext=101"),
        (field("f", "phone"), "024 3883 1122, máy lẻ: 101", "+842438831122;ext=101"),
        (field("f", "phone"), "(024) 3883.1122 (101)", "+842438831122;ext=101"),
        (field("f", "phone"), "024 3883 1122 ext. 101", "+842438831122;ext=101"),
        (field("f", "phone"), "+84 24 3883 1122 x101", "+842438831122;ext=101"),
        (field("f", "phone"), "024 3883 1122 - số máy lẻ 0101", "+842438831122;ext=0101"),
        (field("f", "phone"), "024 3883 1122 (nhánh số 101)", "+842438831122;ext=101"),
        (field("f", "phone"), "024 3883 1122/23", "phone_with_extension"),
        (field("f", "phone"), "0912 345 678 9", "phone_with_extension"),
        (field("f", "phone"), "024 3883 1122 máy lẻ 1234567", "not_a_phone"),
        (field("f", "phone"), "024 3883 1122-101", "phone_with_extension"),
        (field("f", "phone"), "01234567890", "phone_before_2018"),
        (field("f", "phone"), "+1 212 555 0100", "not_a_phone"),
        (field("f", "email"), "a@b", "not_an_email"),
        (field("f", "email"), "thu.@example.vn", "not_an_email"),
        (field("f", "email"), ".thu@example.vn", "not_an_email"),
        (field("f", "email"), "th..u@example.vn", "not_an_email"),
        (field("f", "email"), "thu@example.vn\ufeff", "thu@example.vn"),
        (field("f", "email"), "ｔｈｕ＠ｅｘａｍｐｌｅ．ｖｎ", "thu@example.vn"),
        (field("f", "text"), "Nguyễn\u200b Va\u0306n A", "Nguyễn Văn A"),
        (field("f", "text"), "\u00d0ông Hải – số 12/QÐ-UBND", "Đông Hải – số 12/QĐ-UBND"),
        (field("f", "text"), "Gu\u00f0rún", "Gu\u00f0rún"),
        (field("f", "email"), "a@b.vn\nBcc: c@d.vn", "not_an_email"),
        (field("f", "url"), "javascript:alert(1)", "not_a_url"),
        (field("f", "url"), "http://[", "not_a_url"),
        (field("f", "url"), "http://example.vn", "http://example.vn"),
    ],
)
def test_each_type_reads_or_refuses(spec: dict[str, Any], typed: Any, stored: Any) -> None:
    cleaned = judge(spec, typed)
    if isinstance(stored, str) and stored in FAULT_CODES:
        assert codes(cleaned) == {"f": stored} and ("f" not in cleaned.values or stored == "must_be_true")
        assert ("f" in cleaned.kept) == (stored not in {"must_be_true", "required"})
    else:
        assert cleaned == Cleaned({"f": stored})
        assert clean(form(spec), cleaned.values, today=TODAY) == cleaned


@pytest.mark.parametrize(
    ("part", "typed", "place", "code"),
    [
        ("commune", "", "f.commune", "required"),
        ("commune", "99999", "f.commune", "unknown_commune"),
        ("commune", "20194", "f.commune", "commune_not_in_province"),
        ("province", "99", "f.province", "unknown_province"),
        ("line", "x" * 301, "f.line", "too_long"),
    ],
)
def test_an_address_names_its_wrong_part(part: str, typed: str, place: str, code: str) -> None:
    given = {**GOOD["dia_chi"], part: typed}
    cleaned = judge(field("f", "address"), given, addresses=Book())
    assert codes(cleaned) == {place: code} and cleaned.kept == ({} if code == "required" else {"f": given})
    assert part not in cleaned.values["f"]


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"x": "567.890", "y": "2.325.987,12"}, {"f": "swapped_coordinates"}),
        ({"x": "25"}, {"f.x": "too_small"}),
        ({"y": ""}, {"f.y": "required"}),
        ({"zone": "4"}, {"f.zone": "not_a_zone"}),
        ({"meridian": "105°20'"}, {"f.meridian": "not_a_meridian"}),
        ({"meridian": "105,75", "zone": "6"}, {"f.meridian": "not_a_meridian"}),
        ({"meridian": "105,75"}, {}),
    ],
)
def test_a_point_names_its_wrong_part(changes: dict[str, str], faults: dict[str, str]) -> None:
    assert codes(judge(field("f", "coordinates"), {**GOOD["vi_tri"], **changes})) == faults


def test_identity_number_must_agree_with_birth_date_and_sex() -> None:
    wrong_year = clean(WHOLE, {**GOOD, "ngay_sinh": "02/09/1981"}, today=TODAY)
    assert [(one.place, one.code, dict(one.params)) for one in wrong_year.faults] == [
        ("so_dinh_danh", "contradicts_birth_date", {"year": 1980, "declared": 1981})
    ]
    assert wrong_year.kept == {"so_dinh_danh": "001080000123"}
    assert codes(clean(WHOLE, {**GOOD, "gioi_tinh": "nu"}, today=TODAY)) == {"so_dinh_danh": "contradicts_sex"}


def test_hidden_answers_are_dropped_and_shown_ones_required() -> None:
    asked = clean(WHOLE, {**GOOD, "co_uy_quyen": "true"}, today=TODAY)
    assert codes(asked) == {"uy_quyen": "required"}
    hidden = clean(WHOLE, {**GOOD, "uy_quyen": "x" * 5000}, today=TODAY)
    assert hidden.faults == () and "uy_quyen" not in hidden.values and hidden.kept == {}
    names = [one.id for one in shown_fields(WHOLE.sections, hidden.values, today=TODAY)]
    assert "uy_quyen" not in names and "ten" in names


def test_what_hangs_on_a_hidden_answer_is_hidden_too() -> None:
    chain = form(
        field("a", "yes_no"),
        field("b", "yes_no", show_when={"eq": [{"field": "a"}, True]}),
        field("c", "text", show_when={"eq": [{"field": "b"}, True]}),
    )
    cleaned = clean(chain, {"a": False, "b": True, "c": "x"}, today=TODAY)
    assert cleaned == Cleaned({"a": False})


def test_a_condition_may_make_a_field_required() -> None:
    spec = form(field("a", "yes_no"), field("b", "text", required={"eq": [{"field": "a"}, True]}))
    assert codes(clean(spec, {"a": "true"}, today=TODAY)) == {"b": "required"}
    assert codes(clean(spec, {"a": "false"}, today=TODAY)) == {}


def test_rows_are_judged_by_place_and_blank_ones_left_out() -> None:
    rows = [{"ten": " "}, {"ten": "G1", "chieu_sau": "12,345"}, {"chieu_sau": "3"}, {"ten": "G3", "loai": "c"}, 5]
    cleaned = clean(WHOLE, {**GOOD, "so_gieng": "3", "gieng": rows}, today=TODAY)
    assert codes(cleaned) == {
        "gieng.0.chieu_sau": "ambiguous_number",
        "gieng.1.ten": "required",
        "gieng.2.ghi_chu": "required",
        "gieng.3": "wrong_shape",
    }
    assert cleaned.values["gieng"] == [{"ten": "G1"}, {"chieu_sau": "3"}, {"ten": "G3", "loai": "c"}]
    assert cleaned.kept["gieng"][0] == {"ten": "G1", "chieu_sau": "12,345"}


def test_a_table_has_few_and_many_rows() -> None:
    many = clean(WHOLE, {**GOOD, "so_gieng": "5", "gieng": [{"ten": "G"}] * 7}, today=TODAY)
    assert codes(many) == {"gieng": "too_many_rows"} and len(many.kept["gieng"]) == 7
    spec = form(field("t", "table", min_rows=2, required=False, columns=[field("a", "text")]))
    assert codes(clean(spec, {"t": [{"a": "x"}]}, today=TODAY)) == {"t": "too_few_rows"}
    assert codes(clean(spec, {"t": []}, today=TODAY)) == {}
    assert codes(clean(spec, {"t": "x"}, today=TODAY)) == {"t": "wrong_shape"}


def test_a_draft_keeps_everything_typed() -> None:
    typed = {"ten": "x" * 99, "luu_luong": "abc\x00", "dia_chi": {"province": "01"}, "gieng": [{"loai": "z"}]}
    draft = clean(WHOLE, typed, today=TODAY, partial=True, addresses=Book())
    assert codes(draft) == {"ten": "too_long", "luu_luong": "not_a_number", "gieng.0.loai": "not_an_option"}
    assert draft.values == {"dia_chi": {"province": "01", "set": "2025"}}
    assert draft.kept == {"ten": "x" * 99, "luu_luong": "abc\ufffd", "gieng": [{"loai": "z"}]}
    again = clean(WHOLE, {**draft.values, **draft.kept}, today=TODAY, partial=True, addresses=Book())
    assert again == draft


def test_a_row_of_which_one_part_is_given_is_no_blank_row() -> None:
    spec = form(field("t", "table", max_rows=5, columns=[field("p", "coordinates"), field("n", "text")]))
    drawn = {"p": {"x": "", "y": "", "meridian": "", "zone": DEFAULT_ZONE}, "n": ""}
    for part, typed, stored in (("meridian", "105°45'", "105.75"), ("zone", "6", 6)):
        row = {**drawn, "p": {**drawn["p"], part: typed}}
        draft = clean(spec, {"t": [drawn, row, drawn]}, today=TODAY, partial=True)
        assert [one["p"][part] for one in draft.values["t"]] == [stored] and not draft.faults
        assert clean(spec, draft.values, today=TODAY, partial=True) == draft
        assert codes(clean(spec, {"t": [row]}, today=TODAY)).keys() >= {"t.0.p.x", "t.0.p.y", "t.0.n"}
    assert clean(spec, {"t": [drawn]}, today=TODAY, partial=True) == Cleaned({})
    alone = clean(form(field("p", "coordinates")), {"p": {"meridian": "sai"}}, today=TODAY, partial=True)
    assert alone.kept == {"p": {"meridian": "sai"}} and codes(alone) == {"p.meridian": "not_a_meridian"}
    assert "105°45'" in display(spec.fields()[0], [{"p": {"meridian": "105.75"}}], "vi")


TOTAL = form(
    field("tong", "number", unit={"vi": "m³", "en": "m³"}),
    field("gieng", "table", max_rows=5, columns=[
        field("luu", "number", unit={"vi": "m³", "en": "m³"}), field("ten", "text", max_length=3),
    ]),
    rules=(
        {"id": "tong", "that": {"eq": [{"sum": {"table": "gieng", "of": "luu"}}, {"field": "tong"}]},
         "text": {"vi": "Phải bằng nhau.", "en": "They must agree."}, "at": "gieng"},
        {"id": "so", "that": {"ge": [{"count": {"table": "gieng"}}, 3]}, "text": {"vi": "Từ 3."}, "at": "gieng"},
        {"id": "moi", "that": {"all": {"table": "gieng", "where": {"gt": [{"column": "luu"}, 1000]}}},
         "text": {"vi": "Trên 1.000."}, "at": "gieng"},
    ),
)  # fmt: skip


def test_a_rule_over_sums_tells_both_figures() -> None:
    rows = [{"luu": "2000", "ten": "a"}, {"luu": "2.500", "ten": "b"}]
    faults = {one.params["rule"]: one for one in clean(TOTAL, {"tong": "6000", "gieng": rows}, today=TODAY).faults}
    told = faults["tong"].text
    assert told is not None and told.vi.startswith("Phải bằng nhau. ") and told.en is not None
    assert "4.500 m³" in told.vi and "6.000 m³" in told.vi and "4,500 m³" in told.en and "6,000 m³" in told.en
    count = faults["so"].text
    assert count is not None and " 2." in count.vi and count.en is None and "moi" not in faults


def test_a_sum_says_what_it_adds_up_so_far_while_a_row_lacks_its_number() -> None:
    rows = [{"luu": "2000", "ten": "a"}, {"luu": "2.500", "ten": "b"}, {"ten": "c"}, {"luu": "chín", "ten": "d"}]
    for partial in (True, False):
        for tong in ("6000", ""):
            found = clean(TOTAL, {"tong": tong, "gieng": rows}, today=TODAY, partial=partial)
            (told,) = [one for one in found.warnings if one.params["rule"] == "tong"]
            assert told.place == "gieng" and told.text is not None and told.text.en is not None
            assert "4.500 m³" in told.text.vi and " 2 dòng" in told.text.vi and "4,500 m³" in told.text.en
            assert ("6.000 m³" in told.text.vi) == bool(tong)
            assert "tong" not in {one.params.get("rule") for one in found.faults}
    whole = clean(TOTAL, {"tong": "4500", "gieng": rows[:2]}, today=TODAY, partial=True)
    none = clean(TOTAL, {"tong": "4500", "gieng": rows[2:]}, today=TODAY, partial=True)
    assert not [one for one in (*whole.warnings, *none.warnings) if one.params["rule"] == "tong"]


def test_what_a_rule_does_not_compare_keeps_it_from_nothing() -> None:
    rows = [{"luu": "2000", "ten": "abcd"}, {"luu": "500", "ten": ""}, {"luu": "9", "ten": "c"}]
    found = clean(TOTAL, {"tong": "6000", "gieng": rows}, today=TODAY).faults
    assert {(one.place, one.code, one.params.get("rule")) for one in found} == {
        ("gieng.0.ten", "too_long", None), ("gieng.1.ten", "required", None), ("gieng", "rule", "tong"),
        ("gieng.1", "rule", "moi"), ("gieng.2", "rule", "moi"),
    }  # fmt: skip
    rows[2]["luu"] = "chín"
    found = clean(TOTAL, {"tong": "6000", "gieng": rows}, today=TODAY).faults
    assert ("gieng.2.luu", "not_a_number") in {(one.place, one.code) for one in found}
    assert {(one.place, one.params["rule"]) for one in found if one.code == "rule"} == {("gieng.1", "moi")}


FLOW_FIELD = field("f", "number", decimals=2, unit={"vi": "m³/ngày đêm", "en": "m³ a day"},
             spellings=["m³/ngđ", "m³/ng.đ", "m³/24h"])  # fmt: skip
HOURS_FIELD = field(
    "f", "number", decimals=1, max=24, unit={"vi": "giờ/ngày đêm"}, spellings=["/24 giờ/ngày đêm", "/24h"]
)
WELLS_FIELD = field("f", "number", decimals=0, spellings={"vi": ["giếng khoan", "cái"], "en": ["wells"]})


@pytest.mark.parametrize(
    ("spec", "typed", "stored"),
    [
        (FLOW_FIELD, "6.000 m3/ngđ", "6000"),
        (FLOW_FIELD, "6000m³/ng.đ", "6000"),
        (FLOW_FIELD, "6000 M3 / NGÀY", "6000"),
        (FLOW_FIELD, "6000 m3/ngay dem", "6000"),
        (FLOW_FIELD, "6000 m3/24h", "6000"),
        (FLOW_FIELD, "6000 m3/giờ", "other_unit"),
        (FLOW_FIELD, "6000 l/s", "other_unit"),
        (HOURS_FIELD, "20/24", "20"),
        (HOURS_FIELD, "20/24 giờ", "20"),
        (HOURS_FIELD, "20/24h", "20"),
        (HOURS_FIELD, "20 gio", "20"),
        (HOURS_FIELD, "20/7", "other_unit"),
        (WELLS_FIELD, "6 giếng", "6"),
        (WELLS_FIELD, "6 cái", "6"),
        (WELLS_FIELD, "6 wells", "6"),
        (WELLS_FIELD, "1 well", "1"),
        (WELLS_FIELD, "6 gieng khoan", "6"),
        (WELLS_FIELD, "6 giếng, 2 hố", "not_a_number"),
        (WELLS_FIELD, "6/8", "not_a_number"),
    ],
)
def test_units_are_read_as_people_write_them(spec: dict[str, Any], typed: str, stored: str) -> None:
    cleaned = judge(spec, typed)
    if stored in FAULT_CODES:
        assert codes(cleaned) == {"f": stored} and cleaned.kept == {"f": typed}
    else:
        assert cleaned == Cleaned({"f": stored})


def test_rules_speak_only_when_all_is_known() -> None:
    mismatch = clean(WHOLE, {**GOOD, "so_gieng": "2"}, today=TODAY)
    assert [(one.place, one.code, one.params["rule"]) for one in mismatch.faults] == [
        ("so_gieng", "rule", "so_gieng_khop")
    ]
    assert mismatch.faults[0].text is not None
    assert codes(clean(WHOLE, {**GOOD, "so_gieng": ""}, today=TODAY)) == {"so_gieng": "required"}
    assert codes(clean(WHOLE, {**GOOD, "gieng": []}, today=TODAY)) == {"gieng": "required"}
    assert clean(WHOLE, {"so_gieng": "2"}, today=TODAY, partial=True).faults == ()


def test_a_warning_does_not_bar() -> None:
    cleaned = clean(WHOLE, {**GOOD, "luu_luong": "6000"}, today=TODAY)
    assert cleaned.faults == () and [one.place for one in cleaned.warnings] == ["luu_luong"]


def test_a_rule_over_optional_fields_is_silent_while_they_are_empty() -> None:
    rule = {"id": "r", "that": {"lt": [{"field": "a"}, {"field": "b"}]}, "text": {"vi": "t"}, "at": "a"}
    spec = form(field("a", "number", required=False), field("b", "number", required=False), rules=(rule,))
    assert clean(spec, {"a": "5"}, today=TODAY).faults == ()
    assert clean(spec, {"a": "5", "b": "6"}, today=TODAY).faults == ()
    assert codes(clean(spec, {"a": "5", "b": "4"}, today=TODAY)) == {"a": "rule"}


def test_a_rule_may_ask_for_one_of_two() -> None:
    either = {"or": [{"present": {"field": "a"}}, {"present": {"field": "b"}}]}
    rule = {"id": "r", "that": either, "text": {"vi": "t"}, "at": "a"}
    spec = form(field("a", "text", required=False), field("b", "text", required=False), rules=(rule,))
    assert codes(clean(spec, {}, today=TODAY)) == {"a": "rule"}
    assert clean(spec, {}, today=TODAY, partial=True).faults == ()
    assert clean(spec, {"b": "x"}, today=TODAY).faults == ()


def test_a_posted_page_becomes_raw_answers() -> None:
    posted = {
        "ten": ["Công ty"],
        "muc_dich": ["a", "b"],
        "dia_chi.province": ["01"],
        "dia_chi.commune": ["00004"],
        "dia_chi.line": ["Số 1"],
        "giay_to.number": ["1"],
        "vi_tri.zone": ["3"],
        "gieng.10.ten": ["sau"],
        "gieng.2.ten": ["trước"],
        "gieng.3.ten": [" "],
        "gieng.__row__.ten": ["mẫu"],
        "csrfmiddlewaretoken": ["x"],
    }
    raw = read_post(WHOLE, posted)
    assert set(raw) == {one.id for one in WHOLE.fields()} - {"kinh_gui"}
    assert raw["ten"] == "Công ty" and raw["muc_dich"] == ["a", "b"] and raw["cam_ket"] is None
    assert raw["dia_chi"] == {"province": "01", "commune": "00004", "line": "Số 1"}
    assert raw["giay_to"] == {"number": "1"} and raw["vi_tri"] is None
    assert [row["ten"] for row in raw["gieng"]] == ["trước", "sau"]


def test_values_are_written_for_people() -> None:
    values = clean(WHOLE, GOOD, today=TODAY, addresses=Book()).values
    shown = {one.id: display(one, values.get(one.id), "vi", Book()) for one in WHOLE.fields()}
    assert shown["luu_luong"] == "1.234,5 m³/ngày đêm"
    assert shown["phi"] == "1.234.567\u00a0đ"
    assert shown["ngay_sinh"] == "02/09/1980"
    assert shown["muc_dich"] == "A; C"
    assert shown["cam_ket"] == "Có"
    assert shown["dien_thoai"] == "0912 345 678"
    assert shown["giay_to"] == "12/GP, cấp ngày 01/02/2020, Sở Kế hoạch và Đầu tư"
    assert shown["dia_chi"] == "10 Tôn Thất Thuyết, Phường Ba Đình, Thành phố Hà Nội"
    assert shown["vi_tri"].startswith("X = 2.325.987,12 m; Y = 567.890 m (VN-2000, kinh tuyến trục 105°45'")
    assert shown["gieng"] == "Nhãn ten: G1; Nhãn chieu_sau: 45,5; Nhãn loai: A"
    assert shown["kinh_gui"] == "Bộ Tài nguyên và Môi trường" and shown["mo_ta"] == ""
    assert display(WHOLE.fields()[7], ["a"], "en") == "A" and display(WHOLE.fields()[8], False, "en") == "No"


def test_a_value_shown_in_an_input_reads_back_as_itself() -> None:
    for stored in ("1234.5", "1234", "12.3450", "-0.5", "1000000"):
        spec = field("f", "number", decimals=3)
        typed = as_typed(form(spec).fields()[0], stored)
        assert judge(spec, typed).values == {"f": stored}


def test_all_codes_are_declared() -> None:
    raws: list[Any] = [None, "", "x", 5, -1.5, True, [], ["x"], {"x": 1}, [{"ten": 1}], {"number": 1, "province": "0"}]
    found: set[str] = set()
    for raw in raws:
        given = {one.id: raw for one in WHOLE.fields()}
        found |= {fault.code for fault in clean(WHOLE, given, today=TODAY, addresses=Book()).faults}
    assert found and found <= FAULT_CODES


def test_the_sample_form_is_itself_sound() -> None:
    faults: tuple[Fault, ...] = check_form(WHOLE)
    assert faults == ()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("6,000", "6000"), ("1,250.5", "1250.5"), ("1.250,5", "1250.5"), ("1.250", "ambiguous_number"), ("1.25", "1.25"),
     ("10 years", "10"), ("10 year", "10"), ("1.250.000", "1250000"), ("1,250,000", "1250000")],
)  # fmt: skip
def test_english_pages_read_numbers_their_own_way(typed: str, stored: str) -> None:
    spec = form(field("f", "number", unit=YEARS))
    cleaned = clean(spec, {"f": typed}, today=TODAY, language="en")
    if stored in FAULT_CODES:
        assert codes(cleaned) == {"f": stored}
        assert cleaned.kept == {"f": typed}
    else:
        assert cleaned.values == {"f": stored}


def test_ambiguous_number_is_told_with_both_ways_out() -> None:
    fault = clean(form(field("f", "number", decimals=3)), {"f": "6,850"}, today=TODAY).faults[0]
    assert fault.params == {"typed": "6,850", "thousands": "6850", "decimal": "6,85"}
    for way in ("6850", "6,85"):
        assert not clean(form(field("f", "number", decimals=3)), {"f": way}, today=TODAY).faults


@pytest.mark.parametrize("language", ["vi", "en"])
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_what_an_input_shows_reads_back_as_the_same_number(language: str, number: Decimal) -> None:
    spec = form(field("f", "number", decimals=3))
    stored = clean(spec, {"f": number}, today=TODAY).values["f"]
    shown = as_typed(spec.fields()[0], stored, language)
    assert clean(spec, {"f": shown}, today=TODAY, language=language).values == {"f": stored}
    assert clean(spec, {"f": stored}, today=TODAY, language=language).values == {"f": stored}


@pytest.mark.parametrize(("decimals", "example"), [(0, "12"), (2, "12,5")])
def test_the_example_of_a_number_is_one_that_the_field_takes(decimals: int, example: str) -> None:
    spec = form(field("f", "number", decimals=decimals))
    fault = clean(spec, {"f": "mười"}, today=TODAY).faults[0]
    assert fault.params["example"] == example
    assert not clean(spec, {"f": example}, today=TODAY).faults
