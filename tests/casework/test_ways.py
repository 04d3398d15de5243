"""The other ways of a dossier: refusal, amendment, rework, negative decision, lapse, withdrawal."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from dvctt.accounts import people
from dvctt.accounts.models import Account, Appointment
from dvctt.casework import api as casework
from dvctt.casework.models import Act, AmendmentRequest, AnswerSet, Attachment, ClockEvent, Dossier, Paper
from dvctt.documents.models import Rendition
from dvctt.documents.queries import rendition_data
from dvctt.kernel import Conflict, Invalid, NotFound, Refused, Role, Stale, clock
from dvctt.notices.models import Message
from tests.fixtures_casework import CONFIRMED, World, make_applicant, make_officer

ITEMS = [
    {"kind": "field", "target": "website", "wrong": "Địa chỉ trang không mở được."},
    {"kind": "component", "target": "hop_dong_phu_trach", "wrong": "Hợp đồng đã hết hạn."},
]

FEE = {"amount": "100000", "note": "Biên lai 1", "paid_on": clock.today().isoformat()}


def asked(world: World, dossier: Any, **more: Any) -> Any:
    """The appraiser's payload of an amendment request."""
    by = (clock.today() + timedelta(days=10)).isoformat()
    return {"reason": "Cần làm rõ.", "answer_by": by, "items": ITEMS, **more}


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_the_day_promised_at_submission_is_that_of_an_acceptance_at_the_last_moment(surveying: World) -> None:
    dossier = surveying.submitted()
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    reception = next(one.due for one in page.clocks if one.name == "reception")
    assert reception is not None and page.provisional_due is not None
    paper = rendition_data(Rendition.objects.get(pk=Paper.objects.get(dossier=dossier).rendition))
    assert paper["body"]["provisional_due"].endswith(f"{page.provisional_due:%d/%m/%Y}")
    assert f"{page.provisional_due:%d/%m/%Y}" in Message.objects.get(subject_id=str(dossier)).body
    with clock.travel(reception):
        surveying.act("desk", dossier, "accept")
    assert Dossier.objects.get(pk=dossier).due_at == page.provisional_due


def test_submission_needs_everything_and_is_acknowledged(surveying: World) -> None:
    dossier = surveying.open()
    with pytest.raises(Refused) as refused:
        surveying.act("applicant", dossier, "submit", CONFIRMED)
    assert codes(refused) == {"form_valid", "components_complete", "declaration_ready"}

    surveying.fill(dossier)
    for component in surveying.answers["given"]:
        surveying.hand_in(dossier, component)
    surveying.declare(dossier)
    with pytest.raises(Invalid) as invalid:
        surveying.act("applicant", dossier, "submit", {"accuracy_confirmed": True})
    assert [fault.place for fault in invalid.value.faults] == ["secrecy_confirmed"]

    outcome = surveying.act("applicant", dossier, "submit", CONFIRMED)
    assert outcome.code is not None
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    assert page.submitted_at is not None
    assert page.provisional_due is not None
    assert {one.name: one.state for one in page.clocks} == {"reception": "running"}
    assert [paper.name for paper in page.papers] == ["acknowledgement"]
    sent = Message.objects.get(subject_id=str(dossier))
    assert outcome.code in sent.title
    assert AnswerSet.objects.get(dossier=dossier).frozen_at is not None


def test_an_edit_voids_the_declaration(surveying: World) -> None:
    dossier = surveying.ready()
    page = casework.draft_page(surveying.people["applicant"], dossier)
    casework.save_draft(
        surveying.people["applicant"],
        dossier,
        {"website": "https://moi.example"},
        section=page.form.sections[0].id,
        saves=page.saves,
    )
    with pytest.raises(Refused) as refused:
        surveying.act("applicant", dossier, "submit", CONFIRMED)
    assert "declaration_ready" in codes(refused)


def test_two_pages_cannot_overwrite_one_another(surveying: World) -> None:
    dossier, actor = surveying.open(), surveying.people["applicant"]
    page = casework.draft_page(actor, dossier)
    section = page.form.sections[0].id
    first = casework.save_draft(actor, dossier, {"ten": "Một"}, section=section, saves=page.saves)
    with pytest.raises(Stale):
        casework.save_draft(actor, dossier, {"ten": "Hai"}, section=section, saves=page.saves)
    assert casework.draft_page(actor, dossier).values["ten"] == "Một"
    assert first.saves == page.saves + 1


def test_what_cannot_be_read_is_kept_as_typed(surveying: World) -> None:
    dossier, actor = surveying.open(), surveying.people["applicant"]
    page = casework.draft_page(actor, dossier)
    section = page.form.sections[0].id
    saved = casework.save_draft(actor, dossier, {"ma_so_thue": "12-34"}, section=section, saves=page.saves)
    assert "ma_so_thue" in {fault.place for fault in saved.faults}
    assert casework.draft_page(actor, dossier).kept["ma_so_thue"] == "12-34"


