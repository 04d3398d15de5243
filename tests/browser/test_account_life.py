"""An account's life in a browser, with each message read from the mailbox: a person's, and an organisation's."""

import re
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

from django.db.models import F
from playwright.sync_api import Page, expect

from dvctt.kernel import clock
from tests import leaks
from tests.accounts import people as registrants
from tests.browser import moving
from tests.browser.living import OPERATOR, admitted, again, enrol, enter, mail, main, press, register, vet
from tests.browser.looking import look
from tests.browser.people import ERASED, PASSWORD, Town

NEW = "trangan-hoabinh-3107"
HOA: dict[str, Any] = registrants.individual(name="Phạm Thị Đào", email="dao@dan.example", citizen_id="001190000777")
LUA = registrants.individual(name="Phạm Thị Lụa", email="lua@dan.example", citizen_id="001190000999")
FIRM = registrants.organisation(name="Công ty TNHH Lúa Vàng", tax_code="0100233488", email="luavang@to-chuc.example")
RIVAL = registrants.organisation(name="Công ty TNHH Lúa Xanh", tax_code="0101248141", email="luaxanh@to-chuc.example")


def received(town: Town, kind: str, raw: dict[str, Any]) -> str:
    """A registration whose address is confirmed, by the acts alone; its pages are told of a person and elsewhere."""
    from dvctt.accounts import registration
    from dvctt.kernel import VISITOR, Ref

    number = str(registration.register(VISITOR, kind, raw))
    registration.confirm_email(VISITOR, town.token(Ref("registration", number)))
    return number


def test_a_persons_account(town: Town) -> None:
    operator = town.sign_in(town.official(*OPERATOR))
    page = town.visitor(width=390)
    turned_away(town, operator, "individual", LUA)
    register(town, page, HOA)
    username = admitted(town, page, operator, HOA)
    lost_password(town, page, username, HOA["email"])
    enter(page, username, NEW)
    enrol(page, NEW)
    page = without_factor(town, username, HOA["email"])
    demanded(town, operator, page, username, HOA["email"])
    paused(town, page, username, HOA["email"])
    suspended(town, operator, page, username, HOA["name"], HOA["email"])

    renamed(town, operator, page, HOA, "Họ và tên", "Phạm Thị Đào Hoa")

    page.goto("/account/email/")
    again(page, NEW)
    page.get_by_label("Thư điện tử mới").fill("daohoa@dan.example")
    press(page, "Gửi thư xác nhận")
    stranger = town.visitor()
    stranger.goto(town.link("daohoa@dan.example", "/account/email/"))
    press(stranger, "Xác nhận địa chỉ thư điện tử")

    data_taken(page, "Phạm Thị Đào Hoa")
    cancelled(town, page, username, "daohoa@dan.example")
    buried(town, operator, username, "Phạm Thị Đào Hoa", "Đào|daohoa")


def turned_away(town: Town, operator: Page, kind: str, raw: dict[str, Any]) -> None:
    """A registration that is refused, with the reason in the mail."""
    received(town, kind, raw)
    vet(operator, raw["name"], "Từ chối", general="Giấy tờ đã bị thu hồi.")
    mail(town, raw["email"], "Đăng ký tài khoản không được chấp nhận", "Giấy tờ đã bị thu hồi.")


def lost_password(town: Town, page: Page, username: str, address: str) -> None:
    """Ask for a link by mail, and set a new password by it."""
    page.goto("/sign-in/")
    moving.press(main(page).get_by_role("link", name="Quên mật khẩu"))
    look(page)
    page.get_by_label("Tên đăng nhập hoặc thư điện tử").fill(username)
    press(page, "Gửi liên kết")
    expect(main(page)).to_contain_text("Nếu có tài khoản")
    page.goto(town.link(address, "/account/password/"))
    look(page)
    page.get_by_label("Mật khẩu mới", exact=True).fill(NEW)
    page.get_by_label("Nhập lại mật khẩu mới").fill(NEW)
    press(page, "Đặt mật khẩu mới")
    expect(main(page)).to_contain_text("Đã đặt mật khẩu mới")
    mail(town, address, "Mật khẩu đã được đặt lại")


