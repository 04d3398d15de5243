"""The content of a result on officers' pages: edited, marked where it differs from what was asked, drafted."""

from uuid import UUID

from django.test import Client

from dvctt.casework.models import Act, Dossier
from tests.casework.test_contents import text_of
from tests.fixtures_casework import World
from tests.web.officers import officer_browser, place, would_send
from tests.web.walking import valid


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


def test_words_that_cannot_be_printed_come_back_at_their_field(water: World) -> None:
    dossier = water.in_appraisal()
    client = officer_browser(water.people["appraiser"])
    here, sent = opened(client, dossier, yeu_cau="Lắp đồng hồ 𓀀")
    refused = client.post(here, sent | {"report": "Đủ."})
    assert refused.status_code == 422 and 'id="f-yeu_cau-fault"' in valid(refused)
    assert Dossier.objects.get(pk=dossier).state == "appraisal"
