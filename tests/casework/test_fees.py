"""What a fee comes to, what was paid and what is open are one computation; what is open is found until settled."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from dvctt.casework import api as casework
from dvctt.casework.models import Act, Dossier, FeeNote, Paper
from dvctt.casework.search import reindex
from dvctt.catalogue import api as catalogue
from dvctt.documents.models import Rendition
from dvctt.documents.queries import rendition_data
from dvctt.kernel import Invalid, NotFound, Ref, Refused, Stale, clock, dong
from dvctt.ministry import api as ministry
from dvctt.ministry import snapshot
from dvctt.ministry.models import Unit
from dvctt.notices import api as notices
from dvctt.notices.models import Message
from dvctt.outbox import api as outbox
from tests.casework.test_contents import VERSION_1, published_earlier
from tests.fixtures_casework import World, next_version
from tests.web.officers import officer_browser, place
from tests.web.walking import address, browser, hidden, valid

DUE = 8_000_000
RECEIPT = {"note": "BL 01", "paid_on": clock.today().isoformat()}


def offer(world: World, who: str, dossier: UUID, action: str) -> casework.OfferView:
    return next(one for one in casework.dossier_page(world.people[who], dossier).offers if one.action == action)


def in_tab(world: World, who: str) -> list[UUID]:
    return [row.id for row in casework.queue(world.people[who], "fee").rows]


def counted(world: World, who: str) -> int:
    return casework.counters(world.people[who]).fee


def returned(world: World) -> UUID:
    dossier = world.decided()
    world.act("clerk", dossier, "number_and_seal")
    outbox.drain()
    world.act("clerk", dossier, "publish")
    return dossier


def unpaid(world: World, who: str, dossier: UUID, action: str) -> list[str]:
    return [one.code for one in offer(world, who, dossier, action).warnings]


def test_what_a_fee_comes_to_is_read_once_for_a_page(water: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier, read = water.submitted(), list[str]()
    water.act("desk", dossier, "accept")
    fee_for = catalogue.fee_for
    monkeypatch.setattr(catalogue, "fee_for", lambda fee, *more: read.append(fee.id) or fee_for(fee, *more))
    assert casework.dossier_page(water.people["desk"], dossier).fees[0].amount == DUE
    assert read == ["phi_tham_dinh"]


def test_the_fee_form_is_filled_in_with_what_is_due_and_another_amount_needs_a_reason(water: World) -> None:
    dossier = water.submitted()
    water.act("desk", dossier, "accept")
    today = clock.today().isoformat()
    assert offer(water, "desk", dossier, "note_fee").expected == {"amount": DUE, "paid_on": today}
    page = valid(officer_browser(water.people["desk"]).get(place(dossier, "act/note_fee/")))
    assert 'value="8.000.000"' in page and f'value="{clock.today():%d/%m/%Y}"' in page
    with pytest.raises(Invalid) as refused:
        water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": "0", "difference": "Ghi thử."})
    assert [(one.place, one.code) for one in refused.value.faults] == [("amount", "nothing_paid")]
    for wrong in ("5000000", "8000001"):
        with pytest.raises(Invalid) as refused:
            water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": wrong})
        assert [(one.place, one.code) for one in refused.value.faults] == [("difference", "fee_differs")]
    assert not FeeNote.objects.exists()
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": "5000000", "difference": "Nộp làm hai lần."})
    assert offer(water, "desk", dossier, "note_fee").expected == {"amount": DUE - 5_000_000, "paid_on": today}
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": "3000000"})
    assert offer(water, "desk", dossier, "note_fee").expected == {"paid_on": today}
    assert [one.noted_amount for one in casework.dossier_page(water.people["desk"], dossier).fees] == [DUE]


@pytest.mark.parametrize("end", ["returned", "withdrawn"])
def test_a_fee_that_is_due_stays_open_and_can_be_noted_whatever_becomes_of_the_dossier(water: World, end: str) -> None:
    dossier = returned(water) if end == "returned" else water.in_appraisal()
    if end == "withdrawn":
        water.act("applicant", dossier, "withdraw", {"reason": "Không còn nhu cầu."})
    closed = Dossier.objects.get(pk=dossier)
    assert closed.closed_at is not None and closed.state == end
    assert in_tab(water, "desk") == [dossier] and counted(water, "desk") == 1
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": str(DUE)})
    again = Dossier.objects.get(pk=dossier)
    assert (again.closed_at, again.outcome, again.state) == (closed.closed_at, closed.outcome, end)
    assert in_tab(water, "desk") == [] and counted(water, "desk") == 0
    assert "note_fee" not in {one.action for one in casework.dossier_page(water.people["desk"], dossier).offers}
    with pytest.raises(Refused):
        water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": "1", "difference": "Thừa."})


def test_a_version_of_before_keeps_its_fees_open_too(water: World) -> None:
    water.version = published_earlier(VERSION_1 / "water-1.000070")
    dossier = water.in_appraisal()
    water.act("applicant", dossier, "withdraw", {"reason": "Không còn nhu cầu."})
    assert in_tab(water, "desk") == [dossier]
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": str(DUE)})
    assert in_tab(water, "desk") == []


def test_a_dossier_that_was_turned_away_at_reception_owes_nothing(surveying: World) -> None:
    dossier = surveying.submitted()
    assert in_tab(surveying, "desk") == [dossier]
    grounds = {"grounds": "wrong_procedure", "reason": "Thuộc thủ tục khác.", "basis": "Điều 33"}
    surveying.act("desk", dossier, "refuse", grounds)
    assert in_tab(surveying, "desk") == []
    assert "note_fee" not in {one.action for one in casework.dossier_page(surveying.people["desk"], dossier).offers}


def test_what_is_due_paid_and_left_is_the_same_in_the_tab_the_row_the_page_and_the_question(water: World) -> None:
    dossier = water.decided()
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": "5000000", "difference": "Nộp làm hai lần."})
    assert in_tab(water, "desk") == [dossier]
    row = casework.queue(water.people["desk"], "fee").rows[0]
    fee = casework.dossier_page(water.people["desk"], dossier).fees[0]
    warning = offer(water, "clerk", dossier, "number_and_seal").warnings[0]
    assert (row.fee_open, row.fee_left) == (fee.open, fee.left) == (True, DUE - 5_000_000)
    assert warning.text is not None and "3.000.000\u00a0đ" in warning.text.vi
    desk = officer_browser(water.people["desk"])
    assert "3.000.000\u00a0đ" in valid(desk.get("/officer/?tab=fee"))
    shown = valid(desk.get(place(dossier)))
    assert 'data-due="8000000"' in shown and 'data-paid="5000000"' in shown and 'data-left="3000000"' in shown
    hers = valid(browser(water.people["applicant"]).get(address(dossier)))
    assert 'data-left="3000000"' in hers
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": "3000000"})
    assert in_tab(water, "desk") == [] and unpaid(water, "clerk", dossier, "number_and_seal") == []


def test_what_a_dossier_of_before_owes_is_worked_out_by_the_sweep(water: World) -> None:
    dossier = water.in_appraisal()
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": str(DUE)})
    owing = water.in_appraisal()
    Dossier.objects.update(open_fees=None)
    assert in_tab(water, "desk") == []
    assert reindex.sweep_index() == 2
    assert Dossier.objects.get(pk=dossier).open_fees == {}
    assert in_tab(water, "desk") == [owing]


def test_entries_add_up_and_a_wrong_one_is_corrected_by_another(water: World) -> None:
    dossier = water.in_appraisal()
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": str(DUE)})
    water.act("desk", dossier, "note_fee", {**RECEIPT, "note": "BL 02", "amount": "1", "difference": "Ghi thử."})
    fee = casework.dossier_page(water.people["desk"], dossier).fees[0]
    assert [(one.number, one.kind, one.amount, one.note[:5]) for one in fee.entries] == [
        (1, "payment", DUE, "BL 01"), (2, "payment", 1, "BL 02"),
    ]  # fmt: skip
    assert (fee.noted_amount, fee.left, fee.surplus, fee.open) == (DUE + 1, 0, 1, False)
    assert 'data-surplus="1"' in valid(officer_browser(water.people["desk"]).get(place(dossier)))
    with pytest.raises(Invalid) as refused:
        water.act("desk", dossier, "correct_fee", {"amount": "800000", "reason": ""})
    assert [one.place for one in refused.value.faults] == ["reason"]
    water.act("desk", dossier, "correct_fee", {"amount": "800000", "reason": "Khoản 1 thừa một số 0."})
    fee = casework.dossier_page(water.people["desk"], dossier).fees[0]
    last = fee.entries[-1]
    assert (last.number, last.kind, last.amount) == (3, "correction", 799_999 - DUE)
    assert last.noted_by == water.people["desk"].name and last.note == "Khoản 1 thừa một số 0."
    assert (fee.noted_amount, fee.left, fee.open) == (800_000, DUE - 800_000, True)
    assert in_tab(water, "desk") == [dossier]
    text = valid(officer_browser(water.people["desk"]).get(place(dossier)))
    for words in ("BL 01", "BL 02", "Khoản 1 thừa một số 0.", "−7.200.001\u00a0đ"):
        assert words in text


def test_what_is_left_is_released_with_a_reason_and_a_release_can_be_taken_back(water: World) -> None:
    dossier = water.in_appraisal()
    with pytest.raises(Invalid):
        water.act("head", dossier, "release_fee", {"reason": ""})
    with pytest.raises((NotFound, Refused)):
        water.act("desk", dossier, "release_fee", {"reason": "Được miễn."})
    water.act("head", dossier, "release_fee", {"reason": "Miễn theo quyết định 12/QĐ."})
    assert in_tab(water, "desk") == []
    with pytest.raises(Refused):
        water.act("head", dossier, "release_fee", {"reason": "Lần nữa."})
    water.act("desk", dossier, "correct_fee", {"amount": "0", "reason": "Miễn nhầm hồ sơ."})
    assert in_tab(water, "desk") == [dossier]


def test_an_amount_that_the_version_does_not_say_is_set_by_the_agency(surveying: World, water: World) -> None:
    dossier = surveying.in_appraisal()
    fee = casework.dossier_page(surveying.people["desk"], dossier).fees[0]
    assert (fee.amount, fee.left, fee.open) == (None, None, True)
    surveying.act("head", dossier, "set_fee", {"amount": "1500000", "note": "TB 12"})
    assert offer(surveying, "desk", dossier, "note_fee").expected["amount"] == 1_500_000
    surveying.act("desk", dossier, "note_fee", {**RECEIPT, "amount": "1000000", "difference": "Nộp dần."})
    assert casework.queue(surveying.people["desk"], "fee").rows[0].fee_left == 500_000
    known = water.in_appraisal()
    assert "set_fee" not in {one.action for one in casework.dossier_page(water.people["desk"], known).offers}
    with pytest.raises(Refused):
        water.act("desk", known, "set_fee", {"amount": "1", "note": "TB 12"})


@pytest.mark.parametrize(
    ("days", "code"), [(-400, "paid_before_submission"), (-1, "paid_before_submission"), (1, "too_late")]
)
def test_a_payment_is_not_of_a_day_before_submission_or_to_come(water: World, days: int, code: str) -> None:
    dossier = water.in_appraisal()
    day = clock.today() + timedelta(days=days)
    with pytest.raises(Invalid) as refused:
        water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": str(DUE), "paid_on": day.isoformat()})
    assert [one.place for one in refused.value.faults] == ["paid_on"]
    if code == "paid_before_submission":
        assert refused.value.faults[0].code == code


def test_an_exploration_report_is_not_priced_as_one_on_present_use(water: World) -> None:
    given = [one for one in water.answers["given"] if one != "bao_cao_hien_trang"]
    water.answers = {**water.answers, "given": [*given, "bao_cao_tham_do"]}
    dossier = water.in_appraisal()
    fee = casework.dossier_page(water.people["desk"], dossier).fees[0]
    assert fee.amount is None and fee.open and "thăm dò" in fee.name.vi
    water.act("head", dossier, "set_fee", {"amount": "9000000", "note": "TB 15"})
    assert casework.queue(water.people["desk"], "fee").rows[0].fee_left == 9_000_000


def test_who_files_is_told_what_to_pay_when_and_where(water: World) -> None:
    dossier = water.submitted()
    desk = ministry.unit("MOTCUA")
    page = valid(browser(water.people["applicant"]).get(address(dossier, "sent/")))
    paper = rendition_data(
        Rendition.objects.get(pk=Paper.objects.get(dossier=dossier, name="acknowledgement").rendition)
    )
    assert "8.000.000\u00a0đ" in page and desk.address in page and LATER in page and NOW not in page
    body = paper["body"]
    assert (
        "8.000.000\u00a0đ" in body["fees"] and desk.address in body["paying"] and "chuyển khoản" not in body["paying"]
    )
    assert LATER in body["fees"]


def test_the_version_says_which_acts_wait_for_a_fee(water: World) -> None:
    next_version("1.000070", lambda bundle: bundle["fees"][0].update(awaited_by=["approve"]))
    dossier = water.in_appraisal()
    water.act("appraiser", dossier, "appraise", {"report": "Đủ điều kiện.", "proposal": "grant"})
    water.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    assert unpaid(water, "competent", dossier, "approve") == ["fee_unpaid"]
    water.act("competent", dossier, "approve")
    assert Act.objects.get(dossier=dossier, action="approve").inputs["left_unpaid"] == {"phi_tham_dinh": DUE}
    assert unpaid(water, "clerk", dossier, "number_and_seal") == []


@pytest.mark.parametrize(("collected", "at_once"), [("at_reception", True), ("after_acceptance", False)])
def test_a_fee_is_owed_from_the_moment_that_the_version_says(water: World, collected: str, at_once: bool) -> None:
    next_version("1.000070", lambda bundle: bundle["fees"][0].update(collected=collected))
    dossier = water.submitted()
    owed = [casework.dossier_page(water.people["desk"], dossier).fees[0].owed]
    found = [Dossier.objects.get(pk=dossier).open_fees]
    water.act("desk", dossier, "accept")
    owed.append(casework.dossier_page(water.people["desk"], dossier).fees[0].owed)
    found.append(Dossier.objects.get(pk=dossier).open_fees)
    assert owed == [at_once, True]
    assert found == [{"phi_tham_dinh": DUE} if at_once else {}, {"phi_tham_dinh": DUE}]


LATER, NOW = "khi hồ sơ được tiếp nhận", "phải nộp từ nay"


def test_what_is_said_of_a_fee_goes_with_the_state_of_the_dossier(water: World) -> None:
    hers = browser(water.people["applicant"])
    draft = water.ready()
    shown = valid(hers.get(address(draft)))
    assert "data-left" not in shown and NOW not in shown and LATER in shown
    dossier = water.submitted()
    water.act("desk", dossier, "accept")
    page = casework.dossier_page(water.people["applicant"], dossier)
    assert page.fees[0].open and NOW in page.fees[0].collected.vi and LATER not in page.fees[0].collected.vi
    receipt = rendition_data(Rendition.objects.get(pk=Paper.objects.get(dossier=dossier, name="receipt").rendition))
    assert NOW in receipt["body"]["fees"] and LATER not in receipt["body"]["fees"]
    assert 'data-subsection="2614"' in valid(officer_browser(water.people["desk"]).get(place(dossier)))
    letter = Message.objects.filter(subject_id=str(dossier), kind="legal", key__startswith="receipt:").latest(
        "created_at"
    )
    assert "8.000.000\u00a0đ" in letter.body and ministry.unit("MOTCUA").address in letter.body
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": str(DUE)})
    page = casework.dossier_page(water.people["applicant"], dossier)
    assert NOW not in page.fees[0].collected.vi and LATER not in page.fees[0].collected.vi


def test_an_account_of_the_ministry_is_told_to_who_pays(water: World) -> None:
    Unit.objects.filter(code="BO").update(fee_account="TK 3511.0.123 tại Kho bạc Nhà nước")
    snapshot.forget()
    try:
        dossier = water.submitted()
        page = valid(browser(water.people["applicant"]).get(address(dossier, "sent/")))
    finally:
        snapshot.forget()
    assert "TK 3511.0.123" in page and str(Dossier.objects.get(pk=dossier).code) in page


def test_more_than_is_owed_and_a_receipt_of_before_are_asked_about_once(water: World) -> None:
    dossier, desk = water.in_appraisal(), officer_browser(water.people["desk"])
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": "3000000", "difference": "Lần 1."})
    here = place(dossier, "act/note_fee/")
    drawn = desk.get(here)
    base = {name: hidden(drawn, name) for name in ("seen", "drawn", "key", "shown")}
    today = f"{clock.today():%d/%m/%Y}"
    typed = {"amount": "99.000.000", "note": "bl 01", "paid_on": today, "difference": "Nộp nhầm."}
    asked = desk.post(here, base | typed)
    text = valid(asked)
    assert asked.status_code == 422 and FeeNote.objects.filter(dossier=dossier).count() == 1
    assert "94.000.000\u00a0đ" in text and "3.000.000\u00a0đ" in text and 'value="99.000.000"' in text
    marks = re.findall(r'name="confirmed" value="([^"]+)"', text)
    assert [mark.split(":")[0] for mark in marks] == ["fee_surplus", "receipt_again"]
    other = desk.post(here, base | typed | {"amount": "98.000.000", "confirmed": marks})
    assert other.status_code == 422, "another amount is asked about anew"
    assert desk.post(here, base | typed | {"confirmed": marks}).status_code == 303
    fee = casework.dossier_page(water.people["desk"], dossier).fees[0]
    assert (fee.noted_amount, fee.surplus) == (102_000_000, 94_000_000)


def test_a_result_given_while_a_fee_is_open_says_so_in_the_history(water: World) -> None:
    dossier, paid = water.decided(), water.decided()
    water.act("desk", paid, "note_fee", {**RECEIPT, "amount": str(DUE)})
    for one in (dossier, paid):
        water.act("clerk", one, "number_and_seal")
        entry = casework.dossier_page(water.people["head"], one).timeline[0]
        assert ("8.000.000" in str(entry.inputs)) is (one == dossier)
    assert "8.000.000\u00a0đ" in valid(officer_browser(water.people["head"]).get(place(dossier, "course/")))


def test_a_result_with_an_open_fee_says_so_before_it_is_numbered_and_returned(water: World) -> None:
    dossier, clerk = water.decided(), officer_browser(water.people["clerk"])
    assert unpaid(water, "clerk", dossier, "number_and_seal") == ["fee_unpaid"]
    assert "8.000.000\u00a0đ" in valid(clerk.get(place(dossier)))
    here = place(dossier, "act/number_and_seal/")
    drawn = clerk.get(here)
    sent = {name: hidden(drawn, name) for name in ("seen", "drawn", "key")}
    silent = clerk.post(here, sent)
    assert silent.status_code == 422 and "8.000.000\u00a0đ" in valid(silent)
    assert casework.dossier_page(water.people["clerk"], dossier).state == "approved"
    assert clerk.post(here, sent | {"confirmed": hidden(silent, "confirmed")}).status_code == 303
    outbox.drain()
    assert unpaid(water, "clerk", dossier, "publish") == ["fee_unpaid"]


def test_a_paid_fee_warns_of_nothing_and_an_unknown_one_warns_until_it_is_noted(water: World, surveying: World) -> None:
    paid, unknown = water.decided(), surveying.decided()
    water.act("desk", paid, "note_fee", {**RECEIPT, "amount": str(DUE)})
    assert unpaid(water, "clerk", paid, "number_and_seal") == []
    assert unpaid(surveying, "clerk", unknown, "number_and_seal") == ["fee_unpaid"]
    surveying.act("desk", unknown, "note_fee", {**RECEIPT, "amount": "1200000"})
    assert unpaid(surveying, "clerk", unknown, "number_and_seal") == []


def test_the_history_names_the_unit_of_who_noted_a_fee_not_the_one_that_has_the_dossier(water: World) -> None:
    dossier = water.in_appraisal()
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": str(DUE)})
    units = {one.action: one.unit for one in casework.dossier_page(water.people["desk"], dossier).timeline}
    assert units["note_fee"] == units["accept"] != units["take"] != ""


def letters(dossier: UUID) -> list[str]:
    return [one.body for one in notices.messages(Ref("dossier", str(dossier))) if "số tiền phải nộp" in one.title]


def test_a_fee_waits_for_who_pays_as_soon_as_its_amount_is_known_and_he_is_written_to(surveying: World) -> None:
    dossier, applicant = surveying.in_appraisal(), surveying.people["applicant"]
    assert casework.waiting_for(applicant) == 0 and letters(dossier) == []
    surveying.act("head", dossier, "set_fee", {"amount": "1500000", "note": "TB 12"})
    assert [row.id for row in casework.my_dossiers(applicant, needs_me=True).rows] == [dossier]
    assert casework.waiting_for(applicant) == 1
    home = valid(browser(applicant).get("/me/"))
    assert 'data-owed="1500000"' in home and address(dossier) in home
    assert len(letters(dossier)) == 1 and "1.500.000" in letters(dossier)[0]
    surveying.act("head", dossier, "set_fee", {"amount": "1500000", "note": "TB 12"})
    assert len(letters(dossier)) == 1
    surveying.act("head", dossier, "set_fee", {"amount": "1200000", "note": "TB 13"})
    assert len(letters(dossier)) == 2
    surveying.act("desk", dossier, "note_fee", {**RECEIPT, "amount": "1200000"})
    assert casework.waiting_for(applicant) == 0 and len(letters(dossier)) == 2


def test_nothing_collected_is_nothing_to_correct_and_nothing_open_is_not_offered_first(water: World) -> None:
    dossier, desk = water.in_appraisal(), water.people["desk"]
    offered = {one.action for one in casework.dossier_page(desk, dossier).offers}
    assert "note_fee" in offered and "correct_fee" not in offered
    water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": str(DUE)})
    offered = {one.action for one in casework.dossier_page(desk, dossier).offers}
    assert "correct_fee" in offered


def test_a_fee_that_was_set_and_not_paid_is_not_corrected(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("head", dossier, "set_fee", {"amount": "1500000", "note": "TB 12"})
    with pytest.raises(Refused):
        surveying.act("desk", dossier, "correct_fee", {"amount": "0", "reason": "Thử."})


def test_a_fee_form_tells_what_stands_apart_from_what_the_act_does(water: World) -> None:
    dossier, desk = water.in_appraisal(), officer_browser(water.people["desk"])
    page = valid(desk.get(place(dossier, "act/note_fee/")))
    stands, does = page.index("Phí, lệ phí hiện nay"), page.index("Khi xác nhận")
    assert "8.000.000" in page[stands:does] and "8.000.000" not in page[does : page.index("form-foot")]


def test_a_note_leaves_the_forms_of_other_acts_as_fresh_as_they_were(water: World) -> None:
    dossier = water.in_appraisal()
    water.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant"})
    seen = Dossier.objects.get(pk=dossier).revision
    for amount in ("5000000", "3000000"):
        water.act("desk", dossier, "note_fee", {**RECEIPT, "amount": amount, "difference": "Nộp làm hai lần."})
    with pytest.raises(Stale):
        water.act("desk", dossier, "correct_fee", {"amount": "1", "reason": "Ghi nhầm."}, seen=seen)
    for never in (seen + 3, seen - 1):
        with pytest.raises(Stale):
            water.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."}, seen=never)
    water.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."}, seen=seen)
    assert Dossier.objects.get(pk=dossier).revision == seen + 3
    with pytest.raises(Stale):
        water.act("competent", dossier, "approve", {}, seen=seen)


def test_a_fee_that_never_became_due_is_told_as_that_alone(water: World, surveying: World) -> None:
    """An amount to be paid beside “not due” is a contradiction, to the applicant and to officers."""
    for world in (water, surveying):
        dossier = world.submitted()
        world.act("applicant", dossier, "withdraw", {"reason": "Rút."})
        for who, where in (("applicant", f"/me/dossiers/{dossier}/"), ("desk", f"/officer/dossiers/{dossier}/")):
            open_as = browser if who == "applicant" else officer_browser
            shown = valid(open_as(world.people[who]).get(where))
            assert "không phải nộp, vì hồ sơ không được tiếp nhận" in shown, (world.code, who)
            for contrary in ("data-due", "data-left", "8.000.000", "thông báo mức phí", "báo mức phí"):
                assert contrary not in shown.partition("Phí, lệ phí</h2>")[2].partition("</section>")[0], contrary
    discarded = water.open()
    water.act("applicant", discarded, "discard")
    assert "Phí, lệ phí</h2>" not in valid(browser(water.people["applicant"]).get(f"/me/dossiers/{discarded}/"))


def test_an_amount_is_entered_as_it_is_said_and_the_form_says_when_a_reason_is_wanted(water: World) -> None:
    dossier = water.submitted()
    water.act("desk", dossier, "accept")
    client, here = officer_browser(water.people["desk"]), place(dossier, "act/note_fee/")
    page = client.get(here)
    label = re.search(r'<label for="f-difference">(.*?)</label>', valid(page), re.S)
    assert label is not None
    assert "bắt buộc khi số tiền khác số còn thiếu" in label[1] and "không bắt buộc" not in label[1]
    form = {name: hidden(page, name) for name in ("seen", "drawn", "key")}
    form |= {"note": "BL 01", "paid_on": f"{clock.today():%d/%m/%Y}"}
    wrong = valid(client.post(here, form | {"amount": "tám triệu"}))
    assert "ví dụ 8" not in wrong and "ví dụ 5.000.000" in wrong and 'value="tám triệu"' in wrong
    assert f"= {dong(DUE)}" in valid(client.post(here, form | {"amount": "8 triệu", "note": ""}))
    assert client.post(here, form | {"amount": "8 triệu"}).status_code == 303
    assert FeeNote.objects.get(dossier=dossier).amount == DUE
