"""The people around the product: each with a browser of one's own, and what each of them does there."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache as limits
from playwright.sync_api import Browser, BrowserContext, Page

from tests.authenticator import code
from tests.browser import moving
from tests.browser.product import Product
from tests.fixtures_casework import OFFICERS
from tests.fixtures_mailsink import MailSink
from tests.fixtures_pki import Pki
from tests.patience import PATIENCE, until

PASSWORD = "chim-en-xuan-1937"
LINK = re.compile(
    r"https?://\S+?/(?:register/confirm|first-access|register/mend|account/password|account/lost-code|account/email)"
    r"/[\w-]+/"
)


# Officials live as long as the database, which is the whole run's: the next module's town meets them again.
SECRETS: dict[str, str] = {}
# What the database knew of persons before it forgot them: the logs must not name them either.
ERASED: dict[str, str] = {}


@dataclass
class Town:
    """Who there is, and the doors that they share."""

    product: Product
    chromium: Browser
    mailsink: MailSink
    pki: Pki
    contexts: list[BrowserContext] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=lambda: SECRETS)

    def visitor(self, *, script: bool = True, width: int = 1280) -> Page:
        """A browser in which nobody is signed in."""
        context = self.chromium.new_context(
            base_url=self.product.url,
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE * 1000)
        self.contexts.append(context)
        return context.new_page()

    def pages(self) -> list[Page]:
        """What is open in the browsers of all."""
        return [page for context in self.contexts for page in context.pages]

    def close(self) -> None:
        """Close all browsers."""
        for context in self.contexts:
            context.close()

    def link(self, address: str, mark: str) -> str:
        """The link with `mark` in the latest mail to an address, as soon as it has come."""

        def found() -> str:
            for mail in self.mailsink.messages(address):
                links = [one for one in LINK.findall(str(mail)) if mark in one]
                if links:
                    return str(links[0])
            return ""

        return until(found, what=f"a mail with {mark} to {address}")

    def signed(self, content: bytes, p12: Path) -> bytes:
        """The PDF signed by a tool outside of the product; in a thread, since Playwright's loop runs in this one."""
        with ThreadPoolExecutor(max_workers=1) as outside:
            return outside.submit(self.pki.sign, content, p12).result()

    def officer(self, code: str, who: str) -> str:
        """An official account as the operator makes them, with password and second factor; gives the user name."""
        role, unit, title, line = OFFICERS[code][who]
        return self.official(f"{who}.{unit.lower()}", role, unit, title, line)

    def official(self, username: str, role: Any, unit: str, title: str, line: str = "") -> str:
        """Make the account where it is missing."""
        from dvctt.accounts import officials, signin
        from dvctt.kernel import VISITOR, Text, system

        if username in self.secrets:
            return username
        position = officials.Position(unit, role, Text(vi=title), line)
        made = officials.create_official(
            system("demonstration"), username=username, name=NAMES.get(username.partition(".")[0], "Đặng Quang Minh"),
            email=f"{username}@monre.example", positions=[position],
        )  # fmt: skip
        self.first_access(VISITOR, "account", str(made))
        self.secrets[username] = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        signin.enrol_totp(signin.account_named(username), self.secrets[username])
        return username

    def applicant(self, values: Mapping[str, Any]) -> str:
        """An organisation with an account, through the acts of registration; gives the user name."""
        from dvctt.accounts import people, signin
        from dvctt.accounts import registration as accounts_registration
        from dvctt.kernel import VISITOR, Ref, Role

        operator = signin.account_named(self.official("truc.cntt", Role.OPERATOR, "CNTT", "Chuyên viên vận hành"))
        registration = accounts_registration.register(VISITOR, "organisation", values)
        token = self.token(Ref("registration", str(registration)))
        received = accounts_registration.confirm_email(VISITOR, token)
        accounts_registration.approve(people.actor_for(operator, channel="test"), received.id, reason="Đã đối chiếu.")
        return self.first_access(VISITOR, "registration", str(registration))

    def first_access(self, actor: Any, kind: str, subject: str) -> str:
        """Set the password by the latest link; it stands in the database as the product hashes it."""
        from dvctt.accounts import signin
        from dvctt.accounts.models import Account
        from dvctt.kernel import Ref

        username = signin.first_access(actor, self.token(Ref(kind, subject)), PASSWORD).username
        Account.objects.filter(username=username).update(password=_hashed())
        return username

    def token(self, ref: Any) -> str:
        """The secret of the latest link that was sent about a subject."""
        from dvctt.notices import api as notices

        found = (LINK.search(one.body) for one in notices.messages(ref))
        link = next((one[0] for one in found if one), "")
        # Whoever registers with a known address gets none: each file of tests brings an address of its own.
        assert link, f"no link was sent about {ref}"
        return link.rstrip("/").rpartition("/")[2]

    def sign_in(self, username: str, *, script: bool = True, page: Page | None = None) -> Page:
        """Sign in as anybody does: user name, password and, for officers, the code."""
        page = page or self.visitor(script=script)
        if "/sign-in/" not in page.url:
            page.goto("/sign-in/")
        page.locator('input[name="login"]').fill(username)
        page.locator('input[name="password"]').fill(PASSWORD)
        moving.press(page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True))
        if username in self.secrets:
            limits.clear()  # a code is taken once; who signed in for another module a moment ago would have to wait
            page.locator('input[name="code"]').fill(code(self.secrets[username]))
            moving.press(page.get_by_role("button", name="Tiếp tục"))
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page


@cache
def _hashed() -> str:
    """PASSWORD as argon2 keeps it, computed once: that it takes its time is the point of it."""
    hasher = Argon2PasswordHasher()
    return str(hasher.encode(PASSWORD, hasher.salt()))


NAMES = {
    "desk": "Phạm Thu Hương",
    "appraiser": "Đỗ Hoài Nam",
    "head": "Ngô Thu Hà",
    "competent": "Dương Mạnh Cường",
    "clerk": "Hồ Hải Yến",
}
