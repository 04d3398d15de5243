"""What an applicant does in the browser, from the registration to the result."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser import moving
from tests.browser.filling import fill
from tests.browser.looking import look
from tests.browser.people import PASSWORD, Town
from tests.browser.product import RELOAD
from tests.patience import until

DOSSIER = re.compile(r"/me/dossiers/([0-9a-f-]{36})/")


@dataclass
class Applicant:
    """Somebody who files, at a page; `see` looks at every page on the way."""

    town: Town
    page: Page
    script: bool = True
    see: Callable[[Page], None] = look
    dossier: str = ""

    @property
    def home(self) -> str:
        """The address of the dossier."""
        return f"/me/dossiers/{self.dossier}/"

    @property
    def main(self) -> Locator:
        """What is on the page itself."""
        return self.page.get_by_role("main")

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button by its words, and be on the page to which it leads."""
        moving.press(self.main.get_by_role("button", name=name).first)

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow a link by its words."""
        moving.press(self.main.get_by_role("link", name=name).first)

    def open(self, address: str) -> None:
        """Open a page and look at it."""
        self.page.goto(address)
        self.see(self.page)

    def register(self, values: Mapping[str, Any]) -> None:
        """Register an organisation, and confirm the address by the mail's link."""
        self.open("/register/")
        self.follow(re.compile("^Tổ chức"))
        self.see(self.page)
        self.press("Gửi phiếu đăng ký")
        expect(self.main.get_by_role("alert").first).to_contain_text("mục cần sửa")
        self.see(self.page)
        fill(self.page, values, script=self.script)
        self.press("Gửi phiếu đăng ký")
        expect(self.main).to_contain_text(values["email"])
        self.see(self.page)
        self.open(self.town.link(values["email"], "/register/confirm/"))
        self.press("Xác nhận địa chỉ thư điện tử")
        expect(self.main).to_contain_text("Địa chỉ đã được xác nhận")
        self.see(self.page)

    def first_access(self, email: str) -> str:
        """Set the password by the link that the approval brought; gives the user name that the page tells."""
        self.open(self.town.link(email, "/first-access/"))
        username = self.main.locator('input[name="username"]').input_value()
        self.page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
        self.page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
        self.press("Đặt mật khẩu")
        expect(self.main).to_contain_text("Đã đặt mật khẩu")
        self.see(self.page)
        return username

    def find(self, words: str, code: str) -> None:
        """Find a procedure by words, read what it needs, and begin."""
        self.page.goto("/")
        self.see(self.page)
        self.main.get_by_role("searchbox").fill(words)
        self.press("Tìm")
        self.see(self.page)
        moving.press(self.main.locator(f'a[href^="/procedures/{code}/"]').first)
        self.see(self.page)
        self.follow("Nộp hồ sơ trực tuyến")
        self.see(self.page)
        self.press("Bắt đầu khai hồ sơ")
        found = DOSSIER.search(self.page.url)
        assert found, self.page.url
        self.dossier = found[1]

    def declare(self, values: Mapping[str, Any]) -> None:
        """Answer every question, page by page, until the papers are asked for."""
        for _step in range(30):
            if "/form/" not in self.page.url:
                return
            self.see(self.page)
            fill(self.page, values, script=self.script)
            self.go_on()
        raise AssertionError(f"no way on from {self.page.url}")

    def go_on(self) -> None:
        """Save a page of questions, and wait for what it leads to."""
        here = self.page.url
        self.press("Lưu và tiếp tục")
        assert self.page.url != here, f"held back at {here}"

    def hand_in(self, component: str, file: Path | tuple[str, bytes]) -> None:
        """Hand in a file for a component; what it is called then stands there."""
        name, place = self._choose(component, file), self.main.locator(f"#c-{component} .given")
        expect(place.filter(has_text=name).first).to_be_visible()

    def refused(self, component: str, file: Path | tuple[str, bytes]) -> str:
        """Hand in a file that is not taken; gives the sentence at its place."""
        self._choose(component, file)
        told = self.main.locator(f"#c-{component}").get_by_role("alert") if self.script else self.main.locator(
            f"#file-{component}-fault")  # fmt: skip
        told.wait_for()
        return told.inner_text()

    def _choose(self, component: str, file: Path | tuple[str, bytes]) -> str:
        form = self.main.locator(f"#c-{component} form[data-upload]")
        name = _set(form.locator('input[type="file"]'), file)
        if not self.script:
            form.get_by_role("button", name="Tải lên").click()
        return name

    def render(self) -> None:
        """From the review to the declaration as a PDF."""
        self.page.goto(f"{self.home}review/")
        self.see(self.page)
        self.press("Tạo tờ khai và ký số")
        self.wait_for_declaration("Tải bản tờ khai về")
        self.see(self.page)

    def wait_for_declaration(self, words: str) -> None:
        """Wait until the page of the declaration says something, as its script or a reload shows it."""
        place = self.main.locator("#declaration")

        def said() -> bool:
            if not self.script:
                self.page.goto(f"{self.home}declaration/")
            return words in place.inner_text()

        until(said, what=words, every=0.05 if self.script else RELOAD)

    def download(self, link: Locator) -> bytes:
        """Fetch a file by its link."""
        with self.page.expect_download() as waiting:
            link.click()
        return waiting.value.path().read_bytes()

    def sign(self, p12: Path) -> None:
        """Sign the declaration with a tool outside of the product, and bring it back."""
        content = self.download(self.main.get_by_role("link", name="Tải tờ khai (PDF)"))
        self.bring_signed(self.town.signed(content, p12))
        self.wait_for_declaration("Chữ ký số hợp lệ")
        self.see(self.page)

    def bring_signed(self, content: bytes) -> None:
        """Upload a signed declaration."""
        form = self.main.locator('form[action$="/declaration/signed/"]').first
        _set(form.locator('input[type="file"]'), ("to-khai-da-ky.pdf", content))
        if not self.script:
            form.get_by_role("button", name="Tải lên").click()

    def send(self, label: str) -> None:
        """From the declaration on: confirm, and send the submission or the answer."""
        self.follow(re.compile(label))
        self.see(self.page)
        fill(self.page, {"accuracy_confirmed": True, "secrecy_confirmed": True}, script=self.script)
        self.press(label)
        expect(self.main.locator(".sent-panel [data-copy]")).to_be_attached()
        self.see(self.page)

    def code(self) -> str:
        """The dossier's code, as its page tells it."""
        return str(self.main.locator("[data-copy]").first.get_attribute("data-copy"))

    def wait_for_paper(self, title: str) -> Locator:
        """Wait until a document has been made and stands on the dossier's page; gives its link."""
        link = self.main.locator("#handed").get_by_role("link", name=title).first

        def there() -> bool:
            if not self.script or "/sent/" in self.page.url:
                self.page.goto(self.home)
            return link.count() > 0

        until(there, what=title, every=0.05 if self.script else RELOAD)
        return link


def _set(place: Locator, file: Path | tuple[str, bytes]) -> str:
    """Choose a file, from disk where it is large; gives its name."""
    if isinstance(file, Path):
        place.set_input_files(file)
        return file.name
    place.set_input_files(FilePayload(name=file[0], mimeType="application/pdf", buffer=file[1]))
    return file[0]
