"""What is typed comes back letter for letter, or is stored with the meaning that the page shows."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dvctt import forms
from dvctt.accounts import registration
from dvctt.casework import api as casework
from dvctt.casework.models import DossierGrant
from dvctt.kernel import clock
from dvctt.web.ui.form_view import FieldView, Filling, section_view
from tests.catalogue.conftest import FOLDERS, bundle_in
from tests.fixtures_casework import World
from tests.web.officers import officer_browser, place
from tests.web.walking import address, browser, hidden, posted, valid

TODAY = date(2026, 11, 20)
PARTS = {"identity": ("number", "date", "issuer"), "coordinates": ("x", "y", "meridian"), "address": ("line",)}
LIKELY = st.sampled_from(
    ["6.000", "6,850", "1.250", "1.250,5", "6000 m3", "10 năm", "６０００", "6\u00a0000", "6\u2009000", "+5", "\u22125",
     "19052018", "190518", "19/5/18", "19.5.2018", "2030-01-05", "31/02/2026", "+1 202 555 0123", "+84 99",
     "024 3883 1122 máy lẻ 101", "０１７６５６３３０２", "0176563302\u2212001", "0109876557-01", "\u200b001185004512",
     "thu.@example.vn", "thu@example.vn\ufeff", "\u00d0ông Hải", "1000000", "1.000.000 đ", "5/2018"]
)  # fmt: skip
SHOWN = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffd"), min_size=1, max_size=12)
NUMBERS = st.from_regex(r"[-+]?[0-9]{1,4}([.,][0-9]{1,4}){0,2}", fullmatch=True)
DATES = st.from_regex(r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ]([0-9]{2}|[0-9]{4})", fullmatch=True)
TYPED = (LIKELY | SHOWN | NUMBERS | DATES).filter(lambda text: bool(text.strip()))
ONE_LINE = ("text", "number", "money", "date", "citizen_id", "tax_code", "phone", "email", "url")


def every_form() -> list[tuple[forms.Section, forms.AnyField]]:
    """Every field of every bundle, of the inputs of its acts, and of the registration forms."""
    sections = [
        section for kind in ("individual", "organisation") for section in registration.registration_form(kind).sections
    ]
    for bundle in map(bundle_in, FOLDERS):
        sections += bundle.form.sections
        sections += [section for action in bundle.process.actions.values() for section in action.input]
    return [(section, field) for section in sections for field in section.fields]


def cells() -> list[tuple[forms.AnyField, forms.TableField | None, str]]:
    """Every place of one line: a field, a column of a table, a part of an answer with parts."""
    found: list[tuple[forms.AnyField, forms.TableField | None, str]] = []
    for _section, field in every_form():
        for one in field.columns if isinstance(field, forms.TableField) else [field]:
            table = field if isinstance(field, forms.TableField) else None
            found += [(one, table, part) for part in PARTS.get(one.type, ("",) if one.type in ONE_LINE else ())]
    return found


CELLS = cells()


def shown_again(field: forms.AnyField, table: forms.TableField | None, part: str, typed: str) -> Any:
    """What is drawn at the place, and what is stored of it, after `typed` was saved there."""
    given: Any = {part: typed} if part else typed
    bare = field.model_copy(update={"show_when": None, "required": False})
    whole = table.model_copy(update={"columns": (bare,), "show_when": None, "required": False}) if table else bare
    section = forms.Section.model_validate(
        {"id": "s", "title": {"vi": "S"}, "fields": [whole.model_dump(by_alias=True)]}
    )
    raw = {whole.id: [{bare.id: given}] if table else given}
    language = translation.get_language() or "vi"
    cleaned = forms.clean_sections([section], (), raw, today=TODAY, partial=True, language=language)
    known = Filling(values=cleaned.values, kept=cleaned.kept, faults=cleaned.faults, today=TODAY)
    view = section_view(section, known).fields[0]
    view = view.rows[0].fields[0] if table else view
    stored = cleaned.values.get(whole.id)
    stored = stored[0].get(bare.id) if table and stored else stored
    kept = whole.id in cleaned.kept
    return (view.parts[part] if part else view), (stored or {}).get(part) if part else stored, kept


def assert_same(field: forms.AnyField, typed: str, view: FieldView, stored: Any, *, kept: bool) -> None:
    if kept:
        assert view.value == typed
    if stored is None:
        return
    if field.type in ("number", "money", "date"):
        told = forms.display(field, stored, translation.get_language() or "vi")
        assert told in (view.value, view.meaning)
    if not kept:
        bare = field.model_copy(update={"show_when": None, "required": False}).model_dump(by_alias=True)
        section = {"id": "s", "title": {"vi": "S"}, "fields": [bare]}
        spec = forms.FormSpec.model_validate({"name": {"vi": "F"}, "sections": [section]})
        if not view.name.count("."):
            language = translation.get_language() or "vi"
            again = forms.clean(spec, {field.id: view.value}, today=TODAY, partial=True, language=language)
            assert again.values.get(field.id) == stored


@pytest.mark.parametrize("language", ["vi", "en"])
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=300)
@given(cell=st.sampled_from(CELLS), typed=TYPED)
def test_whatever_is_typed_comes_back_or_is_stored_with_its_meaning(language: str, cell: Any, typed: str) -> None:
    field, table, part = cell
    with translation.override(language):
        view, stored, kept = shown_again(field, table, part, typed)
        assert kept == (view.value == typed and bool(view.fault)) or stored is not None
        assert_same(field, typed, view, stored, kept=kept)


@pytest.mark.parametrize("typed", ["6.000", "6,850", "+1 202 555 0123", "2030-01-05", "+84 99", "12,345"])
def test_refused_text_is_drawn_letter_for_letter(typed: str) -> None:
    for kind in ("number", "phone", "date", "money", "citizen_id", "tax_code"):
        view = FieldView("f", "text", "F", value=typed)
        assert f'value="{typed}"' in render_to_string("parts/field_text.html", {"field": view})
        spec = forms.Section.model_validate(
            {"id": "s", "title": {"vi": "S"}, "fields": [{"id": "f", "type": kind, "label": {"vi": "F"}}]}
        )
        assert section_view(spec, Filling(kept={"f": typed}, today=TODAY)).fields[0].value == typed


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("105.5", "105°30'"), ("105,5", "105°30'"), ("105°30'", "105°30'"), ("105", "105°00'"), ("105,6", "105,6")],
)
def test_a_meridian_is_shown_in_degrees_and_minutes(typed: str, shown: str) -> None:
    section = forms.Section.model_validate(
        {"id": "s", "title": {"vi": "S"}, "fields": [{"id": "f", "type": "coordinates", "label": {"vi": "F"}}]}
    )
    raw = {"f": {"x": "2337450,5", "y": "586120,25", "meridian": typed, "zone": "3"}}
    cleaned = forms.clean_sections([section], (), raw, today=TODAY, partial=True)
    known = Filling(values=cleaned.values, kept=cleaned.kept, faults=cleaned.faults, today=TODAY)
    meridian = section_view(section, known).fields[0].parts["meridian"]
    assert (meridian.value, bool(meridian.fault)) == (shown, typed == "105,6")


@pytest.fixture
def client(water: World) -> Client:
    """The applicant's browser."""
    return browser(water.people["applicant"])


