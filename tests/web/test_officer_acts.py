"""Acts from pages: done once, refused with reasons, and nothing typed is lost."""

import re
from datetime import timedelta
from html import escape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from dvctt.accounts import people
from dvctt.accounts.models import Account, Appointment
from dvctt.casework import api as casework
from dvctt.casework.models import Dossier, Paper
from dvctt.documents.models import Rendition
from dvctt.documents.queries import rendition_data
from dvctt.kernel import clock
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox
from tests.casework.test_ways import asked
from tests.fixtures_casework import CONFIRMED, OFFICERS, World, make_officer
from tests.web.officers import officer_browser, place, would_send
from tests.web.walking import hidden, valid

SOON = f"{clock.today() + timedelta(days=20):%d/%m/%Y}"
REFUSAL = {"grounds": "wrong_procedure", "reason": "Thuộc thủ tục khác.", "basis": "Điều 33"}


def form(client: Client, dossier: UUID, action: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    """The address of an act and what its form would send."""
    here = place(dossier, f"act/{action}/")
    page = client.get(here)
    assert page.status_code == 200, page.content.decode()
    if "refresh" in page.content.decode():
        page = client.post(here, would_send(page, here, fields) | {"refresh": "1"})
    return here, {**would_send(page, here, fields), **fields}


def state(dossier: UUID) -> str:
    return Dossier.objects.get(pk=dossier).state


def test_main_flow_by_pages_alone(surveying: World) -> None:
    dossier = surveying.submitted()
    steps = [
        ("desk", "accept", {}, "appraisal"),
        ("appraiser", "take", {}, "appraisal"),
        ("appraiser", "appraise", {"report": "Đủ điều kiện.", "proposal": "grant", "thoi_han": "5"}, "appraised"),
        ("head", "recommend_grant", {"opinion": "Đồng ý."}, "for_decision_grant"),
        ("competent", "approve", {}, "approved"),
    ]
    for who, action, fields, target in steps:
        client = officer_browser(surveying.people[who])
        here, sent = form(client, dossier, action, **fields)
        answer = client.post(here, sent)
        assert answer.status_code == 303, answer.content.decode()
        assert state(dossier) == target
        assert "Đã xong" in valid(client.get(answer.headers["Location"]))


def test_the_decision_page_shows_what_was_written_before(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", {"report": "Nhân lực đủ sáu người.", "proposal": "grant"})
    surveying.act("head", dossier, "recommend_grant", {"opinion": "Đề nghị Cục trưởng cấp."})
    text = valid(officer_browser(surveying.people["competent"]).get(place(dossier, "act/approve/")))
    for words in (
        "Nhân lực đủ sáu người.",
        "Đề nghị Cục trưởng cấp.",
        "Đủ thành phần hồ sơ",
        "Phê duyệt cấp giấy phép",
        "Không in vào giấy phép.",
    ):
        assert words in text
    assert "(nếu có)" in text and "(không bắt buộc)" not in text
    assert "In nguyên văn" not in valid(officer_browser(surveying.people["competent"]).get(
        place(dossier, "act/return_to_head/")
    ))  # fmt: skip


def test_double_click_acts_once(surveying: World) -> None:
    dossier = surveying.submitted()
    client = officer_browser(surveying.people["desk"])
    here, sent = form(client, dossier, "accept")
    assert [client.post(here, sent).status_code for _click in range(2)] == [303, 303]
    assert Dossier.objects.get(pk=dossier).revision == 2


def test_invalid_form_comes_back_with_what_was_typed(surveying: World) -> None:
    dossier = surveying.submitted()
    client = officer_browser(surveying.people["desk"])
    here, sent = form(client, dossier, "refuse", **REFUSAL | {"grounds": ""})
    answer = client.post(here, sent)
    assert answer.status_code == 422
    text = valid(answer)
    assert "Căn cứ từ chối" in text
    assert "Thuộc thủ tục khác." in text
    assert hidden(answer, "key") == sent["key"]
    assert state(dossier) == "submitted"


def test_stale_page_tells_what_changed_and_keeps_the_text(surveying: World) -> None:
    dossier = surveying.submitted()
    client = officer_browser(surveying.people["desk"])
    here, sent = form(client, dossier, "refuse", **REFUSAL)
    surveying.act("desk", dossier, "take_at_reception")
    answer = client.post(here, sent)
    assert answer.status_code == 409
    text = valid(answer)
    assert "Đã thay đổi từ khi mở trang" in text
    assert "Nhận việc" in text
    assert "Thuộc thủ tục khác." in text
    again = sent | {name: hidden(answer, name) for name in ("seen", "drawn", "key")}
    done = client.post(here, again, follow=True)
    assert state(dossier) == "refused"
    assert "Hồ sơ không được tiếp nhận" in valid(done).partition('id="flash"')[2].partition("</div>")[0]


def test_overtaken_act_shows_the_text_and_does_nothing(surveying: World) -> None:
    dossier = surveying.submitted()
    client = officer_browser(surveying.people["desk"])
    here, sent = form(client, dossier, "refuse", **REFUSAL)
    surveying.act("desk", dossier, "accept")
    answer = client.post(here, sent)
    assert answer.status_code == 409
    assert "Thuộc thủ tục khác." in valid(answer)
    assert state(dossier) == "appraisal"


def test_closed_and_foreign_acts_have_their_page(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    desk, other = officer_browser(surveying.people["desk"]), officer_browser(surveying.people["head"])
    assert desk.get(place(dossier, "act/accept/")).status_code == 409
    assert desk.post(place(dossier, "act/appraise/"), {"seen": "3", "key": "k", "report": "x"}).status_code in (
        404,
        409,
    )
    assert desk.post(place(dossier, "act/nothing/"), {"seen": "3", "key": "k"}).status_code == 404
    assert other.get(place(dossier, "act/approve/")).status_code == 409


def test_who_recommended_reads_why_he_may_not_decide(surveying: World) -> None:
    both = make_officer("Đặng Kiêm", *OFFICERS["1.000082"]["head"])
    account = Account.objects.get(pk=both.id)
    Appointment.objects.create(account=account, unit="DDBD", role="competent", title_vi="Phó Cục trưởng")
    surveying.people["both"] = people.actor_for(account, channel="test")
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant"})
    surveying.act("both", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    client = officer_browser(surveying.people["both"])
    text = valid(client.get(place(dossier)))
    assert "Người đã thẩm định hoặc đề nghị thì không được quyết định." in text
    assert client.get(place(dossier, "act/approve/")).status_code == 409


def test_amendment_request_is_composed_looked_over_and_sent(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    client = officer_browser(surveying.people["appraiser"])
    here = place(dossier, "amend/request_amendment/")
    page = client.get(f"{here}?at=field:ma_so_thue")
    text = valid(page)
    assert 'name="wrong:field:ma_so_thue"' in text
    base = {name: hidden(page, name) for name in ("seen", "drawn")}
    typed = {"wrong:field:ma_so_thue": "Khác giấy chứng nhận.", "wrong:other:0": "Nộp thêm sơ đồ."}
    early = client.post(here, base | typed | {"preview": "1"})
    assert early.status_code == 422
    assert "Khác giấy chứng nhận." in valid(early)
    typed |= {"reason": "Còn chỗ chưa rõ.", "answer_by": SOON}
    preview = client.post(here, base | typed | {"preview": "1"})
    text = valid(preview)
    assert "2 nội dung cần bổ sung, sửa đổi" in text
    assert state(dossier) == "appraisal"
    sent = base | typed | {"key": hidden(preview, "key"), "send": "1"}
    assert 'value="Khác giấy chứng nhận."' in text
    assert client.post(here, sent).status_code == 303
    assert state(dossier) == "amendment"
    assert client.post(here, sent).status_code == 303
    row = Dossier.objects.get(pk=dossier)
    assert [(one.kind, one.target) for one in row.amendments.get().items.all()] == [
        ("field", "ma_so_thue"),
        ("other", ""),
    ]


@pytest.mark.parametrize(("wrong", "told"), [("Thiếu sơ đồ 𓀀", "𓀀"), ("ạ" * 4001, "4000")])
def test_what_is_wrong_with_a_remark_is_told_at_it(surveying: World, wrong: str, told: str) -> None:
    dossier = surveying.in_appraisal()
    client, here = officer_browser(surveying.people["appraiser"]), place(dossier, "amend/request_amendment/")
    page = client.get(here)
    assert "maxlength" not in page.content.decode()
    base = {name: hidden(page, name) for name in ("seen", "drawn")} | {"reason": "Chưa rõ.", "answer_by": SOON}
    for name in ("wrong:other:0", "wrong:other:2", "wrong:field:ma_so_thue"):
        for pressed in ("preview", "send"):
            answer = client.post(here, base | {name: wrong, pressed: "1", "key": f"{name} {pressed}"})
            assert answer.status_code == 422 and state(dossier) == "appraisal", (name, pressed)
            text = valid(answer)
            fault = re.search(r'id="(w-[^"]+)-fault">(.*?)</p>', text, re.S)
            assert fault is not None and told in fault[2], (name, pressed)
            assert f'href="#{fault[1]}"' in text and re.search(rf'id="{fault[1]}"[^>]*>{wrong}</textarea>', text)


def test_the_preview_of_a_request_says_until_when_an_answer_is_taken(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    client = officer_browser(surveying.people["appraiser"])
    here = place(dossier, "amend/request_amendment/")
    shown = casework.dossier_page(surveying.people["appraiser"], dossier)
    until = next(one.answer_until for one in shown.offers if one.action == "request_amendment")
    assert until is not None and until.date() >= clock.today() + timedelta(days=30)
    base = {"wrong:other:0": "Nộp thêm sơ đồ.", "reason": "Chưa rõ.", "preview": "1"}
    texts = {
        days: valid(client.post(here, base | {"answer_by": f"{clock.today() + timedelta(days=days):%d/%m/%Y}"}))
        for days in (1, 10, 80)
    }
    assert {days: f"{until:%d/%m/%Y}" in text for days, text in texts.items()} == {1: True, 10: True, 80: False}
    assert {days: "không quá một ngày" in text for days, text in texts.items()} == {1: True, 10: False, 80: False}


def test_a_day_of_rest_is_no_day_to_wish_an_answer_for_unsaid(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    client, here = officer_browser(surveying.people["appraiser"]), place(dossier, "amend/request_amendment/")
    base = {"wrong:other:0": "Nộp thêm sơ đồ.", "reason": "Chưa rõ.", "preview": "1"}
    days = [clock.today() + timedelta(days=ahead) for ahead in range(10, 17)]
    told = {day: "là ngày nghỉ" in valid(client.post(here, base | {"answer_by": f"{day:%d/%m/%Y}"})) for day in days}
    assert told == {day: not ministry.calendar().is_working(day) for day in days} and any(told.values())
    # At the field, too: while it is typed, and where the page is drawn again.
    for day in days:
        typed = f"{day:%d/%m/%Y}"
        again = valid(client.post(here, base | {"answer_by": typed, "edit": "1"}))
        at_field = re.findall(r'<output[^>]*id="f-answer_by-meaning"[^>]*>([^<]*)<', again)
        said = client.post("/reading/", {"text": typed, "reads": "date", "ahead": "true"}).json()["meaning"]
        assert at_field == ([f"= {said}"] if told[day] else [""]) and ("ngày nghỉ" in said) is told[day]


@pytest.mark.parametrize("days", [1, 80])
def test_the_letter_of_a_request_says_until_when_an_answer_is_taken(surveying: World, days: int) -> None:
    dossier, wished = surveying.in_appraisal(), clock.today() + timedelta(days=days)
    surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier, answer_by=wished.isoformat()))
    paper = Paper.objects.get(dossier=dossier, name="amendment_request")
    body = rendition_data(Rendition.objects.get(pk=paper.rendition))["body"]
    ends = Dossier.objects.get(pk=dossier).answer_due_at
    assert ends is not None and body["answer_by"] == f"{wished:%d/%m/%Y}"
    assert body["answer_until"].endswith(f"{ends.astimezone(clock.HANOI):%d/%m/%Y}")


def test_an_explanation_alone_changes_nothing_and_is_kept_in_the_history(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier))
    surveying.declare(dossier)
    said = {"1": "Giữ nguyên theo giấy phép.", "2": "Đã có trong hồ sơ."}
    surveying.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": said})
    client = officer_browser(surveying.people["appraiser"])
    page, course = (valid(client.get(place(dossier, rest))) for rest in ("", "course/"))
    assert "side after changed" not in page
    for text in said.values():
        assert text in page and text in course


def test_what_is_amended_is_shown_whole_a_row_a_line(water: World) -> None:
    dossier = water.in_appraisal()
    text = valid(officer_browser(water.people["appraiser"]).get(place(dossier, "amend/request_amendment/")))
    shown = casework.dossier_page(water.people["appraiser"], dossier)
    tables = [field for section in shown.sections for field in section.fields if len(field.rows) > 1]
    assert tables
    for field in tables:
        for row in field.rows:
            line = escape(" · ".join(cell for cell in row if cell))
            assert f'row-line">{line}<' in text or f"<li>{line}</li>" in text


def test_papers_that_a_dossier_need_not_have_are_not_told_as_lacking(water: World) -> None:
    dossier = water.in_appraisal()
    text = valid(officer_browser(water.people["appraiser"]).get(place(dossier)))
    assert "Đủ thành phần hồ sơ" in text and ">Chưa có<" not in text


def test_empty_amendment_request_is_told_so(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    client = officer_browser(surveying.people["appraiser"])
    here = place(dossier, "amend/request_amendment/")
    answer = client.post(here, {"reason": "x", "answer_by": SOON, "preview": "1"})
    assert answer.status_code == 422
    assert "Cần nêu ít nhất một chỗ" in valid(answer)


def test_no_answer_is_waited_for_beyond_a_year(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    client = officer_browser(surveying.people["appraiser"])
    here = place(dossier, "amend/request_amendment/")
    typed = {name: hidden(client.get(here), name) for name in ("seen", "drawn")}
    typed |= {"reason": "x", "answer_by": "01/12/2099", "wrong:other:0": "Nộp thêm sơ đồ.", "key": "k", "send": "1"}
    answer = client.post(here, typed)
    assert answer.status_code == 422
    assert "trở về trước" in valid(answer)
    assert "Nộp thêm sơ đồ." in valid(answer)


def test_the_last_day_for_an_answer_is_told_in_the_hint_and_refused_at_the_field(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    client = officer_browser(surveying.people["appraiser"])
    here = place(dossier, "amend/request_amendment/")
    first = client.get(here)
    last = clock.today() + timedelta(days=90)
    assert f"{last:%d/%m/%Y}" in valid(first) and 'data-within="90"' in valid(first)
    late = f"{last + timedelta(days=1):%d/%m/%Y}"
    for way in ({"preview": "1"}, {"send": "1", "key": "k", "seen": hidden(first, "seen")}):
        answer = client.post(here, {"reason": "x", "answer_by": late, "wrong:other:0": "Nộp thêm.", **way})
        assert answer.status_code == 422
        field = valid(answer).split('name="answer_by"')[0].rsplit('<div class="field', 1)[1]
        assert "has-fault" in field and f"{last:%d/%m/%Y}" in field
        assert late in valid(answer)
    kept = client.post(f"{here}", {"reason": "x", "answer_by": late, "save_draft": "1"})
    assert kept.status_code == 303
    again = valid(client.get(here))
    assert late in again and 'class="meaning doubt"' in again


def test_the_page_of_an_act_leads_to_where_an_amendment_request_is_put_together(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    answer = officer_browser(surveying.people["appraiser"]).get(place(dossier, "act/request_amendment/"))
    assert (answer.status_code, answer.headers["Location"]) == (302, place(dossier, "amend/request_amendment/"))
    stranger = officer_browser(surveying.people["clerk"]).get(place(dossier, "act/request_amendment/"))
    assert stranger.status_code in (404, 409)


def test_page_waits_while_the_system_signs_and_then_asks_anew(surveying: World) -> None:
    dossier = surveying.decided()
    client = officer_browser(surveying.people["clerk"])
    here, sent = form(client, dossier, "number_and_seal", confirmed="fee_unpaid:phi_tham_dinh")
    assert client.post(here, sent).status_code == 303
    page = valid(client.get(place(dossier)))
    assert "every 3s" in page
    seen = Dossier.objects.get(pk=dossier).revision
    assert client.get(place(dossier, f"waiting/?seen={seen}")).status_code == 204
    changed = client.get(place(dossier, f"waiting/?seen={seen - 1}"))
    assert changed.headers["HX-Refresh"] == "true"
    assert outbox.waiting_counts()


def test_expired_sign_in_brings_the_form_back(surveying: World) -> None:
    dossier = surveying.submitted()
    actor = surveying.people["desk"]
    client = officer_browser(actor)
    here, sent = form(client, dossier, "refuse", **REFUSAL)
    client.session.flush()
    assert client.post(here, sent).status_code == 302
    client.force_login(Account.objects.get(pk=actor.id), backend="dvctt.accounts.adapters.passwords.PasswordBackend")
    session = client.session
    session["second_factor"] = actor.id
    session.save()
    assert "Thuộc thủ tục khác." in valid(client.get(here))


def test_a_colleagues_dossier_is_taken_over_on_its_own_page_with_a_reason(surveying: World) -> None:
    dossier, me = surveying.in_appraisal(), make_officer("Vũ Lan", *OFFICERS["1.000082"]["appraiser"])
    client, holder = officer_browser(me), surveying.people["appraiser"].name
    assert not re.search(r'name="only"|name="chosen"', client.get("/officer/?tab=unit").content.decode())
    text = valid(client.get(place(dossier)))
    assert f'href="{place(dossier, "act/take_over/")}"' in text
    assert place(dossier, "act/take/") not in text
    here, sent = form(client, dossier, "take_over", reason="")
    assert holder in valid(client.get(here))
    assert client.post(here, sent).status_code == 422
    assert str(Dossier.objects.get(pk=dossier).assignee_id) == surveying.people["appraiser"].id
    assert client.post(here, sent | {"reason": "Đồng nghiệp nghỉ ốm."}).status_code == 303
    assert str(Dossier.objects.get(pk=dossier).assignee_id) == me.id
    for page in ("", "course/"):
        assert f"Giao cho {me.name}, trước do {holder} xử lý" in client.get(place(dossier, page)).content.decode()


def test_a_page_that_a_colleague_has_overtaken_says_to_whom_it_went(surveying: World) -> None:
    dossier, me = surveying.submitted(), make_officer("Vũ Lan", *OFFICERS["1.000082"]["desk"])
    surveying.people["colleague"] = me
    client = officer_browser(surveying.people["desk"])
    here, sent = form(client, dossier, "refuse", **REFUSAL)
    surveying.act("colleague", dossier, "take_at_reception")
    assert f"Giao cho {me.name}" in valid(client.post(here, sent))


def test_what_was_said_stands_where_one_works_on_what_was_sent_back(surveying: World) -> None:
    dossier, head = surveying.in_appraisal(), officer_browser(surveying.people["head"])
    lawyer = make_officer("Vũ Phúc", *OFFICERS["1.000082"]["clerk"])
    casework.share(
        surveying.people["head"], dossier, account=lawyer.id, reason="Hỏi ý kiến.", until=clock.today(), comment=True
    )
    casework.write_note(lawyer, dossier, "Hợp đồng lao động hợp lệ.")
    surveying.act("appraiser", dossier, "appraise", {"report": "Nhân lực đủ sáu người.", "proposal": "grant"})
    surveying.act("head", dossier, "return_for_rework", {"reason": "Chưa kiểm tra thiết bị."})
    assert "Bị trả lại" in valid(head.get("/officer/?tab=unit"))
    client = officer_browser(surveying.people["appraiser"])
    page = valid(client.get(place(dossier)))
    assert "Chưa kiểm tra thiết bị." in re.search(r"data-returned>([^<]+)", page)[1]  # type: ignore[index]
    for words in ("Nhân lực đủ sáu người.", "Hợp đồng lao động hợp lệ."):
        assert words in page[page.index('id="opinions"') : page.index('id="papers"')]
    form_page = valid(client.get(place(dossier, "act/appraise/")))
    assert "data-returned" in form_page
    assert re.search(r"<textarea[^>]*>\s*Nhân lực đủ sáu người\.</textarea>", form_page)
    assert re.search(r'value="grant"[^>]* checked', form_page)
    surveying.act("appraiser", dossier, "appraise", {"report": "Đã kiểm tra.", "proposal": "grant"})
    deciding = valid(head.get(place(dossier, "act/recommend_grant/")))
    assert "Hợp đồng lao động hợp lệ." in deciding
    assert "data-returned" not in deciding


def test_a_long_report_hides_no_proposal_and_can_be_read_whole(surveying: World) -> None:
    dossier, report = surveying.in_appraisal(), "Hồ sơ đủ điều kiện. " * 100 + "Hết báo cáo."
    surveying.act("appraiser", dossier, "appraise", {"report": report, "proposal": "grant"})
    text = valid(officer_browser(surveying.people["head"]).get(place(dossier)))
    latest = text[text.index('id="opinions"') : text.index('id="papers"')]
    folded = re.search(r"<details[^>]*><summary>([^<]*)</summary>(.*?)</details>", latest, re.DOTALL)
    assert folded and folded[1].endswith("…") and "Hết báo cáo." in folded[2] and "Hết báo cáo." not in folded[1]
    assert "Đề xuất: Cấp" in latest.replace(folded[0], "")


def test_taking_is_not_offered_on_what_one_has(surveying: World) -> None:
    dossier = surveying.submitted()
    surveying.people["colleague"] = make_officer("Vũ Lan", *OFFICERS["1.000082"]["desk"])
    surveying.act("desk", dossier, "take_at_reception")

    def acts(who: str) -> str:
        text = valid(officer_browser(surveying.people[who]).get(place(dossier)))
        return text[text.index('id="acts"') : text.index('id="history"')]

    assert "Nhận việc" not in acts("desk") and "Nhận thay đồng nghiệp" not in acts("desk")
    assert "Nhận thay đồng nghiệp" in acts("colleague")
