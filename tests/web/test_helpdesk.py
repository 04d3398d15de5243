"""Whoever is stuck finds whom to ask: the desk's telephone, mail, address and hours, from the ministry's data."""

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import translation

from dvctt.ministry import api as ministry
from dvctt.ministry.models import Unit
from dvctt.ministry.snapshot import forget
from dvctt.web.http import errors, helpdesk
from dvctt.web.ui.template_tags import dong
from tests.counting import Statements
from tests.fixtures_casework import make_applicant
from tests.web.accounts_pages import valid
from tests.web.walking import browser

pytestmark = pytest.mark.django_db
PAGES = ("/", "/help/", "/procedures/?q=zzzz", "/register/", "/sign-in/", "/account/lost-password/", "/no/such/page/")
# Pages that say it in their midst too, not in the footer alone.
TWICE = ("/help/", "/procedures/?q=zzzz", "/register/", "/sign-in/", "/account/lost-password/", "/no/such/page/")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_names_the_desk(client: Client, address: str, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    text = valid(client.get(address))
    desk = ministry.help_desk()
    with translation.override(language):
        contact = helpdesk.contact()
    assert contact is not None
    for told in (
        f'href="tel:{desk.unit.phone}"',
        f'href="mailto:{desk.unit.email}"',
        desk.unit.address,
        "08:00 – 12:00",
        contact.days,
    ):
        assert text.count(told) >= (2 if address in TWICE else 1), told


def test_the_desk_is_the_ministrys_own_and_follows_its_data(client: Client) -> None:
    assert ministry.help_desk().unit.code == "MOTCUA"
    Unit.objects.filter(code="MOTCUA").update(phone="+842438221111", email="hoidap@monre.example")
    forget()
    text = valid(client.get("/help/"))
    assert "tel:+842438221111" in text
    assert "hoidap@monre.example" in text
    forget()


def test_an_unforeseen_error_names_it_without_the_database(client: Client) -> None:
    client.get("/help/")
    request = RequestFactory().get("/")
    with Statements() as made:
        page = errors.server_error(request)
    assert len(made) == 0
    assert page.status_code == 500
    assert f"tel:{ministry.help_desk().unit.phone}" in page.content.decode()


def test_an_empty_look_up_names_it(client: Client) -> None:
    text = valid(client.post("/look-up/", {"code": "000.00.15.G13-260101-0001", "digits": "0000"}))
    assert text.count("data-desk") == 2


def test_pages_on_which_nothing_is_yet_or_was_found_name_it_where_one_looks(client: Client) -> None:
    newcomer = browser(make_applicant())
    pages = [newcomer.get("/me/"), newcomer.get("/me/dossiers/")]
    pages += [client.get("/verify/", {"code": "12/GP-BTNMT"}), client.get("/verify/AAAA-BBBB-CCCC-DDDD-EEEE/")]
    for page in pages:
        main = valid(page).partition("<main")[2].partition("</main>")[0]
        assert main.count("data-desk") == 1


def test_amounts_are_written_in_the_readers_way() -> None:
    for language, written in (("vi", "8.000.000\u00a0đ"), ("en", "8,000,000\u00a0đ")):
        with translation.override(language):
            assert dong(8_000_000) == written