def save(client: Client, dossier: UUID, section: str, values: dict[str, Any]) -> str:
    """Press "Lưu và tiếp tục"; gives the page on which one then is."""
    here = address(dossier, f"form/{section}/")
    sent = {**posted(values), "seen": hidden(client.get(here), "seen"), "go": "next"}
    return client.post(here, sent).headers["Location"]


@pytest.mark.parametrize(("typed", "stored"), [("6.000", "6000"), ("6000 m3", "6000"), ("6.000,5", "6000.5")])
def test_numbers_are_read_as_people_write_them_and_told(client: Client, water: World, typed: str, stored: str) -> None:
    dossier = water.open()
    went = save(client, dossier, "cong_trinh", {"tong_luu_luong": typed, "thoi_gian": "10 năm"})
    assert "check" not in went
    values = casework.draft_page(water.people["applicant"], dossier).values
    assert (values["tong_luu_luong"], values["thoi_gian"]) == (stored, "10")
    page = valid(client.get(address(dossier, "form/cong_trinh/")))
    assert f"= {'6.000,5' if ',' in typed else '6.000'} m³/ngày đêm" in page


def test_ambiguous_number_is_never_changed_by_pressing_again(client: Client, water: World) -> None:
    dossier, table = water.open(), [{"loai": "sinh_hoat", "luu_luong": "1,500"}]
    for sent in ({"tong_luu_luong": "6,850"}, {"tong_luu_luong": "6,850"}):
        went = save(client, dossier, "cong_trinh", sent)
        page = valid(client.get(went))
        assert 'value="6,850"' in page
        assert "6850" in page
    page = valid(client.get(save(client, dossier, "muc_dich_khai_thac", {"muc_dich": table})))
    assert 'value="1,500"' in page
    assert "tong_luu_luong" not in casework.draft_page(water.people["applicant"], dossier).values


