"""Answers on pages in the reader's language; papers stay Vietnamese."""

import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from django.conf import settings

from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.documents.models import Rendition
from dvctt.documents.queries import rendition_data
from dvctt.ministry import api as ministry
from tests.fixtures_casework import World

APPRAISED = {
    "report": "Đủ điều kiện.", "proposal": "grant", "thoi_han": "5",
    "tang": [{"ten_tang": "qp", "co_ap": False, "luu_luong": "8000"}],
}  # fmt: skip


def page(world: World, who: str, language: str, dossier: UUID) -> casework.DossierPage:
    return casework.dossier_page(replace(world.people[who], language=language), dossier)


def answers(world: World, who: str, language: str, dossier: UUID) -> dict[str, str]:
    shown = page(world, who, language, dossier)
    return {row.field.id: row.value for section in shown.sections for row in section.fields}


def told_of(shown: casework.DossierPage, action: str) -> dict[str, str]:
    """What the history tells of an act, by the Vietnamese label."""
    (entry,) = (one for one in shown.timeline if one.action == action)
    return {label.vi: value for label, value in entry.inputs}


def test_answers_have_the_numbers_units_and_options_of_the_readers_language(water: World) -> None:
    dossier = water.submitted()
    for who in ("applicant", "desk"):
        english, vietnamese = (answers(water, who, language, dossier) for language in ("en", "vi"))
        assert english["tong_luu_luong"].endswith("m³ a day") and vietnamese["tong_luu_luong"].endswith("m³/ngày đêm")
        assert "," in english["tong_luu_luong"] and "." in vietnamese["tong_luu_luong"]
        assert (english["cam_ket"], vietnamese["cam_ket"]) == ("Yes", "Có")
        assert english["loai_chu_the"] == "An organisation or enterprise"
    declared = Dossier.objects.get(pk=dossier).declarations.get()
    sheet = rendition_data(Rendition.objects.get(pk=declared.rendition))["body"]
    values = [one.get("value") for section in sheet["sections"] for one in section["fields"]]
    assert vietnamese["tong_luu_luong"] in values


def test_the_content_of_a_result_is_in_the_readers_language(water: World) -> None:
    dossier = water.in_appraisal()
    water.act("appraiser", dossier, "appraise", APPRAISED)
    for language, term, asked, pressed in (("en", "5 years", "10 years", "No"), ("vi", "5 năm", "10 năm", "Không")):
        (content,) = page(water, "head", language, dossier).contents
        lines = {one.field: one for one in content.lines}
        assert (lines["thoi_han"].value, lines["thoi_han"].asked) == (term, asked)
        assert pressed in {cell.value for row in lines["tang"].rows for cell in row.cells}


def test_the_history_tells_inputs_and_changes_in_the_readers_language(water: World) -> None:
    dossier = water.in_appraisal()
    water.act("appraiser", dossier, "appraise", APPRAISED)
    english, vietnamese = (told_of(page(water, "head", language, dossier), "appraise") for language in ("en", "vi"))
    assert "10 years → 5 years" in english.values() and "10 năm → 5 năm" in vietnamese.values()
    assert (english["Đề xuất"], vietnamese["Đề xuất"]) == ("Grant", "Cấp")
    assert "Yes → No" in english.values() and "Có → Không" in vietnamese.values()
    gone = "Tầng chứa nước khai thác – qh – bỏ"
    assert "2,799.5 m³ a day" in english[gone] and "Flow: " in english[gone]
    assert "2.799,5 m³/ngày đêm" in vietnamese[gone]


def test_the_history_names_the_way_of_delivery_in_the_readers_language(surveying: World) -> None:
    dossier = surveying.submitted()
    post = {"delivery": "public_post", "delivery_address": "Số 2 Lê Văn Hiến, Phường Đông Ngạc, Hà Nội"}
    for chosen in (post, {"delivery": "online"}):
        casework.choose_delivery(surveying.people["applicant"], dossier, chosen)
    english, vietnamese = (page(surveying, "desk", language, dossier).timeline[0].reason for language in ("en", "vi"))
    assert "bưu chính" in vietnamese and "Trực tuyến" in vietnamese
    assert " → " in english and "bưu chính" not in english and "Trực tuyến" not in english


def test_the_desk_that_hands_over_is_named_in_the_readers_language(surveying: World) -> None:
    dossier = surveying.submitted()
    casework.choose_delivery(surveying.people["applicant"], dossier, {"delivery": "at_desk"})
    desk = ministry.unit(Dossier.objects.get(pk=dossier).receiving).name
    for language in ("en", "vi"):
        assert desk.in_language(language) in page(surveying, "applicant", language, dossier).delivery.place
    assert desk.en and desk.en != desk.vi


def test_stored_values_are_written_by_few() -> None:
    package = Path(settings.ROOT) / "dvctt"
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if path.parts[len(package.parts)] != "forms" and re.search(r"\bdisplay\(", path.read_text(encoding="utf-8"))
    }
    papers_and_search = {"casework/outputs/document_data.py", "casework/search/index.py"}
    assert found == {"casework/core/masking.py", "web/wording/texts.py"} | papers_and_search
