"""Messages leave over real SMTP: once, in order, to the first address that takes them."""

import re
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from dvctt.kernel import Ref, clock
from dvctt.notices import api as notices
from dvctt.notices.adapters import smtp
from dvctt.notices.models import Message
from dvctt.ops.ports import free_port
from dvctt.outbox import api as outbox
from tests.fixtures_mailsink import MailSink
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db

LONG = "Công ty trách nhiệm hữu hạn một thành viên Khai thác nước ngầm và Xử lý môi trường “Ánh Dương”, Đắk Lắk"
BODY = f"""Kính gửi {LONG},

Hồ sơ G13.15-260301-0001 đã được tiếp nhận. Hạn trả lời: 02/03/2026 17:00. Quý vị xem hồ sơ tại địa chỉ dưới đây.
http://127.0.0.1:8000/me/dossiers/0192f0c1-7b1e-7000-8000-000000000001/?from=mail&language=vi

> không phải trích dẫn
From nowhere
"""


@pytest.fixture
def subject() -> Ref:
    return Ref("dossier", str(uuid4()))


@pytest.fixture
def address() -> str:
    """An address nobody else has, for the sink lives as long as the session."""
    return f"hoa.{uuid4().hex[:8]}@vidu.example"


def send(subject: Ref, *addresses: str, key: str = "k", **other: Any) -> Message:
    recipient = notices.Recipient(LONG, "vi", tuple(("email", each) for each in addresses))
    told = {"title": "Đã tiếp nhận hồ sơ", "body": BODY, "kind": "legal", **other}
    return Message.objects.get(pk=notices.send(recipient, subject_ref=subject, key=key, **told))


def test_a_message_arrives_word_for_word(mailbox: MailSink, subject: Ref, address: str) -> None:
    message = send(subject, address)

    assert [view.state for view in notices.messages(subject)] == ["waiting"]
    assert outbox.drain("message") == 1

    (mail,) = mailbox.messages(address)
    assert BODY in mail["text"]
    assert mail["subject"] == "Đã tiếp nhận hồ sơ"
    assert mail["message_id"] == f"<{message.id}@monre.example>"
    (view,) = notices.messages(subject)
    assert (view.state, view.sent_to, view.kind, view.title) == ("sent", address, "legal", "Đã tiếp nhận hồ sơ")
    assert view.sent_at is not None
    assert notices.messages(Ref("dossier", "other")) == ()


