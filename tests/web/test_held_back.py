"""A save that is held back says why: at the field, at the row, in the summary, with the way to what is elsewhere."""

import json
import re
from dataclasses import replace
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dvctt import forms
from dvctt.accounts import registration
from dvctt.casework import api as casework
from dvctt.casework.models import AnswerSet
from dvctt.kernel import Fault, clock
from dvctt.web.applicant import draft_steps
from dvctt.web.registration import registration_form
from dvctt.web.ui.form_view import Filling, section_view
from dvctt.web.wording.sentences import Asked, fault_sentence
from tests.accounts import people
from tests.catalogue.conftest import CONTENT, FOLDERS, Book, bundle_in, golden
from tests.fixtures_casework import World
from tests.web.walking import address, browser, hidden, posted, valid

BUNDLES = [(bundle_in(folder), golden(next((folder / "golden").glob("complete*.yaml")))) for folder in FOLDERS]
BOOK = Book(json.loads((CONTENT / "ministry" / "administrative_units.json").read_text(encoding="utf-8")))
TYPED = st.sampled_from(
    ["0", "-1", "1", "2", "9", "4000", "6.000", "1,5", "12.345", "99999999", "x", "31/02/2026", "01/01/2020",
     "01/01/2099", "001085012345", "001185012345", "999999999999", "0108112238", "0108112239", "to_chuc", "ca_nhan",
     "khac", "true", "false", "0912345678", "a@b", "http://", "01", "66", "24133"]
) | st.text(max_size=8)  # fmt: skip
PARTS = {
    "address": ("province", "commune", "line"),
    "identity": ("number", "date", "issuer"),
    "coordinates": ("x", "y", "meridian", "zone"),
}


def answer(field: forms.AnyField) -> st.SearchStrategy[Any]:
    """What somebody, or a broken browser, may send for a field."""
    if isinstance(field, forms.TableField):
        row = st.fixed_dictionaries({}, optional={column.id: answer(column) for column in field.columns})
        return st.lists(row | TYPED, max_size=4) | TYPED
    if field.type in PARTS:
        return st.dictionaries(st.sampled_from(PARTS[field.type]), TYPED) | TYPED
    return TYPED | st.lists(TYPED, max_size=2)


@st.composite
def filled(draw: st.DrawFn) -> tuple[forms.FormSpec, dict[str, Any], Any]:
    """Complete answers of a bundle in which some were typed anew, in whole or in some cells of their tables."""
    bundle, data = draw(st.sampled_from(BUNDLES))
    values = dict(data["values"])
    fields = [one for one in bundle.form.fields() if one.type != "constant"]
    for field in draw(st.lists(st.sampled_from(fields), min_size=1, max_size=4)):
        rows = values.get(field.id)
        if isinstance(field, forms.TableField) and isinstance(rows, list) and rows and draw(st.booleans()):
            column = draw(st.sampled_from(field.columns))
            place = draw(st.integers(0, len(rows) - 1))
            old = rows[place] if isinstance(rows[place], dict) else {}
            values[field.id] = [*rows[:place], old | {column.id: draw(answer(column))}, *rows[place + 1 :]]
        else:
            values[field.id] = draw(answer(field))
    return bundle.form, values, data["today"]


def told_at(page: str, place: str) -> str:
    """What the page says at the field or row of a place, as its inputs are described."""
    found = re.search(rf'id="f-{re.escape(place.replace(".", "-"))}-fault">(.*?)</p>', page, re.S)
    return unescape(found[1]) if found else ""


def assert_tells(page: str, faults: list[Fault]) -> None:
    for fault in faults:
        assert fault_sentence(fault) in told_at(page, fault.place), fault
    summary = unescape(page.partition('class="problems"')[2].partition("</ul>")[0])
    for fault in faults:
        assert fault_sentence(fault) in summary, fault
    for target in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{target}"' in page


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(filled())
def test_every_fault_that_can_hold_a_save_back_is_told_where_it_is(case: Any) -> None:
    form, values, today = case
    cleaned = forms.clean(form, values, today=today, partial=True, addresses=BOOK)
    known = Filling(values=cleaned.values, kept=cleaned.kept, faults=cleaned.faults, today=today)
    told = 0
    for section in form.sections:
        ids = {field.id for field in section.fields}
        here = [fault for fault in cleaned.faults if fault.place.split(".")[0] in ids]
        view = section_view(section, replace(known, faults=here))
        page = render_to_string("parts/question.html", {"section": view, "action": "", "seen": 0})
        assert_tells(page, here)
        told += len(here)
    assert told == len(cleaned.faults)


