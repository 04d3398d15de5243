"""Article 14: who uses the system."""

import re
from datetime import timedelta

import pytest

from dvctt.casework.models import Dossier, Paper
from dvctt.kernel import Role, clock
from tests.circular.conftest import Story
from tests.fixtures_casework import make_officer
from tests.web.officers import officer_browser


@pytest.mark.circular("14.1.a")
def test_14_1_a_applicants_declare_get_answers_and_results(story: Story) -> None:
    """One applicant, through pages: declares, is acknowledged and receipted, is told each turn, has the result."""
    story.submitted()
    code = story.code()
    assert code in story.printed(story.titled("Xác nhận đã nhận hồ sơ"))
    assert story.letter(f"Xác nhận đã nhận hồ sơ {code}")
    story.act("desk", "accept")
    assert code in story.printed(story.titled("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"))
    assert story.letter(f"Hồ sơ {code} đã được tiếp nhận")
    story.act("appraiser", "take")
    story.appraise_for_grant()
    story.act("head", "recommend_grant", opinion="Đồng ý.")
    story.act("competent", "approve")
    story.act("clerk", "number_and_seal")
    story.act("clerk", "publish")
    number = Paper.objects.get(dossier=story.dossier, name="licence").number
    assert story.titled("Giấy phép hoạt động đo đạc và bản đồ", number)
    assert story.letter(f"Đã có kết quả hồ sơ {code}")


@pytest.mark.circular("14.1.b")
def test_14_1_b_agencies_receive_process_exchange_control_and_return(story: Story) -> None:
    """Desk, appraiser, related unit, head, competent person, clerk do their part; before and after, others cannot."""
    story.accepted()
    outsider = make_officer("Người ngoài", Role.APPRAISER, "TNN-CP", "Chuyên viên", "")
    assert officer_browser(outsider).get(story.address("appraiser")).status_code == 404
    share_with(story, outsider.id)
    shared = officer_browser(outsider).get(story.address("appraiser"))
    assert shared.status_code == 200
    assert str(Dossier.objects.get(pk=story.dossier).code) in shared.content.decode()
    noted = officer_browser(outsider).post(
        story.address("appraiser", "sharing/note/"), {"text": "Không có ý kiến khác."}
    )
    assert noted.status_code == 303
    assert "Không có ý kiến khác." in story.page("head", "sharing/")
    story.appraise_for_grant()
    story.act("head", "recommend_grant", opinion="Đồng ý.")
    story.act("competent", "approve")
    story.act("clerk", "number_and_seal")
    story.act("clerk", "publish")
    assert Dossier.objects.get(pk=story.dossier).state == "returned"
    looked = story.page("head", "who/")
    assert "Người ngoài" in looked
    assert "Xin ý kiến về nguồn nước." in looked
    (grant,) = set(re.findall(r"sharing/([0-9a-f-]{36})/end/", story.page("head", "sharing/")))
    assert story.browser("head").post(story.address("head", f"sharing/{grant}/end/")).status_code == 303
    assert officer_browser(outsider).get(story.address("appraiser")).status_code == 404


def share_with(story: Story, officer: str) -> None:
    """The head shares the dossier with an officer of another unit, through the page."""
    here = story.address("head", "sharing/")
    typed = {
        "grantee": f"account:{officer}",
        "reason": "Xin ý kiến về nguồn nước.",
        "power": "comment",
        "until": f"{clock.today() + timedelta(days=3):%d/%m/%Y}",
    }
    assert story.browser("head").post(here, typed).status_code == 303