def test_fields_that_an_answer_opens_begin_with_what_is_known(water: World) -> None:
    dossier, actor = water.open(), water.people["applicant"]

    def save(**typed: str) -> dict[str, Any]:
        page = casework.draft_page(actor, dossier)
        casework.save_draft(actor, dossier, typed, section="chu_ho_so", saves=page.saves)
        return dict(casework.draft_page(actor, dossier).values)

    known = casework.draft_page(actor, dossier).values
    assert (known["loai_chu_the"], known["ma_so_thue"]) == ("to_chuc", "0109556677")
    assert save(loai_chu_the="ca_nhan").keys() == {"loai_chu_the"}
    assert save(ten="Tên mới", loai_chu_the="to_chuc")["ma_so_thue"] == "0109556677"
    assert "ma_so_thue" not in save(ten="Tên mới", loai_chu_the="to_chuc")
    assert save(loai_chu_the="ca_nhan").keys() == {"loai_chu_the"}
    assert save(loai_chu_the="to_chuc", ma_so_thue="0100109106")["ma_so_thue"] == "0100109106"


def test_only_those_with_a_part_see_the_dossier(surveying: World, water: World) -> None:
    dossier = surveying.submitted()
    assert casework.dossier_page(surveying.people["desk"], dossier).code
    stranger = make_applicant("Công ty khác", "0314409058")
    operator = make_officer("Vận Hành", Role.OPERATOR, "CNTT", "Chuyên viên", "")
    not_yet = surveying.people["head"]
    for other in (stranger, operator, water.people["desk"], water.people["competent"], not_yet):
        with pytest.raises(NotFound):
            casework.dossier_page(other, dossier)
        with pytest.raises(NotFound):
            casework.perform(other, dossier, "accept", {}, seen=1, key=str(uuid4()))
    surveying.act("desk", dossier, "accept")
    assert casework.dossier_page(not_yet, dossier).accepted_at


def test_the_same_key_gets_the_same_answer_once(surveying: World) -> None:
    dossier = surveying.ready()
    first = surveying.act("applicant", dossier, "submit", CONFIRMED, seen=0, key="double")
    again = surveying.act("applicant", dossier, "submit", CONFIRMED, seen=0, key="double")
    assert again == first
    with pytest.raises(Conflict):
        surveying.act("applicant", dossier, "withdraw", {"reason": "x"}, key="double")
    with pytest.raises(Stale):
        surveying.act("desk", dossier, "accept", seen=0)
    assert Dossier.objects.get(pk=dossier).revision == first.revision


def test_an_empty_key_is_never_taken_for_an_act_done_before(surveying: World) -> None:
    dossier = surveying.submitted()
    surveying.act("desk", dossier, "take_at_reception", key="")
    surveying.act("desk", dossier, "note_fee", FEE, key="")
    surveying.act("desk", dossier, "note_fee", FEE, key="")
    assert Act.objects.filter(dossier=dossier, action="note_fee").count() == 2
    with pytest.raises(Stale):
        surveying.act("desk", dossier, "note_fee", FEE, key="", seen=1)


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        (["1"], "answers"),
        ("1", "answers"),
        (None, "answers"),
        ({"1": {"a": "b"}, "2": "Đây."}, "answers.1"),
        ({"1": 7, "2": "Đây."}, "answers.1"),
        ({"1": "Đây.", "2": "Đây.", "3": "Đâu?"}, "answers.3"),
        ({"1": "Đây.", "2": "Đây.", "x": "Đâu?"}, "answers.x"),
    ],
)
def test_answers_of_a_wrong_shape_are_named_by_their_place(surveying: World, answers: Any, place: str) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier))
    with pytest.raises(Invalid) as invalid:
        surveying.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": answers})
    assert place in {fault.place for fault in invalid.value.faults}


def test_items_of_a_wrong_shape_are_named_by_their_place(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    wrong = ["x", {**ITEMS[0], "wrong": ["x"]}, ITEMS[1]]
    with pytest.raises(Invalid) as invalid:
        surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier, items=wrong))
    assert [fault.place for fault in invalid.value.faults] == ["items.0", "items.1"]


