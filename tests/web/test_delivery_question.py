"""The question for the delivery of the result: what is refused is told at its field, and the review waits for it."""

import re

import pytest
from django.test import Client

from dvctt.casework import api as casework
from dvctt.casework.models import Declaration
from tests.fixtures_casework import World
from tests.web.officers import officer_browser
from tests.web.walking import address, browser, valid

POST = {"delivery": "public_post", "delivery_address": "Hòm thư 12, Bưu điện Cầu Giấy"}
UNPRINTABLE = POST | {"delivery_address": "Số 12 phố 🏡 Hà Nội"}


@pytest.fixture
def client(surveying: World) -> Client:
    """The applicant's browser."""
    return browser(surveying.people["applicant"])


def test_the_review_goes_on_only_past_an_answer_that_is_taken(client: Client, surveying: World) -> None:
    dossier = surveying.ready()
    review = valid(client.get(address(dossier, "review/")))
    onward = re.findall(r'<button[^>]*form="delivery"[^>]*name="onward"', review)
    assert len(onward) == 1 and f'href="{address(dossier, "act/submit/")}"' not in review
    here = address(dossier, "delivery/?from=review")
    refused = client.post(here, UNPRINTABLE | {"onward": "1"})
    assert refused.status_code == 422
    text = valid(refused)
    assert 'aria-invalid="true"' in text and "🏡" in text and "f-delivery_address-fault" in text
    assert client.post(address(dossier, "delivery/?autosave=1"), UNPRINTABLE).status_code == 422
    went = client.post(here, POST | {"onward": "1"})
    assert went.headers["Location"] == address(dossier, "act/submit/")
    assert casework.dossier_page(surveying.people["applicant"], dossier).delivery.place == POST["delivery_address"]


def test_the_review_says_that_the_way_is_not_signed_and_it_does_not_touch_the_signature(
    client: Client, surveying: World
) -> None:
    dossier, applicant = surveying.ready(), surveying.people["applicant"]
    review = valid(client.get(address(dossier, "review/")))
    receiving = review[review.index('id="receiving"') :].partition("</section>")[0]
    assert "không nằm trong tờ khai được ký" in receiving and "toàn bộ nội dung sẽ được ký" not in review
    client.post(address(dossier, "delivery/"), POST)
    assert casework.draft_page(applicant, dossier).signature == "signed"


def test_the_review_makes_the_declaration_and_keeps_the_answer(client: Client, surveying: World) -> None:
    dossier, applicant = surveying.ready(), surveying.people["applicant"]
    Declaration.objects.filter(dossier=dossier).update(state="void")
    assert casework.dossier_page(applicant, dossier).declaration is None
    went = client.post(address(dossier, "delivery/?from=review"), POST | {"onward": "1"})
    assert went.headers["Location"] == address(dossier, "declaration/")
    page = casework.dossier_page(applicant, dossier)
    assert page.declaration is not None and page.delivery.place == POST["delivery_address"]


def test_the_history_tells_from_which_way_to_which(client: Client, surveying: World) -> None:
    dossier = surveying.submitted()
    casework.choose_delivery(surveying.people["applicant"], dossier, POST)
    official = officer_browser(surveying.people["desk"]).get(f"/officer/dossiers/{dossier}/")
    for page in (client.get(address(dossier)), official):
        assert re.search(r"Trực tuyến[^<]* → [^<]*bưu chính", valid(page))
