"""A form as drawn: names, values as typed, faults in place, rows that come and go."""

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from dvctt import forms
from dvctt.kernel import Fault
from dvctt.web.ui.form_view import FieldView, Filling, SectionView, fault_lines, section_view
from dvctt.web.ui.table_rows import edit_rows, left_out, posted_rows


class TwoPlaces:
    def provinces(self) -> list[tuple[str, str]]:
        return [("01", "Thành phố Hà Nội"), ("66", "Tỉnh Đắk Lắk")]

    def communes(self, province: str) -> list[tuple[str, str]]:
        return [("24133", "Phường Buôn Ma Thuột")] if province == "66" else []


def text(words: str) -> dict[str, str]:
    return {"vi": words, "en": f"{words} (en)"}


def view(fields: list[dict[str, Any]], **filling: Any) -> SectionView:
    section = forms.Section.model_validate({"id": "s", "title": text("Phần"), "fields": fields})
    return section_view(section, Filling(today=date(2026, 11, 20), places=TwoPlaces(), **filling))


def one(field: dict[str, Any], **filling: Any) -> FieldView:
    return view([{"id": "f", "label": text("Câu hỏi"), **field}], **filling).fields[0]


@pytest.mark.parametrize(
    ("field", "stored", "typed"),
    [
        ({"type": "date"}, "2026-09-27", "27/09/2026"),
        ({"type": "number"}, "12.5", "12,5"),
        ({"type": "money"}, 1234567, "1.234.567"),
        ({"type": "text"}, "Nước <b>", "Nước <b>"),
    ],
)
def test_stored_values_are_shown_as_people_type_them(field: dict[str, Any], stored: Any, typed: str) -> None:
    assert one(field, values={"f": stored}).value == typed


def test_what_could_not_be_cleaned_is_kept_as_typed() -> None:
    field = one({"type": "date"}, values={"f": None}, kept={"f": "31/02/2026"}, faults=(Fault("f", "no_such_date"),))
    assert field.value == "31/02/2026"
    assert "Ngày này không có thật" in field.fault
    assert field.described_by == "f-f-fault"


def test_kind_of_input_follows_the_field() -> None:
    many = [{"value": str(n), "label": text(str(n))} for n in range(9)]
    assert one({"type": "choice", "options": many}).kind == "select"
    assert one({"type": "choice", "options": many[:3]}).kind == "radios"
    assert one({"type": "choice", "options": many, "multiple": True}).kind == "checkboxes"
    assert one({"type": "yes_no"}).kind == "radios"
    assert one({"type": "yes_no", "must_be_true": True}).kind == "confirm"
    assert one({"type": "phone"}).attrs["inputmode"] == "tel"
    assert one({"type": "text", "prefill": "owner.name"}).attrs["autocomplete"] == "name"


def test_address_offers_the_communes_of_its_province() -> None:
    parts = one({"type": "address"}, values={"f": {"province": "66", "commune": "24133", "line": "Thôn 3"}}).parts
    assert [option.label for option in parts["province"].options if option.chosen] == ["Tỉnh Đắk Lắk"]
    assert [option.value for option in parts["commune"].options if option.chosen] == ["24133"]
    assert parts["line"].value == "Thôn 3"


def test_conditional_fields_are_asked_when_they_apply() -> None:
    fields = [
        {"id": "rents", "type": "yes_no", "label": text("Thuê?")},
        {
            "id": "lessor",
            "type": "text",
            "label": text("Bên cho thuê"),
            "show_when": {"eq": [{"field": "rents"}, True]},
        },
    ]
    assert [field.name for field in view(fields, values={"rents": False}).fields] == ["rents"]
    shown = view(fields, values={"rents": True})
    assert [field.name for field in shown.fields] == ["rents", "lessor"]
    assert shown.conditional
    assert shown.fields[0].drives


TABLE = {
    "type": "table",
    "row_label": text("Giếng"),
    "columns": [{"id": "depth", "type": "number", "label": text("Sâu")}],
}


ROWS = forms.Section.model_validate(
    {"id": "s", "title": text("S"), "fields": [{"id": "f", "label": text("F"), **TABLE}]}
)


def test_table_draws_rows_a_blank_one_and_faults_in_place() -> None:
    shown = view([{"id": "f", "label": text("Giếng"), **TABLE}], values={"f": [{"depth": "120"}, {}]},
                 faults=(Fault("f.1.depth", "required"),))  # fmt: skip
    table = shown.fields[0]
    assert [row.fields[0].name for row in table.rows] == ["f.0.depth", "f.1.depth"]
    assert table.blank_row.fields[0].name == "f.__row__.depth"
    assert [(problem.target, problem.label) for problem in shown.problems] == [("f-f-1-depth", "Giếng 2")]