@st.composite
def registered(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A registration in which some answers were typed anew or left out."""
    kind = draw(st.sampled_from(["individual", "organisation"]))
    raw = people.individual() if kind == "individual" else people.organisation()
    for field in draw(st.lists(st.sampled_from(registration.registration_form(kind).fields()), min_size=1, max_size=4)):
        raw[field.id] = draw(st.none() | answer(field))
    return kind, raw


@pytest.mark.django_db
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(registered())
def test_every_fault_of_a_registration_is_told_where_it_is(case: Any) -> None:
    kind, raw = case
    spec = registration.registration_form(kind)
    faults = forms.clean(spec, raw, today=clock.today(), addresses=BOOK).faults
    shown = registration_form.drawn(kind, raw, faults=faults)
    pages = [
        render_to_string("parts/question.html", {"section": section, "action": "", "seen": 0})
        for section in shown.sections
    ]
    labels = {field.id: field.label.vi for field in spec.fields()}
    for fault in faults:
        # What is missing is asked for by the name of its field, yes or no as such; parts have names of their own.
        ways = ({}, {"chosen": True}, {"yes_no": True})
        asked = [Asked(labels[fault.place], **way) for way in ways] if fault.place in labels else []
        part = fault.place not in labels and fault.code == "required"
        expected = {fault_sentence(fault, one) for one in (None, *asked)}
        told = [words for page in pages if (words := told_at(page, fault.place))]
        assert any(part or any(one in words for one in expected) for words in told), fault
    assert len(shown.problems) >= len({fault.place for fault in faults})


def test_what_blocks_the_signature_is_told_with_the_way_to_it(client: Client, water: World) -> None:
    dossier = water.open()
    water.fill(dossier, water.answers["values"] | {"tong_luu_luong": "4000"})
    page = valid(client.get(address(dossier, "review/")))
    full = casework.dossier_page(water.people["applicant"], dossier)
    held = casework.draft_page(water.people["applicant"], dossier).faults
    assert held
    for fault in held:
        assert f"#f-{fault.place.split('.')[0]}" in page
    for missing in draft_steps.missing(full):
        assert f"#c-{missing}" in page or missing in {one.alternatives for one in full.components}
    assert "papers/" in page


@pytest.fixture
def client(water: World) -> Client:
    """The applicant's browser."""
    return browser(water.people["applicant"])


def save(client: Client, dossier: UUID, section: str, values: dict[str, Any]) -> str:
    """Press "Lưu và tiếp tục"; gives the page on which one then is."""
    here = address(dossier, f"form/{section}/")
    sent = {**posted(values), "seen": hidden(client.get(here), "seen"), "go": "next"}
    return client.post(here, sent).headers["Location"]


WRONG = {
    "cong_trinh": ({"so_gieng": "5"}, "vi_tri", "so_gieng_theo_dia_diem"),
    "muc_dich_khai_thac": ({"muc_dich": [{"loai": "sinh_hoat", "luu_luong": "10"}]}, "muc_dich", "tong_muc_dich"),
}


@pytest.mark.parametrize("section", list(WRONG))
def test_broken_rule_holds_back_and_is_told(client: Client, water: World, section: str) -> None:
    dossier = water.open()
    water.fill(dossier)
    wrong, place, rule = WRONG[section]
    went = save(client, dossier, section, water.answers["values"] | wrong)
    assert went == f"{address(dossier, f'form/{section}/')}?check=typed"
    page = valid(client.get(went))
    held = [one for one in casework.draft_page(water.people["applicant"], dossier).held if one.place == place]
    assert [one.params["rule"] for one in held] == [rule]
    assert_tells(page, held)


def test_rule_about_each_row_is_told_at_the_rows_that_break_it(client: Client, water: World) -> None:
    dossier = water.open()
    water.fill(dossier)
    wells = [dict(row) for row in water.answers["values"]["gieng"]]
    wells[1] |= {"tu_m": "90", "den_m": "20"}
    page = valid(client.get(save(client, dossier, "thong_so_gieng", water.answers["values"] | {"gieng": wells})))
    assert told_at(page, "gieng.1")
    assert not told_at(page, "gieng.0")
    assert not told_at(page, "gieng")
    assert 'href="#f-gieng-1"' in page


def test_two_rules_at_one_table_are_both_told_with_the_way_to_the_other_page(client: Client, water: World) -> None:
    dossier = water.open()
    water.fill(dossier)
    changed = {"tong_luu_luong": "9000"}
    assert "check" not in save(client, dossier, "cong_trinh", water.answers["values"] | changed)
    page = valid(client.get(save(client, dossier, "muc_dich_khai_thac", water.answers["values"])))
    way = f"{address(dossier, 'form/cong_trinh/')}#f-tong_luu_luong"
    assert way in told_at(page, "muc_dich")
    assert way in told_at(page, "tang")


def test_wrong_identity_number_is_told_in_its_own_words(client: Client, surveying: World) -> None:
    browsing, dossier = browser(surveying.people["applicant"]), surveying.open()
    went = save(browsing, dossier, "nguoi_dai_dien", {"dai_dien_cccd": "00108501234"})
    page = valid(browsing.get(went))
    assert "12 chữ số" in told_at(page, "dai_dien_cccd")


def test_what_can_be_read_only_by_now_is_asked_for_again(water: World) -> None:
    dossier = water.open()
    water.fill(dossier)
    AnswerSet.objects.filter(dossier_id=dossier).update(kept={"thoi_gian": "8"})
    page = casework.draft_page(water.people["applicant"], dossier)
    assert [(one.place, one.code) for one in page.held] == [("thoi_gian", "not_saved_yet")]
    water.fill(dossier)
    assert not casework.draft_page(water.people["applicant"], dossier).faults


def test_what_is_only_missing_holds_nothing_back(client: Client, water: World) -> None:
    dossier = water.open()
    assert "check" not in save(client, dossier, "thong_so_gieng", {})
