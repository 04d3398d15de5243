"""A dossier that goes its way through pages alone: each person in a browser of their own."""

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from dvctt.accounts.models import Account
from dvctt.catalogue import api as catalogue
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Role, clock
from dvctt.outbox import api as outbox
from tests import authenticator
from tests.browsing import form_data
from tests.fixtures_casework import OWNERS, World, pdf
from tests.fixtures_mailsink import MailSink
from tests.fixtures_pki import Pki
from tests.fixtures_smsgateway import SmsGateway
from tests.web import walking
from tests.web.accounts_pages import mailed, official, posted
from tests.web.officers import officer_browser, place

# Letters at the top of a paper among which its heading stands.
HEAD = 600
CONFIRMED = {"accuracy_confirmed": "true", "secrecy_confirmed": "true"}
PASSWORD = "một câu dễ nhớ 27"


def username(person: Actor) -> str:
    """The user name of somebody whose account was made for the test."""
    return str(Account.objects.get(pk=person.id).username)


def enter(name: str, password: str = PASSWORD) -> Client:
    """A browser in which the sign-in page was sent; whether it let in says `inside`."""
    client = Client()
    client.post("/sign-in/", {"login": name, "password": password})
    return client


def inside(client: Client) -> bool:
    """Whether the browser is signed in and its account is open."""
    return client.get("/account/").status_code == 200


