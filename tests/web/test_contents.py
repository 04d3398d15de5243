"""The content of a result on officers' pages: edited, marked where it differs from what was asked, drafted."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from dvctt.accounts.models import Account
from dvctt.casework.models import Act, Dossier
from dvctt.kernel import clock
from dvctt.outbox import api as outbox
from tests.casework.test_contents import appraised, text_of
from tests.fixtures_casework import CONFIRMED, World
from tests.web.officers import officer_browser, place, would_send
from tests.web.walking import address, browser, valid


def opened(client: Client, dossier: UUID, **typed: object) -> tuple[str, dict[str, object]]:
    """The appraisal with the questions of the licence open, as a browser without script would send it."""
    here = place(dossier, "act/appraise/")
    first = client.get(here)
    assert 'name="thoi_han"' not in first.content.decode()
    page = client.post(here, would_send(first, here, {"proposal": "grant"}) | {"refresh": "1"})
    return here, would_send(page, here, dict(typed))


def test_the_appraisal_starts_from_what_was_asked_and_marks_what_differs(water: World) -> None:
    dossier = water.in_appraisal()
    client = officer_browser(water.people["appraiser"])
    here, sent = opened(client, dossier)
    assert (sent["thoi_han"], sent["so_gieng"]) == ("10", "3")
    assert "data-differs" not in valid(client.post(here, sent | {"refresh": "1"}))
    assert "data-folded" not in valid(client.post(here, sent | {"refresh": "1"}))
    same = valid(client.post(here, sent | {"refresh": "1"}))
    assert 'id="f-thoi_han-mark" data-mark></div>' in same and 'id="f-gieng-0-che_do-mark" data-mark></div>' in same
    assert 'id="f-gieng-__row__-che_do-mark"' in same and 'id="f-yeu_cau-mark"' not in same
    changed = valid(client.post(here, sent | {"thoi_han": "5", "gieng.0.che_do": "18", "refresh": "1"}))
    assert 'id="f-thoi_han-asked" data-differs' in changed and "10 năm" in changed
    assert 'id="f-gieng-0-che_do-asked" data-differs' in changed and "20 giờ/ngày đêm" in changed
    assert 'id="f-gieng-1-che_do-asked"' not in changed


def test_a_rule_about_rows_marks_the_cells_that_it_compares_in_those_that_break_it(water: World) -> None:
    dossier = water.in_appraisal()
    client = officer_browser(water.people["appraiser"])
    here, sent = opened(client, dossier)
    answer = client.post(here, sent | {"report": "Đủ.", "gieng.1.tu_m": "60", "gieng.1.den_m": "40"})
    assert answer.status_code == 422
    marked = re.findall(r'name="([^"]+)"[^>]*aria-invalid', answer.content.decode())
    assert sorted(marked) == ["gieng.1.den_m", "gieng.1.tu_m"]


def test_a_rule_that_only_warns_is_said_in_its_rows_and_asked_about_once_by_each_who_decides_the_content(
    water: World,
) -> None:
    dossier = water.in_appraisal()
    client = officer_browser(water.people["appraiser"])
    here, sent = opened(client, dossier)
    twice = sent | {"report": "Đủ.", "gieng.1.so_hieu": str(sent["gieng.0.so_hieu"])}
    said = "Giếng 1, 2: Giếng này trùng số hiệu với giếng khác trong bảng."
    answer = client.post(here, twice)
    text = valid(answer)
    assert answer.status_code == 422 and said in text and 'id="f-gieng-1-warning"' in text
    assert 'id="f-gieng-2-warning"' not in text and Dossier.objects.get(pk=dossier).state == "appraisal"
    confirmed = would_send(answer, here, {})
    others = client.post(here, confirmed | {"gieng.2.so_hieu": str(sent["gieng.0.so_hieu"])})
    assert others.status_code == 422 and "Giếng 1, 2, 3: " in valid(others), "other values are asked about anew"
    assert client.post(here, confirmed).status_code == 303

    head = officer_browser(water.people["head"])
    assert said in valid(head.get(place(dossier)))
    here = place(dossier, "act/recommend_grant/")
    drawn = head.get(here)
    assert said in valid(drawn)
    answer = head.post(here, would_send(drawn, here, {"opinion": "Đồng ý."}))
    assert answer.status_code == 422 and Dossier.objects.get(pk=dossier).state == "appraised"
    assert head.post(here, would_send(answer, here, {})).status_code == 303

    competent = officer_browser(water.people["competent"])
    here = place(dossier, "act/approve/")
    drawn = competent.get(here)
    assert said in valid(drawn)
    assert competent.post(here, would_send(drawn, here, {})).status_code == 303


def test_a_longer_term_than_the_law_has_it_is_asked_about(water: World) -> None:
    dossier = water.in_appraisal()
    client = officer_browser(water.people["appraiser"])
    here, sent = opened(client, dossier, thoi_han="15", report="Đủ.")
    assert 'id="f-thoi_han-warning"' in valid(client.post(here, sent | {"refresh": "1"}))
    answer = client.post(here, sent)
    assert answer.status_code == 422 and "Thời hạn của giấy phép: " in valid(answer)
    assert client.post(here, would_send(answer, here, {})).status_code == 303


def test_what_follows_the_proposal_is_the_main_act_and_what_goes_against_it_is_asked_about(water: World) -> None:
    dossier = water.in_appraisal()
    refusing = {"report": "Thiếu.", "proposal": "not_grant", "reason": "Chưa chứng minh trữ lượng."}
    water.act("appraiser", dossier, "appraise", refusing)
    head = officer_browser(water.people["head"])
    assert "Đề nghị không cấp" in valid(head.get("/officer/?tab=all"))
    first, others = _buttons(valid(head.get(place(dossier))))
    assert first == ("primary", "recommend_not_grant") and ("", "recommend_grant") in others

    here = place(dossier, "act/recommend_grant/")
    drawn = head.get(here)
    said = f"{water.people['appraiser'].name} (“Trình kết quả thẩm định”) đã đề xuất “Thông báo không cấp giấy phép”"
    assert said in valid(drawn)
    answer = head.post(here, would_send(drawn, here, {"opinion": "Vẫn cấp."}))
    assert answer.status_code == 422 and valid(answer).count(said) == 1
    assert Dossier.objects.get(pk=dossier).state == "appraised"
    assert head.post(here, would_send(answer, here, {})).status_code == 303

    water.act("competent", dossier, "return_to_head", {"reason": "Xem lại."})
    first, _others = _buttons(valid(head.get(place(dossier))))
    assert first == ("primary", "recommend_grant"), "the head's own proposal is the latest"


def test_what_follows_the_proposal_to_grant_is_done_without_a_question(water: World) -> None:
    dossier = appraised(water)
    head = officer_browser(water.people["head"])
    assert "Đề nghị cấp" in valid(head.get("/officer/?tab=all"))
    first, others = _buttons(valid(head.get(place(dossier))))
    assert first == ("primary", "recommend_grant") and ("", "recommend_not_grant") in others
    here = place(dossier, "act/recommend_grant/")
    assert head.post(here, would_send(head.get(here), here, {"opinion": "Đồng ý."})).status_code == 303


def _buttons(page: str) -> tuple[tuple[str, str], list[tuple[str, str]]]:
    """The acts of a dossier's page that have a page of their own: how each is drawn, the first and the others."""
    first, *others = re.findall(r'<a class="button ?(\w*)" href="[^"]*/act/(\w+)/"', page)
    return first, others


