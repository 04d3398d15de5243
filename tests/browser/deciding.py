"""What officers do in the browser: find the dossier in the queue, open it, act."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import moving
from tests.browser.filling import fill
from tests.browser.looking import look
from tests.browser.product import RELOAD
from tests.patience import until


@dataclass
class Officer:
    """An officer at a page; `see` looks at every page on the way."""

    page: Page
    code: str
    script: bool = True
    see: Callable[[Page], None] = look

    @property
    def main(self) -> Locator:
        """What is on the page itself."""
        return self.page.get_by_role("main")

    def open(self) -> None:
        """From the queue, by a search for the code, to the dossier."""
        self.page.goto("/officer/?tab=unit")
        self.main.get_by_role("searchbox").fill(self.code)
        moving.press(self.main.get_by_role("button", name="Tìm", exact=True))
        self.see(self.page)
        self.main.get_by_role("row").filter(has_text=self.code).get_by_role("link").first.click()
        expect(self.page).to_have_title(re.compile(re.escape(self.code)))
        self.see(self.page)

    def act(self, label: str, values: Mapping[str, Any] | None = None, opened: Mapping[str, Any] | None = None) -> None:
        """Do what the dossier offers: at once, after a look at its effects, or on a page of its own.

        `opened` are answers to questions that the others open.
        """
        offers = self.main.locator("#acts .actions")
        named = re.compile(rf"^{re.escape(label)}(\s+\d)?$")
        if (link := offers.get_by_role("link", name=named)).count():
            moving.press(link.first)
            self.see(self.page)
            missing = fill(self.page, values or {}, script=self.script)
            assert len(missing) == len(values or {}), (missing, values)
            if opened:
                self._fill_opened(opened)
            moving.press(self.main.locator("form").get_by_role("button", name=label).last)
        elif (fold := offers.locator("summary").filter(has_text=label)).count():
            fold.first.click()
            moving.press(offers.get_by_role("button", name=f"Xác nhận: {label}"))
        else:
            moving.press(offers.get_by_role("button", name=named).first)
        expect(self.main.locator("#flash")).to_contain_text(f"Đã xong: {label}")
        self.see(self.page)

    def _fill_opened(self, values: Mapping[str, Any]) -> None:
        if not self.script:
            moving.press(self.main.locator('form button[name="refresh"]').first)
        self.page.locator(f'#main [name="{next(iter(values))}"]').first.wait_for()
        assert len(fill(self.page, values, script=self.script)) == len(values)

    def ask(self, reason: str, answer_by: str, items: Mapping[tuple[str, str], str]) -> None:
        """Compose an amendment request where its items stand, look it over, send it."""
        moving.press(self.main.locator("#acts").get_by_role("link", name=re.compile("^Yêu cầu bổ sung")))
        for (kind, target), wrong in items.items():
            text = self.page.locator(f'[name="wrong:{kind}:{target}"]')
            self.main.locator("details.spot").filter(has=text).locator("summary").click()
            text.fill(wrong)
        self.see(self.page)
        fill(self.page, {"reason": reason, "answer_by": answer_by}, script=self.script)
        moving.press(self.main.get_by_role("button", name="Xem trước"))
        for wrong in items.values():
            expect(self.main).to_contain_text(wrong)
        self.see(self.page)
        moving.press(self.main.get_by_role("button", name="Gửi yêu cầu"))
        expect(self.main.locator("#flash")).to_contain_text("Đã xong")
        self.see(self.page)

    def wait_for(self, words: str) -> None:
        """Wait until the dossier's page says something."""

        def said() -> bool:
            if not self.script:
                self.page.reload()
            return words in self.main.inner_text()

        until(said, what=words, every=0.05 if self.script else RELOAD)
