"""The news piece on the draft of the Circular: the order of a transaction, and what the final text left out."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.accounts import signin
from dvctt.casework import tasks
from dvctt.kernel import Role, clock
from tests.accounts import people
from tests.accounts.people import THURSDAY, individual, organisation
from tests.browser.story import registration_of
from tests.circular.conftest import CONFIRMED, PASSWORD, Registry, Story, enter, inside, username
from tests.fixtures_casework import World, golden
from tests.fixtures_mailsink import MailSink
from tests.web.accounts_pages import mailed, official, posted
from tests.web.walking import valid

LICENCE = "Giấy phép hoạt động đo đạc và bản đồ"
REASON = "Chưa đủ nhân viên kỹ thuật theo quy định."


@pytest.mark.circular("N.1")
def test_n_1_one_registers_or_uses_an_account_and_declares_and_sends(
    registry: Registry, tell: Callable[[World], Story]
) -> None:
    """An organisation registers by page and mail, its representative signs in with the account granted, declares,
    signs and submits, and has the code on the page and in the mail.
    """
    story = tell(World("1.000082", golden("1.000082")))
    raw = registration_of(story.world.answers["values"])
    raw |= {"email": "van.thu.n1@saokhue.example", "registrant_is_representative": "true", "accurate": "true"}
    raw["establishment"] = raw["establishment"] | {"date": "08/01/2018"}
    raw["phone"] = "02437931234"
    name = registry.admitted(raw, "organisation")
    story.browsers["applicant"] = enter(name)
    assert inside(story.browser("applicant"))
    story.world.people["applicant"] = people.acting(signin.account_named(name))
    story.submitted()
    code = story.code()
    assert any(code in letter for letter in registry.letters(raw["email"], f"Xác nhận đã nhận hồ sơ {code}"))


@pytest.mark.circular("N.3")
def test_n_3_the_agency_receives_processes_informs_and_returns_in_time(story: Story, water_story: Story) -> None:
    """The end of each limit is told from reception on and the licence is in the applicant's hands before it, and a
    dossier that is kept past its day stands among the late ones of its head and is told to its appraiser.
    """
    story.arranged()
    assert story.dues("desk")[0] > clock.now()
    story.take_in()
    due = max(story.dues("applicant"))
    assert due > clock.now() and f"{due:%d/%m/%Y}" in story.printed(story.titled("Giấy tiếp nhận hồ sơ"))
    story.decide()
    story.hand_over()
    number = story.number()
    assert story.titled(LICENCE, number) and clock.now() < due
    assert str(story.dossier) not in late(story)

    water_story.arranged()
    water_story.take_in()
    due = max(water_story.dues("appraiser"))
    assert str(water_story.dossier) not in late(water_story)
    with clock.travel(due + timedelta(days=2)):
        tasks.sweep_clocks()
        assert str(water_story.dossier) in late(water_story)
        email = f"{username(water_story.world.people['appraiser'])}@monre.example"
        title = f"Quá hạn: hồ sơ {water_story.code()}"
        assert title in [letter.partition("\n")[0] for letter in water_story.letters(email)]


def late(story: Story) -> str:
    """The head's list of what is late."""
    return str(story.browser("head").get(reverse("officer:queue"), {"tab": "overdue"}).content.decode())


def ask(story: Story) -> None:
    """The desk asks for another file of one component."""
    story.ask_for_amendment(story.world.answers["given"][0], "desk", "request_amendment_at_reception")


def supplement(story: Story) -> None:
    """The applicant hands it in and sends."""
    story.hand_in(story.world.answers["given"][0], "bản rõ")
    story.act("applicant", "answer_amendment_at_reception", **CONFIRMED)


# What is done, what both pages then say, and the title of the mail that tells it.
STEPS: tuple[tuple[Callable[[Story], None], str, str], ...] = (
    (Story.arranged, "Bộ phận Một cửa đang kiểm tra", "Xác nhận đã nhận hồ sơ {}"),
    (ask, "Bộ phận Một cửa đề nghị bổ sung", "Yêu cầu bổ sung hồ sơ {}"),
    (supplement, "Bộ phận Một cửa đang kiểm tra", "Đã nhận bổ sung của hồ sơ {}"),
    (Story.take_in, "đang được thẩm định", "Hồ sơ {} đã được tiếp nhận"),
    (Story.decide, "Đã quyết định cấp", ""),
    (Story.hand_over, "Giấy phép đã được trả", "Đã có kết quả hồ sơ {}"),
)


