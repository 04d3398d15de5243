"""What is decided is what is printed: the content of a result from what was asked to the signed licence."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pypdfium2
import pytest

from dvctt.casework import api as casework
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.masking import Reader
from dvctt.casework.models import Act, Dossier, Paper
from dvctt.casework.outputs import contents
from dvctt.casework.pages.content_views import content_view
from dvctt.catalogue import api as catalogue
from dvctt.catalogue import store
from dvctt.catalogue.models import Procedure
from dvctt.documents import api as documents
from dvctt.documents.models import Document, Issued
from dvctt.journal import api as journal
from dvctt.kernel import Invalid, NotFound, Refused
from dvctt.outbox import api as outbox
from tests.fixtures_casework import World, make_world

VERSION_1 = Path(__file__).resolve().parents[1] / "catalogue" / "version_1"
FULL = Reader("vi", hide=False)
GRANT = {"report": "Đủ điều kiện.", "proposal": "grant"}
LESS: dict[str, Any] = {
    "thoi_han": "5", "tong_luu_luong": "6100", "so_gieng": "2", "yeu_cau": "Không khai thác giếng G3.",
    "vi_tri": [{"dia_diem": {"province": "01", "commune": "00454", "line": "Bãi giếng số 1"}, "so_gieng_tai_cho": "2"}],
    "muc_dich": [{"loai": "sinh_hoat", "luu_luong": "6100"}],
    "tang": [{"ten_tang": "qp", "co_ap": True, "luu_luong": "6100"}],
}  # fmt: skip


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(lines_of(pdf)).split())


def lines_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [line for page in document for line in page.get_textpage().get_text_range().splitlines()]
    finally:
        document.close()


def published_earlier(folder: Path) -> UUID:
    """A version as it stands in the database since before today's rules of publication."""
    earlier = store.read_folder(folder)
    procedure = Procedure.objects.get(code=earlier.bundle.code, case=earlier.bundle.case)
    version = store._insert(procedure, earlier, earlier.content_hash())
    return version.pk


def licence_of(dossier: UUID) -> str:
    paper = Paper.objects.get(dossier=dossier, name="licence")
    assert paper.document_id is not None
    return text_of(documents.read_bytes(paper.document_id))


def appraised(water: World) -> UUID:
    """A dossier whose appraiser grants less than was asked: five years, two of three wells, 6,100 m³."""
    dossier = water.in_appraisal()
    wells = [{**well, "luu_luong": "3050"} for well in water.answers["values"]["gieng"][:2]]
    water.act("appraiser", dossier, "appraise", {**GRANT, **LESS, "gieng": wells})
    return dossier


def test_the_licence_has_what_was_decided_and_nothing_of_what_was_asked(water: World) -> None:
    dossier = appraised(water)
    water.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    water.act("competent", dossier, "approve", {"note": "Ghi chú nội bộ của lãnh đạo."})
    shown = casework.dossier_page(water.people["clerk"], dossier).contents[0]
    water.act("clerk", dossier, "number_and_seal")
    outbox.drain()

    printed = licence_of(dossier)
    for decided in ("5 năm", "6.100 m³/ngày đêm", "3.050", "G1", "G2", "Không khai thác giếng G3."):
        assert decided in printed
    for asked in ("10 năm", "8.000", "6.500", "2.600,5", "2.799,5", "Bãi giếng số 2", "Ghi chú nội bộ"):
        assert asked not in printed
    approved = {line.field: line.value for line in shown.lines}
    assert approved["thoi_han"] in printed and approved["tong_luu_luong"] in printed
    entry = Issued.objects.get(document_id=Paper.objects.get(dossier=dossier, name="licence").document_id)
    assert entry.valid_until is not None
    assert entry.valid_until.year - entry.issued_on.year in (4, 5)
    assert journal.verify() == ()


def test_what_is_decided_is_shown_beside_what_was_asked_at_every_step(water: World) -> None:
    dossier = appraised(water)
    for who in ("appraiser", "head", "competent"):
        (shown,) = casework.dossier_page(water.people[who], dossier).contents
        lines = {line.field: line for line in shown.lines}
        assert (lines["thoi_han"].value, lines["thoi_han"].asked) == ("5 năm", "10 năm")
        assert lines["thoi_han"].changed and not lines["yeu_cau"].asked
        states = [row.state for row in lines["gieng"].rows]
        assert states == ["kept", "kept", "dropped"]
        flow = lines["gieng"].rows[0].cells[2]
        assert (flow.value, flow.asked, flow.changed) == ("3.050 m³/ngày đêm", "2.600,5 m³/ngày đêm", True)
    assert casework.dossier_page(water.people["applicant"], dossier).contents == ()


