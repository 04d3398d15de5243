"""What officers do in a browser: sign in with a second factor, find the dossier, act on it."""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from demo import people
from demo.authenticator import code_of
from demo.browser import Browser, Unexpected
from demo.ministry_people import OPERATORS
from demo.stories import ASKED, CREWS
from demo.typing_in import type_in
from dvctt.kernel import clock

PERIOD = 30
SECONDS = 30
PAUSE = 0.25


class Handling:
    """A dossier in the officers' hands, each of them with a browser that stays signed in."""

    def __init__(self, procedure: str, code: str, base_url: str) -> None:
        self.procedure, self.code, self.base_url = procedure, code, base_url
        self.browsers: dict[str, Browser] = {}

    def act(self, role: str, action: str, typed: Mapping[str, Any] | None = None) -> None:
        """Do an act that the dossier's page offers, by its button or on its own page."""
        browser = self._at_dossier(role)
        form = browser.page.form(f"/act/{action}/")
        if form is not None:
            browser.send(form)
        else:
            browser.follow(f"/act/{action}/")
            type_in(browser, "seen", typed or {})
        if "/act/" in browser.page.url:
            raise Unexpected(browser.describe())

    def request_amendment(self, field: str) -> str:
        """Ask for a paper and an answer to be amended; gives the paper's component."""
        browser = self._at_dossier("appraiser")
        browser.follow("/amend/request_amendment/")
        component = next(item for item in ASKED[self.procedure] if item["kind"] == "component")
        wanted = {
            f"wrong:component:{component['target']}": component["wrong"],
            f"wrong:field:{field}": "Đề nghị cập nhật nội dung này.",
            "reason": "Hồ sơ chưa đủ cơ sở để thẩm định.",
            "answer_by": (clock.today() + timedelta(days=14)).isoformat(),
        }
        type_in(browser, "reason", wanted, preview="1")
        form = browser.the_form(having="send")
        browser.send(form, press=form.button("send"))
        if "/amend/" in browser.page.url:
            raise Unexpected(browser.describe())
        return component["target"]

    def issued(self) -> None:
        """Wait until the worker has made and signed the result, so that it may be published."""
        until = time.monotonic() + SECONDS
        while not _offers(self._at_dossier("clerk"), "publish"):
            if time.monotonic() > until:
                raise Unexpected(f"not signed within {SECONDS} s: {self._browser('clerk').describe()}")
            time.sleep(PAUSE)

    def close(self) -> None:
        """Close all browsers."""
        for browser in self.browsers.values():
            browser.close()

    def _at_dossier(self, role: str) -> Browser:
        browser = self._browser(role)
        browser.open("/officer/?tab=unit")
        browser.send(browser.the_form(having="q", ending="/officer/"), {"q": self.code})
        browser.follow("/officer/dossiers/")
        return browser

    def _browser(self, role: str) -> Browser:
        if role not in self.browsers:
            browser = self.browsers[role] = Browser(self.base_url)
            sign_in(browser, getattr(CREWS[self.procedure], role))
        return self.browsers[role]


def vet(browser: Browser, name: str) -> None:
    """Sign in as who vets registrations, find the one of that name, approve it."""
    sign_in(browser, OPERATORS[0].username)
    browser.open("/operator/registrations/")
    browser.follow("/operator/registrations/", name)
    form = browser.the_form(having="act")
    browser.send(form, press=form.button("act", "approve"))


def sign_in(browser: Browser, username: str) -> None:
    """Sign in with password and the code of an authenticator; a code that was used already waits for the next one."""
    browser.open("/sign-in/")
    browser.send(browser.the_form(having="login"), {"login": username, "password": people.password()})
    for _ in range(2):
        code = code_of(username)
        browser.send(browser.the_form(having="code"), {"code": code})
        if browser.page.form(having="code") is None:
            break
        time.sleep(PERIOD - time.time() % PERIOD + 0.1)
    if "/sign-in/" in browser.page.url:
        raise Unexpected(f"{username} cannot sign in: {browser.describe()}")


def _offers(browser: Browser, action: str) -> bool:
    return browser.page.form(f"/act/{action}/") is not None or browser.page.link(f"/act/{action}/") is not None