@pytest.mark.circular("N.4")
def test_n_4_the_portal_answers_with_the_status_of_reception_processing_and_result(story: Story) -> None:
    """As a dossier is received, supplemented, accepted, decided and returned, its page and the look-up by code tell
    the same status and a mail tells each turn.
    """
    for step, status, title in STEPS:
        step(story)
        code = story.code()
        assert status in story.status(), status
        assert status in unescape(valid(Client().post("/look-up/", {"code": code, "digits": "1234"}))), status
        assert not title or story.letter(title.format(code)), title


@pytest.mark.circular("N.5")
def test_n_5_results_are_returned(story: Story, water_story: Story) -> None:
    """Before it is handed over neither licence nor refusal is there for the applicant, and then each is on the page and
    told by mail.
    """
    for either in (story, water_story):
        either.arranged()
        either.take_in()
    story.decide()
    story.act("clerk", "number_and_seal")
    number = story.number()
    assert number not in story.page("applicant")
    assert f"Đã có kết quả hồ sơ {story.code()}" not in titles(story)
    story.act("clerk", "publish")
    assert story.titled(LICENCE, number)
    assert f"Đã có kết quả hồ sơ {story.code()}" in titles(story)
    before = len(water_story.downloads("applicant", water_story.address("applicant")))
    water_story.refuse_to_grant(REASON)
    after = water_story.downloads("applicant", water_story.address("applicant"))
    number = water_story.number("TB")
    assert len(after) == before + 1
    assert REASON in " ".join(water_story.printed(water_story.titled("Thông báo", number)).split())
    assert any(water_story.code() in title for title in titles(water_story)[:1])


def titles(story: Story) -> list[str]:
    """The titles of the mails that reached the applicant, the latest first."""
    return [letter.partition("\n")[0] for letter in story.letters()]


@pytest.mark.circular("N.vetting")
def test_n_vetting_registrations_are_checked_within_two_working_days_where_the_ministry_says_so(
    db: None, mailbox: MailSink
) -> None:
    """A registration waits for the operator until two working days on and is marked when that has passed, and the
    setting that two operators change lets it pass unchecked or gives it to the agency alone.
    """
    with clock.travel(THURSDAY + timedelta(days=4)):
        registry = Registry(mailbox, official("vanhanh", Role.OPERATOR, "CNTT"))
        page = registry.received(individual(email="cho.nv@dan.example", citizen_id="001190000901"))
        (letter,) = registry.letters("cho.nv@dan.example", "Đã nhận đăng ký tài khoản")
        assert "17:00" in letter and "05/05/2025" in letter, letter
        assert '<tr class="overdue">' not in valid(registry.operator.get(reverse("operator:registrations")))
    with clock.travel(THURSDAY + timedelta(days=13)):
        assert '<tr class="overdue">' in valid(registry.operator.get(reverse("operator:registrations")))
    registry.approve(page)

    second = official("dongnghiep", Role.OPERATOR, "CNTT")
    change(registry.operator, second, "individual", "off")
    unchecked = individual(email="ngay.nv@dan.example", citizen_id="001190000902")
    before = registry.waiting()
    registry.sent(unchecked)
    assert registry.waiting() == before
    assert inside(enter(registry.opened(unchecked["email"])))

    change(registry.operator, second, "organisation", "agency")
    vetter, other = official("kiemtra1", Role.VETTER, "TNN"), official("kiemtra2", Role.VETTER, "DDBD")
    raw = organisation(email="to.chuc.nv@nuocsach.example")
    registry.sent(raw | {"agency": "TNN"}, "organisation")
    (page,) = registry.waiting(vetter)
    assert registry.waiting(other) == registry.waiting() == set()
    for client in (other, registry.operator):
        assert client.post(page, {"act": "approve"}).status_code == 404
    assert vetter.post(page, {"act": "approve"}).status_code == 303
    assert inside(enter(registry.opened(raw["email"])))


def change(first: Client, second: Client, kind: str, value: str) -> None:
    """One operator proposes who checks registrations of this kind, another confirms."""
    proposed = {"key": f"accounts.vetting.{kind}", "value": value, "reason": "Theo Quyết định 12"}
    assert first.post(reverse("operator:settings"), proposed).status_code == 303
    here = reverse("operator:proposals")
    (number,) = set(re.findall(r'name="proposal" value="([0-9a-f-]+)"', valid(second.get(here))))
    assert second.post(here, {"proposal": number, "act": "confirm"}).status_code == 303