def test_a_content_without_a_broken_rule_is_not_asked_about(water: World) -> None:
    dossier = water.in_appraisal()
    client = officer_browser(water.people["appraiser"])
    here, sent = opened(client, dossier)
    assert client.post(here, sent | {"report": "Đủ."}).status_code == 303
    assert "data-doubt" not in valid(officer_browser(water.people["head"]).get(place(dossier)))


def test_what_was_asked_is_told_in_the_language_of_the_page(water: World) -> None:
    dossier = water.in_appraisal()
    client = officer_browser(water.people["appraiser"])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    here, sent = opened(client, dossier)
    changed = valid(client.post(here, sent | {"thoi_han": "5", "gieng.0.che_do": "18", "refresh": "1"}))
    assert "10 years" in changed and "20 hours a day" in changed
    assert "10 năm" not in changed and "giờ/ngày đêm" not in changed.partition("data-spellings")[0]


def test_a_section_that_an_answer_opens_is_looked_at_before_it_is_accepted(water: World) -> None:
    dossier = water.in_appraisal()
    client = officer_browser(water.people["appraiser"])
    here = place(dossier, "act/appraise/")
    blind = would_send(client.get(here), here, {"report": "Đủ.", "proposal": "grant"})
    answer = client.post(here, blind)
    assert answer.status_code == 422 and Dossier.objects.get(pk=dossier).state == "appraisal"
    assert client.post(here, would_send(answer, here, {})).status_code == 303
    assert Act.objects.get(dossier=dossier, action="appraise").contents["licence"]["thoi_han"] == "10"


