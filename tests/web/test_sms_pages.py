"""Delivery reports of the gateway, the operator's page of what reached nobody, and what is chosen on one's account."""

import json
import re
import time
from html import unescape
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.accounts import letters, registration
from dvctt.accounts import people as accounts_people
from dvctt.accounts.models import Account
from dvctt.journal import api as journal
from dvctt.kernel import Ref, Role
from dvctt.notices import api as notices
from dvctt.notices.models import Delivery, Message
from dvctt.outbox import api as outbox
from dvctt.web.operator import undelivered
from examples.smsgateway.reporting import signed
from tests.accounts import people
from tests.fixtures_mailsink import MailSink
from tests.fixtures_smsgateway import REPORT_SECRET, SmsGateway
from tests.structure.test_routes import ended_letter
from tests.web.accounts_pages import official, signed_in, valid

pytestmark = pytest.mark.django_db
REPORTS = "/machine/sms-reports/"
NUMBER = "+84912345678"
SOME_REFERENCE = "7f2a4c1e-0000-4000-8000-000000000000"


@pytest.fixture
def message(sms: SmsGateway) -> Message:
    """A message that the gateway has taken."""
    sms.tell(NUMBER, "stop")
    number = notices.send(
        notices.Recipient("<b>Hoa</b>", "vi", (("sms", NUMBER), ("email", "ai@refused.example"))),
        subject_ref=Ref("test", uuid4().hex), title="Thư <i>mới</i>", body="Thân", kind="legal", key="k", short="Thu",
    )  # fmt: skip
    outbox.drain("message")
    return Message.objects.get(pk=number)


def post(said: object, *, at: int | None = None, secret: str = REPORT_SECRET, **headers: str) -> int:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    shown = signed(body, secret, at) | headers
    client = Client(enforce_csrf_checks=True)
    answer = client.post(REPORTS, body, content_type="application/json", headers=shown)
    assert not client.cookies
    return answer.status_code


def test_a_report_is_taken_any_number_of_times_and_contradictions_are_refused(message: Message) -> None:
    report = {"reference": message.reference, "state": "failed", "reason": "gone", "more": 1}
    assert [post({**report, "state": "queued"}), post(report), post(report)] == [204, 204, 204]
    assert post({**report, "state": "delivered"}) == 409
    assert Delivery.objects.get().reason == "gone"
    assert Message.objects.get(pk=message.pk).position == 1
    assert post({**report, "reference": str(uuid4())}) == 404


def test_reports_that_are_not_signed_now_with_the_secret_change_nothing(message: Message) -> None:
    report = {"reference": message.reference, "state": "failed"}
    now = int(time.time())
    refused = [
        post(report, secret="other"), post(report, secret=""), post(report, at=now - 400), post(report, at=now + 400),
        post(report, **{"X-Report-Time": str(now + 100)}), post(report, **{"X-Report-Time": "9" * 40}),
        post(report, **{"X-Report-Time": "nan"}), post(report, **{"X-Report-Signature": "sha256=\u00e9"}),
        post(report, **{"X-Report-Signature": ""}),
    ]  # fmt: skip
    assert refused == [401] * 9
    assert Client().post(REPORTS, b"{}", content_type="application/json").status_code == 401
    assert Client().get(REPORTS).status_code == 405
    assert post(b"x" * 10_001) == 413
    assert Delivery.objects.get().status == "accepted"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b'{"reference": "x", "state": "failed"}', b'{"reference": null}',
     json.dumps({"reference": SOME_REFERENCE, "state": "lost"}).encode(),
     json.dumps({"reference": SOME_REFERENCE, "state": "failed", "reason": "a\x00b"}).encode(),
     json.dumps({"reference": SOME_REFERENCE, "state": "failed", "reason": "a" * 301}).encode(),
     b'{"reference": "%s", "state": "failed", "reason": "\\ud800"}' % SOME_REFERENCE.encode()],
)  # fmt: skip
def test_a_signed_body_that_is_no_report_is_malformed(message: Message, body: bytes) -> None:
    assert post(body) == 400


