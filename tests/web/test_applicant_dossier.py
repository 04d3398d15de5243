"""From the signed declaration to the dossier's page, and the acts that are left to the applicant."""

from datetime import timedelta
from html import escape
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from dvctt.casework import api as casework
from dvctt.casework.models import Act, Dossier
from dvctt.documents import api as documents
from dvctt.kernel import Ref, clock
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox
from tests.counting import Statements
from tests.fixtures_casework import World, make_applicant, pdf
from tests.fixtures_pki import Pki
from tests.web.officers import officer_browser
from tests.web.walking import MOST_QUERIES, address, browser, hidden, valid

CONFIRMED = {"accuracy_confirmed": "true", "secrecy_confirmed": "true"}


@pytest.fixture
def client(surveying: World) -> Client:
    """The applicant's browser."""
    return browser(surveying.people["applicant"])


def drafted(world: World) -> UUID:
    dossier = world.open()
    world.fill(dossier)
    for component in world.answers["given"]:
        world.hand_in(dossier, component)
    return dossier


def send(client: Client, dossier: UUID, content: bytes) -> str:
    """Hand in a signed declaration and read what the worker made of it."""
    client.post(address(dossier, "declaration/signed/"), {"file": SimpleUploadedFile("da-ky.pdf", content)})
    assert "Đang kiểm tra chữ ký số" in valid(client.get(address(dossier, "declaration/")))
    outbox.drain()
    return valid(client.get(address(dossier, "declaration/")))


def asked(world: World, days: int = 10) -> UUID:
    """A dossier of which an amendment is asked, within so many days."""
    dossier = world.in_appraisal()
    items = [{"kind": "field", "target": "website", "wrong": "Địa chỉ trang không mở được."},
             {"kind": "component", "target": "hop_dong_phu_trach", "wrong": "Hợp đồng đã hết hạn."}]  # fmt: skip
    by = (clock.today() + timedelta(days=days)).isoformat()
    world.act("appraiser", dossier, "request_amendment", {"reason": "Cần làm rõ.", "answer_by": by, "items": items})
    return dossier


def test_a_picture_where_the_signed_file_belongs_is_told_to_sign_the_file_that_was_made(
    client: Client, surveying: World
) -> None:
    dossier = drafted(surveying)
    client.post(address(dossier, "declaration/"))
    outbox.drain()
    drawn = BytesIO()
    Image.new("RGB", (40, 40)).save(drawn, "jpeg")
    picture = SimpleUploadedFile("anh.jpg", drawn.getvalue())
    answer = client.post(address(dossier, "declaration/signed/"), {"file": picture})
    assert answer.status_code == 422
    assert "Ký số đúng tệp PDF" in valid(answer) and "chọn In" not in valid(answer)


def test_declaration_is_made_signed_outside_and_submitted_without_script(
    client: Client, surveying: World, pki: Pki
) -> None:
    dossier = drafted(surveying)
    assert "Tạo tờ khai và ký số" in valid(client.get(address(dossier, "review/")))
    client.post(address(dossier, "declaration/"))
    waiting = valid(client.get(address(dossier, "declaration/")))
    assert "Đang tạo bản tờ khai" in waiting
    assert '<meta http-equiv="refresh"' in waiting
    outbox.drain()
    ready = valid(client.get(address(dossier, "declaration/")))
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    assert page.declaration is not None
    assert page.declaration.document_id is not None
    made = documents.read_bytes(page.declaration.document_id)
    assert f"/documents/{page.declaration.document_id}/" in ready

    assert "Tệp này chưa có chữ ký số" in send(client, dossier, made)
    assert "không nằm trên đúng bản tờ khai này" in send(client, dossier, pki.sign(pdf()))
    revoked = pki.key("Công ty Sao Khuê", "MST:0108112238", "revoked")
    assert "đã bị thu hồi" in send(client, dossier, pki.sign(made, revoked))
    stranger = send(client, dossier, pki.sign(made, pki.key()))
    assert "Tôi xác nhận người ký có thẩm quyền ký thay" in stranger
    assert "act/submit/" not in stranger
    client.post(address(dossier, "declaration/authority/"))
    assert "act/submit/" in client.get(address(dossier, "declaration/")).content.decode()

    form = client.get(address(dossier, "act/submit/"))
    summary = valid(form).partition("data-sent-content")[2].partition("<form")[0]
    assert "0108112238" in summary and address(dossier, "review/") in summary
    sent = {"seen": hidden(form, "seen"), "key": hidden(form, "key")}
    refused = client.post(address(dossier, "act/submit/"), sent)
    assert refused.status_code == 422
    assert "Đánh dấu để xác nhận: " in valid(refused)
    assert hidden(refused, "key") == sent["key"]
    done = client.post(address(dossier, "act/submit/"), {**sent, **CONFIRMED})
    twice = client.post(address(dossier, "act/submit/"), {**sent, **CONFIRMED})
    assert done.headers["Location"] == twice.headers["Location"] == address(dossier, "sent/")
    back = client.post(address(dossier, "act/submit/"), {**sent, "accuracy_confirmed": "true"})
    assert (back.status_code, back.headers["Location"]) == (303, address(dossier))
    text = valid(client.get(address(dossier)))
    assert "Văn bản đang được tạo" in text and "không thay đổi hồ sơ" in text
    outbox.drain()
    text = valid(client.get(address(dossier)))
    assert "Văn bản đang được tạo" not in text
    assert "Xem từng trang" in text
    assert "Cách tính ngày này" in text


