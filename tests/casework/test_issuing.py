"""A paper is of one unit: its letterhead, its number, who signed it, and where it was issued."""

from typing import Any
from uuid import UUID

import pytest

from dvctt.casework.models import Paper
from dvctt.documents import api as documents
from dvctt.documents.models import Rendition
from dvctt.documents.queries import rendition_data
from dvctt.kernel import clock
from dvctt.outbox import api as outbox
from tests.fixtures_casework import CONFIRMED, World

WATER = {
    "receiving": ("Bộ phận Tiếp nhận và Trả kết quả - Bộ Tài nguyên và Môi trường", "Bộ phận Một cửa của Bộ", "BTNMT"),
    "appraising": ("Cục Quản lý tài nguyên nước", "Cục Quản lý tài nguyên nước", "TNN"),
    "deciding": ("Bộ Tài nguyên và Môi trường", "Bộ Tài nguyên và Môi trường", "BTNMT"),
}
SURVEY = {
    "receiving": (
        "Bộ phận Một cửa - Cục Đo đạc, Bản đồ và Thông tin địa lý Việt Nam",
        "Bộ phận Một cửa Cục Đo đạc, Bản đồ và Thông tin địa lý Việt Nam", "ĐĐBĐVN",
    ),
    "appraising": ("Cục Đo đạc, Bản đồ và Thông tin địa lý Việt Nam",) * 2 + ("ĐĐBĐVN",),
    "deciding": ("Cục Đo đạc, Bản đồ và Thông tin địa lý Việt Nam",) * 2 + ("ĐĐBĐVN",),
}  # fmt: skip
REFUSAL = {"grounds": "not_eligible", "reason": "Sai nơi nộp.", "basis": "Điều 33"}


def asking() -> dict[str, Any]:
    item = {"kind": "other", "target": "", "wrong": "Làm rõ số liệu."}
    return {"reason": "Chưa rõ.", "answer_by": clock.today().isoformat(), "items": [item]}


def checked(dossier: UUID, name: str, expected: tuple[str, str, str]) -> None:
    """The paper bears one unit's letterhead, number, signature and place."""
    signer, head, abbreviation = expected
    paper = Paper.objects.get(dossier=dossier, name=name)
    assert paper.document_id is not None
    report = documents.validate_pdf(documents.read_bytes(paper.document_id))
    data = rendition_data(Rendition.objects.get(pk=paper.rendition))
    assert (report.signatures[0].cn, data["agency"]["name"], data["place"]) == (signer, head, "Hà Nội"), name
    assert not paper.number or paper.number.endswith(f"-{abbreviation}"), (name, paper.number)


@pytest.mark.parametrize(("code", "units"), [("water", WATER), ("surveying", SURVEY)])
def test_letterhead_number_and_signature_are_of_one_unit(
    code: str, units: dict[str, tuple[str, str, str]], request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(code)
    granted, refused, asked, denied = world.decided(), world.submitted(), world.submitted(), world.in_appraisal()
    world.act("clerk", granted, "number_and_seal")
    world.act("desk", refused, "refuse", REFUSAL)
    world.act("desk", asked, "request_amendment_at_reception", asking())
    world.act("appraiser", denied, "appraise", {"report": "Thiếu.", "proposal": "not_grant"})
    world.act("head", denied, "recommend_not_grant", {"opinion": "Không cấp."})
    world.act("competent", denied, "decide_not_grant")
    world.act("clerk", denied, "number_and_seal_negative")
    late = world.in_appraisal()
    world.act("appraiser", late, "request_amendment", asking())
    outbox.drain()

    for dossier, name, place in (
        (granted, "acknowledgement", "receiving"), (granted, "receipt", "receiving"), (granted, "licence", "deciding"),
        (refused, "refusal", "receiving"), (asked, "amendment_request_at_reception", "receiving"),
        (late, "amendment_request", "appraising"), (denied, "negative_decision", "deciding"),
    ):  # fmt: skip
        checked(dossier, name, units[place])


def test_the_receipt_tells_how_the_result_is_handed_over_and_what_is_due(water: World, surveying: World) -> None:
    said = []
    for world in (water, surveying):
        dossier = world.ready()
        world.act("applicant", dossier, "submit", CONFIRMED)
        world.act("desk", dossier, "accept")
        row = Rendition.objects.get(pk=Paper.objects.get(dossier=dossier, name="receipt").rendition)
        said.append(rendition_data(row)["body"])
    assert "8.000.000\u00a0đ" in said[0]["fees"] and "theo thông báo" in said[1]["fees"]
    for body in said:
        assert "Trực tuyến" in body["delivery"] and "bưu chính" not in body["delivery"]
        assert body["desk"]["phone"].startswith("024 ")