def test_the_rest_of_the_list_is_reached_from_a_note_that_was_refused(
    message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undelivered, "PAGE", 1)
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    first, second = (ended_letter(state="done", outcome="undeliverable") for _number in range(2))
    act = reverse("operator:undelivered_act", args=[second])
    refused = operator.post(act, {"act": "handled", "note": ""})
    assert refused.status_code == 422
    (onward,) = re.findall(r'href="([^"]*\?after=[^"]+)"', valid(refused))
    answer = operator.get(urljoin(act, unescape(onward)))
    assert answer.status_code == 200 and str(first) in valid(answer)


def test_the_operator_sees_what_reached_nobody_without_the_person(message: Message, mailbox: MailSink) -> None:
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    page, act = reverse("operator:undelivered"), reverse("operator:undelivered_act", args=[message.id])
    assert "Mọi thông báo đều đã đến nơi" in valid(operator.get(page))
    assert post({"reference": message.reference, "state": "failed", "reason": "<script>gone"}) == 204
    outbox.drain("message")
    text = valid(operator.get(page))
    for shown in ("Thư &lt;i&gt;mới", "••• 678", "a•••@refused.example", "&lt;script&gt;gone", "550 5.1.1"):
        assert shown in text
    for hidden in ("Hoa", NUMBER, "ai@refused", "Thân"):
        assert hidden not in text
    assert "Thông báo gửi lỗi" in valid(operator.get(reverse("operator:home")))
    refused = operator.post(act, {"act": "handled", "note": ""})
    assert refused.status_code == 422
    assert f'href="#f-note-{message.id}"' in valid(refused)
    assert operator.post(act, {"act": "again", "note": "Đã sửa địa chỉ"}).status_code == 303
    assert "Mọi thông báo đều đã đến nơi" in valid(operator.get(page))
    assert operator.post(act, {"act": "handled", "note": "Đã gọi"}).status_code == 404
    outbox.drain("message")
    last = Message.objects.get(pk=message.pk)
    post({"reference": last.reference, "state": "failed"})
    outbox.drain("message")
    assert operator.post(act, {"act": "handled", "note": "Đã gọi điện cho người nhận"}).status_code == 303
    assert Message.objects.get(pk=message.pk).handled_note == "Đã gọi điện cho người nhận"
    acts = [one.act for one in journal.entries(Ref("message", str(message.id)))]
    assert acts == ["message_sent_again", "message_handled"]
    valid(operator.get(page, {"since": "x", "id": "y"}))


def test_the_channel_is_chosen_on_ones_account(sms: SmsGateway) -> None:
    account = people.applicant()
    client, page, choose = signed_in(account), reverse("account"), reverse("account_channel")
    assert "091 234 56 78" in valid(client.get(page)) or "0912 345 678" in valid(client.get(page))
    assert client.post(choose, {"channel": "sms"}).status_code == 303
    assert accounts_people.Account.objects.get(id=account.id).preferred_channel == "sms"
    assert client.post(choose, {"channel": "zalo"}).status_code == 422
    Account.objects.update(phone="")
    assert 'name="channel"' not in valid(client.get(page))
    assert client.post(choose, {"channel": "sms"}).status_code == 422


def test_the_short_address_leads_within_our_own(client: Client) -> None:
    answer = client.get(letters.SHORT_ACCESS_PATH.format(token="a-b_c"))
    assert (answer.status_code, answer.headers["Location"]) == (302, letters.FIRST_ACCESS_PATH.format(token="a-b_c"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/f/https://evil.example").status_code == 404


def test_html_in_a_name_is_text_in_mail_and_page(mailbox: MailSink) -> None:
    name = 'Hoa "><script>alert(1)</script>'
    address = f"{uuid4().hex}@vidu.example"
    row = people.confirmed("individual", people.individual(name=name, email=address))
    registration.approve(people.OPERATOR, row)
    outbox.drain("message")
    granted = next(one for one in mailbox.messages(address) if "first-access" in one["text"])
    assert f"Đăng ký của {name} đã được chấp nhận." in granted["text"]
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    assert "<script>alert" not in valid(operator.get(reverse("operator:registration", args=[row])))
    assert "<script>alert" not in valid(operator.get(reverse("operator:people"), {"q": "hoa"}))