def test_the_mailbox_page_shows_it_with_links_to_follow(mailbox: MailSink, subject: Ref, address: str) -> None:
    send(subject, address, body="Xem <b> http://127.0.0.1:8000/me/?a=1&b=2.", title="<i>Thư</i>")
    outbox.drain("message")
    (mail,) = mailbox.messages(address)

    def page(path: str) -> str:
        with urllib.request.urlopen(mailbox.url + path, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    assert f'<a href="/{mail["name"]}">&lt;i&gt;Thư&lt;/i&gt;</a>' in page(f"?to={address}")
    assert '<a href="http://127.0.0.1:8000/me/?a=1&amp;b=2">' in page(mail["name"])
    assert "<b>" not in page(mail["name"])
    assert "Message-ID:" in page(mail["name"] + ".eml")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        page("../../etc/passwd")


def test_the_same_key_about_the_same_subject_is_sent_once(mailbox: MailSink, subject: Ref, address: str) -> None:
    first = send(subject, address)
    assert send(subject, address, title="Khác").id == first.id
    assert send(Ref("dossier", "another"), address).id != first.id

    outbox.drain("message")
    assert outbox.drain("message") == 0

    assert len(mailbox.messages(address)) == 2


def test_messages_about_one_subject_leave_in_order(mailbox: MailSink, subject: Ref, address: str) -> None:
    for n in range(5):
        send(subject, address, key=str(n), title=f"Thư {n}")
    outbox.drain("message")
    assert [mail["subject"] for mail in mailbox.messages(address)] == [f"Thư {n}" for n in (4, 3, 2, 1, 0)]


def test_an_address_refused_for_good_falls_back_to_the_next(mailbox: MailSink, subject: Ref, address: str) -> None:
    send(subject, "not an address", "ai@refused.example", address)
    outbox.drain("message")
    (view,) = notices.messages(subject)
    assert (view.state, view.sent_to) == ("sent", address)
    assert "550 5.1.1 no such mailbox" in view.refusal


@pytest.mark.parametrize("addresses", [(), ("ai@refused.example",), ("a@b\r\nBcc: c@d",), ("",), ("a b",), ("a@",)])
@pytest.mark.usefixtures("mailbox")
def test_a_message_that_nobody_takes_is_undeliverable_and_does_not_hold_up_the_next(
    subject: Ref, addresses: tuple[str, ...]
) -> None:
    send(subject, *addresses)
    send(subject, "b@vidu.example", key="next")
    outbox.drain("message")
    assert [view.state for view in notices.messages(subject)] == ["sent", "undeliverable"]


def test_a_mail_server_that_is_away_is_tried_again_and_order_stays(
    mailbox: MailSink, subject: Ref, address: str, settings: Settings
) -> None:
    clock.allow_travel()
    settings.MAIL_PORT = free_port()
    now = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
    with clock.travel(now):
        message = send(subject, address, title="Thư 1")
        send(subject, address, key="later", title="Thư 2")
        assert outbox.drain("message") == 1
    message.refresh_from_db()
    assert message.last_error.startswith("ConnectionRefusedError")
    assert mailbox.messages(address) == []

    settings.MAIL_PORT = mailbox.smtp_port
    with clock.travel(now + timedelta(minutes=1)):
        assert outbox.drain("message") == 2

    assert [mail["subject"] for mail in mailbox.messages(address)] == ["Thư 2", "Thư 1"]


@pytest.mark.parametrize(
    "evil", ["a\r\nBcc: x@evil.example", "a\nBcc: x@evil.example", "a\u2028Bcc: x", "a\x00b\x0bc\x85d"]
)
def test_no_header_can_be_put_in(mailbox: MailSink, subject: Ref, address: str, evil: str) -> None:
    recipient = notices.Recipient(evil, "vi", (("email", address),))
    body = "Thân thư"
    letter = smtp.Letter(str(uuid4()), evil, address, evil, evil, body, datetime.now(UTC))
    assert set(smtp.compose(letter).keys()) == set(smtp.compose(PLAIN).keys())
    if "\x00" in evil:
        return
    notices.send(recipient, subject_ref=subject, title=evil, body=body, kind="courtesy", key="k")
    outbox.drain("message")
    (mail,) = mailbox.messages(address)
    assert mail["subject"].startswith("a Bcc: x")
    assert mail["to"] == [address]


PLAIN = smtp.Letter(str(uuid4()), "Hoa", "hoa@vidu.example", "vi", "Thư", "Thân", datetime(2026, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize("name", [
    "Công ty TNHH MTV Trắc địa và Bản đồ Sao Khuê Việt Nam", "Yêu cầu đổi thông tin đã được chấp nhận",
    "Nguyễn Thị Hoa", "Sao Khuê, JSC", "Hương “Mai” <x@y>, " * 4 + "chi nhánh",
])  # fmt: skip
def test_long_subjects_and_names_arrive_letter_for_letter(name: str) -> None:
    sent = smtp.compose(replace(PLAIN, name=name, title=name)).as_bytes()
    assert message_from_bytes(sent, policy=default)["Subject"] == name
    # The library's newer reader puts a blank between the words of a long name; every other reader joins them.
    told, address = parseaddr(message_from_bytes(sent)["To"])
    assert (str(make_header(decode_header(told))), address) == (name, PLAIN.address)
    assert max(len(line) for line in sent.splitlines()) <= 78 and sent.isascii()


def test_lines_are_short_on_the_wire_and_links_are_whole() -> None:
    text = smtp.flowed(BODY)
    assert all(len(line) <= 73 or "http" in line for line in text.splitlines())
    assert re.search(r"^http://\S+language=vi$", text, re.M)
    assert smtp.compose(PLAIN).as_bytes().isascii()


def test_a_message_and_its_ring_cost_two_statements(
    subject: Ref, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    recipient = notices.Recipient("Hoa", "vi", (("email", "hoa@vidu.example"),))
    send(Ref("dossier", str(uuid4())), "hoa@vidu.example")  # the ministry's data are read once
    with django_assert_num_queries(2):
        notices.send(recipient, subject_ref=subject, title="Thư", body="Thân", kind="legal", key="k")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "other"}, "notices_message_kind_known"),
        ({"title": ""}, "notices_message_says_something"),
        ({"outcome": "sent", "sent_to": "a@b"}, "notices_message_outcome_when_done"),
        ({"state": "done", "finished_at": datetime(2026, 1, 1, tzinfo=UTC)}, "notices_message_outcome_when_done"),
        ({"key": "other"}, "notices_message_once"),
        ({"state": "lost", "finished_at": datetime(2026, 1, 1, tzinfo=UTC)}, "notices_message_state_known"),
        ({"state": "dead"}, "notices_message_finished_unless_waiting"),
    ],
)
def test_each_constraint_refuses(subject: Ref, values: dict[str, object], constraint: str) -> None:
    message = send(subject, "a@vidu.example")
    send(subject, "a@vidu.example", key="other")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**values)