def test_english_pages_read_and_show_numbers_their_own_way(client: Client, water: World) -> None:
    dossier = water.open()
    client.cookies["dvctt_language"] = "en"
    client.post("/language/", {"language": "en"})
    went = save(client, dossier, "cong_trinh", {"tong_luu_luong": "6,000"})
    assert "check" not in went
    assert casework.draft_page(water.people["applicant"], dossier).values["tong_luu_luong"] == "6000"
    assert "= 6,000 m³ a day" in valid(client.get(address(dossier, "form/cong_trinh/")))
    went = save(client, dossier, "cong_trinh", {"tong_luu_luong": "1.250"})
    assert 'value="1.250"' in valid(client.get(went))


@pytest.mark.parametrize(
    ("asked", "meaning"),
    [
        ({"reads": "number", "decimals": "2", "unit": "m³/ngày đêm", "text": "6.000 m3"}, "6.000 m³/ngày đêm"),
        ({"reads": "date", "text": "190518"}, "19/05/2018"),
        ({"reads": "date", "past": "true", "text": "19/5/85"}, "19/05/1985"),
        ({"reads": "money", "text": "1500000"}, "1.500.000\u00a0đ"),
        ({"reads": "number", "decimals": "2", "text": "6,850"}, ""),
        ({"reads": "number", "decimals": "99999", "text": "5"}, ""),
        ({"reads": "nothing", "text": "5"}, ""),
        ({"reads": "number", "text": "6" + " " * 200 + "x"}, ""),
        ({}, ""),
    ],
)
def test_meaning_is_told_while_typing(client: Client, asked: dict[str, str], meaning: str) -> None:
    answer = client.post("/reading/", asked)
    assert answer.json() == {"meaning": meaning}
    assert client.get("/reading/").status_code == 405


def test_dates_of_officers_are_read_the_same_way(surveying: World, water: World) -> None:
    dossier, last = surveying.in_appraisal(), clock.today() + timedelta(days=9)
    head, page = officer_browser(surveying.people["head"]), place(dossier, "sharing/")
    form = {"grantee": f"account:{water.people['appraiser'].id}", "power": "read", "reason": "Phối hợp", "since": ""}
    refused = head.post(page, form | {"until": "31/02/2027"})
    assert refused.status_code == 422
    assert 'value="31/02/2027"' in valid(refused)
    assert head.post(page, form | {"until": f"{last:%d%m%Y}"}).status_code == 303
    ends = DossierGrant.objects.get(dossier_id=dossier).until - timedelta(seconds=1)
    assert ends.astimezone(clock.HANOI).date() == last
