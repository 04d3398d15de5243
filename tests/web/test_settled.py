"""Pages of a draft that was sent lead to its dossier and say why; how the result is received is asked on the way."""

import pytest
from django.test import Client

from dvctt.casework import api as casework
from dvctt.casework.models import AnswerSet, Dossier, Paper
from dvctt.documents import store
from dvctt.documents.models import Rendition
from dvctt.kernel import Ref, Refused
from dvctt.web.ui.template_tags import moment
from tests.fixtures_casework import World, make_applicant, pdf
from tests.web.officers import officer_browser
from tests.web.test_applicant_dossier import CONFIRMED, asked
from tests.web.walking import address, browser, valid

DRAFTED = ("form/", "form/to_chuc/", "papers/", "review/", "declaration/", "act/submit/")


@pytest.fixture
def client(surveying: World) -> Client:
    """The applicant's browser."""
    return browser(surveying.people["applicant"])


def test_pages_of_a_draft_that_was_sent_lead_to_its_dossier(client: Client, surveying: World) -> None:
    dossier = surveying.submitted()
    stranger = browser(make_applicant("Công ty Khác", "0100109106"))
    for page in DRAFTED:
        went = client.get(address(dossier, page))
        assert (went.status_code, went.headers["Location"]) == (303, address(dossier)), page
        assert 'class="notice' in valid(client.get(address(dossier))), page
        assert stranger.get(address(dossier, page)).status_code == 404, page
    assert client.get(address(dossier, "act/accept/")).status_code == 404
    assert client.get(address(dossier, "act/no_such_act/")).status_code == 404


def test_what_a_second_window_sends_after_submission_leads_there_too(client: Client, surveying: World) -> None:
    dossier = surveying.submitted()
    before = Dossier.objects.get(pk=dossier)
    for page, fields in (
        ("act/submit/", {"seen": str(before.revision), "key": "other"}),
        ("form/to_chuc/", {"seen": "3", "ten": "Tên khác", "go": "next"}),
        ("declaration/", {}),
    ):
        went = client.post(address(dossier, page), fields)
        assert (went.status_code, went.headers["Location"]) == (303, address(dossier)), page
    stale = client.post(address(dossier, "act/submit/"), {"seen": "0", "key": "other"})
    assert stale.status_code == 409 and address(dossier) in valid(stale)
    assert client.post(address(dossier, "form/to_chuc/?autosave=1"), {"seen": "3"}).status_code == 409
    after = Dossier.objects.get(pk=dossier)
    assert (after.revision, after.state) == (before.revision, before.state)


def test_a_receipt_that_could_not_be_made_is_not_waited_for(client: Client, surveying: World) -> None:
    dossier = surveying.submitted()
    here = address(dossier, "sent/")
    waiting = 'hx-select="#receipt"'
    assert waiting in valid(client.get(here))
    asked = Paper.objects.filter(dossier=dossier).values("rendition")
    row = Rendition.objects.filter(pk__in=asked).first()
    assert row is not None
    Rendition.objects.filter(pk__in=asked).update(
        state="dead", finished_at=row.created_at, leased_until=None, last_error="TypstError"
    )
    text = valid(client.get(here))
    assert "data-given-up" in text and waiting not in text


def test_how_the_result_is_received_is_asked_at_the_review_and_told_to_officers(
    client: Client, surveying: World
) -> None:
    dossier = surveying.ready()
    text = valid(client.get(address(dossier, "review/")))
    assert 'name="delivery"' in text and 'value="online" checked' in text.replace("  ", " ")
    went = client.post(address(dossier, "delivery/?from=review"), {"delivery": "at_desk"})
    assert went.headers["Location"] == address(dossier, "review/")
    opened = client.post(address(dossier, "delivery/"), {"delivery": "public_post", "refresh": "1"})
    assert 'name="delivery_address"' in valid(opened) and "Số 12" in opened.content.decode()
    saved = client.post(
        address(dossier, "delivery/?autosave=1"), {"delivery": "public_post", "delivery_address": "Hòm thư 1, Huế"}
    )
    assert saved.status_code == 200 and saved.json()["at"]
    assert client.post(address(dossier, "delivery/"), {"delivery": "by_dove"}).status_code == 422
    surveying.act("applicant", dossier, "submit", {"accuracy_confirmed": True, "secrecy_confirmed": True})
    shown = valid(client.get(address(dossier)))
    assert 'data-delivery="public_post"' in shown and address(dossier, "delivery/") in shown
    assert "Hòm thư 1" in valid(officer_browser(surveying.people["desk"]).get(f"/officer/dossiers/{dossier}/"))
    surveying.act("applicant", dossier, "withdraw", {"reason": "Rút."})
    assert client.get(address(dossier, "delivery/")).headers["Location"] == address(dossier)
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    assert (page.delivery.way, page.delivery.section) == ("public_post", None)


