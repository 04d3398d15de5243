"""The real web server and the real worker, killed in the middle of submit, approve, sign and deliver (done-when 7)."""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from pytest_django import DjangoDbBlocker

from dvctt.casework import api as casework
from dvctt.casework.models import Declaration, Dossier
from dvctt.documents import store
from dvctt.kernel import Ref, clock
from dvctt.notices.models import Message
from dvctt.ops.ports import free_port
from dvctt.outbox import api as outbox
from dvctt.outbox import registry
from tests.browser.product import CLEAR, Product, environment_of
from tests.browsing import form_data
from tests.casework.test_kill import SIGNER, nothing_lost_nothing_twice, picture
from tests.fixtures_casework import CONFIRMED, World, make_world
from tests.fixtures_mailsink import MailSink
from tests.fixtures_pki import Pki
from tests.ops.nursery import BornProduct, Nursery
from tests.patience import PATIENCE, until
from tests.web.officers import officer_browser, place
from tests.web.walking import address, browser

TOKEN = "k" * 32
# Where a request stands when the server is killed, the one that has got furthest first: numbers are taken under a lock.
POINTS = ["committed:casework_act", "commit:casework_act", "write:casework_act", "lock"]


def waiting() -> bool:
    """Whether a row of any kind waits: one statement, as work that ends in one table begins more in another."""
    first, *others = (kind.model.objects.filter(state="waiting").values("pk") for kind in registry.kinds())
    return bool(first.union(*others, all=True))


@dataclass
class Mortal:
    """A product whose processes are held at points and killed there, and people who send forms to it."""

    product: Product
    holds: Path
    world: World
    cookies: dict[str, str] = field(default_factory=dict)

    def held(self) -> set[str]:
        """The points at which somebody stands."""
        return {one.name for one in (self.holds / "held").iterdir()}

    def let_go(self) -> None:
        """Hold nobody any more."""
        (self.holds / "points").write_text("")
        for one in (self.holds / "held").iterdir():
            one.unlink()

    def work(self, *points: str) -> None:
        """Let a worker take up what waits, and kill it once it stands at all the points.

        Then a while passes: the leases are over, and the minute's sweep comes.
        """
        (self.holds / "points").write_text("\n".join(points))
        self.product.start_worker()
        until(lambda: self.held() == set(points), what=f"{points}: {self.held()}")
        self.product.kill("worker")
        self.let_go()
        for kind in registry.kinds():
            kind.model.objects.filter(leased_until__isnull=False).update(leased_until=clock.now())
        with suppress(AlreadyEnqueued):
            app.configure_task("outbox.sweep").defer(timestamp=0)

    def recover(self) -> None:
        """The next worker takes over what the dead ones left, until nothing waits; nothing may have died."""
        self.product.start_worker()
        until(lambda: not waiting(), what="all is done")
        assert outbox.dead_letters() == ()

    def send(self, who: str, url: str, form: dict[str, object], point: str = "") -> httpx.Response:
        """Send a form as that person's browser does; the server is to stand still at `point`."""
        if who not in self.cookies:
            made = browser if who == "applicant" else officer_browser
            self.cookies[who] = made(self.world.people[who]).cookies["sessionid"].value
        cookies = {"sessionid": self.cookies[who], "csrftoken": TOKEN}
        data = {"csrfmiddlewaretoken": TOKEN, **form}
        return httpx.post(
            f"{self.product.url}{url}", data=data, cookies=cookies, headers={"X-Hold": point}, verify=CLEAR,
            timeout=PATIENCE,
        )  # fmt: skip

    def killed(self, who: str, action: str, dossiers: list[UUID], values: Mapping[str, object] | None = None) -> None:
        """The act on each dossier over HTTP: one is answered, the others are on their way when the server is killed.

        What was answered, or committed, stands; of the others there is no trace. All are sent again to the next
        server with the key they had.
        """
        path = address if who == "applicant" else place
        rows = {one.pk: one.revision for one in Dossier.objects.filter(pk__in=dossiers)}
        forms = {one: {**(values or {}), "seen": rows[one], "key": str(uuid4())} for one in dossiers}
        urls = {one: path(one, f"act/{action}/") for one in dossiers}
        first, *others = dossiers
        until(self.product.answers, what="the web answers")
        assert self.send(who, urls[first], forms[first]).status_code == 303
        with ThreadPoolExecutor(len(POINTS)) as people:
            answers: list[Future[httpx.Response]] = []
            for dossier, point in zip(others, POINTS, strict=True):
                answers.append(people.submit(self.send, who, urls[dossier], forms[dossier], point))
                until(lambda point=point: point in self.held(), what=point)  # type: ignore[misc]
                if point == POINTS[0]:
                    committed = picture()
            self.product.kill("web")
        assert [type(one.exception()) for one in answers] == [httpx.RemoteProtocolError] * len(POINTS)
        until(lambda: picture() == committed, what="of what was not committed there is no trace")
        there = Dossier.objects.filter(pk__in=dossiers)
        assert {one.pk for one in there if one.revision > rows[one.pk]} == set(dossiers[:2])

        self.let_go()
        self.product.start_web()
        until(self.product.answers, what="the web answers again")
        assert [self.send(who, urls[one], forms[one]).status_code for one in dossiers] == [303] * len(dossiers)
        assert {one.revision - rows[one.pk] for one in there.all()} == {1}


