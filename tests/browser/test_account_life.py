"""An account's life in a browser, with each message read from the mailbox: a person's, and an organisation's."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dvctt.kernel import Role
from tests.accounts import people as registrants
from tests.browser.looking import look
from tests.browser.people import PASSWORD, Town

NEW = "trangan-hoabinh-3107"
HOA: dict[str, Any] = registrants.individual(name="Phạm Thị Đào", email="dao@dan.example", citizen_id="001190000777")
FIRM = registrants.organisation(name="Công ty TNHH Lúa Vàng", tax_code="0100233488", email="luavang@to-chuc.example")


def main(page: Page) -> Any:
    return page.get_by_role("main")


def press(page: Page, name: str) -> None:
    main(page).get_by_role("button", name=name).first.click()


def enter(page: Page, username: str, password: str) -> None:
    page.goto("/sign-in/")
    page.locator('input[name="login"]').fill(username)
    page.locator('input[name="password"]').fill(password)
    press(page, "Đăng nhập")


def again(page: Page, password: str) -> None:
    """Enter the password again where the step-up asks for it."""
    if "/sign-in/again/" in page.url:
        page.locator('input[name="password"]').fill(password)
        press(page, "Xác nhận")


def account_of(town: Town, kind: str, raw: dict[str, Any]) -> str:
    """An account by the acts of registration; the pages of registering are told elsewhere."""
    from dvctt.accounts import api as accounts
    from dvctt.kernel import VISITOR, Ref

    operator = accounts.account_named(town.official("truc.cntt", Role.OPERATOR, "CNTT", "Chuyên viên vận hành"))
    number = accounts.register(VISITOR, kind, raw)
    accounts.confirm_email(VISITOR, town.token(Ref("registration", str(number))))
    accounts.approve(accounts.actor_for(operator, channel="web"), number)
    return town.first_access(VISITOR, "registration", str(number))


@pytest.mark.circular("8.3.a", "13.1.b", "16.2")
def test_a_persons_account(town: Town) -> None:
    username = account_of(town, "individual", HOA)
    page = town.visitor(width=390)
    page.goto("/sign-in/")
    main(page).get_by_role("link", name="Quên mật khẩu").click()
    look(page)
    page.get_by_label("Tên tài khoản hoặc thư điện tử").fill(username)
    press(page, "Gửi liên kết")
    expect(main(page)).to_contain_text("Nếu có tài khoản")
    page.goto(town.link(HOA["email"], "/account/password/"))
    look(page)
    page.get_by_label("Mật khẩu mới", exact=True).fill(NEW)
    page.get_by_label("Nhập lại mật khẩu mới").fill(NEW)
    press(page, "Đặt mật khẩu mới")
    expect(main(page)).to_contain_text("Đã đặt mật khẩu mới")
    enter(page, username, NEW)

    page.goto("/account/details/")
    look(page)
    main(page).get_by_role("link", name="Sửa định danh").click()
    again(page, NEW)
    look(page)
    page.get_by_label("Họ và tên").fill("Phạm Thị Đào Hoa")
    press(page, "Gửi yêu cầu đổi thông tin")
    expect(main(page)).to_contain_text("đang được kiểm tra")

    operator = town.sign_in(town.official("truc.cntt", Role.OPERATOR, "CNTT", "Chuyên viên vận hành"))
    operator.goto("/operator/registrations/")
    operator.get_by_role("link", name=HOA["name"]).click()
    look(operator)
    press(operator, "Chấp nhận thay đổi")
    expect(main(operator)).to_contain_text("có hiệu lực")
    page.goto("/account/details/")
    expect(main(page)).to_contain_text("Phạm Thị Đào Hoa")

    page.goto("/account/email/")
    again(page, NEW)
    page.get_by_label("Thư điện tử mới").fill("daohoa@dan.example")
    press(page, "Gửi thư xác nhận")
    stranger = town.visitor()
    stranger.goto(town.link("daohoa@dan.example", "/account/email/"))
    press(stranger, "Đây là địa chỉ của tôi")

    page.goto("/account/cancel/")
    again(page, NEW)
    look(page)
    main(page).get_by_text("Tôi đã đọc và muốn hủy tài khoản này").click()
    press(page, "Hủy tài khoản")
    expect(main(page)).to_contain_text("Tài khoản đã được hủy")
    assert town.mailsink.messages("daohoa@dan.example")
    enter(page, username, NEW)
    expect(main(page)).to_contain_text("chưa đúng")


@pytest.mark.circular("13.1.b", "19.3", "8.3.b")
def test_an_organisations_account(town: Town) -> None:
    username = account_of(town, "organisation", FIRM)
    operator = town.sign_in(town.official("truc.cntt", Role.OPERATOR, "CNTT", "Chuyên viên vận hành"))
    operator.goto("/operator/demands/new/")
    look(operator)
    operator.get_by_label("Vì sao").select_option("law_changed")
    operator.get_by_label("Nội dung gửi cho chủ tài khoản").fill("Mời xem lại địa chỉ trụ sở.")
    operator.get_by_label("Làm trước hết ngày").fill("31/12/2099")
    press(operator, "Gửi yêu cầu")
    expect(main(operator)).to_contain_text("Đã gửi yêu cầu")

    page = town.visitor()
    enter(page, username, PASSWORD)
    page.wait_for_url(re.compile("/account/demand/"))
    look(page)
    press(page, "Tôi đã xem")
    page.goto("/account/suspend/")
    again(page, PASSWORD)
    press(page, "Tạm dừng tài khoản")
    enter(page, username, PASSWORD)
    look(page)
    press(page, "Dùng lại tài khoản")
    enter(page, username, PASSWORD)
    page.wait_for_url(lambda url: "/sign-in/" not in url)

    operator.goto(f"/operator/people/?q={username}")
    main(operator).get_by_role("link", name=FIRM["representative_name"]).first.click()
    main(operator).get_by_role("link", name="Hỗ trợ và tạm khóa").click()
    look(operator)
    operator.get_by_label("Lý do tạm khóa").fill("Gửi nhiều hồ sơ giả")
    press(operator, "Tạm khóa tài khoản")
    page.goto("/account/")
    enter(page, username, PASSWORD)
    expect(main(page)).to_contain_text("Gửi nhiều hồ sơ giả")
    page.get_by_label("Khiếu nại").fill("Chúng tôi không gửi các hồ sơ đó.")
    press(page, "Gửi khiếu nại")
    look(page)
    operator.goto("/operator/appeals/")
    look(operator)
    operator.get_by_label("Lý do của quyết định").fill("Đã kiểm tra lại.")
    press(operator, "Chấp nhận, cho dùng lại")
    expect(main(operator)).to_contain_text("Đã trả lời khiếu nại")
    enter(page, username, PASSWORD)
    page.wait_for_url(lambda url: "/sign-in/" not in url)