def test_an_amendment_is_asked_answered_and_shown_old_beside_new(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    with pytest.raises(Invalid) as invalid:
        surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier, items=[]))
    assert [fault.code for fault in invalid.value.faults] == ["no_items"]
    wrong = [{"kind": "field", "target": "khong_co", "wrong": "?"}]
    with pytest.raises(Invalid) as invalid:
        surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier, items=wrong))
    assert invalid.value.faults[0].place == "items.0.target"

    surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier))
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    states = {one.name: one.state for one in page.clocks}
    assert (states["processing"], states["answer"]) == ("paused", "running")
    assert page.holder == "applicant"

    with pytest.raises(Invalid) as invalid:
        surveying.act("applicant", dossier, "answer_amendment", CONFIRMED)
    assert {fault.place for fault in invalid.value.faults} == {"answers.1", "answers.2"}

    applicant = surveying.people["applicant"]
    with pytest.raises(Invalid):
        casework.save_answers(applicant, dossier, {"1": "x" * 4001})
    casework.save_answers(applicant, dossier, {"1": "Trang đang\r\nmở lại.\0", "2": "Đang tìm."})
    casework.save_answers(applicant, dossier, {"2": ""})
    kept = [[item.answer for item in casework.dossier_page(surveying.people[who], dossier).amendments[0].items]
            for who in ("applicant", "appraiser")]  # fmt: skip
    assert kept == [["Trang đang\nmở lại.�", ""], ["", ""]]
    with pytest.raises(Invalid):
        surveying.act("applicant", dossier, "answer_amendment", CONFIRMED)

    old = Attachment.objects.get(dossier=dossier, component="hop_dong_phu_trach")
    surveying.hand_in(dossier, "hop_dong_phu_trach", name="hop-dong-moi.pdf", replaces=old.pk)
    answered = {**CONFIRMED, "answers": {"1": "Trang đã mở lại."}}
    surveying.act("applicant", dossier, "answer_amendment", answered)
    page = casework.dossier_page(surveying.people["appraiser"], dossier)
    assert page.assignee_id == surveying.people["appraiser"].id
    first, second = page.amendments[0].items
    assert first.answer == "Trang đã mở lại."
    assert (second.old, second.new) == ("giay-to.pdf", "hop-dong-moi.pdf")
    assert {one.name: one.state for one in page.clocks}["processing"] == "running"


def test_a_changed_answer_must_be_signed_again(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier))
    actor = surveying.people["applicant"]
    page = casework.draft_page(actor, dossier)
    section = page.form.sections[0]
    values = {**page.values, "website": "https://saokhue-moi.example"}
    casework.save_draft(actor, dossier, values, section=section.id, saves=page.saves)
    surveying.hand_in(dossier, "hop_dong_phu_trach")
    with pytest.raises(Refused) as refused:
        surveying.act("applicant", dossier, "answer_amendment", CONFIRMED)
    assert codes(refused) == {"declaration_ready"}
    surveying.declare(dossier)
    surveying.act("applicant", dossier, "answer_amendment", CONFIRMED)
    changed = casework.dossier_page(surveying.people["appraiser"], dossier).changes
    assert [(one.old, one.new) for one in changed] == [("https://saokhue.example", "https://saokhue-moi.example")]


def test_a_cancelled_request_leaves_what_was_filed(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier))
    surveying.hand_in(dossier, "hop_dong_phu_trach", name="moi.pdf")
    casework.save_answers(surveying.people["applicant"], dossier, {"1": "Đang sửa."})
    surveying.act("appraiser", dossier, "cancel_amendment", {"reason": "Không cần nữa."})
    with pytest.raises(Refused):
        casework.save_answers(surveying.people["applicant"], dossier, {"1": "Muộn."})
    page = casework.dossier_page(surveying.people["appraiser"], dossier)
    shown = next(one for one in page.components if one.id == "hop_dong_phu_trach")
    assert [one.document.name for one in shown.files] == ["giay-to.pdf"]
    assert AnswerSet.objects.filter(dossier=dossier).count() == 1


def test_no_answer_in_time_stops_the_dossier(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier))
    due = next(
        one.due for one in casework.dossier_page(surveying.people["applicant"], dossier).clocks if one.name == "answer"
    )
    assert due is not None
    with clock.travel(due - timedelta(minutes=1)):
        casework.sweep()
        assert Dossier.objects.get(pk=dossier).state == "amendment"
    with clock.travel(due + timedelta(minutes=1)):
        casework.sweep()
        casework.sweep()
    row = Dossier.objects.get(pk=dossier)
    assert (row.state, row.outcome, row.due_at) == ("lapsed", "lapsed", None)
    assert AmendmentRequest.objects.get(dossier=dossier).state == "lapsed"


