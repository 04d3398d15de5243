"""Article 3: terms."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from tests.accounts.people import individual
from tests.circular.conftest import Registry, Story
from tests.web.accounts_pages import mailed

HERE = "https://dvctt.monre.example"


@pytest.mark.circular("3.1")
def test_3_1_the_system_has_one_public_address(settings: Settings, registry: Registry, story: Story) -> None:
    """From the registration to the licence every address in mails, on papers and on pages is under the one public
    address that the ministry set, and leads there.
    """
    settings.BASE_URL = HERE
    raw = individual(email="dia.chi@dan.example", citizen_id="001190003101")
    registry.approve(registry.received(raw))
    assert Client().get(mailed(registry.mailbox, raw["email"], "/first-access/")).status_code == 200
    story.arranged()
    story.take_in()
    story.decide()
    story.hand_over()
    number = story.number()
    papers = [story.titled("Xác nhận đã nhận hồ sơ"), story.titled("Giấy phép hoạt động đo đạc và bản đồ", number)]
    texts = registry.letters(raw["email"]) + story.letters() + [story.printed(paper) for paper in papers]
    addresses = [re.findall(r"https?://[^\s<>\"]+", text) for text in texts]
    assert sum(bool(listed) for listed in addresses) >= 6
    for address in {address.rstrip(".,;") for listed in addresses for address in listed}:
        assert address.startswith(f"{HERE}/"), address
        for client in (Client(), story.browser("applicant")):
            assert client.get(address.removeprefix(HERE), follow=True).status_code in (200, 410), address
    for who in ("applicant", "desk", "clerk"):
        assert not re.search(r'(href|action|src)="https?://', story.page(who)), who
