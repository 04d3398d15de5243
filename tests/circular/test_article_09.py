"""Article 9: declaring and submitting."""

import pytest
from django.test import Client

from tests.circular.conftest import CONFIRMED, Story
from tests.web import walking


@pytest.mark.circular("9.1")
def test_9_1_who_is_signed_in_declares_submits_and_amends(story: Story) -> None:
    """A draft that was begun in one browser is completed, submitted and supplemented in another by who is signed in,
    and who is not has to sign in first.
    """
    story.complete()
    assert "chưa gửi" in story.status()
    refused = Client().post(story.address("applicant", "act/submit/"), CONFIRMED)
    assert refused.status_code == 302 and refused.headers["Location"].startswith("/sign-in/")
    story.browsers["applicant"] = walking.browser(story.world.people["applicant"])
    assert story.post("applicant", "submit").status_code == 422
    assert story.browser("desk").get(story.address("desk")).status_code == 404
    story.act("applicant", "submit", **CONFIRMED)
    assert story.code() in story.page("desk")

    story.act("desk", "accept")
    story.act("appraiser", "take")
    component = story.world.answers["given"][0]
    story.ask_for_amendment(component)
    assert "Bản chụp mờ, không đọc được." in story.page("applicant", "amendment/")
    story.hand_in(component, "bản rõ")
    story.act("applicant", "answer_amendment", **CONFIRMED)
    assert "đang được thẩm định" in story.status()
    assert story.queued("appraiser")