def test_a_missed_due_date_is_marked_once_and_the_dossier_goes_on(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    due = Dossier.objects.get(pk=dossier).due_at
    assert due is not None
    with clock.travel(due + timedelta(minutes=1)):
        casework.sweep()
        casework.sweep()
        page = casework.dossier_page(surveying.people["appraiser"], dossier)
        assert [entry.action for entry in page.timeline].count("clock:expiry") == 1
        assert [row.id for row in casework.queue(surveying.people["appraiser"], "overdue").rows] == [dossier]
        surveying.act("appraiser", dossier, "appraise", {"report": "Muộn.", "proposal": "grant"})


def test_a_refusal_states_its_reason(surveying: World) -> None:
    dossier = surveying.submitted()
    with pytest.raises(Invalid):
        surveying.act("desk", dossier, "refuse", {"grounds": "not_competent"})
    surveying.act(
        "desk",
        dossier,
        "refuse",
        {"grounds": "not_competent", "reason": "Thuộc cấp tỉnh.", "basis": "NĐ 27/2019/NĐ-CP"},
    )
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    assert (page.status, page.outcome) == (3, "refused")
    assert page.timeline[0].reason == "Thuộc cấp tỉnh."
    assert "refusal" in {paper.name for paper in page.papers}


def test_who_recommends_may_not_approve(water: World) -> None:
    dossier = water.in_appraisal()
    head = water.people["head"]
    Appointment.objects.create(
        account_id=head.id, unit="LDB", role=Role.COMPETENT, title_vi="THỨ TRƯỞNG", authority_line="KT. BỘ TRƯỞNG"
    )
    water.people["head"] = people.actor_for(Account.objects.get(pk=head.id), channel="test")
    water.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant"})
    water.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    with pytest.raises(Refused) as refused:
        water.act("head", dossier, "approve")
    assert codes(refused) == {"done_by_you"}
    offered = {one.action: one for one in casework.dossier_page(water.people["head"], dossier).offers}
    assert not offered["approve"].allowed
    water.act("competent", dossier, "approve")
    decision = casework.dossier_page(water.people["clerk"], dossier).decision
    assert decision is not None
    assert (decision.outcome, decision.authority_line, decision.title) == ("granted", "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG")


def test_rework_and_a_negative_decision(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", {"report": "Thiếu nhân lực.", "proposal": "not_grant"})
    surveying.act("head", dossier, "return_for_rework", {"reason": "Xem lại danh mục."})
    assert Dossier.objects.get(pk=dossier).assignee_id is not None
    surveying.act("appraiser", dossier, "appraise", {"report": "Vẫn thiếu.", "proposal": "not_grant"})
    surveying.act("head", dossier, "recommend_not_grant", {"opinion": "Không đủ điều kiện."})
    surveying.act("competent", dossier, "decide_not_grant", {"reason": "Không đủ nhân lực."})
    outcome = surveying.act("clerk", dossier, "number_and_seal_negative")
    assert outcome.state == "signing_negative"


def test_the_applicant_may_withdraw(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("applicant", dossier, "withdraw", {"reason": "Đổi kế hoạch."})
    row = Dossier.objects.get(pk=dossier)
    assert (row.outcome, row.due_at) == ("withdrawn", None)
    with pytest.raises(Refused):
        surveying.act("applicant", dossier, "withdraw", {"reason": "Lần nữa."})


def test_assignment_stays_in_the_unit(surveying: World, water: World) -> None:
    dossier = surveying.submitted()
    surveying.act("desk", dossier, "accept")
    outsider = water.people["appraiser"].id
    with pytest.raises(Invalid):
        surveying.act("head", dossier, "assign", {"assignee": outsider})
    with pytest.raises(Refused) as refused:
        surveying.act("appraiser", dossier, "appraise", {"report": "x", "proposal": "grant"})
    assert codes(refused) == {"not_assigned"}
    surveying.act("head", dossier, "assign", {"assignee": surveying.people["appraiser"].id})
    assert [row.id for row in casework.queue(surveying.people["appraiser"], "mine").rows] == [dossier]


def test_counters_and_look_up(surveying: World) -> None:
    dossier = surveying.submitted()
    counted = casework.counters(surveying.people["desk"])
    assert (counted.unit, counted.unassigned, counted.mine) == (1, 1, 0)
    code = Dossier.objects.get(pk=dossier).code or ""
    assert casework.look_up(code, "1234").status == 1
    for wrong in ((code, "9999"), ("000.00.15.G13-260101-0001", "1234")):
        with pytest.raises(NotFound):
            casework.look_up(*wrong)
    assert casework.find_by_code(surveying.people["desk"], code) == dossier


def test_ending_a_dossier_stops_only_the_clocks_that_go(surveying: World) -> None:
    dossier = surveying.submitted()
    surveying.act("desk", dossier, "request_amendment_at_reception", asked(surveying, dossier))
    surveying.act("applicant", dossier, "withdraw", {"reason": "Đổi kế hoạch."})
    ledger = ClockEvent.objects.filter(dossier=dossier).order_by("pk").values_list("clock", "event")
    assert list(ledger) == [("reception", "start"), ("reception", "stop"), ("answer", "start"), ("answer", "stop")]