@pytest.mark.circular("N.refusal")
def test_n_refusal_a_registration_is_returned_or_refused_with_its_reasons(registry: Registry) -> None:
    """A registration is not answered without a reason, who is asked to correct it reads what at its field by the link
    in the mail and is accepted then, and who is refused reads why and never gets an account.
    """
    wrong = individual(email="sua.nr@dan.example", citizen_id="001190000911")
    page = registry.received(wrong)
    assert registry.operator.post(page, {"act": "return"}).status_code == 422
    remark = {"act": "return", "remark.phone": "Số này không liên lạc được."}
    assert registry.operator.post(page, remark).status_code == 303
    (letter,) = registry.letters(wrong["email"], "Đăng ký tài khoản cần bổ sung")
    assert "Số này không liên lạc được." in letter
    link = mailed(registry.mailbox, wrong["email"], "/register/mend/")
    form = valid(Client().get(link))
    assert "Số này không liên lạc được." in form and 'href="#f-phone"' in form
    assert Client().post(link, posted(wrong | {"phone": "0987654321"})).status_code == 303
    registry.approve(page)
    assert inside(enter(registry.opened(wrong["email"])))

    false = individual(email="tu.choi.nr@dan.example", citizen_id="001190000912")
    page = registry.received(false)
    assert registry.operator.post(page, {"act": "refuse", "sure": "1"}).status_code == 422
    refusal = {"act": "refuse", "remark.name": "Tên khác giấy tờ.", "sure": "1"}
    assert registry.operator.post(page, refusal).status_code == 303
    (letter,) = registry.letters(false["email"], "Đăng ký tài khoản không được chấp nhận")
    assert "Tên khác giấy tờ." in letter
    assert not any("/first-access/" in letter for letter in registry.letters(false["email"]))
    assert registry.operator.post(page, {"act": "approve"}).status_code == 409


@pytest.mark.circular("N.grant")
def test_n_grant_an_approval_is_told_with_user_name_and_a_link_for_the_first_access(registry: Registry) -> None:
    """The mail of the approval has the user name and a link and no password, the link sets one once, and a link that
    was not used in its time is sent again on demand.
    """
    raw = individual(email="cap.ng@dan.example", citizen_id="001190000921")
    registry.approve(registry.received(raw))
    (letter,) = registry.letters(raw["email"], "Tài khoản dịch vụ công trực tuyến đã được cấp")
    assert "Tên đăng nhập: " in letter and "Mật khẩu: " not in letter
    first = mailed(registry.mailbox, raw["email"], "/first-access/")
    with clock.travel(clock.now() + timedelta(days=30)):
        late = Client().get(first)
        assert late.status_code == 410
        (again,) = re.findall(r"/register/link/[\w-]+/", valid(late))
        assert Client().post(again).status_code == 200
        link = mailed(registry.mailbox, raw["email"], "/first-access/")
        assert link != first
        name = registry.opened(raw["email"])
        assert Client().get(link).status_code == 410
        assert (
            Client().post(link, {"password": "một câu của kẻ khác 9", "again": "một câu của kẻ khác 9"}).status_code
            == 410
        )
        assert inside(enter(name, PASSWORD))


@pytest.mark.circular("N.accuracy")
def test_n_accuracy_who_registers_answers_for_what_is_supplied(registry: Registry) -> None:
    """Both forms and the operator's page have the sentence by which one answers for what is supplied, and without it
    nothing is received, first or corrected.
    """
    for kind, raw in (("individual", individual), ("organisation", organisation)):
        address = reverse(f"register_{kind}")
        assert "chịu trách nhiệm trước pháp luật" in valid(Client().get(address)), kind
        for without in ({"accurate": "false"}, {"accurate": ""}):
            refused = Client().post(address, posted(raw(email="dung.na@dan.example", **without)))
            assert refused.status_code == 422 and 'href="#f-accurate' in valid(refused), kind
    assert registry.letters("dung.na@dan.example") == []
    raw = individual(email="dung.na@dan.example", citizen_id="001190000931")
    page = registry.received(raw)
    assert "chịu trách nhiệm trước pháp luật" in valid(registry.operator.get(page))
    returned = {"act": "return", "remark.phone": "Sai số."}
    assert registry.operator.post(page, returned).status_code == 303
    link = mailed(registry.mailbox, raw["email"], "/register/mend/")
    for status, typed in ((422, raw | {"accurate": ""}), (303, raw)):
        assert Client().post(link, posted(typed)).status_code == status
