"""A dossier that goes its way through pages alone: each person in a browser of their own."""

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from dvctt.accounts.models import Account
from dvctt.casework.models import Dossier
from dvctt.catalogue import api as catalogue
from dvctt.journal import api as journal
from dvctt.kernel import clock
from dvctt.outbox import api as outbox
from tests.browsing import form_data
from tests.fixtures_casework import OWNERS, World, pdf
from tests.fixtures_mailsink import MailSink
from tests.fixtures_pki import Pki
from tests.web import walking
from tests.web.officers import officer_browser, place

# Letters at the top of a paper among which its heading stands.
HEAD = 600
CONFIRMED = {"accuracy_confirmed": "true", "secrecy_confirmed": "true"}


@dataclass
class Story:
    """One dossier, the people around it, and what they do on their pages."""

    world: World
    pki: Pki
    mailbox: MailSink
    folder: Path
    dossier: UUID = field(init=False)
    browsers: dict[str, Client] = field(default_factory=dict)

    def browser(self, who: str) -> Client:
        """The browser of that person, signed in; `stranger` is nobody."""
        if who not in self.browsers:
            signed_in = walking.browser if who == "applicant" else officer_browser
            self.browsers[who] = signed_in(self.world.people[who])
        return self.browsers[who]

    def address(self, who: str, rest: str = "") -> str:
        """A page of the dossier in that person's area."""
        return walking.address(self.dossier, rest) if who == "applicant" else place(self.dossier, rest)

    def page(self, who: str, rest: str = "") -> str:
        """The text of a page of the dossier, which must be there and valid."""
        answer = self.browser(who).get(self.address(who, rest))
        assert answer.status_code == 200, (who, rest, answer.status_code)
        return walking.valid(answer)

    def post(self, who: str, action: str, **typed: Any) -> HttpResponse:
        """Send the form of an act as it stands on its page, with what the person types."""
        here = self.address(who, f"act/{action}/")
        page = self.browser(who).get(here)
        if "refresh" in page.content.decode():
            page = self.browser(who).post(here, form_data(page, containing="seen") | typed | {"refresh": "1"})
        answer: HttpResponse = self.browser(who).post(here, form_data(page, containing="seen") | typed)
        return answer

    def act(self, who: str, action: str, **typed: Any) -> None:
        """Do an act that is expected to be accepted, and let the slow work be done."""
        answer = self.post(who, action, **typed)
        assert answer.status_code == 303, (who, action, answer.content.decode())
        outbox.drain()

    def start(self) -> None:
        """Open a dossier from the procedure's start page and answer every page of its form."""
        version = catalogue.current(self.world.code)
        owner = self.world.people["applicant"].on_behalf
        assert owner is not None
        start = f"/me/new/{version.bundle.code}/{version.bundle.case}/"
        opened = self.browser("applicant").post(start, {"owner": owner.id})
        assert opened.status_code == 303, opened.content.decode()
        self.dossier = UUID(opened.headers["Location"].split("/")[3])
        walking.fill(self.browser("applicant"), self.world, self.dossier)

    def hand_in(self, component: str, text: str = "", content: bytes = b"") -> HttpResponse:
        """Upload a PDF for a component, or these bytes as one."""
        file = SimpleUploadedFile("giay-to.pdf", content or pdf(text), "application/pdf")
        answer: HttpResponse = self.browser("applicant").post(
            self.address("applicant", f"papers/{component}/"), {"file": file}
        )
        return answer

    def sign(self) -> None:
        """Have the declaration made, sign it outside of the portal and hand it in."""
        client, here = self.browser("applicant"), self.address("applicant", "declaration/")
        client.post(here)
        outbox.drain()
        (made,) = self.downloads("applicant", here)
        name, tax_code = OWNERS[self.world.code]
        signed = self.pki.sign(made, self.pki.key(name, f"MST:{tax_code}"))
        self.hand_in_signed(signed)

    def hand_in_signed(self, signed: bytes) -> str:
        """Hand in a signed declaration, and give the page once it is judged."""
        file = SimpleUploadedFile("da-ky.pdf", signed, "application/pdf")
        self.browser("applicant").post(self.address("applicant", "declaration/signed/"), {"file": file})
        outbox.drain()
        return self.page("applicant", "declaration/")

    def complete(self) -> None:
        """Answers, papers and signature: everything but the submission."""
        self.start()
        for component in self.world.answers["given"]:
            assert self.hand_in(component).status_code in (200, 303)
        self.sign()

    def submitted(self) -> None:
        """A submitted dossier, acknowledged."""
        self.complete()
        self.act("applicant", "submit", **CONFIRMED)

    def accepted(self) -> None:
        """A dossier in the appraiser's hands."""
        self.submitted()
        self.act("desk", "accept")
        self.act("appraiser", "take")

    def ask_for_amendment(self, component: str, who: str = "appraiser", action: str = "request_amendment") -> None:
        """An officer asks for another file of one component, looks the request over and sends it."""
        here, client = self.address(who, f"amend/{action}/"), self.browser(who)
        typed = {
            f"wrong:component:{component}": "Bản chụp mờ, không đọc được.",
            "reason": "Cần bản rõ hơn.",
            "answer_by": f"{clock.today() + timedelta(days=20):%d/%m/%Y}",
            "preview": "1",
        }
        looked_over = client.post(here, form_data(client.get(here), containing="reason") | typed)
        answer = client.post(here, form_data(looked_over, containing="seen") | {"send": "1"})
        assert answer.status_code == 303, answer.content.decode()
        outbox.drain()

    def appraise_for_grant(self) -> None:
        """The appraiser proposes to grant what the golden case decides."""
        content = self.world.answers["decided"].get("licence", {})
        self.act("appraiser", "appraise", report="Đủ điều kiện cấp phép.", proposal="grant", **content)

    def decided(self) -> None:
        """A dossier whose licence has been approved."""
        self.accepted()
        self.appraise_for_grant()
        self.act("head", "recommend_grant", opinion="Đồng ý cấp.")
        self.act("competent", "approve")

    def returned(self) -> None:
        """A dossier whose licence was handed over."""
        self.decided()
        self.act("clerk", "number_and_seal")
        self.act("clerk", "publish")

    def downloads(self, who: str, here: str) -> list[bytes]:
        """The documents that a page links, as its reader downloads them."""
        client = self.browser(who)
        links = dict.fromkeys(re.findall(r'href="(/documents/[0-9a-f-]{36}/)"', client.get(here).content.decode()))
        return [b"".join(client.get(link).streaming_content) for link in links]  # type: ignore[attr-defined]

    def printed(self, document: bytes) -> str:
        """The text of a PDF as poppler reads it, without hyphens at line ends."""
        path = self.folder / "printed.pdf"
        path.write_bytes(document)
        done = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True)
        return done.stdout

    def titled(self, title: str, number: str = "") -> bytes:
        """The one paper with this heading, and number, among those that the applicant's page links, as downloaded.

        The heading of an application names the licence that it asks for.
        """
        papers = self.downloads("applicant", self.address("applicant"))
        heads = [" ".join(self.printed(paper).upper().split())[:HEAD] for paper in papers]
        found = [
            paper for paper, head in zip(papers, heads, strict=True)
            if title.upper() in head and number.upper() in head and "ĐƠN ĐỀ NGHỊ" not in head
        ]  # fmt: skip
        assert len(found) == 1, (title, heads)
        return found[0]

    def code(self) -> str:
        """The code of the dossier, once it has one."""
        return str(Dossier.objects.get(pk=self.dossier).code)

    def letter(self, title: str) -> str:
        """The one mail with this title that reached the applicant."""
        (found,) = [letter for letter in self.letters() if letter.partition("\n")[0] == title]
        return found

    def letters(self) -> list[str]:
        """The mails that reached the applicant, the latest first, title and text."""
        outbox.drain()
        email = Account.objects.get(pk=self.world.people["applicant"].id).email
        return [f"{letter['subject']}\n{letter['text']}" for letter in self.mailbox.messages(email)]


@pytest.fixture
def own_record(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Files outside the database, and a store, that are this test's own."""
    settings.JOURNAL_WITNESS = tmp_path / "witness"
    settings.JOURNAL_PUBLISHED = tmp_path / "published" / "seals.jsonl"
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "bytes"}}
    settings.STORAGES = {**settings.STORAGES, "default": place}
    yield settings
    journal.sealer.cache_clear()


@pytest.fixture
def tell(pki: Pki, mailbox: MailSink, tmp_path: Path) -> Callable[[World], Story]:
    """Makes the story of a world."""
    return lambda world: Story(world, pki, mailbox, tmp_path)


@pytest.fixture
def story(surveying: World, tell: Callable[[World], Story]) -> Story:
    """The story of 1.000082."""
    return tell(surveying)


@pytest.fixture
def water_story(water: World, tell: Callable[[World], Story]) -> Story:
    """The story of 1.000070."""
    return tell(water)