def test_confirmation_without_signature_is_closed_where_the_version_demands_one(
    client: Client, surveying: World
) -> None:
    dossier = drafted(surveying)
    client.post(address(dossier, "declaration/"))
    outbox.drain()
    assert "không ký số" not in client.get(address(dossier, "declaration/")).content.decode()
    refused = client.post(address(dossier, "declaration/confirm/"))
    assert refused.status_code == 409
    assert "cần được ký số" in refused.content.decode()


def test_incomplete_draft_is_led_to_each_place(client: Client, surveying: World) -> None:
    dossier = surveying.open()
    text = valid(client.get(address(dossier, "review/")))
    assert address(dossier, "form/phu_trach/?from=review&amp;check=all#f-phu_trach_ho_ten") in text
    assert address(dossier, "papers/#c-hop_dong_phu_trach") in text
    assert client.post(address(dossier, "declaration/")).status_code == 409
    assert "Nhập họ và tên." in client.get(address(dossier, "form/phu_trach/?check=all")).content.decode()
    assert "Tờ khai còn mục" in valid(client.get(address(dossier, "act/submit/")))


def test_mending_from_the_review_leads_back_to_it(client: Client, surveying: World) -> None:
    dossier = surveying.open()
    here = address(dossier, "form/nguoi_dai_dien/?from=review")
    page = client.get(here)
    assert "Lưu và về trang xem lại" in valid(page)
    assert f'action="{here}"' in page.content.decode()
    rows = client.post(here, {"seen": "0", "refresh": "1"})
    assert rows.headers["Location"] == here
    faulty = client.post(here, {"seen": "1", "dai_dien_cccd": "12x", "go": "next"})
    assert faulty.headers["Location"] == address(dossier, "form/nguoi_dai_dien/?check=typed&from=review")
    done = client.post(here, {"seen": "2", "dai_dien_chuc_vu": "Giám đốc", "go": "next"})
    assert done.headers["Location"] == address(dossier, "review/")
    elsewhere = client.post(address(dossier, "form/nguoi_dai_dien/?from=//evil.example"), {"seen": "3", "go": "next"})
    assert elsewhere.headers["Location"].startswith(address(dossier, "form/"))


def test_a_second_date_is_told_only_where_the_clock_goes_beyond_the_officers(client: Client, surveying: World) -> None:
    ahead = (clock.today() + timedelta(days=days) for days in range(40, 60))
    last = next(day for day in ahead if ministry.calendar().is_working(day))
    dossier = asked(surveying, days=(last - clock.today()).days)
    waiting = casework.dossier_page(surveying.people["applicant"], dossier).clocks
    ends = next(one.due.date() for one in waiting if one.whose == "applicant" and one.due)
    assert last <= ends < last + timedelta(days=9)
    for page in (address(dossier, "amendment/"), address(dossier)):
        text = valid(client.get(page))
        assert f"{last:%d/%m/%Y}" in text, page
        assert ("Hệ thống còn nhận trả lời" in text) is (ends > last), page


