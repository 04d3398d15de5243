"""Article 10: amending."""

import pytest

from tests.circular.conftest import CONFIRMED, Story


@pytest.mark.circular("10.2.a")
def test_10_2_a_what_is_asked_for_is_amended_directly_on_the_system(water_story: Story) -> None:
    """From the page of the request the applicant changes the answer and the file that were asked for, signs anew and
    sends, and the appraiser has the old beside the new and the new declaration.
    """
    story = water_story
    component = story.world.answers["given"][0]
    story.arranged()
    story.take_in()
    story.ask_for_amendment(component, thoi_gian="Vượt thời hạn cho phép.")
    asked, client = story.address("applicant", "amendment/"), story.browser("applicant")
    page = story.page("applicant", "amendment/")
    assert "Vượt thời hạn cho phép." in page and "Bản chụp mờ, không đọc được." in page
    ways = [client.post(asked, {"go": number}).headers["Location"] for number in ("1", "2")]
    assert sorted(way.removeprefix(story.address("applicant")).partition("/")[0] for way in ways) == ["form", "papers"]
    early = story.post("applicant", "answer_amendment", **CONFIRMED)
    assert early.status_code in (409, 422)

    story.answer("cong_trinh", thoi_gian="7")
    assert story.hand_in(component, "bản rõ").status_code == 303
    story.sign()
    (signed,) = story.downloads("applicant", story.address("applicant", "declaration/"))
    story.act("applicant", "answer_amendment", **CONFIRMED)
    assert story.queued("appraiser")
    shown = story.page("appraiser")
    assert "side after changed" in shown and "10 năm" in shown and "7 năm" in shown
    assert signed in story.files("appraiser")