def test_a_discarded_draft_takes_nothing_more(client: Client, surveying: World) -> None:
    dossier, applicant = surveying.ready(), surveying.people["applicant"]
    paper = surveying.answers["given"][0]
    file = store.add_document(
        store.put(pdf(), "application/pdf"), name="a.pdf", kind="attachment",
        subject=Ref("dossier", str(dossier)), actor=applicant, pages=1,
    )  # fmt: skip
    saves = casework.draft_page(applicant, dossier).saves
    question = valid(client.get(address(dossier, "act/discard/")))
    # Nothing is promised that does not happen: what was typed and handed in stays, seen by the owner's side alone.
    assert "vĩnh viễn" not in question and "không bị xóa khỏi hệ thống" in question
    surveying.act("applicant", dossier, "discard")
    before = AnswerSet.objects.get(dossier=dossier)
    for act in (
        lambda: casework.draft_page(applicant, dossier),
        lambda: casework.intake(applicant, dossier),
        lambda: casework.save_draft(applicant, dossier, {"ten": "Khác"}, section="to_chuc", saves=saves),
        lambda: casework.attach(applicant, dossier, paper, file.id),
        lambda: casework.prepare_declaration(applicant, dossier),
        lambda: casework.sign_declaration(applicant, dossier, file.id),
        lambda: casework.confirm_declaration(applicant, dossier),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert [reason.code for reason in refused.value.reasons] == ["not_editable_now"]
    after = AnswerSet.objects.get(dossier=dossier)
    assert (after.values, after.saves) == (before.values, before.saves)


def test_pages_of_a_discarded_draft_lead_to_its_dossier_which_says_since_when(client: Client, surveying: World) -> None:
    dossier, other = surveying.complete(), surveying.open()
    surveying.act("applicant", dossier, "discard")
    at = moment(Dossier.objects.get(pk=dossier).closed_at)
    for page in DRAFTED:
        went = client.get(address(dossier, page))
        assert (went.status_code, went.headers["Location"]) == (303, address(dossier)), page
        text = valid(client.get(address(dossier)))
        assert f"Bản nháp đã bỏ lúc {at}" in text, page
        assert "Quý vị cần làm" not in text and "Khai tiếp" not in text, page
    text = valid(client.get(address(dossier)))
    assert f"Đã bỏ lúc {at}" in text and "data-delivery" not in text
    for listed in ("/me/", "/me/dossiers/", "/me/new/1.000082/new-domestic/"):
        text = valid(client.get(listed))
        assert address(dossier) not in text, listed
        assert address(other) in text, listed
    assert 'href="/me/dossiers/?discarded=1"' in valid(client.get("/me/dossiers/"))
    apart = valid(client.get("/me/dossiers/?discarded=1"))
    assert address(dossier) in apart and address(other) not in apart


def test_a_file_is_not_said_to_be_handed_in_before_it_was_sent(client: Client, surveying: World) -> None:
    dossier = asked(surveying)
    new, sent = "hop_dong_phu_trach", next(one for one in surveying.answers["given"] if one != "hop_dong_phu_trach")
    never = next(
        one.id
        for one in casework.dossier_page(surveying.people["applicant"], dossier).components
        if one.uploads and not one.files
    )
    for component in (new, never):
        surveying.hand_in(dossier, component)
    for page in ("", "papers/"):
        shown = valid(client.get(address(dossier, page)))
        for component, told in ((new, "Có tệp chưa gửi"), (never, "Đã đính kèm, chưa gửi")):
            part = shown.partition(f'id="c-{component}"')[2].partition("</section>")[0]
            assert f"<span>{told}</span>" in part and "Đã nộp" not in part, (page, component)
            assert part.count("Chưa gửi cho cơ quan") == 1, (page, component)
        part = shown.partition(f'id="c-{sent}"')[2].partition("</section>")[0]
        assert "Đã nộp" in part and "chưa gửi" not in part.casefold(), page
    surveying.declare(dossier)
    answers = {"1": "Đã sửa.", "2": "Đã thay."}
    surveying.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": answers})
    assert "chưa gửi" not in valid(client.get(address(dossier))).casefold()
