"""Article 6: transactions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from dvctt.kernel import clock
from tests.circular.conftest import Story
from tests.web import walking

Step = Callable[[Story], None]
# What is done, and what its page then says in plain words.
STEPS: tuple[tuple[Step, str], ...] = (
    (Story.arranged, "Hồ sơ đã gửi; Bộ phận Một cửa đang kiểm tra."),
    (lambda story: story.act("desk", "accept"), "Hồ sơ đã được tiếp nhận và đang được thẩm định."),
    (lambda story: story.act("appraiser", "take"), "Hồ sơ đã được tiếp nhận và đang được thẩm định."),
    (Story.appraise_for_grant, "Hồ sơ đã thẩm định xong; lãnh đạo đơn vị đang xem xét."),
    (
        lambda story: story.act("head", "recommend_grant", opinion="Đồng ý."),
        "Hồ sơ đang chờ người có thẩm quyền quyết định.",
    ),
    (lambda story: story.act("competent", "approve"), "Đã quyết định cấp; văn thư đang cấp số và đóng dấu."),
    (lambda story: story.act("clerk", "number_and_seal"), "Giấy phép đã ký và sắp được trả."),
    (lambda story: story.act("clerk", "publish"), "Giấy phép đã được trả. Quý vị tải tệp tại trang này."),
)


@pytest.mark.circular("6.1")
def test_6_1_one_declares_and_the_agency_receives_and_answers(story: Story, water_story: Story) -> None:
    """What was declared and submitted on the pages waits for the desk at once and is acknowledged, accepted with the
    appointed day or refused with the reason, on the page and by mail.
    """
    story.submitted()
    code = story.code()
    assert story.queued("desk")
    assert story.letter(f"Xác nhận đã nhận hồ sơ {code}")
    story.act("desk", "accept")
    assert "đã được tiếp nhận" in story.status()
    assert f"{max(story.dues('applicant')):%d/%m/%Y}" in story.letter(f"Hồ sơ {code} đã được tiếp nhận")
    water_story.arranged()
    water_story.act("desk", "refuse", grounds="wrong_procedure", reason="Thuộc thủ tục cấp tỉnh.", basis="Điều 33")
    assert "không được tiếp nhận" in water_story.status()
    assert "Thuộc thủ tục cấp tỉnh." in water_story.page("applicant")
    assert "Thuộc thủ tục cấp tỉnh." in water_story.letter(f"Hồ sơ {water_story.code()} không được tiếp nhận")


@pytest.mark.circular("6.4")
def test_6_4_status_and_result_can_be_had_at_any_time(story: Story) -> None:
    """At every stage and late on a Sunday the owner's page and the look-up by code tell the status, and at the end the
    owner downloads the licence at that hour.
    """
    for step, status in STEPS:
        step(story)
        tells(story, status)
    with clock.travel(late_on_sunday()):
        story.browsers["applicant"] = walking.browser(story.world.people["applicant"])
        papers = story.downloads("applicant", story.address("applicant"))
    assert any("GIẤY PHÉP" in story.printed(paper).upper() for paper in papers)


def tells(story: Story, status: str) -> None:
    """Both pages say the status on a Sunday night, to the owner and to who has the code, who reads no name."""
    code = story.code()
    with clock.travel(late_on_sunday()):
        own = walking.browser(story.world.people["applicant"]).get(story.address("applicant"))
        looked_up = Client().post("/look-up/", {"code": code, "digits": "1234"})
    assert status in unescape(walking.valid(own))
    assert status in unescape(walking.valid(looked_up))
    assert "Sao Khuê" not in looked_up.content.decode()


def late_on_sunday() -> datetime:
    """The evening of the next Sunday."""
    today = clock.today()
    sunday = today + timedelta(days=6 - today.weekday())
    return datetime(sunday.year, sunday.month, sunday.day, 23, 30, tzinfo=clock.HANOI)