def demanded(town: Town, operator: Page, page: Page, username: str, address: str) -> None:
    """The system asks everybody to look at the details: led there at sign-in, which may wait, and done."""
    operator.goto("/operator/demands/new/")
    look(operator)
    operator.get_by_label("Vì sao").select_option("law_changed")
    operator.get_by_label("Nội dung gửi cho chủ tài khoản").fill("Mời xem lại địa chỉ trụ sở.")
    operator.get_by_label("Làm trước hết ngày").fill("31/12/2099")
    press(operator, "Tiếp tục")
    press(operator, "Gửi yêu cầu")
    expect(main(operator)).to_contain_text("Đã gửi yêu cầu")
    mail(town, address, "Cần xem lại thông tin tài khoản", "31/12/2099")
    page.context.clear_cookies()
    enter(page, username, NEW)
    page.wait_for_url(re.compile("/account/demand/"))
    look(page)
    expect(main(page)).to_contain_text("31/12/2099")
    page.goto("/me/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ của tôi")
    page.goto("/account/demand/")
    press(page, "Tôi đã xem")
    expect(main(page)).not_to_contain_text("31/12/2099")


def paused(town: Town, page: Page, username: str, address: str) -> None:
    """One suspends one's own account, and takes it up again."""
    page.goto("/account/suspend/")
    again(page, NEW)
    press(page, "Tạm dừng tài khoản")
    mail(town, address, "Tài khoản đã tạm dừng", "theo yêu cầu của Quý vị")
    enter(page, username, NEW)
    look(page)
    press(page, "Dùng lại tài khoản")
    mail(town, address, "Tài khoản đã được dùng lại")
    enter(page, username, NEW)
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def suspended(town: Town, operator: Page, page: Page, username: str, name: str, address: str) -> None:
    """The operator suspends with a reason; an appeal is sent, and another operator grants it."""
    operator.goto(f"/operator/people/?q={username}")
    moving.press(main(operator).get_by_role("link", name=name).first)
    moving.press(main(operator).get_by_role("link", name="Hỗ trợ và tạm khóa"))
    again(operator, PASSWORD)
    look(operator)
    operator.get_by_label("Lý do tạm khóa").fill("Gửi nhiều hồ sơ giả")
    press(operator, "Tạm khóa tài khoản")
    expect(operator.locator("#sure")).to_be_focused()
    expect(operator.locator("#sure")).to_be_in_viewport()
    look(operator)
    press(operator, "Tạm khóa, gửi lý do")
    mail(town, address, "Tài khoản đã tạm dừng", "Gửi nhiều hồ sơ giả")
    page.goto("/account/")
    enter(page, username, NEW)
    expect(main(page)).to_contain_text("Gửi nhiều hồ sơ giả")
    page.locator('[name="appeal"]').fill("Chúng tôi không gửi các hồ sơ đó.")
    press(page, "Gửi đề nghị xem xét lại")
    look(page)
    colleague = town.sign_in(town.official("ngoc.cntt", *OPERATOR[1:]))
    operator.goto("/operator/appeals/")
    look(operator)
    expect(main(operator).locator("[data-deciders]")).to_contain_text("Người quyết định được")
    colleague.goto("/operator/appeals/")
    again(colleague, PASSWORD)
    colleague.get_by_label("Lý do của quyết định").fill("Đã kiểm tra lại.")
    press(colleague, "Chấp nhận, cho dùng lại")
    expect(main(colleague)).to_contain_text("Đã trả lời đề nghị xem xét lại")
    colleague.context.close()
    mail(town, address, "Trả lời đề nghị xem xét lại việc tạm khóa tài khoản", "Đã kiểm tra lại.")
    enter(page, username, NEW)
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def renamed(town: Town, operator: Page, page: Page, raw: dict[str, Any], label: str, name: str) -> None:
    """One asks for another name; it counts once it was vetted, and what was filed keeps the old one."""
    page.goto("/account/details/")
    look(page)
    moving.press(main(page).get_by_role("link", name="Sửa định danh"))
    again(page, NEW)
    look(page)
    page.get_by_label(label).fill(name)
    press(page, "Gửi yêu cầu đổi thông tin")
    expect(main(page)).to_contain_text("đang được kiểm tra")
    operator.goto("/operator/registrations/")
    moving.press(operator.get_by_role("link", name=raw["name"]))
    look(operator)
    press(operator, "Chấp nhận thay đổi")
    expect(main(operator)).to_contain_text("có hiệu lực")
    mail(town, raw["email"], "Yêu cầu đổi thông tin đã được chấp nhận", "giữ thông tin lúc nộp")
    page.goto("/account/details/")
    expect(main(page)).to_contain_text(name)