@pytest.fixture
def mortal(
    committed_db: str, pki: Pki, mailbox: MailSink, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Mortal]:
    """Web and worker over a database of their own, with the run's authorities and mail sink."""
    url = f"http://127.0.0.1:{free_port()}"
    (tmp_path / "held").mkdir()
    (tmp_path / "points").touch()
    environment = {
        **environment_of(committed_db, url, pki, mailbox.smtp_port),
        "DJANGO_SETTINGS_MODULE": "tests.ops.held_settings",
        "DVCTT_TEST_HOLDS": str(tmp_path),
    }
    nursery = Nursery(environment, tmp_path / "nursery.log")
    product = BornProduct(url, tmp_path, environment, nursery=nursery)
    with django_db_blocker.unblock():
        try:
            product.start_web()
            yield Mortal(product, tmp_path, make_world("1.000082"))
        finally:
            for name in list(product.processes):
                product.kill(name)
            nursery.close()


def test_nothing_is_lost_nor_half_done_whichever_process_is_killed(mortal: Mortal, pki: Pki, mailbox: MailSink) -> None:
    world = mortal.world
    first = _complete(world)
    outbox.drain()
    _sign(world, pki, first)
    others = [_complete(world) for _ in POINTS]
    dossiers = [first, *others]
    mortal.work("rendered", "placed", "judged", "commit:casework_declaration")
    mortal.recover()
    mortal.product.kill("worker")
    assert Declaration.objects.get(dossier=first).state == "valid"
    for dossier in others:
        _take_as_judged(dossier)

    mortal.killed("applicant", "submit", dossiers, CONFIRMED)
    for dossier in dossiers:
        world.act("desk", dossier, "accept")
        world.act("appraiser", dossier, "take")
        world.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant"})
        world.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    mortal.killed("competent", "approve", dossiers, shown(world, "competent", first, "approve"))
    mortal.killed("clerk", "number_and_seal", dossiers, shown(world, "clerk", first, "number_and_seal"))
    mortal.work("signed", "mailed", "commit:documents_issued", "committed:documents_issued")
    mortal.work("commit:casework_paper", "commit:casework_act", "committed:casework_act")
    mortal.recover()
    nothing_lost_nothing_twice(*dossiers)
    _mails_arrived_each_under_one_id(mailbox)


def _complete(world: World) -> UUID:
    """A complete draft whose declaration waits to be rendered."""
    dossier = world.open()
    world.fill(dossier)
    for component in world.answers["given"]:
        world.hand_in(dossier, component)
    casework.prepare_declaration(world.people["applicant"], dossier)
    return dossier


def _sign(world: World, pki: Pki, dossier: UUID) -> None:
    """Sign the declaration outside, and hand it in."""
    standing = Declaration.objects.get(dossier=dossier)
    assert standing.document_id is not None
    signed = pki.sign(store.read_bytes(standing.document_id), pki.key(*SIGNER))
    subject = Ref("dossier", str(dossier))
    handed_in = store.keep(signed, name="to-khai.pdf", kind="signed", subject=subject, pages=1)
    casework.sign_declaration(world.people["applicant"], dossier, handed_in.pk)


def shown(world: World, who: str, dossier: UUID, action: str) -> dict[str, object]:
    """What the form of an act sends as it stands, without what is each dossier's own."""
    form = form_data(officer_browser(world.people[who]).get(place(dossier, f"act/{action}/")), containing="seen")
    return {name: value for name, value in form.items() if name not in ("seen", "drawn", "key", "csrfmiddlewaretoken")}


def _take_as_judged(dossier: UUID) -> None:
    """One signature judged for real is enough here: the others' reports are laid down."""
    standing = Declaration.objects.get(dossier=dossier, state="ready")
    standing.signed_id, standing.validation, standing.state = standing.document_id, uuid4(), "valid"
    standing.save()


def _mails_arrived_each_under_one_id(mailbox: MailSink) -> None:
    """Each message has arrived, and a mail that was handed over twice bears the id of the first."""
    arrived = {re.sub(r"^<|@.*$", "", one["message_id"]) for one in mailbox.messages()}
    assert arrived >= {str(one.pk) for one in Message.objects.filter(kind="legal")}
