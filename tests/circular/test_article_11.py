"""Article 11: processing."""

import pytest

from dvctt.casework.models import Paper
from tests.circular.conftest import CONFIRMED, Story


@pytest.mark.circular("11.1")
def test_11_1_the_agency_answers_whether_a_dossier_is_complete(story: Story) -> None:
    """What is lacking is asked for, by page and mail, and supplemented; what is complete gets its receipt."""
    story.submitted()
    code, component = story.code(), story.world.answers["given"][0]
    story.act("desk", "take_at_reception")
    story.ask_for_amendment(component, "desk", "request_amendment_at_reception")
    assert "Bản chụp mờ" in story.letter(f"Yêu cầu bổ sung hồ sơ {code}")
    assert "Bản chụp mờ" in story.page("applicant", "amendment/")
    assert "Yêu cầu bổ sung giấy tờ" in story.page("applicant")
    story.hand_in(component, "bản rõ")
    story.act("applicant", "answer_amendment_at_reception", **CONFIRMED)
    assert story.letter(f"Đã nhận bổ sung của hồ sơ {code}")
    assert code not in story.browser("appraiser").get("/officer/").content.decode()

    story.act("desk", "accept")
    assert code in story.browser("appraiser").get("/officer/").content.decode()
    assert "Hẹn trả kết quả" in story.letter(f"Hồ sơ {code} đã được tiếp nhận")
    assert code in story.printed(story.titled("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"))


@pytest.mark.circular("11.1")
def test_11_1_what_may_not_be_taken_is_refused_with_its_reason(story: Story) -> None:
    """A refusal states its ground on the page, in the mail and in a sealed notice."""
    story.submitted()
    story.act("desk", "refuse", grounds="wrong_procedure", reason="Thuộc thủ tục cấp tỉnh.", basis="Điều 33")
    assert "Thuộc thủ tục cấp tỉnh." in story.page("applicant")
    assert "Thuộc thủ tục cấp tỉnh." in story.letter(f"Hồ sơ {story.code()} không được tiếp nhận")
    assert "Thuộc thủ tục cấp tỉnh." in story.printed(story.titled("Phiếu từ chối tiếp nhận giải quyết hồ sơ"))


@pytest.mark.circular("11.2")
def test_11_2_a_complete_dossier_is_appraised_and_its_result_told(story: Story) -> None:
    """Accepted, appraised, recommended, approved; status on the page and the result by mail when it is handed over."""
    story.decided()
    assert "Đang xử lý" in story.page("applicant")
    title = f"Đã có kết quả hồ sơ {story.code()}"
    assert not any(letter.startswith(title) for letter in story.letters())
    story.act("clerk", "number_and_seal")
    story.act("clerk", "publish")
    assert story.letter(title)
    assert "Đã trả kết quả" in story.page("applicant")
    assert Paper.objects.get(dossier=story.dossier, name="licence").number in story.page("applicant")
