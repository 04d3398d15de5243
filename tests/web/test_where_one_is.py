"""One header and one navigation: whoever is signed in finds the own work first, on every page."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.accounts.models import Membership, Party
from dvctt.kernel import Role, clock
from tests.counting import Statements
from tests.fixtures_casework import World, make_officer
from tests.web.officers import officer_browser
from tests.web.test_applicant_dossier import asked
from tests.web.walking import address, browser, valid

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<li><a href="([^"]+)"')
ANYWHERE = ["/", "/procedures/", "/look-up/", "/verify/", "/help/"]
ACCOUNT = ["/account/", "/account/details/", "/account/organisations/", "/security/"]


def header(text: str) -> str:
    """What stands above the page."""
    return text.partition("<header")[2].partition("</header>")[0]


def navigation(text: str) -> list[str]:
    """The addresses of the bar, in its order."""
    return LINK.findall(header(text).partition("<nav")[2].partition("</nav>")[0])


def test_an_applicant_finds_the_own_dossiers_first_on_every_page(surveying: World) -> None:
    client = browser(surveying.people["applicant"])
    pages = [*ANYWHERE, *ACCOUNT, "/me/", "/me/dossiers/", address(surveying.open()), "/absent/"]
    found = {page: navigation(valid(client.get(page))) for page in pages}
    assert {tuple(one) for one in found.values()} == {("/me/", *ANYWHERE)}
    assert navigation(valid(Client().get("/"))) == ANYWHERE


def test_what_waits_is_counted_and_costs_no_statement_for_each_page(surveying: World) -> None:
    client = browser(surveying.people["applicant"])
    assert 'class="count"' not in header(valid(client.get("/help/")))
    surveying.open()
    asked(surveying)
    client.session.pop("waiting", None)
    fresh = browser(surveying.people["applicant"])
    assert '<span class="count">2<' in header(valid(fresh.get("/help/")))
    with Statements() as seen:
        assert '<span class="count">2<' in header(valid(fresh.get("/help/")))
    assert len(seen) == 3
    assert not [one for one in seen.captured_queries if "casework_dossier" in one["sql"]]


def test_an_act_of_ones_own_is_counted_at_once(surveying: World) -> None:
    client = browser(surveying.people["applicant"])
    assert 'class="count"' not in header(valid(client.get("/me/")))
    owner = surveying.people["applicant"].on_behalf
    assert owner is not None
    client.post("/me/new/1.000082/new-domestic/", {"owner": owner.id})
    assert '<span class="count">1<' in header(valid(client.get("/help/")))


def test_officers_and_operators_keep_their_own_bar(surveying: World) -> None:
    desk = officer_browser(surveying.people["desk"])
    operator = officer_browser(make_officer("Vận hành", Role.OPERATOR, "CNTT", "Chuyên viên", ""))
    for client, first in ((desk, "/officer/"), (operator, "/operator/")):
        for page in (first, *ANYWHERE, "/account/", "/security/", "/authority/"):
            found = navigation(valid(client.get(page)))
            assert found[0] == first and "/me/" not in found, (page, found)


def test_who_works_for_another_reads_it_in_one_line_and_can_change(surveying: World) -> None:
    actor = surveying.people["applicant"]
    client = browser(actor)
    alone = header(valid(client.get("/")))
    assert "acting-line" in alone and "acting-choice" not in alone
    other = Party.objects.create(kind="individual", name="Nguyễn Hải Đăng", folded="nguyen hai dang")
    Membership.objects.create(account_id=actor.id, party=other, power="self", since=clock.today())
    for page in ("/", "/me/", "/account/"):
        assert f'name="party" value="{other.pk}"' in header(valid(client.get(page))), page
    owner = actor.on_behalf
    assert owner is not None
    for party, lines in ((owner.id, 1), (str(other.pk), 0)):
        client.post(reverse("applicant:acting_for"), {"party": party, "next": "/"})
        assert header(valid(client.get("/"))).count("acting-line") == lines


def test_the_way_on_leads_straight_to_what_is_to_be_done(surveying: World) -> None:
    client, draft = browser(surveying.people["applicant"]), surveying.open()
    request = asked(surveying)
    text = valid(client.get("/me/"))
    goes = re.findall(r'<a class="button primary" href="(/me/dossiers/[^"]+)"', text)
    assert set(goes) == {address(draft, "form/"), address(request, "amendment/")}


def test_who_saw_a_dossier_has_one_name_on_the_way_there_and_on_its_page(surveying: World) -> None:
    client, dossier = browser(surveying.people["applicant"]), surveying.submitted()
    there = reverse("applicant:who", args=[dossier])
    link = re.search(rf'<a href="{there}"[^>]*>(.*?)</a>', valid(client.get(address(dossier))), re.S)
    page = valid(client.get(there))
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    assert link and heading
    named = re.sub(r"<[^>]+>", "", link[1]).strip()
    assert named == re.sub(r"<[^>]+>", "", heading[1]).strip()
    assert re.search(rf"<title>\s*{named} ", page)


def test_an_empty_list_takes_no_room_above_dossiers_that_run(surveying: World) -> None:
    client = browser(surveying.people["applicant"])
    assert "empty-state" in valid(client.get("/me/"))
    surveying.submitted()
    assert "empty-state" not in valid(client.get("/me/"))
