"""Article 14: who uses the system."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from dvctt.kernel import Role, clock
from dvctt.ops.command import main
from tests.accounts.people import individual
from tests.circular.conftest import Registry, Story
from tests.fixtures_casework import make_officer
from tests.web.officers import officer_browser
from tests.web.walking import valid


@pytest.mark.circular("14.1.a")
def test_14_1_a_applicants_declare_get_answers_and_results(story: Story) -> None:
    """An applicant declares through pages, has the acknowledgement and the receipt as papers and by mail, is told that
    there is a result, and downloads the licence with its number.
    """
    story.submitted()
    code = story.code()
    assert code in story.printed(story.titled("Xác nhận đã nhận hồ sơ"))
    assert story.letter(f"Xác nhận đã nhận hồ sơ {code}")
    story.act("desk", "accept")
    assert code in story.printed(story.titled("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"))
    assert story.letter(f"Hồ sơ {code} đã được tiếp nhận")
    story.act("appraiser", "take")
    story.decide()
    story.hand_over()
    number = story.number()
    assert story.titled("Giấy phép hoạt động đo đạc và bản đồ", number)
    assert story.letter(f"Đã có kết quả hồ sơ {code}")


@pytest.mark.circular("14.1.b")
def test_14_1_b_agencies_receive_process_exchange_control_and_return(story: Story) -> None:
    """Desk, appraiser, head, competent person and clerk do their part, a related unit reads and notes once the dossier
    is shared with it and neither before nor afterwards, and the head reads who looked and why.
    """
    story.arranged()
    story.take_in()
    outsider = make_officer("Người ngoài", Role.APPRAISER, "TNN-CP", "Chuyên viên", "")
    assert officer_browser(outsider).get(story.address("appraiser")).status_code == 404
    share_with(story, outsider.id)
    shared = officer_browser(outsider).get(story.address("appraiser"))
    assert shared.status_code == 200
    assert story.code() in shared.content.decode()
    noted = officer_browser(outsider).post(
        story.address("appraiser", "sharing/note/"), {"text": "Không có ý kiến khác."}
    )
    assert noted.status_code == 303
    assert "Không có ý kiến khác." in story.page("head", "sharing/")
    story.decide()
    story.hand_over()
    assert "Giấy phép đã được trả" in story.status()
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


@pytest.mark.circular("14.1.c")
def test_14_1_c_the_operator_manages_accounts_and_system_and_acts_on_no_dossier(
    registry: Registry, story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    """The operator judges a registration, changes a setting and oversees the system, and neither sees nor acts on nor
    exports a dossier, which stands as it stood.
    """
    story.arranged()
    operator, code, status = registry.operator, story.code(), story.status()
    registry.approve(registry.received(individual(email="duoc.nhan@dan.example", citizen_id="001190014101")))
    days = {"key": "accounts.vetting.days", "value": "3", "reason": "Theo Quyết định 12"}
    assert operator.post(reverse("operator:settings"), days).status_code == 303
    for page in ("home", "settings", "security", "undelivered", "registrations", "units", "procedures"):
        text = valid(operator.get(reverse(f"operator:{page}")))
        assert code not in text and "Sao Khuê" not in text, page
    for rest in ("", "course/", "clock/", "sharing/", "evidence/", "identity/", "act/accept/", "act/refuse/"):
        assert operator.get(story.address("desk", rest)).status_code == 403, rest
        assert operator.get(story.address("applicant", rest)).status_code in (403, 404), rest
    sent = {"seen": "1", "key": "k", "grounds": "wrong_procedure", "reason": "Thử", "basis": "Thử"}
    for action in ("accept", "refuse"):
        assert operator.post(story.address("desk", f"act/{action}/"), sent).status_code == 403
    (paper,) = set(re.findall(r"/documents/[0-9a-f-]{36}/", story.page("applicant", "sent/")))
    assert operator.get(paper).status_code in (403, 404)
    export = ["evidence", "export", code, str(story.folder / "x.zip"), "--by", "vanhanh", "--purpose", "Thử"]
    assert main(export) == 2 and not (story.folder / "x.zip").exists()
    assert story.status() == status


@pytest.mark.circular("14.2")
def test_14_2_officers_use_official_accounts(registry: Registry, story: Story, own_record: Settings) -> None:
    """An officer acts under the account that the operator gave, with its second factor and until the position ends,
    the history names person and unit, and accounts of applicants and officers open nothing of each other.
    """
    story.arranged()
    form = {
        "name": "Phan Công Vụ",
        "username": "phan.congvu",
        "email": "congvu.14.2@monre.example",
        "unit": "DDBD-MC",
        "role": "desk",
        "title": "Chuyên viên chính",
        "authority_line": "",
        "since": "",
    }
    client = registry.appointed(form)
    accept = story.address("desk", "act/accept/")
    for answer in (client.get(accept), client.post(accept, {"seen": "1", "key": "k"})):
        assert answer.status_code in (302, 303) and answer.headers["Location"].startswith("/security/code/")
    assert "đang kiểm tra" in story.status()
    registry.enrol(client)
    story.browsers["officer"] = client
    assert story.queued("officer")
    story.act("officer", "accept")
    assert "Phan Công Vụ, Bộ phận Một cửa Cục Đo đạc" in story.page("head", "course/")
    assert client.get("/me/").status_code == 403
    assert client.post("/me/new/1.000082/new-domestic/", {}).status_code == 403
    assert story.browser("applicant").get("/officer/").status_code == 403
    registry.end_position("congvu.14.2@monre.example")
    assert client.get("/officer/").status_code == 403
    assert client.get(story.address("desk")).status_code == 403
