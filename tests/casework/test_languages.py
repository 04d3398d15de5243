"""Answers on pages in the reader's language; papers stay Vietnamese."""

from dataclasses import replace

from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.documents.models import Rendition
from dvctt.documents.queries import rendition_data
from tests.fixtures_casework import World


def answers(world: World, who: str, language: str, dossier: object) -> dict[str, str]:
    reader = replace(world.people[who], language=language)
    page = casework.dossier_page(reader, Dossier.objects.get(pk=dossier).pk)
    return {row.field.id: row.value for section in page.sections for row in section.fields}


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
