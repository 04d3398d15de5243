"""The gateway is away for an hour while a thousand first accesses wait: each arrives once, or is somebody's task."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from dvctt.accounts.models import Account
from dvctt.accounts.signin import access_letter
from dvctt.kernel import clock
from dvctt.notices import api as notices
from dvctt.notices.models import Delivery, Message
from dvctt.ops.ports import free_port
from dvctt.outbox import api as outbox
from tests.accounts.people import OPERATOR
from tests.browser.product import Product, environment_of
from tests.fixtures_mailsink import MailSink
from tests.fixtures_pki import Pki
from tests.fixtures_smsgateway import REPORT_SECRET, SmsGateway, connect
from tests.patience import until

LINK = re.compile(r"/(?:f|first-access)/([\w-]+)/?$", re.M)
# What each kind of person has, by which channel the first access comes in the end, and how many there are.
KINDS = {
    "reached by SMS": ("09", "vidu", "sms", "sms", 740),
    "number bounces": ("03", "vidu", "sms", "email", 60),
    "number refused": ("05", "vidu", "sms", "email", 20),
    "number of a desk": ("024", "vidu", "sms", "email", 80),
    "mail refused": ("08", "refused", "email", "sms", 50),
    "reached by nothing": ("07", "refused", "sms", "", 50),
}


@pytest.fixture
def website(committed_db: str, mailsink: MailSink, pki: Pki, tmp_path: Path) -> Iterator[Product]:
    """Our web as a process of its own over this test's database, for the gateway to report to."""
    url = f"http://127.0.0.1:{free_port()}"
    sms = {"DVCTT_SMS_URL": "http://127.0.0.1:9", "DVCTT_SMS_SECRET": "-", "DVCTT_SMS_REPORT_SECRET": REPORT_SECRET}
    product = Product(url, tmp_path, environment_of(committed_db, url, pki, mailsink.smtp_port) | sms)
    product.start_web()
    yield product
    product.stop()


@pytest.fixture
def gateway(website: Product, tmp_path: Path, settings: Settings) -> Iterator[SmsGateway]:
    """A gateway that reports to our web, told how the numbers behave, and stopped."""
    gateway = SmsGateway(tmp_path, f"{website.url}/machine/sms-reports/")
    connect(settings, gateway)
    gateway.start()
    for kind, does in (("number bounces", "bounce"), ("number refused", "refuse"), ("reached by nothing", "bounce")):
        for number in phones(kind):
            gateway.tell(number, does)
    gateway.stop()
    yield gateway
    gateway.stop()


def phones(kind: str) -> list[str]:
    """The numbers of one kind of person (E.164)."""
    prefix, *_, count = KINDS[kind]
    middle = {"09": "+849", "03": "+843", "05": "+845", "08": "+848", "07": "+847", "024": "+84243"}[prefix]
    digits = 12 - len(middle)
    carrier = {"09": "1", "03": "3", "05": "6", "08": "6", "07": "0"}.get(prefix, "")
    return [f"{middle}{carrier}{n:0{digits - len(carrier)}}" for n in range(count)]


def people() -> list[Account]:
    """A thousand accounts that wait for their first access."""
    made = [
        Account(
            username=f"nguoi{KINDS[kind][0]}x{n}", name=f"Người {n}", folded=f"nguoi {n}", kind="applicant",
            email=f"{KINDS[kind][0]}x{n}@{KINDS[kind][1]}.example", phone=phone, preferred_channel=KINDS[kind][2],
        )
        for kind in KINDS for n, phone in enumerate(phones(kind))
    ]  # fmt: skip
    return Account.objects.bulk_create(made)


def write_all() -> None:
    with transaction.atomic(), outbox.together():
        for account in people():
            access_letter.send_link(account)


def arrived_by(address: str) -> str:
    """By which channel the person of a mail address is to be reached."""
    return next(way for prefix, _, _, way, _ in KINDS.values() if address.startswith(f"{prefix}x"))


def test_a_thousand_first_accesses_survive_an_hour_without_the_gateway(
    gateway: SmsGateway, website: Product, mailbox: MailSink
) -> None:
    write_all()
    until(website.answers, what="the web")
    begin = clock.now()
    for minute in (0, 60, 61):
        if minute == 60:
            assert not gateway_took(gateway)
            gateway.start()
        with clock.travel(begin + timedelta(minutes=minute)):
            outbox.drain("message")

    until(lambda: not Delivery.objects.filter(state="waiting").exists(), what="all reports")
    with clock.travel(begin + timedelta(minutes=130)):
        outbox.drain("message")

    states = Counter(Message.objects.values_list("state", "outcome"))
    assert states == {("done", "sent"): 950, ("done", "undeliverable"): 50}
    texts = [one for one in gateway.messages() if one["state"] == "delivered"]
    mails = [one for one in mailbox.messages() if re.match(r"\d+x\d+@vidu", one["to"][0])]
    assert Counter(one["to"] for one in texts) == Counter(phones("reached by SMS") + phones("mail refused"))
    assert Counter(arrived_by(one["to"][0]) for one in mails) == {"email": 160}
    assert len({one["to"][0] for one in mails}) == 160
    opened = [LINK.search(one["text"]) for one in (*texts, *mails)]
    assert len({found[1] for found in opened if found}) == 950
    assert max(len(one["text"]) for one in texts) <= 160
    operator = replace(OPERATOR, id="01900000-0000-7000-8000-000000000001")
    tasks = notices.undelivered(operator, limit=100)
    assert len(tasks) == 50
    assert {tuple(one.channel for one in task.tries) for task in tasks} == {("sms", "email")}


def gateway_took(gateway: SmsGateway) -> bool:
    """Whether a message came through although nobody listens."""
    return Message.objects.filter(outcome="sent", sent_to__startswith="+84").exists()
