"""What the applicant does in a browser: account, declaration, signature, submission, answer, result."""

import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from demo import organisations, papers
from demo.browser import Browser, Unexpected
from demo.mailbox import await_mail
from demo.organisations import Applicant
from demo.pages import Page
from demo.typing_in import type_in

SECONDS = 30
PAUSE = 0.25
SEARCHED = {"1.000082": "hoat dong do dac va ban do", "1.000070": "khai thac nuoc duoi dat"}


class Applying:
    """One applicant on the way; `code` is the dossier's code once it is submitted."""

    def __init__(self, browser: Browser, applicant: Applicant, mailbox: str) -> None:
        self.browser = browser
        self.applicant = applicant
        self.mailbox = mailbox
        self.dossier = ""
        self.code = ""

    def register(self) -> None:
        """Fill in and send the registration of the organisation."""
        self.browser.open("/")
        for step in ("/sign-in/", "/register/", "/register/organisation/"):
            self.browser.follow(step)
        type_in(self.browser, "tax_code", organisations.registration(self.applicant))
        self._at("/register/sent/")

    def confirm_email(self) -> None:
        """Open the link of the mail and press its button."""
        self.browser.open(self._mailed(r"/register/confirm/[\w-]+/"))
        self.browser.send(self._own_form())
        self._at("/register/received/")

    def first_access(self, password: str) -> None:
        """Set the password by the link of the mail, and sign in with it."""
        username = self._mail(r"Tên đăng nhập: (\S+)")
        self.browser.open(self._mailed(r"/first-access/[\w-]+/"))
        self.browser.send(self.browser.the_form(having="password"), {"password": password, "again": password})
        form = self.browser.the_form(having="login")
        self.browser.send(form, {"login": username, "password": password})
        if "/sign-in/" in self.browser.page.url:
            raise Unexpected(self.browser.describe())

    def start(self, procedure: str) -> None:
        """Search without accents, read the procedure's page, start."""
        self.browser.open("/procedures/")
        self.browser.send(self.browser.the_form(having="q", ending="/procedures/"), {"q": SEARCHED[procedure]})
        self.browser.follow(f"/procedures/{procedure}/")
        self.browser.follow("/me/new/")
        self.browser.send(self.browser.the_form(having="owner"))
        self.dossier = self.browser.page.url.partition("/form/")[0]

    def fill(self, values: Mapping[str, Any]) -> None:
        """Fill in page after page until the papers."""
        while "/form/" in self.browser.page.url:
            url = self.browser.page.url
            type_in(self.browser, "seen", values)
            if self.browser.page.url.partition("?")[0] == url.partition("?")[0]:
                raise Unexpected(f"the page does not go on: {self.browser.describe()}")
        self._at("/papers/")

    def hand_in(self, components: Sequence[str]) -> None:
        """Upload a paper for each component."""
        for component in components:
            self._upload(component)

    def review(self) -> None:
        """Look it over and have the declaration made."""
        self.browser.open(f"{self.dossier}/review/")
        self._prepare()

    def sign(self) -> None:
        """Download the declaration, sign it outside, upload it, wait for the judgement."""
        ready = self._await(lambda page: bool(page.form("/declaration/signed/")), "/declaration/")
        url = ready.link("/documents/", "Tải tờ khai")
        if url is None:
            raise Unexpected(f"no declaration to download: {self.browser.describe()}")
        signed = papers.signed(self.browser.fetch(url), self.applicant)
        form = self.browser.the_form("/declaration/signed/")
        self.browser.send(form, files={"file": ("to-khai-da-ky.pdf", signed, "application/pdf")})
        self._await(lambda page: bool(page.link("/act/")), "/declaration/")

    def submit(self) -> None:
        """Confirm and send."""
        self.browser.follow("/act/")
        type_in(self.browser, "seen", {"accuracy_confirmed": True, "secrecy_confirmed": True})

    def acknowledged(self) -> None:
        """Wait for the acknowledgement: code and document on the page, and the mail."""
        page = self._await(lambda page: bool(page.link("/documents/", "Xác nhận")), "/")
        self.code = self._mail(r"Mã hồ sơ: (\S+)")
        if self.code not in page.text:
            raise Unexpected(f"the page does not show the code {self.code}: {self.browser.describe()}")

    def answer(self, component: str, changed: str) -> None:
        """Answer the request item by item: a new paper, a changed answer, the declaration signed again."""
        self._go_to(changed)
        new = "024 3793 4455" if changed == "fax" else f"https://moi.{self.applicant.key}.example"
        type_in(self.browser, "seen", {changed: new})
        self._upload(component)
        self.browser.open(f"{self.dossier}/review/")
        self._prepare()
        self.sign()
        self.browser.follow("/act/")
        confirmations = {"accuracy_confirmed": True, "secrecy_confirmed": True}
        type_in(self.browser, "seen", confirmations)

    def _go_to(self, changed: str) -> None:
        """Press the button of the item that leads to a field; those of papers lead elsewhere."""
        page = self.browser.open(f"{self.dossier}/amendment/")
        form = self.browser.the_form(having="go")
        for button in form.named("go"):
            if self.browser.send(form, press=button).form(having=changed):
                return
            page = self.browser.open(f"{self.dossier}/amendment/")
        raise Unexpected(f"no item leads to {changed} on {page.url}: {self.browser.describe()}")

    def result(self) -> bytes:
        """Download the licence from the dossier's page."""
        page = self._await(lambda page: bool(page.link("/documents/", "Giấy phép")), "/")
        url = page.link("/documents/", "Giấy phép")
        assert url
        return self.browser.fetch(url)

    def _upload(self, component: str) -> None:
        self.browser.open(f"{self.dossier}/papers/")
        title = component.replace("_", " ").capitalize()
        today = f"{date.today():%d/%m/%Y}"  # noqa: DTZ011 - words on a paper
        pdf = papers.paper(title, self.applicant, today, (f"Giấy tờ của {self.applicant.name}.", self._moment()))
        form = self.browser.the_form(f"/papers/{component}/")
        self.browser.send(form, files={"file": (f"{component}.pdf", pdf, "application/pdf")})

    def _prepare(self) -> None:
        """Press the button of the review that goes on, beside the question how the result is received or alone."""
        form = self.browser.page.form(having="onward") or self.browser.page.form("/declaration/")
        if form is None:
            raise Unexpected(f"the review is not done: {self.browser.describe()}")
        self.browser.send(form, press=next(iter(form.named("onward")), None))

    def _await(self, holds: Any, ending: str) -> Page:
        """Reload a page of the dossier until it shows what is waited for."""
        until = time.monotonic() + SECONDS
        while True:
            page = self.browser.open(f"{self.dossier}{ending}")
            if holds(page):
                return page
            if time.monotonic() > until:
                raise Unexpected(f"not within {SECONDS} s: {self.browser.describe()}")
            time.sleep(PAUSE)

    def _own_form(self) -> Any:
        """The form of the page that is not of its head or foot."""
        forms = [form for form in self.browser.page.forms if form.method == "post" and "language" not in form.names()]
        if not forms:
            raise Unexpected(f"no form on {self.browser.describe()}")
        return forms[0]

    def _at(self, part: str) -> None:
        if part not in self.browser.page.url:
            raise Unexpected(f"not at {part}: {self.browser.describe()}")

    def _mail(self, pattern: str) -> str:
        return await_mail(self.mailbox, self.applicant.email, pattern)[1]

    def _mailed(self, pattern: str) -> str:
        return await_mail(self.mailbox, self.applicant.email, pattern)[0]

    def _moment(self) -> str:
        return f"Lập lúc {time.strftime('%H:%M:%S')}."
