"""An official account from first day to last: passkey, what is lost and found again, deputy, suspension, the end."""

import re

from playwright.sync_api import CDPSession, Page, expect

from dvctt.kernel import Role, clock
from tests.browser import moving
from tests.browser.living import again, enrol, mail, recovery_code
from tests.browser.looking import look, sign_out
from tests.browser.people import PASSWORD, Town, code

OFFICER = "thao.tnn"
ADMINISTRATOR = "quantri.tnn"


def here(town: Town, path: str) -> str:
    """The product under the name for which browsers allow passkeys without TLS."""
    return town.product.url.replace("127.0.0.1", "localhost") + path


def press(page: Page, words: str) -> None:
    moving.press(page.get_by_role("main").get_by_role("button", name=words, exact=True))


def create(page: Page, town: Town, username: str, name: str, unit: str, role: str) -> None:
    """Fill in the page for a new official account."""
    page.goto(here(town, "/operator/people/new/"))
    for field, value in {"name": name, "username": username, "email": f"{username}@monre.example"}.items():
        page.locator(f'input[name="{field}"]').fill(value)
    page.locator('select[name="unit"]').select_option(unit)
    page.locator('select[name="role"]').select_option(role)
    page.locator('input[name="title"]').fill("Chuyên viên")
    press(page, "Tạo tài khoản")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(name))


def first_access(town: Town, page: Page, username: str) -> None:
    """Open the link of the mail, choose a password, sign in: the page for the second factor asks nothing again."""
    link = town.link(f"{username}@monre.example", "first-access").replace("127.0.0.1", "localhost")
    page.goto(link)
    for field in page.locator('input[type="password"]').all():
        field.fill(PASSWORD)
    moving.press(page.get_by_role("main").get_by_role("button").first)
    if "/security/" not in page.url:
        page.goto(here(town, "/sign-in/?next=/security/code/"))
        page.locator('input[name="login"]').fill(username)
        page.locator('input[name="password"]').fill(PASSWORD)
        press(page, "Đăng nhập")
    page.wait_for_url(re.compile("/security/code/"))


def key(page: Page) -> CDPSession:
    """A passkey device of the browser's own, that its holder always confirms."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    return session


def test_an_officials_life(town: Town) -> None:
    operator = town.sign_in(
        town.official("nhat.cntt", Role.OPERATOR, "CNTT", "Chuyên viên vận hành"), page=_open(town, "/sign-in/")
    )
    deputy = town.officer("1.000070", "head")
    create(operator, town, ADMINISTRATOR, "Ngô Thị Quản", "TNN", "administrator")
    colleague = town.sign_in(
        town.official("ky.cntt", Role.OPERATOR, "CNTT", "Chuyên viên vận hành"), page=_open(town, "/sign-in/")
    )
    colleague.goto(here(town, "/operator/proposals/"))
    look(colleague)
    press(colleague, "Xác nhận")
    expect(colleague.get_by_role("main")).to_contain_text("Không có đề xuất nào đang chờ")
    look(colleague)

    administrator = _open(town, "/")
    first_access(town, administrator, ADMINISTRATOR)
    secret = administrator.locator("[data-copy]").first.get_attribute("data-copy") or ""
    administrator.locator('input[name="code"]').fill(code(secret))
    press(administrator, "Bật mã xác thực")
    administrator.wait_for_url(re.compile("/security/recovery/"))
    spare = lose_factor(town, administrator, operator, recovery_code(administrator))
    lose_password(town, administrator, spare)
    create(administrator, town, OFFICER, "Lê Thu Thảo", "TNN-CP", "appraiser")
    look(administrator)
    person = administrator.url

    officer = _open(town, "/")
    first_access(town, officer, OFFICER)
    officer.get_by_role("link", name="Dùng khóa truy cập").click()
    officer.wait_for_url(re.compile("/security/passkeys/new/"))
    look(officer)
    # From here on looked at from beside: the end of axe's own session would end that of the device.
    held = key(officer)
    press(officer, "Tạo khóa truy cập")
    officer.wait_for_url(re.compile("/security/recovery/"))
    beside = officer.context.new_page()
    beside.goto(here(town, "/security/passkeys/"))
    look(beside)
    beside.close()
    officer.goto(here(town, "/security/passkeys/"))
    officer.get_by_role("main").get_by_role("link", name=re.compile("^Bỏ")).click()
    press(officer, "Bỏ khóa truy cập")
    expect(officer.get_by_role("main")).to_contain_text("ít nhất một cách xác thực thứ hai")
    officer.goto(here(town, "/officer/"))
    sign_out(officer)
    officer.goto(here(town, "/sign-in/"))
    press(officer, "Đăng nhập bằng khóa truy cập")
    officer.wait_for_url(re.compile("/officer/"))
    suspend(town, operator, officer)

    administrator.goto(f"{person}deputies/")
    administrator.locator('select[name="deputy"]').select_option(label=_name(deputy))
    administrator.locator('input[name="until"]').fill(f"{clock.today():%d/%m/%Y}")
    administrator.locator('input[name="reason"]').fill("Nghỉ phép")
    administrator.locator('select[name="appointment"]').select_option(index=1)
    press(administrator, "Phân công xử lý thay")
    expect(administrator.get_by_role("main")).to_contain_text("Đang xử lý thay")
    look(administrator)

    administrator.goto(f"{person}end/")
    administrator.locator('input[name="password"]').fill(PASSWORD)
    press(administrator, "Xác nhận")
    administrator.wait_for_url(re.compile("/end/"))
    look(administrator)
    administrator.locator('input[name="reason"]').fill("Chuyển công tác")
    press(administrator, "Kết thúc công tác")
    expect(administrator.get_by_role("main")).to_contain_text("Đã hủy")

    officer.goto(here(town, "/officer/"))
    officer.wait_for_url(re.compile("/sign-in/"))
    press(officer, "Đăng nhập bằng khóa truy cập")
    officer.wait_for_url(re.compile("/sign-in/inactive/"))
    officer.goto(here(town, "/officer/"))
    officer.wait_for_url(re.compile("/sign-in/"))
    held.detach()


def lose_factor(town: Town, page: Page, operator: Page, spare: str) -> str:
    """Sign in by a recovery code; then lose those too: the operator checks who asks, the officer enrols anew."""
    page.goto(here(town, "/security/"))
    sign_out(page)
    _password(town, page)
    _spare(page, spare)

    operator.goto(here(town, f"/operator/people/?q={ADMINISTRATOR}"))
    operator.get_by_role("main").get_by_role("link", name="Ngô Thị Quản").click()
    operator.get_by_role("main").get_by_role("link", name="Hỗ trợ và tạm khóa").click()
    again(operator, PASSWORD)
    operator.locator('select[name="checked_how"]').select_option("in_person")
    operator.locator('textarea[name="factor-reason"]').fill("Mất điện thoại, có đơn")
    look(operator)
    press(operator, "Gỡ mã xác thực")
    press(operator, "Đã kiểm tra nhân thân, gỡ mã")
    expect(operator.get_by_role("main")).to_contain_text("gửi thư cho chủ tài khoản")
    mail(town, f"{ADMINISTRATOR}@monre.example", "Mã xác thực đã được gỡ", "phải đăng ký mã xác thực mới")
    page.goto(here(town, "/officer/"))
    page.wait_for_url(re.compile("/sign-in/"))
    _password(town, page)
    page.wait_for_url(re.compile("/security/code/"))
    return enrol(page, PASSWORD)


def lose_password(town: Town, page: Page, spare: str) -> None:
    """Set the password anew by the mail's link; it does not stand in for the second factor."""
    stranger = _open(town, "/account/lost-password/")
    stranger.get_by_label("Tên đăng nhập hoặc thư điện tử").fill(ADMINISTRATOR)
    stranger.get_by_role("main").get_by_role("button", name="Gửi liên kết").click()
    stranger.goto(town.link(f"{ADMINISTRATOR}@monre.example", "/account/password/").replace("127.0.0.1", "localhost"))
    expect(stranger.get_by_role("main")).to_contain_text("Mã xác thực của tài khoản công vụ không đổi")
    for field in stranger.locator('input[type="password"]').all():
        field.fill(PASSWORD)
    press(stranger, "Đặt mật khẩu mới")
    mail(town, f"{ADMINISTRATOR}@monre.example", "Mật khẩu đã được đặt lại", "Mọi phiên đăng nhập trước đó đã kết thúc")
    page.goto(here(town, "/security/"))
    page.wait_for_url(re.compile("/sign-in/"))
    _password(town, page)
    _spare(page, spare)


