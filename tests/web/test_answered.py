"""What answers a form has an address of its own: Back and reload show it again and send nothing."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.kernel import clock
from dvctt.outbox import api as outbox
from dvctt.web.http.answer_pages import KEPT_SECONDS, MOST_PAGES
from tests.fixtures_casework import World, pdf
from tests.web.walking import address, browser, hidden, sign_in, valid

pytestmark = pytest.mark.django_db
NAVIGATES = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
WRONG = {"code": "000.00.15.G13-260927-0001", "digits": "1234"}


@pytest.fixture
def visitor(db: None) -> Client:
    """A browser in which nobody has signed in."""
    return Client()


def led(client: Client, page: str, fields: dict[str, str]) -> str:
    went = client.post(page, fields, headers=NAVIGATES)
    assert went.status_code == 303
    return went.headers["Location"]


def test_a_look_up_that_found_nothing_can_be_gone_back_to(visitor: Client) -> None:
    here = led(visitor, "/look-up/", WRONG)
    assert here.startswith("/look-up/?answer=") and not any(value in here for value in WRONG.values())
    first, again = visitor.get(here), visitor.get(here)
    assert (first.status_code, again.status_code) == (404, 404) and first.headers["Cache-Control"] == "no-store"
    assert WRONG["code"] in valid(first) and valid(again) == valid(first)


def test_a_page_is_shown_to_its_own_session_person_and_language_alone_and_for_a_while(
    visitor: Client, surveying: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = led(visitor, "/look-up/", WRONG)
    assert Client().get(here).headers["Location"] == "/look-up/"
    assert visitor.get(here.replace("/look-up/", "/verify/")).headers["Location"] == "/verify/"
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert visitor.get(here).headers["Location"] == "/look-up/"
    del visitor.cookies[settings.LANGUAGE_COOKIE_NAME]
    later = clock.now() + timedelta(seconds=KEPT_SECONDS + 1)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        assert visitor.get(here).headers["Location"] == "/look-up/"
    assert visitor.get(here).status_code == 404
    sign_in(visitor, surveying.people["applicant"])
    assert visitor.get(here).headers["Location"] == "/look-up/"


def test_only_so_many_pages_are_kept(visitor: Client) -> None:
    pages = [led(visitor, "/look-up/", {**WRONG, "digits": ""}) for _round in range(MOST_PAGES + 1)]
    assert [visitor.get(page).status_code for page in pages] == [303] + [422] * MOST_PAGES


def test_forms_with_faults_are_pages_too_and_a_script_gets_its_answer(visitor: Client, surveying: World) -> None:
    refused = visitor.get(led(visitor, "/sign-in/", {"login": "ai.do", "password": "sai-mat-khau"}))
    assert refused.status_code in (200, 400) and 'value="ai.do"' in valid(refused)
    client, dossier = browser(surveying.people["applicant"]), surveying.ready()
    form = client.get(address(dossier, "act/submit/"))
    sent = {"seen": hidden(form, "seen"), "key": "k"}
    here = led(client, address(dossier, "act/submit/"), sent)
    assert here.startswith(address(dossier, "act/submit/?answer="))
    assert client.get(here).status_code == 422 and "problems" in valid(client.get(here))
    assert client.post(address(dossier, "act/submit/"), sent).status_code == 422
    assert client.post(here, sent, headers={"Sec-Fetch-Mode": "cors"}).status_code == 422
    kept = led(client, f"{address(dossier, 'delivery/')}?from=review", {"delivery": "by_dove"})
    assert "from=review" in kept and client.get(kept).status_code == 422


def test_what_a_file_was_found_to_be_is_told_in_the_other_language_too(visitor: Client, surveying: World) -> None:
    dossier = surveying.submitted()
    outbox.drain()
    paper = casework.dossier_page(surveying.people["applicant"], dossier).papers[0].document_id
    assert paper is not None
    content = documents.read_bytes(paper)
    for sent, vietnamese, english in (
        (content, "đúng là bản gốc", "is the original"),
        (content[:-200] + bytes([content[-200] ^ 1]) + content[-199:], "đã bị thay đổi", "changed after"),
        (pdf(), "không có chữ ký số", "no digital signature"),
    ):
        file = SimpleUploadedFile("giay-to.pdf", sent)
        went = visitor.post("/verify/", {"file": file}, headers=NAVIGATES).headers["Location"]
        assert vietnamese in valid(visitor.get(went))
        visitor.post("/language/", {"language": "en", "next": went})
        page = valid(visitor.get(went))
        assert english in page and "giay-to.pdf" in page and vietnamese not in page
        assert Client(headers={"accept-language": "en"}).get(went).headers["Location"] == "/verify/"
        visitor.post("/language/", {"language": "vi", "next": went})
        assert vietnamese in valid(visitor.get(went))
    session = visitor.session["answered"]
    assert all("giay-to" not in str(kept) for kept in session.values())