@dataclass
class Registry:
    """Accounts by pages and mails alone, from the form to the first sign-in, and the operator who answers them."""

    mailbox: MailSink
    operator: Client

    def waiting(self, who: Client | None = None) -> set[str]:
        """The pages of the registrations that wait for the operator, or for another who judges them."""
        listed = walking.valid((who or self.operator).get(reverse("operator:registrations")))
        return set(re.findall(r"/operator/registrations/[0-9a-f-]{36}/", listed))

    def sent(self, raw: dict[str, Any], kind: str = "individual", *, sms: SmsGateway | None = None) -> None:
        """Send the form and confirm the address by the link that was mailed, and the telephone where a code is sent."""
        client = Client()
        answer = client.post(reverse(f"register_{kind}"), posted(raw))
        assert answer.status_code == 303, answer.content.decode()
        link = mailed(self.mailbox, raw["email"], "/register/confirm/")
        confirmed = client.post(link)
        if sms is not None and confirmed.status_code == 200:
            outbox.drain()
            (code,) = re.findall(r"\b\d{6}\b", sms.messages(f"+84{raw['phone'][1:]}")[0]["text"])
            confirmed = client.post(link, {"code": code})
        assert confirmed.status_code == 303

    def received(self, raw: dict[str, Any], kind: str = "individual", *, sms: SmsGateway | None = None) -> str:
        """Register: the page on which the operator answers."""
        before = self.waiting()
        self.sent(raw, kind, sms=sms)
        (page,) = self.waiting() - before
        return page

    def approve(self, page: str, **typed: str) -> None:
        """The operator accepts the registration."""
        answer = self.operator.post(page, {"act": "approve"} | typed)
        assert answer.status_code == 303, answer.content.decode()

    def opened(self, email: str, password: str = PASSWORD) -> str:
        """Choose the password by the link of the first access that was mailed: the user name that the mail tells."""
        link = mailed(self.mailbox, email, "/first-access/")
        assert Client().post(link, {"password": password, "again": password}).status_code == 303
        return re.findall(r"Tên đăng nhập: (\S+)", "\n".join(self.letters(email)))[0]

    def admitted(self, raw: dict[str, Any], kind: str = "individual") -> str:
        """The user name of who registered, was accepted and chose the password."""
        self.approve(self.received(raw, kind))
        return self.opened(raw["email"])

    def appointed(self, form: dict[str, str]) -> Client:
        """An official whom the operator gives an account by this form, signed in with the password alone."""
        assert self.operator.post(reverse("operator:person_new"), form).status_code == 303
        link = mailed(self.mailbox, form["email"], "/first-access/")
        assert Client().post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 303
        return enter(form["username"])

    def enrol(self, client: Client) -> None:
        """Set up the second factor on its page, to which an official is led.

        The journal's witness is told of it: the test has to have a record of its own.
        """
        assert client.get("/officer/").headers["Location"].startswith("/security/code/")
        client.post("/sign-in/again/", {"password": PASSWORD})
        (secret,) = re.findall(r'data-copy="([A-Z2-7]{16,})"', walking.valid(client.get("/security/code/")))
        with pytest.MonkeyPatch.context() as committed:
            # Where requests end their transactions, what waits for that comes before the session is kept.
            committed.setattr(transaction, "on_commit", lambda run, **_how: run())
            assert client.post("/security/code/", {"code": authenticator.code(secret)}).status_code == 302
        assert client.get("/officer/").status_code == 200

    def end_position(self, words: str) -> None:
        """The operator ends the one position of the person whom these words find, at once."""
        person = walking.valid(self.operator.get(self.person(words)))
        (end,) = set(re.findall(r"/operator/people/[0-9a-f-]{36}/appointments/[0-9a-f-]{36}/end/", person))
        assert self.operator.post(end, {"reason": "Chuyển công tác", "at_once": "1"}).status_code == 303

    def person(self, words: str) -> str:
        """The operator's page of the one account that these words find."""
        listed = walking.valid(self.operator.get(reverse("operator:people"), {"q": words}))
        (page,) = set(re.findall(r"/operator/people/[0-9a-f-]{36}/", listed))
        return page

    def letters(self, email: str, title: str = "") -> list[str]:
        """The mails that reached this address, the latest first; those with this title where one is given."""
        outbox.drain()
        kept = self.mailbox.messages(email)
        return [str(letter["text"]) for letter in kept if title in ("", letter["subject"])]


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

    def answer(self, section: str, **changes: Any) -> None:
        """Send one section of the form with some answers changed."""
        client, here = self.browser("applicant"), self.address("applicant", f"form/{section}/")
        self.world.answers["values"] |= changes
        typed = walking.posted(self.world.answers["values"])
        saved = client.post(here, {**typed, "seen": walking.hidden(client.get(here), "seen"), "go": "next"})
        assert saved.status_code == 303, saved.content.decode()

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

    def arranged(self) -> None:
        """A submitted dossier where submitting is not what is shown: made without the pages, its declaration blank."""
        self.dossier = self.world.submitted()
        outbox.drain()

    def take_in(self) -> None:
        """The desk accepts, the appraiser takes."""
        self.act("desk", "accept")
        self.act("appraiser", "take")

    def accepted(self) -> None:
        """A dossier in the appraiser's hands."""
        self.submitted()
        self.take_in()

    def ask_for_amendment(
        self, component: str, who: str = "appraiser", action: str = "request_amendment", **wrong: str
    ) -> None:
        """An officer asks for another file of one component, looks the request over and sends it.

        `wrong` says for other fields of the form what is wrong with them.
        """
        here, client = self.address(who, f"amend/{action}/"), self.browser(who)
        typed = {
            f"wrong:component:{component}": "Bản chụp mờ, không đọc được.",
            **{f"wrong:field:{name}": words for name, words in wrong.items()},
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

    def refuse_to_grant(self, reason: str) -> None:
        """The appraiser proposes not to grant, and the decision is taken, numbered and handed over."""
        self.act("appraiser", "appraise", report="Thiếu nhân lực.", proposal="not_grant", reason=reason)
        self.act("head", "recommend_not_grant", opinion="Không cấp.")
        self.act("competent", "decide_not_grant")
        self.act("clerk", "number_and_seal_negative")
        self.act("clerk", "publish_negative")

    def decide(self) -> None:
        """From the appraiser's proposal to the approval."""
        self.appraise_for_grant()
        self.act("head", "recommend_grant", opinion="Đồng ý cấp.")
        self.act("competent", "approve")

    def hand_over(self) -> None:
        """The clerk numbers and seals the licence and hands it over."""
        self.act("clerk", "number_and_seal")
        self.act("clerk", "publish")

    def decided(self) -> None:
        """A dossier whose licence has been approved."""
        self.accepted()
        self.decide()

    def returned(self) -> None:
        """A dossier whose licence was handed over."""
        self.decided()
        self.hand_over()

    def downloads(self, who: str, here: str) -> list[bytes]:
        """The documents that a page links, as its reader downloads them."""
        client = self.browser(who)
        links = dict.fromkeys(re.findall(r'href="(/documents/[0-9a-f-]{36}/)"', client.get(here).content.decode()))
        return [b"".join(client.get(link).streaming_content) for link in links]  # type: ignore[attr-defined]

    def files(self, who: str) -> list[bytes]:
        """The files of the dossier that this officer opens from its page."""
        numbers = sorted(set(re.findall(r"/documents/([0-9a-f-]{36})/", self.page(who))))
        answers = [self.browser(who).get(f"/documents/{number}/") for number in numbers]
        return [b"".join(one.streaming_content) for one in answers if one.status_code == 200]  # type: ignore[attr-defined]

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

    def declaration(self) -> bytes:
        """The signed declaration that was submitted, as the applicant downloads it."""
        link = re.findall(r'href="(/documents/[0-9a-f-]{36}/)"', self.page("applicant").partition("Tải tờ khai")[0])[-1]
        return b"".join(self.browser("applicant").get(link).streaming_content)  # type: ignore[attr-defined]

    def code(self) -> str:
        """The code of the dossier, as the page that follows the submission gives it."""
        match = re.search(r'data-copy="([^"]+)"', self.page("applicant", "sent/"))
        assert match is not None
        return match[1]

    def status(self) -> str:
        """How the dossier stands, in the plain words of the applicant's page."""
        match = re.search(r'<p class="plain-words">(.*?)</p>', self.page("applicant"))
        assert match is not None
        return unescape(match[1])

    def number(self, kind: str = "GP") -> str:
        """The number of the licence, as the clerk's page lists it; `TB` is that of the decision not to grant."""
        listed = re.findall(r'<span class="numbers">số ([^<]+)</span>', self.page("clerk"))
        (number,) = [number for number in listed if f"/{kind}-" in number]
        return str(number)

    def queued(self, who: str) -> bool:
        """Whether the dossier is among those that wait for this officer."""
        return str(self.dossier) in self.browser(who).get("/officer/").content.decode()

    def username(self, who: str) -> str:
        """The user name of one of the people."""
        return username(self.world.people[who])

    def evidence(self, purpose: str = "Kết luận thanh tra 5/KL") -> zipfile.ZipFile:
        """The file of evidence, as the head of the appraising unit exports it on the page."""
        given = self.browser("head").post(self.address("head", "evidence/"), {"purpose": purpose})
        return zipfile.ZipFile(io.BytesIO(b"".join(given.streaming_content)))  # type: ignore[attr-defined]

    def recorded(self) -> list[dict[str, Any]]:
        """The journal's entries about the dossier, in their order, as the file of evidence holds them."""
        with self.evidence() as archive:
            place = re.compile(rf"journal/dossier/{self.dossier}/\d+\.json")
            return [json.loads(archive.read(name)) for name in sorted(filter(place.fullmatch, archive.namelist()))]

    def dues(self, who: str) -> list[datetime]:
        """When the limits end that the dossier's page shows to this person."""
        shown = re.findall(r'<span class="at"><time datetime="([^"]+)">', self.page(who))
        moments = [datetime.fromisoformat(moment) for moment in shown]
        return [moment if moment.tzinfo else moment.replace(tzinfo=clock.HANOI) for moment in moments]

    def letter(self, title: str) -> str:
        """The one mail with this title that reached the applicant."""
        (letter,) = [letter for letter in self.letters() if letter.partition("\n")[0] == title]
        return letter

    def letters(self, to: str = "") -> list[str]:
        """The mails that reached the applicant, or another address, the latest first, title and text."""
        outbox.drain()
        email = to or Account.objects.get(pk=self.world.people["applicant"].id).email
        return [f"{letter['subject']}\n{letter['text']}" for letter in self.mailbox.messages(email)]


@pytest.fixture
def registry(db: None, mailbox: MailSink) -> Registry:
    """Registrations, and an operator signed in."""
    return Registry(mailbox, official("vanhanh", Role.OPERATOR, "CNTT"))


@pytest.fixture
def own_record(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Files outside the database, and a store, that are this test's own."""
    settings.JOURNAL_WITNESS = tmp_path / "witness"
    settings.JOURNAL_PUBLISHED = tmp_path / "published" / "seals.jsonl"
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "bytes"}}
    settings.STORAGES = {**settings.STORAGES, "default": place}
    yield settings
    journal.cipher.cache_clear()


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
