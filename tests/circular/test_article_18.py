"""Article 18: executing agencies."""

import pytest

from tests.circular.conftest import Story

REASON = "Chưa đủ nhân viên kỹ thuật theo quy định."


@pytest.mark.circular("18.1")
def test_18_1_the_agency_receives_appraises_approves_or_refuses_and_returns(story: Story, water_story: Story) -> None:
    """By its officers' pages alone one agency brings a dossier to a licence and another one to a refusal with its
    reason, and each applicant downloads what was decided.
    """
    water_story.arranged()
    water_story.take_in()
    water_story.decide()
    water_story.hand_over()
    number = water_story.number()
    assert number in water_story.printed(water_story.titled("Giấy phép Khai thác nước dưới đất", number))
    assert "Giấy phép đã được trả" in water_story.status()

    story.arranged()
    story.take_in()
    story.refuse_to_grant(REASON)
    assert "không được cấp" in story.status()
    papers = story.downloads("applicant", story.address("applicant"))
    assert any(REASON in " ".join(story.printed(paper).split()) for paper in papers)