def test_amendment_is_answered_item_by_item(client: Client, surveying: World) -> None:
    dossier = asked(surveying)
    text = valid(client.get(address(dossier, "amendment/")))
    assert "Địa chỉ trang không mở được." in text
    website = surveying.answers["values"]["website"]
    assert text.count(f">{website}<") == 1 and "Nội dung (không đổi)" in text
    asks = address(dossier, "amendment/")
    place = client.post(asks, {"answers.1": "Đang sửa máy chủ.", "go": "1"}).headers["Location"]
    assert place == address(dossier, "form/to_chuc/?from=amendment#f-website")
    assert "Đang sửa máy chủ." in valid(client.get(asks))
    assert client.post(asks, {"go": "2"}).headers["Location"] == address(dossier, "papers/#c-hop_dong_phu_trach")
    assert client.post(asks, {"go": "later"}).headers["Location"] == address(dossier)
    assert "Lưu và về yêu cầu bổ sung" in valid(client.get(address(dossier, "form/to_chuc/?from=amendment")))
    told = client.post(f"{asks}?autosave=1", {"seen": "5", "answers.2": "Đang tìm hợp đồng."})
    assert told.json()["seen"] == "5"
    long = client.post(asks, {"answers.2": "dài" * 2000, "go": "next"})
    assert long.status_code == 422
    assert "dàidài" in valid(long)
    assert client.post(asks, {"answers.2": "", "go": "next"}).headers["Location"] == address(
        dossier, "act/answer_amendment/"
    )
    assert "Được yêu cầu sửa" in valid(client.get(address(dossier, "form/to_chuc/")))
    assert address(dossier, "amendment/") in valid(client.get(address(dossier)))

    asked_for = f"{clock.today() + timedelta(days=10):%d/%m/%Y}"
    waiting = casework.dossier_page(surveying.people["applicant"], dossier).clocks
    latest = next(f"{one.due:%d/%m/%Y}" for one in waiting if one.whose == "applicant" and one.due)
    for page in (asks, address(dossier)):
        text = valid(client.get(page))
        assert asked_for in text and latest in text, page
        assert "Hệ thống còn nhận trả lời đến" in text

    action = address(dossier, "act/answer_amendment/")
    form = client.get(action)
    sent = {"seen": hidden(form, "seen"), "key": hidden(form, "key"), **CONFIRMED, "answers.1": "Đã sửa máy chủ."}
    refused = client.post(action, sent)
    assert refused.status_code == 422
    assert "Đã sửa máy chủ." in valid(refused)
    assert "Đã sửa máy chủ." in valid(client.get(action))
    client.post(address(dossier, "papers/hop_dong_phu_trach/"), {"file": SimpleUploadedFile("moi.pdf", pdf())})
    form = client.get(action)
    assert client.post(action, {**sent, "seen": hidden(form, "seen"), "key": hidden(form, "key")}).status_code == 303
    assert Dossier.objects.get(pk=dossier).state == "appraisal"
    # What was asked and answered stays to be read, where the page of the request leads to.
    for went in (client.get(asks), client.post(asks, {"answers.1": "Thêm.", "go": "next"})):
        assert (went.status_code, went.headers["Location"]) == (303, address(dossier))
    text = valid(client.get(address(dossier)))
    assert "Bổ sung đã gửi lúc" in text
    kept = text.partition("data-request")[2].partition("</details>")[0]
    for said in ("Cần làm rõ.", "Địa chỉ trang không mở được.", "Đã sửa máy chủ.", "Hợp đồng đã hết hạn.", "moi.pdf"):
        assert said in kept, said
    assert client.post(f"{asks}?autosave=1", {"seen": "9", "answers.1": "Thêm."}).status_code == 409


def test_a_request_that_was_not_answered_stays_with_what_it_asked(client: Client, surveying: World) -> None:
    dossier = asked(surveying)
    assert "data-request" not in valid(client.get(address(dossier)))
    surveying.act("applicant", dossier, "withdraw", {"reason": "Rút."})
    kept = valid(client.get(address(dossier))).partition("data-request")[2].partition("</details>")[0]
    assert "Địa chỉ trang không mở được." in kept and "Trước" not in kept


def test_stale_page_tells_what_happened_and_keeps_what_was_typed(client: Client, surveying: World) -> None:
    dossier = surveying.submitted()
    form = client.get(address(dossier, "act/withdraw/"))
    surveying.act("desk", dossier, "accept")
    sent = {name: hidden(form, name) for name in ("seen", "drawn", "key")} | {"reason": "Nộp nhầm trường hợp."}
    stale = client.post(address(dossier, "act/withdraw/"), sent)
    assert stale.status_code == 409
    text = valid(stale)
    assert "Tiếp nhận" in text
    assert "Nộp nhầm trường hợp." in text
    again = client.post(address(dossier, "act/withdraw/"), {**sent, "seen": hidden(stale, "seen")})
    assert again.status_code == 303
    assert "Quý vị đã rút hồ sơ" in valid(client.get(address(dossier)))


