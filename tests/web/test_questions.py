"""Questions that answers open, and those that need not be asked: by pages alone, without script."""

import re

from django.test import Client

from dvctt.accounts.models import Party
from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from tests.fixtures_casework import World
from tests.web.test_applicant_dossier import asked
from tests.web.walking import address, browser, hidden, valid

QUESTION = re.compile(r'data-question="([^"]+)"')


def questions(text: str) -> list[str]:
    """What a page asks, in its order."""
    return QUESTION.findall(text)


def test_who_is_known_is_not_asked_what_it_is(water: World) -> None:
    client, dossier = browser(water.people["applicant"]), water.open()
    text = valid(client.get(address(dossier, "form/chu_ho_so/")))
    assert re.search(r'value="to_chuc" checked', text)
    assert "ma_so_thue" in questions(text) and "so_dinh_danh" not in questions(text)
    assert 'value="0109556677"' in text
    Party.objects.update(kind="individual")
    person = valid(client.get(address(water.open(), "form/chu_ho_so/")))
    assert re.search(r'value="ca_nhan" checked', person)
    assert "so_dinh_danh" in questions(person) and "ma_so_thue" not in questions(person)


def test_a_page_asked_for_new_questions_saves_and_has_them_under_their_names(water: World) -> None:
    client, dossier = browser(water.people["applicant"]), water.open()
    here = address(dossier, "form/chu_ho_so/")
    before = questions(valid(client.get(here)))
    went = client.post(here, {"seen": "0", "loai_chu_the": "ca_nhan", "ten": "Bà Lê Thị Na", "refresh": "1"})
    page = client.get(went.headers["Location"])
    after = questions(valid(page))
    assert hidden(page, "seen") == "1" and 'value="Bà Lê Thị Na"' in page.content.decode()
    assert set(before) - set(after) == {"ma_so_thue", "giay_to"} and set(after) - set(before) == {"so_dinh_danh"}


def test_asking_an_act_for_new_questions_does_not_perform_it(surveying: World) -> None:
    client, dossier = browser(surveying.people["applicant"]), surveying.submitted()
    page = client.get(address(dossier, "act/withdraw/"))
    sent = {"seen": hidden(page, "seen"), "key": hidden(page, "key"), "reason": "Nộp nhầm trường hợp."}
    again = client.post(address(dossier, "act/withdraw/"), {**sent, "refresh": "1"})
    assert again.status_code == 200 and "Nộp nhầm trường hợp." in valid(again)
    assert Dossier.objects.get(pk=dossier).state == "submitted"
    assert client.post(address(dossier, "act/withdraw/"), sent).status_code == 303
    assert Dossier.objects.get(pk=dossier).state == "withdrawn"


def test_from_every_page_of_an_amendment_there_is_a_way_back_to_the_request(surveying: World) -> None:
    client, dossier = browser(surveying.people["applicant"]), asked(surveying)
    request = address(dossier, "amendment/")
    for page in ("papers/", "form/to_chuc/", "review/", "act/answer_amendment/"):
        assert f'<a href="{request}">' in valid(client.get(address(dossier, page))), page
    main = valid(client.get(address(dossier, "papers/"))).split('class="form-foot"')[1]
    assert re.search(rf'<a class="button primary" href="{request}">', main)
    draft = surveying.open()
    assert address(draft, "amendment/") not in valid(client.get(address(draft, "papers/")))


def test_a_known_owner_is_no_answer_where_no_option_stands_for_it(surveying: World) -> None:
    dossier = surveying.open()
    values = casework.draft_page(surveying.people["applicant"], dossier).values
    assert values["ten"] == surveying.people["applicant"].acting.name  # type: ignore[union-attr]


def test_a_visitor_registers_with_questions_named(client: Client, db: None) -> None:
    found = questions(valid(client.get("/register/organisation/")))
    assert len(found) == len(set(found)) and any(one.startswith("section:") for one in found)
