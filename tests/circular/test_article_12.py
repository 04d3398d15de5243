"""Article 12: returning results."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dvctt.casework.models import Paper
from tests.circular.conftest import Story
from tests.fixtures_casework import make_applicant
from tests.web.walking import browser, valid


@pytest.mark.circular("12.1.a")
def test_12_1_a_the_result_is_handed_over_through_the_system(story: Story) -> None:
    """Before it is published nobody but the agency has the licence; then its owner, and anybody can verify the file."""
    story.decided()
    story.act("clerk", "number_and_seal")
    paper = Paper.objects.get(dossier=story.dossier, name="licence")
    link = f"/documents/{paper.document_id}/"
    assert story.browser("applicant").get(link).status_code == 404
    assert link not in story.page("applicant")

    story.act("clerk", "publish")
    assert link in story.page("applicant")
    answer = story.browser("applicant").get(link)
    assert answer.status_code == 200
    licence = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert paper.number in story.printed(licence)
    stranger = browser(make_applicant("Công ty Khác", "0100109106"))
    assert stranger.get(link).status_code == 404
    verified = valid(Client().post("/verify/", {"file": SimpleUploadedFile("giay-phep.pdf", licence)}))
    assert paper.number in verified
