"""What anybody finds without an account."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.catalogue import api as catalogue
from dvctt.documents import api as documents
from dvctt.journal import api as journal
from dvctt.kernel import Ref, clock, system
from dvctt.kernel.clock import HANOI
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox
from tests.counting import Statements
from tests.fixtures_casework import World, pdf
from tests.web.walking import MOST_QUERIES, valid

pytestmark = pytest.mark.django_db
SURVEYING = "/procedures/1.000082/new-domestic/"


@pytest.fixture(autouse=True)
def _uncounted() -> None:
    cache.clear()


def codes(client: Client, query: str) -> set[str]:
    return set(re.findall(r'href="/procedures/([0-9.]+)/', valid(client.get(f"/procedures/?{query}"))))


def test_procedures_are_found_with_and_without_accents_by_sector_and_agency(client: Client) -> None:
    assert codes(client, "") == {"1.000082", "1.000070"}
    assert codes(client, "q=đo đạc") == codes(client, "q=DO DAC") == {"1.000082"}
    assert codes(client, "sector=water") == {"1.000070"}
    assert codes(client, "agency=DDBD-QL") == {"1.000082"}
    assert codes(client, "q=1.000070&sector=surveying") == set()
    assert codes(client, "sector=none") == {"1.000082", "1.000070"}


def test_procedure_page_tells_everything_before_starting(client: Client) -> None:
    text = valid(client.get(SURVEYING))
    bundle = catalogue.current("1.000082").bundle
    told = [bundle.texts.who, bundle.texts.time, bundle.texts.cost, bundle.texts.result]
    assert all(one.vi in text for one in told if one)
    assert all(one.number in text for one in bundle.legal_basis)
    assert all(one.name.vi in text for one in bundle.components if one.kind != "internal")
    assert "Trực tuyến một phần (mức độ 3)" in text
    online = text[text.index("data-online") :].partition("</ul>")[0]
    assert "làm trên hệ thống này" in online and "không nộp trên hệ thống này" in online and "bưu chính" in online
    assert "/me/new/1.000082/new-domestic/" in text
    water = valid(client.get("/procedures/1.000070/groundwater-5000/"))
    assert "<dd>Bộ Tài nguyên và Môi trường" in water and "<dd>Lãnh đạo Bộ" not in water
    assert text.index("/me/new/1.000082/") < text.index("Ai được nộp hồ sơ?")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = valid(client.get(SURVEYING))
    assert "1 original<" in english
    assert "1 copy<" in english
    assert '<span lang="vi">Mẫu số 04 Phụ lục IA Nghị định 39/2026/NĐ-CP</span>' in english
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]
    picture = client.get(f"{SURVEYING}process.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "Mới đăng ký".encode() in picture.content
    assert client.get(f"{SURVEYING}files/licence.typ").status_code == 404
    assert client.get("/procedures/9.999999/x/").status_code == 404


def test_look_up_gives_the_status_alone_and_the_same_answer_for_every_miss(
    client: Client, surveying: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dvctt.web.public.look_up.FOUR_FROM_ALL", ("look_up_code", 10, 3600))
    dossier = surveying.submitted()
    code = casework.dossier_page(surveying.people["applicant"], dossier).code
    assert code is not None
    found = client.post("/look-up/", {"code": code.lower(), "digits": "1234"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    held = ministry.unit(Dossier.objects.get(pk=dossier).holder_unit).name
    english = valid(client.post("/look-up/", {"code": code, "digits": "1234"}))
    assert held.en and f"<dd>{held.en}</dd>" in english and held.vi not in english
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]
    text = valid(found)
    assert "Bộ phận Một cửa đang kiểm tra" in text
    assert "Sao Khuê" not in text
    wrong = [
        client.post("/look-up/", {"code": given, "digits": digits})
        for given, digits in ((code, "0000"), ("X-1", "1234"))
    ]
    assert [one.status_code for one in wrong] == [404, 404]
    bare = [re.sub(r'value="[^"]*"|"X-CSRFToken": "[^"]*"', "", one.content.decode()) for one in wrong]
    assert bare[0] == bare[1]
    for _try in range(4):
        last = client.post("/look-up/", {"code": code, "digits": "0001"})
        assert last.status_code == 404
    guessing, holder = {"code": code, "digits": "1234"}, {"REMOTE_ADDR": "192.0.2.7"}
    refused = client.post("/look-up/", guessing)
    assert refused.status_code == 429
    assert "Nhập cả số điện thoại" in valid(refused)
    assert client.post("/look-up/", guessing, **holder).status_code == 200
    for number in range(5):
        client.post("/look-up/", {"code": code, "digits": "0001"}, REMOTE_ADDR=f"198.51.100.{number}")
    assert client.post("/look-up/", guessing, **holder).status_code == 429
    assert client.post("/look-up/", {"code": code, "digits": "024 3793 1235"}, **holder).status_code == 404
    assert client.post("/look-up/", {"code": code, "digits": "024 3793 1234"}, **holder).status_code == 200


def test_a_procedure_says_what_its_fee_comes_to_or_how_that_is_found(client: Client) -> None:
    water = valid(client.get("/procedures/1.000070/groundwater-5000/"))
    for said in (
        "dưới 10.000 m³/ngày đêm: 8.000.000 đ", "từ 10.000 m³/ngày đêm đến dưới 20.000 m³/ngày đêm: 11.200.000 đ",
        "từ 20.000 m³/ngày đêm đến 30.000 m³/ngày đêm: 15.000.000 đ", "trên 30.000 m³/ngày đêm: 18.400.000 đ",
        "Phí thẩm định báo cáo kết quả thăm dò", "thông báo mức phí sau khi hồ sơ được tiếp nhận",
    ):  # fmt: skip
        assert said in water.replace("\u00a0", " "), said
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = valid(client.get("/procedures/1.000070/groundwater-5000/")).replace("\u00a0", " ")
    assert "from 10,000 m³ a day to below 20,000 m³ a day: 11,200,000 đ" in english
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert "Bộ phận Một cửa báo mức phí" in valid(client.get(SURVEYING))


def test_leaving_out_the_beginning_of_a_code_gives_no_more_tries(client: Client, surveying: World) -> None:
    code = casework.dossier_page(surveying.people["applicant"], surveying.submitted()).code or ""
    short = code[code.index("G13") :]
    assert client.post("/look-up/", {"code": short, "digits": "1234"}).status_code == 200
    for given in (code, short, code[-11:], f"9{code}", short.replace("-", "")):
        assert client.post("/look-up/", {"code": given, "digits": "0000"}).status_code == 404
    assert client.post("/look-up/", {"code": short, "digits": "1234"}).status_code == 429
    assert client.post("/look-up/", {"code": code, "digits": "1234"}).status_code == 429


def test_issued_document_is_verified_by_code_and_by_file(client: Client, surveying: World) -> None:
    dossier = surveying.submitted()
    outbox.drain()
    paper = casework.dossier_page(surveying.people["applicant"], dossier).papers[0]
    assert paper.document_id is not None
    issued, content = documents.issued(paper.document_id), documents.read_bytes(paper.document_id)
    assert issued is not None
    by_code = valid(client.get(f"/verify/{issued.code}/"))
    assert "đang có hiệu lực" in by_code
    # The acknowledgement prints the dossier's code, so that there is something to compare.
    assert f'data-copy="{Dossier.objects.get(pk=dossier).code}"' in by_code
    assert "Nội dung không bị thay đổi từ khi ký" in by_code
    assert "0108112238" not in by_code
    assert client.get("/verify/", {"code": issued.code}).headers["Location"] == f"/verify/{issued.code}/"
    by_file = valid(client.post("/verify/", {"file": SimpleUploadedFile("xac-nhan.pdf", content)}))
    assert "đúng là bản gốc" in by_file
    place = content.index(b"stream") + 20
    changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    told = valid(client.post("/verify/", {"file": SimpleUploadedFile("xac-nhan.pdf", changed)}))
    assert "đã bị thay đổi sau khi ký" in told
    documents.revoke(system("test"), paper.document_id, reason="Cấp nhầm.")
    assert "đã bị thu hồi" in valid(client.get(f"/verify/{issued.code}/"))


def test_digests_of_seals_are_published_for_whoever_keeps_them(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.JOURNAL_PUBLISHED = tmp_path / "seals.jsonl"
    assert "Chưa có niêm phong nào" in valid(client.get("/journal/seals/"))
    assert client.get("/journal/seals.jsonl").content == b""
    journal.append(Ref("dossier", "1"), system("test"), "act1", before={}, after={})
    journal.seal_due()
    assert journal.publish_due() == 1
    (told,) = journal.published()
    page = valid(client.get("/journal/seals/"))
    assert told.digest in page and "Đang chờ" in page
    answer = client.get("/journal/seals.jsonl")
    assert json.loads(answer.content)["digest"] == told.digest
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert "/journal/seals/" in valid(client.get("/verify/"))


def test_what_is_not_ours_is_said_to_be_so(client: Client) -> None:
    unknown = client.get("/verify/AAAA-BBBB-CCCC-DDDD-EEEE/")
    assert unknown.status_code == 404
    assert "Không có văn bản nào mang mã này" in valid(unknown)
    for content, told in ((pdf(), "không có chữ ký số"), (b"xin chao", "Không phải văn bản của hệ thống này")):
        assert told in valid(client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", content)}))
    assert "0 byte" in valid(client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", b"")}))
    assert "Chọn một tệp" in valid(client.post("/verify/"))


def test_public_pages_ask_the_database_little(client: Client) -> None:
    for page in ("/", "/procedures/", SURVEYING, "/look-up/", "/verify/", "/help/"):
        with Statements() as made:
            valid(client.get(page))
        assert len(made) <= MOST_QUERIES


PASTED = {
    "as it stands": "{code}",
    "en dashes": "{en}",
    "minus signs": "{minus}",
    "blanks around dashes": "{wide}",
    "a full stop": "{code}.",
    "a label": "Mã hồ sơ: {code}",
    "a label without colon": "  mã hồ sơ {code} .",
    "no points": "{bare}",
    "full width": "{full}",
    "blocks": "{blocks}",
    "lines": "{lines}",
    "small letters": "{small}",
    "invisible letters": "\u200b{code}\ufeff",
    "no separators": "{letters}",
    "a comma and words": "{code}, xin cảm ơn",
}


def as_pasted(form: str, code: str) -> str:
    """A code as somebody pastes it."""
    dashed = code.replace("-", "{}")
    return form.format(
        code=code, en=dashed.replace("{}", "\u2013"), minus=dashed.replace("{}", "\u2212"),
        wide=dashed.replace("{}", " \u2014 "), bare=code.replace(".", ""), small=code.lower(),
        full="".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in code),
        blocks=code.replace("-", "- ").replace(".", ". "), lines=code.replace("-", "-\n"),
        letters=code.replace("-", "").replace(".", ""),
    )  # fmt: skip


def test_a_dossiers_code_is_read_however_it_is_pasted(client: Client, surveying: World) -> None:
    code = casework.dossier_page(surveying.people["applicant"], surveying.submitted()).code
    assert code is not None
    for name, form in PASTED.items():
        cache.clear()
        asked = {"code": as_pasted(form, code), "digits": "１２３４" if name == "full width" else " 1234 "}
        text = valid(client.post("/look-up/", asked))
        assert code in re.sub("<wbr>", "", text), name
    cache.clear()
    for wrong in (code[:-1], code + "0", code.replace("G13", "G31"), "Mã hồ sơ:", "không có số"):
        assert client.post("/look-up/", {"code": wrong, "digits": "1234"}).status_code in (404, 422), wrong


def test_one_code_is_one_code_for_who_counts_the_tries(client: Client, surveying: World) -> None:
    code = casework.dossier_page(surveying.people["applicant"], surveying.submitted()).code
    assert code is not None
    tries = [as_pasted(form, code) for form in PASTED.values()][:6]
    answers = [client.post("/look-up/", {"code": typed, "digits": "0001"}).status_code for typed in tries]
    assert answers == [404, 404, 404, 404, 404, 429]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, {"code", "digits"}),
        ({"code": " . "}, {"code", "digits"}),
        ({"digits": "1234"}, {"code"}),
        ({"code": "G13-1"}, {"digits"}),
    ],
)
def test_what_was_not_given_is_asked_for_at_its_field(client: Client, given: dict[str, str], fields: set[str]) -> None:
    answer = client.post("/look-up/", given)
    assert answer.status_code == 422
    text = valid(answer)
    assert set(re.findall(r'id="(code|digits)-fault"', text)) == fields
    assert "Không tìm thấy" not in text


def test_a_verification_code_is_read_however_it_is_pasted(client: Client, surveying: World) -> None:
    dossier = surveying.submitted()
    outbox.drain()
    paper = casework.dossier_page(surveying.people["applicant"], dossier).papers[0]
    assert paper.document_id is not None
    issued = documents.issued(paper.document_id)
    assert issued is not None
    address = f"/verify/{issued.code}/"
    for form in (*PASTED.values(), "Mã xác minh: {code}", f"{settings.BASE_URL}/verify/{{code}}", "http://testserver/verify/{code}/",
                 "http://testserver/verify/?code={code}"):  # fmt: skip
        if "{code}, xin" not in form:
            answer = client.get("/verify/", {"code": as_pasted(form, issued.code)})
            assert answer.headers.get("Location") == address, form


@pytest.mark.parametrize(
    "typed",
    ["12/GP-BTNMT", "..", "../..", ".", "/", "%", "%2F", "?code=x", "#", "\\", "a" * 4000, "http://[", "https://example.com/verify/7K3M-7K3M-7K3M-7K3M-7K3M/",
     "http://testserver/verify/", "http://testserver/verify/../", "http://testserver/", "ế" * 20],
)  # fmt: skip
def test_what_is_no_code_is_an_unknown_code(client: Client, typed: str) -> None:
    answer = client.get("/verify/", {"code": typed})
    assert answer.status_code == 404
    assert "data-no-code" in valid(answer) and "Không có văn bản nào mang mã này" not in answer.content.decode()


def test_the_page_of_an_unknown_code_takes_another_code_and_a_file(client: Client) -> None:
    page = client.get("/verify/AAAA-BBBB-CCCC-DDDD-EEEE/")
    text = valid(page).partition("<main")[2].partition("</main>")[0]
    assert page.status_code == 404
    targets = re.findall(r'<form[^>]*action="([^"]*)"', text)
    assert len(targets) == text.count("<form") == 2 and set(targets) == {"/verify/"}


def test_an_empty_code_is_asked_for_at_its_field(client: Client) -> None:
    for typed in ("", "   "):
        answer = client.get("/verify/", {"code": typed})
        assert answer.status_code == 422
        assert 'id="code-fault"' in valid(answer)
    assert 'id="code-fault"' not in valid(client.get("/verify/"))


def test_a_drawn_code_is_one_text_that_is_copied_whole(client: Client, surveying: World) -> None:
    code = casework.dossier_page(surveying.people["applicant"], surveying.submitted()).code
    page = valid(client.post("/look-up/", {"code": code, "digits": "1234"}))
    drawn = re.findall(r'<span class="groups numbers">(.*?)</span>', page)
    assert [one.replace("<wbr>", "") for one in drawn] == [code]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("7K3M-ABCD-EFGH-JKMN-PQRS", "data-unknown-code"),
        ("7k3mabcdefghjkmnpqrz", "data-unknown-code"),
        ("7K3M ABCD EFGH JKMN PQR", "data-unknown-code"),
        ("7K3M–ABCD–EFGH–JKMN–PQRST", "data-unknown-code"),
        ("123/GP-BTNMT", "data-no-code"),
        ("Giấy phép số 45 ngày 3/4", "data-no-code"),
        ("7K3M-ABCD", "data-no-code"),
    ],
)
def test_a_code_mistyped_is_told_from_what_is_no_code(client: Client, typed: str, told: str) -> None:
    answer = client.get("/verify/", {"code": typed})
    text = valid(answer)
    assert answer.status_code == 404 and told in text
    assert ("data-no-code" in text) != ("data-unknown-code" in text)


def test_who_types_the_code_of_a_dossier_to_verify_is_led_to_the_look_up(client: Client) -> None:
    text = valid(client.get("/verify/", {"code": "000.00.15.G13-261103-0001"}))
    assert 'href="/look-up/?code=000.00.15.G13-261103-0001"' in text
    assert 'value="000.00.15.G13-261103-0001"' in valid(client.get("/look-up/?code=000.00.15.G13-261103-0001"))


@pytest.mark.parametrize("typed", ["12 34", "12-34", "12.34", " 1234 ", "１２３４"])
def test_four_digits_are_read_however_they_are_spaced(client: Client, surveying: World, typed: str) -> None:
    code = Dossier.objects.get(pk=surveying.submitted()).code
    assert client.post("/look-up/", {"code": code, "digits": typed}).status_code == 200


@pytest.mark.parametrize("typed", ["12", "234", "12345", "ab", "123x"])
def test_what_can_be_no_number_is_asked_for_again_and_is_no_try(client: Client, surveying: World, typed: str) -> None:
    code = Dossier.objects.get(pk=surveying.submitted()).code
    for _try in range(7):
        answer = client.post("/look-up/", {"code": code, "digits": typed})
        assert answer.status_code == 422
    text = valid(answer)
    assert 'id="digits-fault"' in text and "Không tìm thấy" not in text and f'value="{typed}"' in text
    assert client.post("/look-up/", {"code": code, "digits": "1234"}).status_code == 200


def test_dates_of_a_look_up_say_what_they_are_the_end_of(client: Client, surveying: World) -> None:
    dossier = surveying.submitted()
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    expected, (running,) = page.provisional_due, [one for one in page.clocks if one.state == "running"]
    text = valid(client.post("/look-up/", {"code": page.code or "", "digits": "1234"}))
    assert running.label.vi in text and expected and f"{expected.astimezone(HANOI):%d/%m/%Y}" in text
    surveying.act("desk", dossier, "accept")
    text = valid(client.post("/look-up/", {"code": page.code or "", "digits": "1234"}))
    (running,) = [
        one for one in casework.dossier_page(surveying.people["applicant"], dossier).clocks if one.state == "running"
    ]
    assert running.label.vi in text and "Dự kiến trả kết quả" not in text


def test_a_look_up_names_a_unit_only_while_one_works_on_the_dossier(client: Client, surveying: World) -> None:
    dossier = surveying.submitted()
    code = casework.dossier_page(surveying.people["applicant"], dossier).code

    def looked_up() -> str:
        return valid(client.post("/look-up/", {"code": code or "", "digits": "1234"}))

    assert "Đơn vị đang xử lý" in looked_up()
    items = [{"kind": "field", "target": "website", "wrong": "Không mở được."}]
    by = (clock.today() + timedelta(days=40)).isoformat()
    asked = {"reason": "Cần làm rõ.", "answer_by": by, "items": items}
    surveying.act("desk", dossier, "request_amendment_at_reception", asked)
    assert "Đơn vị đang xử lý" not in looked_up()
    surveying.act("applicant", dossier, "withdraw", {"reason": "Rút."})
    text = looked_up()
    assert "Đơn vị đang xử lý" not in text and "Lúc kết thúc" in text
