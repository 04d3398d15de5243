"""No act is accepted whose document cannot be made, and one that fails for good says so where people wait for it."""

from datetime import timedelta
from typing import Any

import pytest

from dvctt.casework import api as casework
from dvctt.casework.models import Declaration, Paper
from dvctt.documents import api as documents
from dvctt.kernel import Invalid, Refused, clock
from dvctt.outbox import api as outbox
from tests.fixtures_casework import World
from tests.web.walking import address, browser, valid

PLACE = "Bãi giếng số 1, ống Φ90, sâu ≥ 50 m, đạt 99 ‰; 日本水道"
LACKING = "𓀀"


def asked(world: World, dossier: Any, reason: str, wrong: str) -> None:
    """Ask for an amendment in these words."""
    item = {"kind": "other", "target": "", "wrong": wrong}
    by = (clock.today() + timedelta(days=10)).isoformat()
    world.act("appraiser", dossier, "request_amendment", {"reason": reason, "answer_by": by, "items": [item]})


def test_signs_go_through_to_every_document(water: World) -> None:
    water.answers["values"]["gieng"][0]["tang_nuoc"] = PLACE
    dossier = water.in_appraisal()
    asked(water, dossier, "Cl⁻ ≤ 250 mg/l, NO₃⁻, ống Φ90", "Ghi rõ Φ và ₂")
    outbox.drain()
    assert not outbox.dead_letters()
    assert Paper.objects.get(dossier=dossier, kind="amendment_request").ready_at


def test_a_licence_prints_signs(water: World) -> None:
    water.answers["values"]["gieng"][0]["tang_nuoc"] = PLACE
    dossier = water.decided()
    outbox.drain()
    assert not outbox.dead_letters()
    assert all(paper.ready_at for paper in Paper.objects.filter(dossier=dossier))


@pytest.mark.parametrize("other", [True, False])
def test_a_column_that_only_some_rows_need_is_printed_where_one_has_it(water: World, other: bool) -> None:
    water.words_declared, values = True, water.answers["values"]
    if not other:
        values["muc_dich"][2] = {"loai": "tuoi", "luu_luong": "300"}
    dossier = water.ready()
    document = documents.document(Declaration.objects.get(dossier=dossier).document_id)
    words = " ".join(box.text for page in (1, 2) for box in documents.page_text(document, page))
    assert ("(nêu rõ)" in words, "Chữa cháy" in words, "Lưu lượng" in words) == (other, other, True)


def test_a_letter_that_cannot_be_printed_is_a_fault_at_its_field(surveying: World) -> None:
    dossier = surveying.open()
    surveying.fill(dossier, {**surveying.answers["values"], "dai_dien_chuc_vu": f"Giám đốc {LACKING}"})
    draft = casework.draft_page(surveying.people["applicant"], dossier)
    fault = next(fault for fault in draft.faults if fault.place == "dai_dien_chuc_vu")
    assert (fault.code, fault.params["letters"]) == ("unprintable", LACKING)
    assert draft.kept["dai_dien_chuc_vu"] == f"Giám đốc {LACKING}"


@pytest.mark.parametrize(("reason", "wrong", "place"), [
    (f"Vì {LACKING}", "Sai", "reason"), ("Vì thiếu", f"Sai {LACKING}", "items.0.wrong"),
])  # fmt: skip
def test_an_officers_words_are_judged_at_their_field(surveying: World, reason: str, wrong: str, place: str) -> None:
    dossier = surveying.in_appraisal()
    with pytest.raises(Invalid) as refused:
        asked(surveying, dossier, reason, wrong)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [(place, "unprintable")]


def test_an_act_whose_paper_could_not_be_made_is_refused(surveying: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = surveying.submitted()
    monkeypatch.setattr("dvctt.documents.fonts._has", lambda cluster: cluster != "ễ")
    with pytest.raises(Refused) as refused:
        surveying.act("desk", dossier, "accept")
    assert refused.value.reasons[0].code == "cannot_be_printed"
    assert casework.dossier_page(surveying.people["desk"], dossier).state == "submitted"


def test_a_document_that_fails_for_good_is_told_where_it_is_waited_for(
    surveying: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(surveying.people["applicant"])
    dossier = surveying.submitted()
    assert "data-given-up" not in valid(client.get(address(dossier)))
    monkeypatch.setattr("dvctt.documents.rendering.store.read_blob", lambda _blob: b"#panic()")
    outbox.drain()
    assert [letter.kind for letter in outbox.dead_letters()] == ["rendition"]
    page = valid(client.get(address(dossier)))
    assert "data-given-up" in page
    assert "every 1s" not in page


def test_a_declaration_that_fails_for_good_is_told(surveying: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client, actor = browser(surveying.people["applicant"]), surveying.people["applicant"]
    dossier = surveying.open()
    surveying.fill(dossier)
    for component in surveying.answers["given"]:
        surveying.hand_in(dossier, component)
    casework.prepare_declaration(actor, dossier)
    assert Declaration.objects.get(dossier=dossier).state == "rendering"
    monkeypatch.setattr("dvctt.documents.rendering.store.read_blob", lambda _blob: b"#panic()")
    outbox.drain()
    page = valid(client.get(address(dossier, "declaration/")))
    assert "data-given-up" in page
    assert "every 1s" not in page