def test_the_draft_shows_what_is_typed_without_script(water: World) -> None:
    dossier = water.in_appraisal()
    client = officer_browser(water.people["appraiser"])
    here, sent = opened(client, dossier, thoi_han="7")
    answer = client.post(here, sent | {"draft": "licence"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    said = text_of(answer.content)
    assert "7 năm" in said and "DỰ THẢO" in said and "10 năm" not in said
    wrong = client.post(here, sent | {"thoi_han": "99", "draft": "licence"})
    assert wrong.status_code == 422 and "Thời hạn của giấy phép" in valid(wrong)
    assert client.post(here, sent | {"draft": "receipt"}).status_code == 404
    assert Dossier.objects.get(pk=dossier).state == "appraisal"


def test_each_later_step_shows_the_content_with_its_differences_and_its_draft(water: World) -> None:
    dossier = water.in_appraisal()
    water.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant", "thoi_han": "5"})
    steps = (
        ("head", "recommend_grant", {"opinion": "Đồng ý."}),
        ("competent", "approve", {}),
        ("clerk", "number_and_seal", {}),
    )
    for who, action, payload in steps:
        client = officer_browser(water.people[who])
        text = valid(client.get(place(dossier, f"act/{action}/")))
        assert 'data-line="thoi_han" data-differs' in text and "5 năm" in text and "10 năm" in text
        cells = text[text.index('class="mini stacks') :].partition("</table>")[0]
        assert cells.count("<td") == cells.count('<td data-label="') > 0
        assert text.index('data-content="licence"') < text.index('id="act-form"')
        same = text[text.index('<details class="why same">') :]
        assert 'data-line="tong_luu_luong"' in same and 'data-line="thoi_han"' not in same
        assert ("data-folded" in text) == ('name="thoi_han"' in text)
        draft = client.get(place(dossier, "drafts/licence/"))
        assert (draft.status_code, "5 năm" in text_of(draft.content)) == (200, True)
        assert 'data-content="licence"' in valid(client.get(place(dossier)))
        water.act(who, dossier, action, payload)
    assert client.get(place(dossier, "drafts/licence/")).status_code == 404


def test_the_applicant_is_told_on_the_page_what_was_granted_otherwise_than_asked(water: World) -> None:
    dossier = appraised(water)
    water.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    water.act("competent", dossier, "approve", {})
    water.act("clerk", dossier, "number_and_seal", {})
    outbox.drain()
    client = browser(water.people["applicant"])
    assert 'data-content="licence"' not in valid(client.get(address(dossier)))
    water.act("clerk", dossier, "publish", {})
    text = valid(client.get(address(dossier)))
    told = text[text.index('data-content="licence"') :].partition("</section>")[0]
    assert 'data-line="thoi_han" data-differs' in told and "5\u00a0năm" in told and "10\u00a0năm" in told
    assert 'data-row="dropped"' in told and 'data-line="yeu_cau"' not in told


def _without_row(sent: dict[str, Any], row: str) -> dict[str, Any]:
    """The form without a row of a table, as the button that removes it leaves it."""
    return {name: value for name, value in sent.items() if not name.startswith(f"{row}.")}


def _row_after(sent: dict[str, Any], last: str, new: str) -> dict[str, Any]:
    """The form with one more row, like the last one."""
    return sent | {new + name.removeprefix(last): text for name, text in sent.items() if name.startswith(f"{last}.")}


def _all_otherwise(sent: dict[str, Any]) -> dict[str, Any]:
    """Every number and every line of text of the form with something else in it."""
    return {
        name: f"{text}1"
        if name.partition(".")[0] in TYPED
        and name.rpartition(".")[2] not in CHOSEN
        and isinstance(text, str)
        and text.isdigit()
        else text
        for name, text in sent.items()
    } | {"yeu_cau": "Quan trắc mực nước.\nLắp đồng hồ."}


CHOSEN = ("zone", "meridian", "province", "commune")
TYPED = ("thoi_han", "tong_luu_luong", "so_gieng", "vi_tri", "muc_dich", "tang", "gieng")
TYPINGS = {
    "otherwise": _all_otherwise,
    "row_removed": lambda sent: _without_row(sent, "gieng.1"),
    "table_emptied": lambda sent: {name: one for name, one in sent.items() if not name.startswith("muc_dich.")},
    "row_added": lambda sent: _row_after(sent, "muc_dich.0", "muc_dich.7"),
    "cleared": lambda sent: sent | {"thoi_han": "", "so_gieng": "", "gieng.0.che_do": "", "report": ""},
    "all_cleared": lambda sent: {
        name: "" if name.partition(".")[0] in (*TYPED, "yeu_cau", "report", "opinion") else text
        for name, text in sent.items()
    },
}


def _as_shown(sent: dict[str, Any]) -> list[tuple[str, str]]:
    """What the form says: its rows by their order, without blank ones and without what belongs to one drawing."""
    own = {"csrfmiddlewaretoken", "seen", "drawn", "key", "draft_form", "draft_opening", "draft_shown"}
    said = [(name.split("."), one) for name, text in sent.items() if name not in own for one in _texts(text) if one]
    in_row = [name for name, _text in said if len(name) > 2 and name[-1] != "zone"]
    rows = sorted({(name[0], int(name[1])) for name in in_row})
    places = {row: [one for one in rows if one[0] == row[0]].index(row) for row in rows}
    shown = [(".".join(name), text) for name, text in said if len(name) < 3]
    for name, text in said:
        if len(name) > 2 and (row := (name[0], int(name[1]))) in places:
            shown.append((f"{name[0]}.{places[row]}.{'.'.join(name[2:])}", text))
    return sorted(shown)


def _texts(text: Any) -> list[str]:
    return text if isinstance(text, list) else [text]


@pytest.mark.parametrize("by_script", [True, False], ids=["script", "button"])
@pytest.mark.parametrize("typing", TYPINGS.values(), ids=TYPINGS)
def test_a_draft_gives_back_whatever_was_typed_into_a_content(water: World, typing: Any, by_script: bool) -> None:
    dossier = water.in_appraisal()
    here, sent = opened(officer_browser(water.people["appraiser"]), dossier, report="Đủ.")
    _comes_back(officer_browser(water.people["appraiser"]), here, typing(sent), by_script=by_script)
    water.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant"})
    client, there = officer_browser(water.people["head"]), place(dossier, "act/recommend_grant/")
    sent = would_send(client.get(there), there, {})
    _comes_back(client, there, typing(sent), by_script=by_script)


def _comes_back(client: Client, where: str, typed: dict[str, Any], *, by_script: bool) -> None:
    kept = client.post(f"{where}?autosave=1", typed) if by_script else client.post(where, typed | {"save_draft": "1"})
    assert kept.status_code == (204 if by_script else 303)
    page = client.get(where)
    assert "data-draft-restored" in valid(page)
    assert _as_shown(would_send(page, where, {})) == _as_shown(typed)
    client.post(where, {"discard_draft": "1"})


def test_words_that_cannot_be_printed_come_back_at_their_field(water: World) -> None:
    dossier = water.in_appraisal()
    client = officer_browser(water.people["appraiser"])
    here, sent = opened(client, dossier, yeu_cau="Lắp đồng hồ 𓀀")
    refused = client.post(here, sent | {"report": "Đủ."})
    assert refused.status_code == 422 and 'id="f-yeu_cau-fault"' in valid(refused)
    assert Dossier.objects.get(pk=dossier).state == "appraisal"


def test_a_draft_older_than_a_new_decision_is_not_laid_over_it_unasked(water: World) -> None:
    dossier = appraised(water)
    head, where = officer_browser(water.people["head"]), place(dossier, "act/recommend_grant/")
    sent = would_send(head.get(where), where, {"thoi_han": "12", "opinion": "Ý kiến đang viết dở."})
    assert head.post(f"{where}?autosave=1", sent).status_code == 204
    assert "data-older" not in valid(head.get(where))
    water.act("head", dossier, "return_for_rework", {"reason": "Xem lại thời hạn."})
    again = {"report": "Thẩm định lại.", "proposal": "grant", "thoi_han": "6"}
    water.act("appraiser", dossier, "appraise", again)

    page = head.get(where)
    told = re.search(r"(?s)<ul data-older>(.*?)</ul>", valid(page))
    assert told is not None and "12 năm" in told[1]
    unasked = would_send(page, where, {})
    assert (unasked["thoi_han"], unasked["opinion"]) == ("6", "Ý kiến đang viết dở.")
    chosen = would_send(head.get(f"{where}?draft=older"), where, {})
    assert chosen["thoi_han"] == "12"


def test_a_draft_from_before_an_amendment_does_not_undo_what_was_amended(water: World) -> None:
    dossier = water.in_appraisal()
    client = officer_browser(water.people["appraiser"])
    where, sent = opened(client, dossier)
    assert client.post(f"{where}?autosave=1", sent | {"report": "Đang viết."}).status_code == 204
    by = (clock.today() + timedelta(days=10)).isoformat()
    items = [{"kind": "field", "target": "thoi_gian", "wrong": "Ghi lại thời gian."}]
    water.act("appraiser", dossier, "request_amendment", {"reason": "Cần làm rõ.", "answer_by": by, "items": items})
    values = water.answers["values"] | {"thoi_gian": "8"}
    water.fill(dossier, values)
    water.declare(dossier)
    water.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": {"1": "Đã sửa."}})
    page = client.get(where)
    assert "data-older" in valid(page)
    assert would_send(page, where, {})["thoi_han"] == "8"


def test_a_form_of_an_ended_session_does_not_undo_a_later_decision_either(water: World) -> None:
    dossier, actor = appraised(water), water.people["head"]
    head, where = officer_browser(actor), place(dossier, "act/recommend_grant/")
    sent = would_send(head.get(where), where, {"thoi_han": "12", "opinion": "Ý kiến đang viết dở."})
    head.session.flush()
    assert head.post(where, sent).status_code == 302
    water.act("head", dossier, "return_for_rework", {"reason": "Xem lại thời hạn."})
    again = {"report": "Thẩm định lại.", "proposal": "grant", "thoi_han": "6"}
    water.act("appraiser", dossier, "appraise", again)
    head.force_login(Account.objects.get(pk=actor.id), backend="dvctt.accounts.adapters.passwords.PasswordBackend")
    session = head.session
    session["second_factor"] = actor.id
    session.save()

    page = head.get(where)
    assert "data-older" in valid(page)
    unasked = would_send(page, where, {})
    assert (unasked["thoi_han"], unasked["opinion"]) == ("6", "Ý kiến đang viết dở.")