def test_no_act_sets_a_content_that_contradicts_itself(water: World) -> None:
    dossier = water.in_appraisal()
    wells = water.answers["values"]["gieng"]
    whole = {**GRANT, **LESS, "gieng": [{**well, "luu_luong": "3050"} for well in wells[:2]]}
    deeper = [{**well, "tu_m": "60", "den_m": "40"} for well in whole["gieng"]]
    contradictions: dict[str, tuple[dict[str, Any], set[str]]] = {
        "rows": ({"so_gieng": "3"}, {"so_gieng", "vi_tri"}),
        "wells": ({"gieng": whole["gieng"][:1]}, {"so_gieng", "gieng"}),
        "flows": ({"tong_luu_luong": "6000"}, {"gieng", "muc_dich", "tang"}),
        "screens": ({"gieng": deeper}, {"gieng.0", "gieng.1"}),
    }
    for typed, places in contradictions.values():
        with pytest.raises(Invalid) as refused:
            water.act("appraiser", dossier, "appraise", {**whole, **typed})
        assert {(fault.place, fault.code) for fault in refused.value.faults} == {(one, "rule") for one in places}
        with pytest.raises(Invalid):
            casework.typed_draft(water.people["appraiser"], dossier, "licence", "appraise", {**whole, **typed})
    water.act("appraiser", dossier, "appraise", whole)
    with pytest.raises(Invalid) as later:
        water.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý.", "so_gieng": "3"})
    (told,) = [fault.text.vi for fault in later.value.faults if fault.place == "so_gieng" and fault.text]
    assert "là 2" in told and "là 3" in told
    water.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})


def test_a_field_that_does_not_fit_another_is_not_among_those_that_are_as_asked(water: World) -> None:
    dossier = water.in_appraisal()
    water.act("appraiser", dossier, "appraise", GRANT)
    loaded = LoadedDossier(Dossier.objects.get(pk=dossier))
    values = dict(contents.standing(loaded, "licence") or {})
    as_asked = content_view(loaded, "licence", values, FULL)
    assert "so_gieng" in {line.field for line in as_asked.same_lines}
    shown = content_view(loaded, "licence", values | {"gieng": values["gieng"][:2]}, FULL)
    assert {"so_gieng", "tong_luu_luong", "gieng"} <= {line.field for line in shown.own_lines}
    assert not {"so_gieng", "tong_luu_luong"} & {line.field for line in shown.same_lines}
    assert "thoi_han" in {line.field for line in shown.same_lines}
    (wells,) = (line for line in shown.own_lines if line.field == "gieng")
    assert len(wells.shown_rows) == 3


def test_the_flow_of_a_well_stands_on_one_line_of_the_licence(water: World) -> None:
    dossier = water.in_appraisal()
    water.act("appraiser", dossier, "appraise", GRANT)
    lines = lines_of(casework.standing_draft(water.people["head"], dossier, "licence"))
    wells = lines[next(place for place, line in enumerate(lines) if line.startswith("5. Thông số")) :]
    assert any("2.600,5 m³/ngày đêm" in line for line in wells)
    assert not any(line.rstrip().endswith("m³/ngày") for line in wells), wells


def test_particular_conditions_are_items_like_the_others(water: World) -> None:
    dossier = water.in_appraisal()
    typed = "Quan trắc mực nước hằng tuần\n\n- Lắp đồng hồ;"
    water.act("appraiser", dossier, "appraise", {**GRANT, "yeu_cau": typed})
    printed = text_of(casework.standing_draft(water.people["head"], dossier, "licence"))
    assert "cấp tỉnh; - Quan trắc mực nước hằng tuần; - Lắp đồng hồ." in printed
    assert "ghi tại Điều 1; không để" in printed and "- - " not in printed


def test_the_applicant_sees_what_was_granted_otherwise_once_it_is_handed_over(water: World) -> None:
    dossier = appraised(water)
    water.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    water.act("competent", dossier, "approve", {})
    water.act("clerk", dossier, "number_and_seal")
    outbox.drain()
    assert casework.dossier_page(water.people["applicant"], dossier).contents == ()
    water.act("clerk", dossier, "publish")
    (shown,) = casework.dossier_page(water.people["applicant"], dossier).contents
    lines = {line.field: (line.value, line.asked) for line in shown.lines if line.changed}
    assert lines["thoi_han"] == ("5 năm", "10 năm")
    (wells,) = (line for line in shown.lines if line.field == "gieng")
    assert [row.state for row in wells.shown_rows] == ["kept", "kept", "dropped"]