@pytest.mark.parametrize(
    ("who", "place"), [("applicant", "/me/dossiers/{}/act/withdraw/"), ("desk", "/officer/dossiers/{}/act/refuse/")]
)
def test_what_happened_meanwhile_is_every_entry_also_one_without_a_revision(
    surveying: World, who: str, place: str
) -> None:
    dossier = surveying.submitted()
    actor, here = surveying.people[who], place.format(dossier)
    client = browser(actor) if who == "applicant" else officer_browser(actor)
    form = client.get(here)
    before = set(Act.objects.filter(dossier=dossier).values_list("seq", flat=True))
    surveying.act("desk", dossier, "accept")
    due = Dossier.objects.get(pk=dossier).due_at
    assert due is not None
    with clock.travel(due + timedelta(minutes=1)):
        casework.sweep()
    meanwhile = Act.objects.filter(dossier=dossier).exclude(seq__in=before)
    assert meanwhile.count() > 1
    assert meanwhile.values("revision").distinct().count() == 1
    sent = {name: hidden(form, name) for name in ("seen", "key", "drawn")}
    overtaken = client.post(here, {**sent, "reason": "Nộp nhầm trường hợp."})
    assert overtaken.status_code == 409
    history = valid(overtaken).split('<ol class="timeline">')[1].split("</ol>")[0]
    assert history.count('class="what"') == meanwhile.count()


def test_dossier_pages_ask_the_database_little(client: Client, surveying: World) -> None:
    waiting, decided = asked(surveying), surveying.decided()
    for page in (address(waiting), address(waiting, "amendment/"), address(waiting, "form/to_chuc/"),
                 address(waiting, "papers/"), address(waiting, "review/"), address(decided),
                 address(waiting, "act/withdraw/"), "/me/", "/me/dossiers/", "/"):  # fmt: skip
        with Statements() as made:
            valid(client.get(page))
        assert len(made) <= MOST_QUERIES


def test_document_is_an_attachment_for_those_who_may_see_its_dossier(client: Client, surveying: World) -> None:
    dossier = surveying.submitted()
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    document = next(one.files[0].document for one in page.components if one.files)
    fetched: Any = client.get(f"/documents/{document.id}/")
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(fetched.streaming_content) == documents.read_bytes(document.id)
    assert client.get(f"/documents/{document.id}/page.png").headers["Content-Type"] == "image/png"
    valid(client.get(f"/documents/{document.id}/view/"))
    assert client.get(f"/documents/{document.id}/page.png?page=9").status_code == 404
    stranger = browser(make_applicant("Công ty Khác", "0100109106"))
    for rest in ("", "view/", "page.png"):
        assert stranger.get(f"/documents/{document.id}/{rest}").status_code == 404
    assert Client().get(f"/documents/{document.id}/").status_code == 302


def test_list_goes_on_by_key(client: Client, surveying: World) -> None:
    for _number in range(42):
        surveying.open()
    first = client.get("/me/dossiers/").content.decode()
    assert first.count("data-open") == 40
    onward = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert client.get(f"/me/dossiers/{onward}").content.decode().count("data-open") == 2
    assert client.get("/me/dossiers/?after=abc").status_code == 404


def test_who_has_no_dossier_yet_is_told_of_no_others(client: Client) -> None:
    text = valid(client.get("/me/"))
    assert "Chưa có hồ sơ nào." in text and "hồ sơ nào khác" not in text


def test_dossiers_of_one_procedure_are_told_apart_in_the_applicants_lists(client: Client, surveying: World) -> None:
    waiting, running = asked(surveying), surveying.submitted()
    what = {one: Dossier.objects.get(pk=one).subject for one in (waiting, running)}
    home = client.get("/me/").content.decode()
    cards, _between, rows = home.partition("data-queue")
    assert all(what.values()) and escape(what[waiting]) in cards and escape(what[running]) in rows
    assert escape(what[running]) in client.get("/me/dossiers/").content.decode()


def test_drafts_of_one_procedure_are_told_apart_by_what_is_filled_in(client: Client, surveying: World) -> None:
    for chosen in ("anh_hang_khong", "day_bien"):
        surveying.fill(surveying.open(), {**surveying.answers["values"], "danh_muc": [chosen]})
    for here in ("/me/", "/me/dossiers/"):
        text = client.get(here).content.decode()
        assert "Thu nhận dữ liệu ảnh hàng không ·" in text and "bản đồ địa hình đáy biển ·" in text, here


def test_upload_for_a_dossier_that_was_sent_is_refused(client: Client, surveying: World) -> None:
    dossier, here = surveying.submitted(), "papers/hop_dong_phu_trach/"
    scripted = client.post(address(dossier, here), {"size": "9", "file": SimpleUploadedFile("a.pdf", pdf())})
    assert scripted.status_code == 409
    sent = client.post(address(dossier, here), {"file": SimpleUploadedFile("a.pdf", pdf())})
    assert (sent.status_code, sent.headers["Location"]) == (303, address(dossier))
    assert len(documents.documents(Ref("dossier", str(dossier)))) == len(surveying.answers["given"]) + 1
