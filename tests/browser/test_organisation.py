"""An organisation in a browser: staff and an outsider come by mail, within limits; one leaves, the dossier stays."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from dvctt.kernel import clock
from tests.accounts.people import individual, organisation
from tests.browser import moving
from tests.browser.looking import look, quiet
from tests.browser.people import PASSWORD, Town
from tests.fixtures_casework import pdf
from tests.patience import until

NAME = "Công ty TNHH Thủy văn Lam Sơn"
LATER = f"{clock.today() + timedelta(days=60):%d/%m/%Y}"


def person(town: Town, email: str, name: str, number: str) -> str:
    """Somebody with an account of his own, through the acts of registration; gives the user name."""
    from dvctt.accounts import people, signin
    from dvctt.accounts import registration as accounts_registration
    from dvctt.kernel import VISITOR, Ref, Role

    operator = signin.account_named(town.official("truc.cntt", Role.OPERATOR, "CNTT", "Chuyên viên vận hành"))
    raw = individual(email=email, name=name, citizen_id=number)
    registration = accounts_registration.register(VISITOR, "individual", raw)
    received = accounts_registration.confirm_email(VISITOR, town.token(Ref("registration", str(registration))))
    accounts_registration.approve(people.actor_for(operator, channel="test"), received.id, reason="Đã đối chiếu.")
    return town.first_access(VISITOR, "registration", str(registration))


def invitation(town: Town, email: str) -> str:
    """The link of the latest invitation in the mailbox of an address."""

    def found() -> str:
        links = (
            re.search(r"https?://\S+/account/invitations/[\w-]+/", str(one)) for one in town.mailsink.messages(email)
        )
        return next((one[0] for one in links if one), "")

    return until(found, what=f"an invitation to {email}")


def again(page: Page) -> None:
    """Give the password again where the page asks for it."""
    if "/sign-in/again/" in page.url:
        page.locator('input[name="password"]').fill(PASSWORD)
        moving.press(page.get_by_role("main").get_by_role("button").first)


def choose(page: Page, words: str) -> None:
    """Press the answer with these words, as a person does: on its label."""
    page.locator(".choice label").filter(has_text=words).first.click()
    expect(page.locator("form[aria-busy]")).to_have_count(0)


def invite(boss: Page, email: str, **more: Any) -> None:
    """Fill in the form of an invitation and send it."""
    moving.press(boss.get_by_role("link", name="Mời thêm người"))
    again(boss)
    boss.get_by_label("Thư điện tử của người được mời").fill(email)
    if more.get("only"):
        choose(boss, "Chỉ những thủ tục được chọn")
        choose(boss, more["only"])
    if paper := more.get("paper"):
        choose(boss, "Người bên ngoài, được ủy quyền bằng văn bản")
        choose(boss, "Chỉ xem hồ sơ")
        boss.get_by_label("Đến hết ngày").fill(LATER)
        boss.get_by_label("Số giấy ủy quyền").fill("12/UQ-2026")
        boss.locator("input[name=file]").set_input_files(paper)
    look(boss) if more.get("looked") else None
    moving.press(boss.get_by_role("button", name="Gửi lời mời"))
    expect(boss.get_by_text("Đã gửi lời mời")).to_be_visible()


def accept(town: Town, username: str, email: str) -> Page:
    """Open the link of the mail, sign in on the way, and accept."""
    page = town.visitor()
    page.goto(invitation(town, email))
    town.sign_in(username, page=page)
    page.get_by_role("button", name="Nhận lời mời").click()
    expect(page.locator(".acting-now")).to_contain_text(NAME)
    return page


def test_an_organisation_lets_others_act_within_limits(town: Town, tmp_path: Path) -> None:
    paper = tmp_path / "uy-quyen.pdf"
    paper.write_bytes(pdf())
    raw = organisation(name=NAME, tax_code="0101243150", email="lamson@to-chuc.example")
    boss = town.sign_in(town.applicant(raw))
    staff_name = person(town, "man@dan.example", "Lê Thị Mận", "001190000131")
    lawyer_name = person(town, "luat@dan.example", "Vũ Văn Luật", "001190000132")
    with quiet(boss):
        boss.goto("/account/organisations/")
        moving.press(boss.get_by_role("link", name="Thành viên và quyền"))
        invite(boss, "man@dan.example", only="1.000082", looked=True)
        invite(boss, "luat@dan.example", paper=paper)
    staff, lawyer = accept(town, staff_name, "man@dan.example"), accept(town, lawyer_name, "luat@dan.example")

    staff.goto("/me/new/1.000082/new-domestic/")
    expect(staff.get_by_role("main")).to_contain_text(NAME)
    moving.press(staff.get_by_role("button", name="Bắt đầu khai hồ sơ"))
    dossier = re.sub(r"form/.*", "", staff.url)

    lawyer.goto(dossier)
    expect(lawyer.locator(".acting-now")).to_contain_text("chỉ xem")
    expect(lawyer.get_by_role("link", name="Bắt đầu khai hồ sơ")).to_have_count(0)
    expect(lawyer.get_by_text("chỉ được xem hồ sơ").first).to_be_attached()

    staff.goto("/account/organisations/")
    moving.press(staff.get_by_role("link", name=re.compile("Xem phạm vi của tôi.*Lam Sơn")))
    moving.press(staff.get_by_role("link", name="Rời khỏi đây"))
    again(staff)
    staff.get_by_role("button", name="Rời ngay").click()
    expect(staff.get_by_text("không còn làm việc cho").first).to_be_visible()
    staff.goto(dossier)
    expect(staff.get_by_role("heading", level=1)).to_contain_text("Không tìm thấy")

    boss.goto(dossier)
    expect(boss.get_by_text("Người nộp không còn làm việc cho chủ hồ sơ.")).to_be_visible()
    moving.press(boss.get_by_role("link", name="Nhận làm người nộp"))
    choose(boss, "(tôi)")
    boss.get_by_role("button", name="Đổi người nộp").click()
    expect(boss.get_by_text("Đã đổi người nộp.")).to_be_visible()
    look(boss)