def test_a_draft_shows_what_is_typed_and_is_kept_nowhere(water: World) -> None:
    dossier = water.in_appraisal()
    before = Document.objects.count()
    offer = next(o for o in casework.dossier_page(water.people["appraiser"], dossier).offers if o.action == "appraise")
    typed = {**offer.start, "thoi_han": "7"}
    pdf = casework.typed_draft(water.people["appraiser"], dossier, "licence", "appraise", typed)
    said = text_of(pdf)
    assert "7 năm" in said and "10 năm" not in said and "DỰ THẢO" in said
    assert "Mã kiểm tra" not in said and "/GP-" not in said and b"/ByteRange" not in pdf
    assert Document.objects.count() == before
    assert not Paper.objects.filter(dossier=dossier, name="licence").exists()
    with pytest.raises(Invalid) as wrong:
        casework.typed_draft(water.people["appraiser"], dossier, "licence", "appraise", {**typed, "thoi_han": "99"})
    assert [fault.place for fault in wrong.value.faults] == ["thoi_han"]
    for who in ("head", "competent", "desk"):
        with pytest.raises(NotFound):
            casework.typed_draft(water.people[who], dossier, "licence", "appraise", typed)
        with pytest.raises(NotFound):
            casework.standing_draft(water.people[who], dossier, "licence")


def test_the_draft_can_be_read_at_every_step_until_it_is_numbered(water: World) -> None:
    dossier = appraised(water)
    acts: list[tuple[str, str, dict[str, Any]]] = [
        ("head", "recommend_grant", {"opinion": "Đồng ý."}), ("competent", "approve", {}),
        ("clerk", "number_and_seal", {}),
    ]  # fmt: skip
    for who, action, payload in acts:
        said = text_of(casework.standing_draft(water.people[who], dossier, "licence"))
        assert "5 năm" in said and "10 năm" not in said and "DỰ THẢO" in said
        water.act(who, dossier, action, payload)
    with pytest.raises(NotFound):
        casework.standing_draft(water.people["clerk"], dossier, "licence")
    with pytest.raises(NotFound):
        casework.standing_draft(water.people["applicant"], dossier, "licence")


def test_content_that_was_never_set_closes_the_acts_that_need_it(water: World) -> None:
    dossier = water.in_appraisal()
    revision = Dossier.objects.get(pk=dossier).revision
    with pytest.raises(Invalid) as lacking:
        casework.perform(water.people["appraiser"], dossier, "appraise", GRANT, seen=revision, key="k")
    assert {"thoi_han", "gieng"} <= {fault.place for fault in lacking.value.faults}
    water.act("appraiser", dossier, "appraise", {"report": "Thiếu.", "proposal": "not_grant"})
    closed = ("for_decision_grant", "competent", "approve"), ("approved", "clerk", "number_and_seal")
    for state, who, action in closed:
        Dossier.objects.filter(pk=dossier).update(state=state, holder="deciding", holder_unit="LDB")
        offered = {one.action: one for one in casework.dossier_page(water.people[who], dossier).offers}
        assert [reason.code for reason in offered[action].reasons] == ["content_not_set"]
        with pytest.raises(Refused):
            water.act(who, dossier, action)


def test_a_later_appraisal_takes_the_place_of_the_earlier(water: World) -> None:
    dossier = appraised(water)
    water.act("head", dossier, "return_for_rework", {"reason": "Xem lại thời hạn."})
    offer = next(o for o in casework.dossier_page(water.people["appraiser"], dossier).offers if o.action == "appraise")
    assert (offer.start["thoi_han"], offer.asked["thoi_han"]) == ("5", "10")
    water.act("appraiser", dossier, "appraise", {**GRANT, **offer.start, "thoi_han": "8"})
    assert LoadedDossier(Dossier.objects.get(pk=dossier)).stored_content("licence")["thoi_han"] == "8"  # type: ignore[index]
    water.act("head", dossier, "return_for_rework", {"reason": "Không đủ điều kiện."})
    water.act("appraiser", dossier, "appraise", {"report": "Thiếu.", "proposal": "not_grant"})
    assert LoadedDossier(Dossier.objects.get(pk=dossier)).stored_content("licence") is None


