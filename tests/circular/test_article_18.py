"""Article 18: executing agencies."""

import pytest

from dvctt.casework.models import Dossier, Paper
from tests.circular.conftest import Story


@pytest.mark.circular("18.1")
def test_18_1_the_agency_receives_appraises_approves_and_returns(water_story: Story) -> None:
    """The whole way of 1.000070 by its officers' pages alone, to a licence that the applicant has."""
    water_story.returned()
    dossier = Dossier.objects.get(pk=water_story.dossier)
    assert dossier.state == "returned"
    licence = Paper.objects.get(dossier=dossier, name="licence")
    printed = [
        water_story.printed(file) for file in water_story.downloads("applicant", water_story.address("applicant"))
    ]
    assert any(licence.number in text for text in printed)


@pytest.mark.circular("18.1")
def test_18_1_the_agency_refuses_a_licence_with_its_reason(story: Story) -> None:
    """Not granted: the signed decision with the reason reaches the applicant."""
    story.accepted()
    reason = "Chưa đủ nhân viên kỹ thuật theo quy định."
    story.act("appraiser", "appraise", report="Thiếu nhân lực.", proposal="not_grant", reason=reason)
    story.act("head", "recommend_not_grant", opinion="Không cấp.")
    story.act("competent", "decide_not_grant")
    story.act("clerk", "number_and_seal_negative")
    story.act("clerk", "publish_negative")
    assert Dossier.objects.get(pk=story.dossier).state == "not_granted"
    printed = [story.printed(file) for file in story.downloads("applicant", story.address("applicant"))]
    assert any(reason in " ".join(text.split()) for text in printed)