def test_a_cell_says_when_it_must_be_filled_in_where_its_row_decides_that() -> None:
    options = [{"value": "a", "label": text("Tưới")}, {"value": "khac", "label": text("Khác")}]
    columns = [
        {"id": "loai", "type": "choice", "label": text("Mục đích"), "options": options},
        {"id": "ro", "type": "text", "label": text("Nêu rõ"), "required": {"eq": [{"column": "loai"}, "khac"]}},
    ]
    shown = view([{"id": "f", "label": text("F"), "type": "table", "columns": columns}], values={"f": [{"loai": "a"}]})
    for row in (shown.fields[0].rows[0], shown.fields[0].blank_row):
        assert [cell.when for cell in row.fields] == ["", "bắt buộc khi “Mục đích” là “Khác”"]
    assert "(bắt buộc khi “Mục đích” là “Khác”)" in render_to_string(
        "parts/field_table.html", {"field": shown.fields[0]}
    )


def test_rows_come_and_go_without_script() -> None:
    raw, rows = {"f": [{"depth": "1"}, {"depth": "2"}]}, {"f": forms.PostedRows((0, 1), ())}
    assert edit_rows([ROWS], raw, {"remove_row": "f.0"}, rows)
    assert raw["f"] == [{"depth": "2"}]
    assert edit_rows([ROWS], raw, {"add_row": "f"}, rows)
    assert raw["f"] == [{"depth": "2"}, {}]
    assert not edit_rows([ROWS], raw, {"go": "next"}, rows)
    assert edit_rows([ROWS], raw, {"remove_row": "f.99"}, rows)
    assert len(raw["f"]) == 2


def test_the_row_whose_button_was_pressed_goes_though_blank_ones_stand_before_it() -> None:
    data = QueryDict("f.0.depth=&f.1.depth=1&f.2.depth=&f.3.depth=3")
    section = ROWS
    rows = posted_rows([section], data)
    for pressed, left in (("f.0", ["1", "3"]), ("f.1", ["3"]), ("f.3", ["1"])):
        raw = {"f": [{"depth": "1"}, {"depth": "3"}]}
        assert edit_rows([ROWS], raw, {"remove_row": pressed}, rows) and [row["depth"] for row in raw["f"]] == left
    told = left_out([section], rows)
    assert len(told) == 1 and all(f" {number}" in told[0] for number in (1, 3)) and " 2" not in told[0]
    assert left_out([section], posted_rows([section], QueryDict("f.0.depth="))) == []


WELLS = {
    "id": "gieng", "type": "table", "label": text("Giếng"), "row_label": text("Giếng"), "max_rows": 9,
    "columns": [
        {"id": "x", "type": "number", "label": text("X (Bắc)")},
        {"id": "luu_luong", "type": "number", "label": text("Lưu lượng")},
    ],
}  # fmt: skip


def test_a_fault_of_a_table_marks_the_compared_column_alone() -> None:
    faults = (Fault("gieng", "rule", {"rule": "tong"}),)
    drawn = view([WELLS], values={"gieng": [{}, {}]}, faults=faults, compared=frozenset({"gieng.luu_luong"})).fields[0]
    assert [[cell.compared for cell in row.fields] for row in drawn.rows] == [[False, True], [False, True]]


def test_a_fault_of_a_row_marks_what_is_compared_in_that_row_alone() -> None:
    faults = (Fault("gieng.1", "rule", {"rule": "doan"}),)
    drawn = view([WELLS], values={"gieng": [{}, {}]}, faults=faults, compared=frozenset({"gieng.1.x"})).fields[0]
    assert [[cell.compared for cell in row.fields] for row in drawn.rows] == [[False, False], [True, False]]


def test_lines_elsewhere_name_row_and_field_as_the_page_does() -> None:
    faults = (Fault("gieng.1.x", "required"), Fault("gieng.0", "rule"))
    spec = forms.Section.model_validate({"id": "s", "title": text("S"), "fields": [WELLS]}).fields[0]
    lines = fault_lines(spec, faults, date(2026, 1, 1), rows=2)
    page = view([WELLS], values={"gieng": [{}, {}]}, faults=faults).problems
    assert lines == list(page)
    assert [line.target for line in lines] == ["f-gieng-0", "f-gieng-1-x"]
    assert (lines[1].label, lines[1].text) == ("Giếng 2", "Nhập X (Bắc).")
