"""Every code that the domain says has a sentence, and every sentence can be said."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.utils.functional import Promise

from dvctt import forms
from dvctt.forms.faults import FAULT_CODES
from dvctt.kernel import Fault, Reason, Text
from dvctt.ops.artefacts import translations
from dvctt.web.ui.form_view import FieldView, Filling, RowView, problems
from dvctt.web.ui.form_view.fields import field_view
from dvctt.web.wording import sentences

ROOT = Path(__file__).resolve().parents[2] / "dvctt"


def said(pattern: str, *packages: str) -> set[str]:
    files = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    return {code for path in files for code in re.findall(pattern, path.read_text())}


def test_every_fault_of_forms_has_a_sentence() -> None:
    assert set(sentences.FAULTS) >= FAULT_CODES


def test_every_reason_has_a_sentence() -> None:
    codes = said(r'\bReason\(\s*"([a-z_]+)"', "workflow", "casework", "catalogue", "documents", "accounts", "ministry")
    assert codes - set(sentences.REASONS) == set()


def test_every_fault_of_a_file_has_a_sentence() -> None:
    assert said(r'fault\("([a-z_]+)"', "documents") - set(sentences.FILE_FAULTS) == set()


@pytest.mark.parametrize("table", [sentences.FAULTS, sentences.FILE_FAULTS, sentences.INPUT_FAULTS, sentences.REASONS])
def test_every_sentence_can_be_said(table: Mapping[str, Promise]) -> None:
    for code in table:
        place = "file" if table is sentences.FILE_FAULTS else "x"
        assert "%(" not in sentences.fault_sentence(Fault(place, code))


def test_values_and_the_datas_own_words() -> None:
    assert "500" in sentences.fault_sentence(Fault("ten", "too_long", {"max": 500, "length": 812}))
    assert "50 MB" in sentences.fault_sentence(Fault("file", "too_large", {"limit": 50 * 1024 * 1024}))
    own = Text(vi="Giếng phải cách nhau 50 m.")
    assert sentences.fault_sentence(Fault("gieng", "rule", text=own)) == own.vi
    assert sentences.reason_sentence(Reason("guard", text=own)) == own.vi
    assert "xyz" in sentences.reason_sentence(Reason("xyz"))


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("X (Bắc)", "Nhập X (Bắc)."),
        ("pH của nước", "Nhập pH của nước."),
        ("GPS", "Nhập GPS."),
        ("Q1 (m³/ngày)", "Nhập Q1 (m³/ngày)."),
        ("Họ và tên", "Nhập họ và tên."),
        ("Y tế", "Nhập y tế."),
    ],
)
def test_a_label_in_a_sentence_keeps_its_symbols(label: str, told: str) -> None:
    assert sentences.fault_sentence(Fault("x", "required"), sentences.Asked(label)) == told


def test_one_word_for_the_name_that_one_signs_in_with() -> None:
    texts = [
        said for _place, one, _context in translations.texts() for said in ([one] if isinstance(one, str) else one)
    ]
    assert [said for said in texts if "tên tài khoản" in said.casefold()] == []


def test_a_statement_is_answered_with_yes_or_no() -> None:
    """“Là tầng có áp” is no thing that one could choose: “Chọn là tầng có áp.” said nothing."""
    asked = forms.YesNoField(id="co_ap", type="yes_no", label=Text(vi="Là tầng có áp"), required=True)
    view = field_view(asked, "tang.0.co_ap", Filling(faults=[Fault("tang.0.co_ap", "required")]))
    assert view.fault == "Chọn Có hoặc Không."
    assert [(one.label, one.text) for one in problems([view])] == [("Là tầng có áp", "Chọn Có hoặc Không.")]


def test_a_line_of_the_summary_says_a_label_once() -> None:
    column = FieldView("gieng.6.x", "text", "X (Bắc)", fault="Nhập X (Bắc).")
    where = FieldView("gieng.6.vi_tri", "coordinates", "Vị trí", parts={"x": column})
    table = FieldView("gieng", "table", "Giếng", rows=[RowView("6", [where], "Giếng 7")])
    wrong = FieldView("mst", "text", "Mã số", fault="Gồm 10 chữ số.")
    lines = [(one.label, one.text) for one in problems([table, wrong])]
    assert lines == [("Giếng 7: Vị trí", "Nhập X (Bắc)."), ("Mã số", "Gồm 10 chữ số.")]
