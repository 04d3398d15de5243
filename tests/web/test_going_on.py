"""A session that ended, a page too old, a second tab, Back: each leads on with everything kept."""

import re
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.accounts import people
from tests.fixtures_casework import World, pdf
from tests.web.test_account_life import signed
from tests.web.test_signin import PASSWORD, account
from tests.web.walking import address, posted, sign_in, valid

pytestmark = pytest.mark.django_db
OURS = {"origin": "http://testserver"}
REGISTER = "/register/organisation/"
INPUT = re.compile(r"<(?:input|textarea)[^>]*>")


def strict(world: World | None = None) -> Client:
    """A browser whose tokens are looked at, signed in as the world's applicant."""
    client = Client(enforce_csrf_checks=True)
    if world is not None:
        sign_in(client, world.people["applicant"])
    return client


def token(text: str) -> str:
    """The token of a page's first form."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    assert found is not None
    return found[1]


def test_a_file_sent_after_the_session_ended_is_told_not_to_be_taken(client: Client, surveying: World) -> None:
    dossier = surveying.open()
    for page, back in (("papers/hop_dong_phu_trach/", "papers/"), ("declaration/signed/", "declaration/")):
        sent = client.post(address(dossier, page), {"file": SimpleUploadedFile("a.pdf", pdf())})
        assert sent.headers["Location"] == f"/sign-in/?next={quote(address(dossier, page))}"
        sign_in(client, surveying.people["applicant"])
        went = client.get(address(dossier, page)).headers["Location"]
        assert went.partition("#")[0] == address(dossier, back)
        assert "notice incident" in valid(client.get(went)).partition('id="flash"')[2].partition("<h1")[0]
        assert "notice incident" not in valid(client.get(went)).partition('id="flash"')[2].partition("<h1")[0]
        client.session.flush()
        client.cookies.clear()


def test_a_part_sent_by_script_leaves_no_such_note(client: Client, surveying: World) -> None:
    here = address(surveying.open(), "papers/hop_dong_phu_trach/")
    part = {"name": "a.pdf", "size": "9", "offset": "0", "file": SimpleUploadedFile("a", b"%PDF-1.7\n")}
    assert client.post(here, part).status_code == 302
    sign_in(client, surveying.people["applicant"])
    assert "notice incident" not in client.get(here, follow=True).content.decode()


def test_a_file_of_a_page_too_old_is_told_not_to_be_taken(surveying: World) -> None:
    client, here = strict(surveying), address(surveying.open(), "papers/hop_dong_phu_trach/")
    sent = client.post(here, {"file": SimpleUploadedFile("a.pdf", pdf())}, headers=OURS)
    assert sent.headers["Location"] == here
    assert "notice incident" in client.get(here, follow=True).content.decode()


def test_a_script_with_an_old_token_is_refused_plainly(surveying: World) -> None:
    client, dossier = strict(surveying), surveying.open()
    here = address(dossier, "form/nguoi_dai_dien/")
    wants = {**OURS, "accept": "application/json"}
    assert (
        client.post(f"{here}?autosave=1", {"seen": "0", "dai_dien_ho_ten": "Lê Văn Còn"}, headers=wants).status_code
        == 403
    )
    assert 'value="Lê Văn Còn"' not in client.get(here).content.decode()


def test_a_second_tab_of_the_sign_in_goes_on_to_where_it_was_to_lead() -> None:
    account("hai", "applicant")
    client = strict()
    old = token(valid(client.get("/sign-in/?next=/me/dossiers/")))
    typed = {"login": "hai", "password": PASSWORD, "csrfmiddlewaretoken": old}
    assert client.post("/sign-in/", typed).status_code == 302
    second = client.post("/sign-in/?next=/me/dossiers/", typed | {"next": "/me/dossiers/"}, headers=OURS)
    assert (second.status_code, second.headers["Location"]) == (302, "/me/dossiers/")
    evil = client.post("/sign-in/", typed | {"next": "https://evil.example/"}, headers=OURS)
    assert evil.headers["Location"] == "/go/"
    foreign = client.post("/sign-in/", typed, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403 and "resend" not in foreign.content.decode()


def test_a_sign_in_page_too_old_comes_anew_and_no_page_holds_the_password() -> None:
    account("hai", "applicant")
    client = strict()
    sent = client.post("/sign-in/?next=/me/", {"login": "hai", "password": PASSWORD}, headers=OURS)
    assert sent.headers["Location"] == "/sign-in/?next=/me/"
    text = valid(client.get(sent.headers["Location"]))
    assert "đã mở quá lâu" in text and PASSWORD not in text
    again = {"login": "hai", "password": PASSWORD, "csrfmiddlewaretoken": token(text), "next": "/me/"}
    assert client.post("/sign-in/?next=/me/", again, headers=OURS).headers["Location"] == "/me/"


def test_a_registration_too_old_comes_back_as_typed() -> None:
    client = strict()
    raw = posted(people.organisation(email="p1@dan.example"))
    sent = client.post(REGISTER, raw, headers=OURS)
    assert sent.headers["Location"] == REGISTER
    text = valid(client.get(REGISTER))
    for name in ("name", "tax_code", "representative_name", "representative_citizen_id", "establishment.number"):
        assert f'value="{raw[name]}"' in text, name
    gone = client.post(REGISTER, raw | {"csrfmiddlewaretoken": token(text)}, headers=OURS)
    assert gone.headers["Location"] == reverse("register_sent")


def test_a_visitors_ordinary_registration_leaves_nothing_in_the_session() -> None:
    client = Client()
    client.post(REGISTER, posted(people.organisation(email="p1@dan.example", tax_code="1")))
    assert "kept_form" not in client.session


def test_any_other_form_too_old_is_sent_again_by_one_press() -> None:
    person = people.applicant(raw=people.individual(email="p1@dan.example", citizen_id="001190000121"))
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed(person).cookies
    here = reverse("account_language")
    page = client.post(here, {"language": "en"}, headers=OURS)
    assert page.status_code == 403
    text = valid(page)
    assert f'action="{here}"' in text and '<input type="hidden" name="language" value="en">' in text
    assert client.post(here, {"language": "en", "csrfmiddlewaretoken": token(text)}).status_code == 303


@pytest.mark.parametrize("page", [REGISTER, "/register/individual/"])
def test_no_field_of_ones_own_data_is_emptied_by_back(client: Client, page: str) -> None:
    text = valid(client.get(page)).partition('id="registration"')[2].partition("</form>")[0]
    assert not [one for one in INPUT.findall(text) if 'autocomplete="off"' in one]
    wanted = {"name", "bday"} if "individual" in page else {"organization", "name", "organization-title"}
    assert {*wanted, "tel", "email", "street-address"} <= set(re.findall(r'autocomplete="([^"]+)"', text))
