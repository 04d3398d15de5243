"""SMS leave through a real gateway: once, plain, within 160 letters; what fails goes on to the next address."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as used
from django.db import IntegrityError, transaction
from pytest_django import Settings

from dvctt.accounts.changes import preferences
from dvctt.accounts.letters import links, sending
from dvctt.accounts.models import Account, Registration
from dvctt.accounts.signin import access_letter
from dvctt.authority import SystemPower
from dvctt.authority import table as authority
from dvctt.kernel import Conflict, Forbidden, Invalid, NotFound, Ref, clock
from dvctt.notices import api as notices
from dvctt.notices import letters
from dvctt.notices.adapters import gsm
from dvctt.notices.models import Delivery, Message
from dvctt.ops.ports import free_port
from dvctt.outbox import api as outbox
from tests.accounts import people
from tests.fixtures_mailsink import MailSink
from tests.fixtures_smsgateway import SmsGateway
from tests.structure.mutations import mutated

pytestmark = pytest.mark.django_db
OPERATOR = replace(people.OPERATOR, id=str(uuid4()))
HOUR = timedelta(hours=1)


@pytest.fixture
def number() -> str:
    """A mobile number that nobody else has, for the gateway lives as long as the session."""
    return f"+8491{uuid4().int % 10**7:07}"


@pytest.fixture
def subject() -> Ref:
    return Ref("test", str(uuid4()))


def send(subject: Ref, *addresses: tuple[str, str], short: str = "Mã của Đắk Lắk: 12-34", **other: str) -> Message:
    told = {"title": "Thư", "body": "Thân thư", "kind": "courtesy", "key": uuid4().hex, **other}
    recipient = notices.Recipient("Hoa", "vi", addresses)
    return Message.objects.get(pk=notices.send(recipient, subject_ref=subject, short=short, **told))  # type: ignore[arg-type]


def after(minutes: float) -> None:
    """Work what is due so much later."""
    with clock.travel(clock.now() + timedelta(minutes=minutes)):
        outbox.drain("message")
        outbox.drain("delivery")
        outbox.drain("message")


def test_an_sms_arrives_plain_and_its_delivery_is_asked_for(sms: SmsGateway, subject: Ref, number: str) -> None:
    message = send(subject, ("sms", number))
    after(0)
    (text,) = sms.messages(number)
    assert (text["text"], text["from"], text["reference"]) == ("Ma cua Dak Lak: 12-34", "BO TNMT", str(message.id))
    assert Delivery.objects.get().status == "accepted"
    sent = notices.messages(subject)[0]
    assert (sent.state, sent.sent_to) == ("sent", number)
    after(11)
    assert Delivery.objects.get().status == "delivered"
    assert "Ma cua Dak Lak" in sms.page(number)
    assert notices.undelivered(OPERATOR) == ()


@pytest.mark.parametrize("does", ["bounce", "refuse"])
def test_a_number_that_bounces_falls_back_to_mail_once(
    sms: SmsGateway, mailbox: MailSink, subject: Ref, number: str, does: str
) -> None:
    sms.tell(number, does)
    address = f"{uuid4().hex}@vidu.example"
    message = send(subject, ("sms", number), ("email", address))
    after(0)
    after(11)
    after(60)
    assert len(mailbox.messages(address)) == 1
    assert [(one.channel, one.status) for one in Delivery.objects.order_by("trial")] == [
        ("sms", "failed"), ("email", "accepted"),
    ]  # fmt: skip
    message.refresh_from_db()
    assert (message.outcome, message.sent_to) == ("sent", address)
    assert notices.undelivered_count(OPERATOR) == 0


def test_a_mail_that_is_refused_falls_back_to_sms(
    sms: SmsGateway, mailbox: MailSink, subject: Ref, number: str
) -> None:
    send(subject, ("email", "ai@refused.example"), ("sms", number))
    after(0)
    assert len(sms.messages(number)) == 1


def test_a_message_without_short_text_is_no_sms(sms: SmsGateway, subject: Ref, number: str) -> None:
    assert send(subject, ("sms", number), ("email", "a@vidu.example"), short="").addresses == [
        ["email", "a@vidu.example"]
    ]


def test_reports_may_come_twice_but_not_contradict(sms: SmsGateway, subject: Ref, number: str) -> None:
    sms.tell(number, "stop")
    message = send(subject, ("sms", number), ("email", "b@vidu.example"))
    with pytest.raises(NotFound):
        notices.report(message.reference, "delivered")
    after(0)
    notices.report(message.reference, "queued")
    notices.report(message.reference, "failed", "gone")
    notices.report(message.reference, "failed", "gone")
    with pytest.raises(Conflict):
        notices.report(message.reference, "delivered")
    message.refresh_from_db()
    assert (message.state, message.position, message.trial) == ("waiting", 1, 1)


def test_what_stays_unanswered_is_a_task_neither_lost_nor_sent_twice(
    sms: SmsGateway, mailbox: MailSink, subject: Ref, number: str
) -> None:
    sms.tell(number, "stop")
    address = f"{uuid4().hex}@vidu.example"
    message = send(subject, ("sms", number), ("email", address))
    after(0)
    after(used.SMS_VALID_MINUTES + 11)
    (task,) = notices.undelivered(OPERATOR)
    assert (task.outcome, [one.status for one in task.tries]) == ("unanswered", ["accepted"])
    assert mailbox.messages(address) == []
    notices.report(message.reference, "delivered")
    assert notices.undelivered(OPERATOR) == ()


@pytest.mark.parametrize(("minutes", "channel"), [(30, "sms"), (180, "email")])
def test_a_gateway_that_is_away_is_waited_for_and_then_gone_round(
    sms: SmsGateway, mailbox: MailSink, settings: Settings, subject: Ref, number: str, minutes: int, channel: str
) -> None:
    address, url = f"{uuid4().hex}@vidu.example", settings.SMS_URL
    settings.SMS_URL = f"http://127.0.0.1:{free_port()}"
    message = send(subject, ("sms", number), ("email", address))
    after(0)
    assert "ConnectError" in Message.objects.get(pk=message.pk).last_error
    if channel == "sms":
        settings.SMS_URL = url
    after(minutes)
    assert (len(sms.messages(number)), len(mailbox.messages(address))) == ((1, 0) if channel == "sms" else (0, 1))


def test_a_thousand_messages_do_not_each_wait_for_a_server_that_is_away(
    sms: SmsGateway, settings: Settings, number: str
) -> None:
    settings.SMS_URL = f"http://127.0.0.1:{free_port()}"
    for _ in range(3):
        send(Ref("test", uuid4().hex), ("sms", number))
    with clock.travel(clock.now()):
        outbox.drain("message")
    said = sorted(error.partition(":")[0] for error in Message.objects.values_list("last_error", flat=True))
    assert said == ["ConnectError", "Resting", "Resting"]


def test_an_earlier_message_that_reaches_nobody_holds_up_no_first_access(
    sms: SmsGateway, mailbox: MailSink, subject: Ref, number: str
) -> None:
    dead = send(subject, ("email", "c@vidu.example"))
    Message.objects.filter(pk=dead.pk).update(state="dead", finished_at=clock.now())
    send(subject, ("email", "ai@refused.example"))
    send(subject, ("sms", number))
    after(0)
    assert len(sms.messages(number)) == 1


def test_the_operator_sends_again_to_todays_address_or_says_what_was_done(
    sms: SmsGateway, mailbox: MailSink, number: str
) -> None:
    account = people.applicant()
    Account.objects.filter(id=account.id).update(email="ai@refused.example", phone="")
    subject = Ref("account", str(account.id))
    first, second = (send(subject, ("email", "ai@refused.example"), key=key) for key in "ab")
    after(0)
    tasks = notices.undelivered(OPERATOR)
    assert {task.id for task in tasks} == {first.id, second.id}
    assert [(one.address, "550" in one.reason) for one in tasks[0].tries] == [("a•••@refused.example", True)]
    others = (row for row in authority.TABLE if row.power != SystemPower.OPERATE)
    vetting = (*others, authority.SystemRow(authority.Who.VETTER, SystemPower.OPERATE, authority.SystemReach.WHOLE))
    for refused, table in ((people.VETTER, authority.TABLE), (OPERATOR, vetting)):
        with mutated(table):
            for ask in (notices.undelivered, notices.undelivered_count):
                with pytest.raises(Forbidden):
                    ask(refused)
            for act in (notices.mark_handled, notices.send_again):
                with pytest.raises(Forbidden):
                    act(refused, first.id, "Đã gọi điện")
    for note in ("", "x" * 501):
        with pytest.raises(Invalid):
            notices.mark_handled(OPERATOR, first.id, note)
    notices.mark_handled(OPERATOR, first.id, "Đã gọi điện")
    with pytest.raises(NotFound):
        notices.send_again(OPERATOR, first.id, "Nữa")
    Account.objects.filter(id=account.id).update(phone=number)
    notices.send_again(OPERATOR, second.id, "Đã thêm số di động")
    after(0)
    assert len(sms.messages(number)) == 1
    assert notices.undelivered_count(OPERATOR) == 0
    second.refresh_from_db()
    assert (second.outcome, second.trial, second.reference) == ("sent", 3, f"{second.id}.3")


def test_first_access_goes_by_the_channel_that_was_registered(sms: SmsGateway, mailbox: MailSink, number: str) -> None:
    phone = f"0{number[3:]}"
    row = people.confirmed("individual", people.individual(phone=phone, preferred_channel="sms"))
    from dvctt.accounts import changes, registration
    from dvctt.accounts import people as accounts_people

    registration.approve(people.OPERATOR, row)
    after(0)
    text = next(one["text"] for one in sms.messages(number) if "/f/" in one["text"])
    username = Registration.objects.get(id=row).account.username  # type: ignore[union-attr]
    assert text.startswith(f"Tai khoan {username}. Dat mat khau: {used.BASE_URL}/f/")
    account = Account.objects.get(username=username)
    actor = people.acting(people.opened_by(text.rpartition("/")[2]))
    assert account.preferred_channel == "sms"
    assert [channel for channel, _ in accounts_people.recipient_for(account.id).addresses] == ["sms", "email"]
    changes.set_preferred_channel(actor, "email")
    assert [channel for channel, _ in accounts_people.recipient_for(account.id).addresses] == ["email", "sms"]
    Account.objects.update(phone="+842437956868")
    for wrong in ("zalo", "sms"):
        with pytest.raises(Invalid):
            changes.set_preferred_channel(actor, wrong)
    assert changes.channel_choice(actor) == preferences.ChannelChoice("email", "")


LONGEST_NAME = "Công ty trách nhiệm hữu hạn một thành viên “Ánh Dương” – Đắk Lắk " * 4
LONGEST_BASE = "https://dichvucong.monre.gov.vn:84"
Write = Callable[[Registration, Account], None]
TOKEN = "t" * 32
LINK = links.MEND_PATH.format(token=TOKEN)
WRITTEN: dict[str, Write] = {
    "received": lambda row, account: sending.to_registrant(row, "registration/received", due=clock.now()),
    "granted": lambda row, account: sending.to_registrant(
        row, "registration/granted", name=row.name, username=account.username, **links.first_access(TOKEN)
    ),
    "organisation_added": lambda row, account: sending.to_registrant(
        row, "registration/organisation_added", username=account.username, name=row.name
    ),
    "returned": lambda row, account: sending.to_registrant(
        row, "registration/returned", remarks=["Sai"], until=clock.now(), link=LINK
    ),
    "refused": lambda row, account: sending.to_registrant(row, "registration/refused", remarks=["Sai"]),
    "first_access": lambda row, account: access_letter.send_link(account),
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", WRITTEN)
def test_every_sms_of_accounts_fits_with_the_longest_names(
    sms: SmsGateway, settings: Settings, name: str, language: str
) -> None:
    settings.BASE_URL = LONGEST_BASE
    account = Account.objects.create(
        username="n" * 64, email="n@vidu.example", name=LONGEST_NAME[:200], kind="applicant", phone="+84912345678",
        language=language,
    )  # fmt: skip
    row = Registration(
        id=uuid4(), name=LONGEST_NAME[:300], email="n@vidu.example", language=language, account=account,
        values={"phone": "+84912345678"},
    )  # fmt: skip
    WRITTEN[name](row, account)
    short = gsm.plain(Message.objects.get().short)
    assert gsm.fits(short), f"{len(short)}: {short}"
    assert "?" not in short
    if "t" * 32 in short:
        assert short.rstrip("/").endswith("t" * 32)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("notice", sorted(letters.sendable()))
def test_every_sms_about_a_dossier_fits(settings: Settings, notice: str, language: str) -> None:
    settings.BASE_URL = LONGEST_BASE
    name = f"{letters.DOSSIER}/{notice}"
    samples = {key: field.example() for key, field in letters.fields_of(name).items()}
    short = gsm.plain(letters.sample(name, language).short)
    assert gsm.fits(short), f"{len(short)}: {short}"
    assert samples["code"] in short
    assert short.endswith(samples["link"])


def test_a_text_that_does_not_fit_is_refused_whole(sms: SmsGateway, subject: Ref, number: str) -> None:
    send(subject, ("sms", number), short=f"{'x' * 150} http://127.0.0.1/f/abc")
    after(0)
    assert sms.messages(number) == []
    assert "no SMS" in Delivery.objects.get().reason


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Đường “Trần Phú” – số 5…", 'Duong "Tran Phu" - so 5...'), ("a\r\nb\tc", "a b c"), ("日本 [x] €5", "?? ?x? ?5")],
)
def test_texts_become_plain(text: str, plain: str) -> None:
    assert gsm.plain(text) == plain


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "lost"}, "notices_delivery_status_known"),
        ({"status": "failed", "state": "done", "finished_at": clock.now()}, "notices_delivery_failed_why"),
        ({"status": "delivered"}, "notices_delivery_waits_for_report"),
        ({"trial": 1}, "notices_delivery_once"),
    ],
)
def test_each_constraint_of_deliveries_refuses(subject: Ref, values: dict[str, object], constraint: str) -> None:
    message = send(subject, ("email", "a@vidu.example"))
    common = {"message": message, "channel": "sms", "address": "x", "status": "accepted"}
    Delivery.objects.create(trial=1, reference="other", **common)
    row = Delivery.objects.create(trial=0, reference="one", **common)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(**values)


def test_nobody_handles_what_was_delivered(subject: Ref) -> None:
    message = send(subject, ("email", "a@vidu.example"))
    handled = {"handled_at": clock.now(), "handled_by": "op", "handled_note": "x"}
    with pytest.raises(IntegrityError, match="notices_message_handled_with_a_note"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**handled)
