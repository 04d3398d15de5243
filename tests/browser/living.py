"""What people do with their accounts in the browser, in every journey of an account's life."""

from typing import Any

from playwright.sync_api import Page, expect

from dvctt.kernel import Role
from tests.browser import moving
from tests.browser.applying import Applicant
from tests.browser.filling import fill
from tests.browser.looking import look
from tests.browser.people import Town, code
from tests.patience import until

OPERATOR = ("truc.cntt", Role.OPERATOR, "CNTT", "Chuyên viên vận hành")


def main(page: Page) -> Any:
    """What is on the page itself."""
    return page.get_by_role("main")


def press(page: Page, name: str) -> None:
    """Press a button by its words, and be on the page to which it leads."""
    moving.press(main(page).get_by_role("button", name=name).first)


def enter(page: Page, username: str, password: str) -> None:
    """Give user name and password on the page of sign-in."""
    page.goto("/sign-in/")
    page.locator('input[name="login"]').fill(username)
    page.locator('input[name="password"]').fill(password)
    press(page, "Đăng nhập")


def again(page: Page, password: str) -> None:
    """Enter the password again where the step-up asks for it."""
    if "/sign-in/again/" in page.url:
        page.locator('input[name="password"]').fill(password)
        press(page, "Xác nhận")


def mail(town: Town, address: str, title: str, words: str = "") -> None:
    """Wait until the mailbox of an address has a mail of that title that says these words."""

    def there() -> bool:
        found = town.mailsink.messages(address)
        # Mails have lines of their own length.
        return any(title == one["subject"] and words in " ".join(str(one["text"]).split()) for one in found)

    until(there, what=f"a mail '{title}' with '{words}' to {address}")


def register(town: Town, page: Page, raw: dict[str, Any]) -> None:
    """Register a person through the pages, and confirm the address by the mail's link."""
    page.goto("/register/")
    moving.press(main(page).get_by_role("link", name="Cá nhân"))
    fill(page, raw)
    look(page)
    press(page, "Gửi phiếu đăng ký")
    expect(main(page)).to_contain_text(raw["email"])
    page.goto(town.link(raw["email"], "/register/confirm/"))
    press(page, "Xác nhận địa chỉ thư điện tử")
    expect(main(page)).to_contain_text("Địa chỉ đã được xác nhận")


def vet(operator: Page, name: str, act: str, **remarks: str) -> None:
    """Decide on a registration that waits, with remarks at its fields."""
    operator.goto("/operator/registrations/")
    moving.press(operator.get_by_role("link", name=name))
    for place, text in remarks.items():
        operator.locator(f'[name="remark.{place}"]').fill(text)
    press(operator, act)
    if act == "Từ chối":
        press(operator, "Từ chối hẳn, gửi lý do")
    expect(main(operator)).to_contain_text("thư đã được gửi")


def admitted(town: Town, page: Page, operator: Page, raw: dict[str, Any]) -> str:
    """After registering be sent back with a remark, mend it by the mail's link, be let in, set a password."""
    vet(operator, raw["name"], "Trả lại để sửa", phone="Số này không liên lạc được.")
    mail(town, raw["email"], "Đăng ký tài khoản cần bổ sung", "Số này không liên lạc được.")
    page.goto(town.link(raw["email"], "/register/mend/"))
    expect(main(page)).to_contain_text("Số này không liên lạc được.")
    look(page)
    page.locator('input[name="phone"]').fill("0987654321")
    press(page, "Gửi lại phiếu đăng ký")
    vet(operator, raw["name"], "Chấp nhận, cấp tài khoản")
    return Applicant(town, page, see=lambda _page: None).first_access(raw["email"])


def enrol(page: Page, password: str) -> str:
    """Turn the second factor on; gives one of the recovery codes."""
    if "/security/code/" not in page.url:
        page.goto("/security/code/")
        again(page, password)
    secret = page.locator("[data-copy]").first.get_attribute("data-copy") or ""
    page.locator('input[name="code"]').fill(code(secret))
    press(page, "Bật mã xác thực")
    page.wait_for_url("**/security/recovery/")
    return recovery_code(page)


def recovery_code(page: Page) -> str:
    """The first of the recovery codes that the page shows."""
    return page.locator("[data-copy]").first.get_attribute("data-copy") or ""