def data_taken(page: Page, name: str) -> None:
    """One takes one's own data along."""
    page.goto("/account/data/")
    again(page, NEW)
    with page.expect_download() as taken:
        main(page).get_by_role("button").first.click()
    assert name in ZipFile(taken.value.path()).read("data.json").decode()


def cancelled(town: Town, page: Page, username: str, address: str) -> None:
    """One ends the account; its password opens nothing any more."""
    page.goto("/account/cancel/")
    again(page, NEW)
    look(page)
    main(page).get_by_text("Tôi đã đọc và muốn hủy tài khoản này").click()
    press(page, "Hủy tài khoản")
    expect(main(page)).to_contain_text("Tài khoản đã được hủy")
    mail(town, address, "Tài khoản đã được hủy")
    enter(page, username, NEW)
    expect(main(page)).to_contain_text("chưa đúng")


def without_factor(town: Town, username: str, address: str) -> Page:
    """Ask by mail to be rid of the lost second factor; after the wait, be told so, and sign in by password alone."""
    from dvctt.accounts import signin
    from dvctt.accounts.models import FactorReset

    page = town.visitor(width=390)
    enter(page, username, NEW)
    page.wait_for_url("**/sign-in/code/**")
    moving.press(main(page).get_by_role("link", name="Mất mã xác thực"))
    look(page)
    page.get_by_label("Tên đăng nhập hoặc thư điện tử").fill(username)
    press(page, "Gửi hướng dẫn")
    page.goto(town.link(address, "/account/lost-code/"))
    look(page)
    page.get_by_label("Mật khẩu").fill(NEW)
    press(page, "Xác nhận đã mất mã xác thực")
    expect(main(page)).to_contain_text("Mã xác thực được gỡ sau")
    mail(town, address, "Mã xác thực sẽ được gỡ")
    long_ago = timedelta(days=30)
    waited = FactorReset.objects.filter(account__username=username)
    waited.update(asked_at=F("asked_at") - long_ago, ready_at=F("ready_at") - long_ago)
    assert signin.sweep_factor_resets() == 1
    mail(town, address, "Mã xác thực đã được gỡ", "đăng nhập bằng mật khẩu")
    enter(page, username, NEW)
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def buried(town: Town, operator: Page, username: str, name: str, gone: str) -> None:
    """When the time for it has come the data go: a tombstone stays, and the operator finds the name no more."""
    from dvctt.accounts import people, signin
    from dvctt.accounts.models import Account, Tombstone
    from dvctt.casework import api as casework

    ended = signin.account_named(username)
    operator.goto(f"/operator/people/?q={username}")
    moving.press(main(operator).get_by_role("link", name=name).first)
    ERASED.update(leaks.personal())
    Account.objects.filter(pk=ended.pk).update(cancelled_at=clock.now() - timedelta(days=400))
    people.sweep_erasures(casework.parties_with_filed_dossiers)
    operator.reload()
    look(operator)
    expect(main(operator)).to_contain_text("Chỉ còn dấu vết")
    expect(main(operator)).not_to_contain_text(re.compile(gone))
    operator.goto(f"/operator/people/?q={username}")
    expect(main(operator)).to_contain_text("Không tìm thấy")
    assert Tombstone.objects.filter(of=ended.id, kind="account").exists()


def test_an_organisations_account(town: Town) -> None:
    operator = town.sign_in(town.official(*OPERATOR))
    turned_away(town, operator, "organisation", RIVAL)
    page = town.visitor()
    received(town, "organisation", FIRM)
    username = admitted(town, page, operator, FIRM)
    lost_password(town, page, username, FIRM["email"])
    enter(page, username, NEW)
    enrol(page, NEW)
    page = without_factor(town, username, FIRM["email"])
    demanded(town, operator, page, username, FIRM["email"])
    paused(town, page, username, FIRM["email"])
    suspended(town, operator, page, username, FIRM["representative_name"], FIRM["email"])

    renamed(town, operator, page, FIRM, "Tên tổ chức", "Công ty CP Lúa Vàng")
    data_taken(page, "Công ty CP Lúa Vàng")
    cancelled(town, page, username, FIRM["email"])
    buried(town, operator, username, FIRM["representative_name"], "Trần Văn Bình|luavang")
