"""Article 11: processing."""

import pytest

from tests.circular.conftest import CONFIRMED, Story

PLACE = "Thuộc thủ tục cấp tỉnh."


@pytest.mark.circular("11.1")
def test_11_1_the_agency_answers_whether_a_dossier_is_complete(story: Story, water_story: Story) -> None:
    """What is lacking is asked for by page and mail and supplemented, what is complete gets its receipt and reaches
    the appraising unit at once, and what may not be taken is refused with its ground by page, mail and sealed notice.
    """
    story.arranged()
    code, component = story.code(), story.world.answers["given"][0]
    assert "8 giờ làm việc" in story.page("desk", "clock/")
    story.act("desk", "take_at_reception")
    story.ask_for_amendment(component, "desk", "request_amendment_at_reception")
    assert "Bản chụp mờ" in story.letter(f"Yêu cầu bổ sung hồ sơ {code}")
    assert "Bản chụp mờ" in story.page("applicant", "amendment/")
    assert "Yêu cầu bổ sung giấy tờ" in story.page("applicant")
    story.hand_in(component, "bản rõ")
    story.act("applicant", "answer_amendment_at_reception", **CONFIRMED)
    assert story.letter(f"Đã nhận bổ sung của hồ sơ {code}")
    assert not story.queued("appraiser")

    story.act("desk", "accept")
    assert story.queued("appraiser")
    assert "Hẹn trả kết quả" in story.letter(f"Hồ sơ {code} đã được tiếp nhận")
    assert code in story.printed(story.titled("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"))

    water_story.arranged()
    water_story.act("desk", "refuse", grounds="wrong_procedure", reason=PLACE, basis="Điều 33")
    assert PLACE in water_story.page("applicant")
    assert PLACE in water_story.letter(f"Hồ sơ {water_story.code()} không được tiếp nhận")
    assert PLACE in water_story.printed(water_story.titled("Phiếu từ chối tiếp nhận giải quyết hồ sơ"))


@pytest.mark.circular("11.2")
def test_11_2_a_complete_dossier_is_appraised_and_its_result_told(story: Story) -> None:
    """A complete dossier is accepted, appraised, recommended and approved, its page tells the status after each act,
    and its result is told by mail when it is handed over and not before.
    """
    story.arranged()
    title = f"Đã có kết quả hồ sơ {story.code()}"
    story.act("desk", "accept")
    assert "đang được thẩm định" in story.status()
    story.act("appraiser", "take")
    story.appraise_for_grant()
    assert "lãnh đạo đơn vị đang xem xét" in story.status()
    story.act("head", "recommend_grant", opinion="Đồng ý cấp.")
    assert "chờ người có thẩm quyền quyết định" in story.status()
    story.act("competent", "approve")
    assert "Đã quyết định cấp" in story.status()
    story.act("clerk", "number_and_seal")
    assert not any(letter.startswith(title) for letter in story.letters())
    story.act("clerk", "publish")
    assert story.letter(title)
    assert "Giấy phép đã được trả" in story.status()
    number = story.number()
    assert number in story.page("applicant")