def suspend(town: Town, operator: Page, officer: Page) -> None:
    """The operator suspends the officer, who reads why, and lets the account be used again."""
    operator.goto(here(town, f"/operator/people/?q={OFFICER}"))
    operator.get_by_role("main").get_by_role("link", name="Lê Thu Thảo").click()
    for field, words, buttons, title in (
        ("suspend-reason", "Nghi lộ khóa", ("Tạm khóa tài khoản", "Tạm khóa, gửi lý do"), "Tài khoản đã tạm dừng"),
        ("lift-reason", "Đã kiểm tra", ("Cho dùng lại",), "Tài khoản đã được dùng lại"),
    ):
        operator.get_by_role("main").get_by_role("link", name="Hỗ trợ và tạm khóa").click()
        again(operator, PASSWORD)
        operator.locator(f'textarea[name="{field}"]').fill(words)
        for button in buttons:
            press(operator, button)
        mail(town, f"{OFFICER}@monre.example", title)
        officer.goto(here(town, "/officer/"))
        officer.wait_for_url(re.compile("/sign-in/"))
        press(officer, "Đăng nhập bằng khóa truy cập")
        if field == "suspend-reason":
            officer.wait_for_url(re.compile("/sign-in/inactive/"))
            expect(officer.get_by_role("main")).to_contain_text(words)
    officer.wait_for_url(re.compile("/officer/"))


def _spare(page: Page, spare: str) -> None:
    """Give a recovery code where the code is asked for."""
    page.wait_for_url(re.compile("/sign-in/code/"))
    page.locator('input[name="code"]').fill(spare)
    press(page, "Tiếp tục")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def _password(town: Town, page: Page) -> None:
    page.goto(here(town, "/sign-in/"))
    page.locator('input[name="login"]').fill(ADMINISTRATOR)
    page.locator('input[name="password"]').fill(PASSWORD)
    press(page, "Đăng nhập")


def _open(town: Town, path: str) -> Page:
    page = town.visitor()
    page.goto(here(town, path))
    return page


def _name(username: str) -> str:
    from dvctt.accounts import signin

    return signin.account_named(username).name
