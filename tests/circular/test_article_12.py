"""Article 12: returning results."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.circular.conftest import Story
from tests.fixtures_casework import make_applicant
from tests.web.walking import browser, valid


@pytest.mark.circular("12.1.a")
def test_12_1_a_the_result_is_handed_over_through_the_system(story: Story) -> None:
    """Before the licence is handed over nobody but the agency has it, and afterwards its owner downloads it, another
    applicant does not, and anybody can verify the file.
    """
    story.arranged()
    story.take_in()
    story.decide()
    before = set(links(story, "clerk"))
    story.act("clerk", "number_and_seal")
    (link,) = set(links(story, "clerk")) - before
    number = story.number()
    assert story.browser("applicant").get(link).status_code == 404
    assert link not in story.page("applicant")

    story.act("clerk", "publish")
    assert link in story.page("applicant")
    answer = story.browser("applicant").get(link)
    assert answer.status_code == 200
    licence = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert number in story.printed(licence)
    stranger = browser(make_applicant("Công ty Khác", "0100109106"))
    assert stranger.get(link).status_code == 404
    verified = valid(Client().post("/verify/", {"file": SimpleUploadedFile("giay-phep.pdf", licence)}))
    assert number in verified


def links(story: Story, who: str) -> list[str]:
    """The documents that the dossier's page links for this person."""
    return re.findall(r"/documents/[0-9a-f-]{36}/", story.page(who))