def test_who_decides_changes_the_content_where_the_version_lets_him(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", {**GRANT, "thoi_han": "5"})
    surveying.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    surveying.act("competent", dossier, "approve", {"thoi_han": "3", "hoat_dong": ["dia_hinh"]})
    surveying.act("clerk", dossier, "number_and_seal")
    outbox.drain()
    printed = licence_of(dossier)
    assert "thời hạn 3 năm" in printed and "địa hình" in printed and "địa chính" not in printed
    entries = casework.dossier_page(surveying.people["head"], dossier).timeline
    changed = next(entry for entry in entries if entry.action == "approve").inputs
    assert ("Thời hạn của giấy phép", "5 năm → 3 năm") in [(label.vi, told) for label, told in changed]


def test_the_history_tells_row_by_row_what_was_changed(water: World) -> None:
    dossier = water.in_appraisal()
    first, second, third = water.answers["values"]["gieng"]
    rows = [{**first, "che_do": "18"}, second, {**third, "so_hieu": "G9"}]
    water.act("appraiser", dossier, "appraise", {**GRANT, "gieng": rows})
    entries = casework.dossier_page(water.people["head"], dossier).timeline
    told = {label.vi: text for label, text in next(one for one in entries if one.action == "appraise").inputs}
    wells = {label: text for label, text in told.items() if label.startswith("Các giếng khai thác")}
    assert [label.split(" – ")[1:] for label in wells] == [["G1", "Chế độ khai thác"], ["G9", "thêm"], ["G3", "bỏ"]]
    assert "; Chế độ khai thác: " in list(wells.values())[2] and list(wells.values())[2].startswith("Số hiệu: G3; ")
    assert not any("nếu có" in label for label in told)
    assert next(iter(wells.values())) == "20 giờ/ngày đêm → 18 giờ/ngày đêm"
    assert not any("2 → 2" in text or "3 → 3" in text for text in told.values())


def test_rows_in_another_order_are_told_as_that(water: World) -> None:
    dossier = water.in_appraisal()
    wells = water.answers["values"]["gieng"]
    water.act("appraiser", dossier, "appraise", {**GRANT, "gieng": [*wells[1:], wells[0]]})
    entries = casework.dossier_page(water.people["head"], dossier).timeline
    told = {label.vi: text for label, text in next(one for one in entries if one.action == "appraise").inputs}
    assert told["Các giếng khai thác – đổi thứ tự"] == "G2; G3; G1"


def test_the_decision_not_to_grant_prints_its_own_reason_and_no_other(water: World) -> None:
    dossier = water.in_appraisal()
    refusing = {"report": "Thiếu.", "proposal": "not_grant", "reason": "Chưa chứng minh trữ lượng."}
    water.act("appraiser", dossier, "appraise", refusing)
    draft = casework.standing_draft(water.people["head"], dossier, "negative_decision")
    assert "Chưa chứng minh trữ lượng." in text_of(draft)
    water.act("head", dossier, "recommend_not_grant", {"opinion": "Đề nghị không cấp."})
    water.act("competent", dossier, "decide_not_grant", {"reason": "Công trình nằm trong vùng cấm khai thác."})
    water.act("clerk", dossier, "number_and_seal_negative")
    outbox.drain()
    paper = Paper.objects.get(dossier=dossier, name="negative_decision")
    printed = text_of(documents.read_bytes(paper.document_id))  # type: ignore[arg-type]
    assert "Công trình nằm trong vùng cấm khai thác." in printed and "Chưa chứng minh trữ lượng." not in printed


def test_no_act_is_accepted_whose_document_cannot_be_made(water: World) -> None:
    dossier = water.in_appraisal()
    acts = Act.objects.filter(dossier=dossier).count()
    unprintable = "Lắp đồng hồ 𓀀"
    with pytest.raises(Invalid) as refused:
        water.act("appraiser", dossier, "appraise", {**GRANT, "yeu_cau": unprintable})
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("yeu_cau", "unprintable")]
    assert Act.objects.filter(dossier=dossier).count() == acts
    water.act("appraiser", dossier, "appraise", {**GRANT, "yeu_cau": "Lắp đồng hồ."})


@pytest.mark.parametrize("code", ["1.000070", "1.000082"])
def test_a_dossier_of_a_version_without_content_goes_to_its_end_as_before(code: str, db: None, pki: Any) -> None:
    world = make_world(code)
    world.version = published_earlier(next(VERSION_1.glob(f"*{code}")))
    assert catalogue.version(world.version).number == 1 < catalogue.current(code).number
    dossier = world.in_appraisal()
    world.act("appraiser", dossier, "appraise", GRANT)
    world.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    world.act("competent", dossier, "approve", {"note": "Có hiệu lực trên toàn quốc."})
    world.act("clerk", dossier, "number_and_seal")
    outbox.drain()
    printed = licence_of(dossier)
    assert "Có hiệu lực trên toàn quốc." in printed
    assert "10 năm" in printed if code == "1.000070" else "địa chính" in printed
    world.act("clerk", dossier, "publish")
    page = casework.dossier_page(world.people["applicant"], dossier)
    assert (page.outcome, page.contents) == ("granted", ())
