"""Article 16: confidentiality."""

import json
import re

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.test import Client
from django.urls import reverse
from fido2.utils import websafe_encode

from dvctt.accounts.models import Account
from dvctt.outbox import api as outbox
from tests.accounts import people
from tests.authenticator import code
from tests.fixtures_mailsink import MailSink
from tests.securitykey import SecurityKey
from tests.web.accounts_pages import mailed
from tests.web.test_step_up import with_passkey
from tests.web.walking import valid

MAIL = "hoa.16.2@dan.example"
GOOD, BETTER = "một câu dễ nhớ 27", "một câu khác dài hơn 72"
LAPTOP, PHONE = "Windows NT 10.0 Edg/120.0", "Linux; Android 14 Chrome/120.0"


def enter(client: Client, account: Account, password: str = GOOD) -> str:
    """Sign in with the password; gives where that leads."""
    answer = client.post("/sign-in/", {"login": account.username, "password": password})
    return str(answer.headers.get("Location", ""))


def inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def subjects(mailbox: MailSink) -> list[str]:
    outbox.drain()
    return [str(letter["subject"]) for letter in mailbox.messages(MAIL)]


@pytest.mark.circular("16.2")
def test_16_2_the_system_helps_people_keep_account_and_password_secret(db: None, mailbox: MailSink) -> None:
    """By pages and mails: a weak password, a new device, sessions, a code, a passkey, what is lost and found again."""
    account = choose_a_password(mailbox)
    laptop, phone = (Client(headers={"User-Agent": name}) for name in (LAPTOP, PHONE))
    another_device_is_told_and_ended(account, mailbox, laptop, phone)
    a_code_is_asked_and_the_password_before_it_is_changed(account, laptop, phone)
    a_passkey_opens_too(account, laptop)
    a_lost_password_comes_back_once(account, mailbox, laptop)
    a_lost_code_goes_by_a_link_and_after_a_wait(account, mailbox)


def choose_a_password(mailbox: MailSink) -> Account:
    number = people.confirmed("individual", people.individual(email=MAIL, citizen_id="001190016200"))
    people.registration.approve(people.OPERATOR, number, reason="Đã đối chiếu.")
    link, client = mailed(mailbox, MAIL, "/first-access/"), Client()
    account = Account.objects.get(email=MAIL)
    weak = {"12345678": "thường gặp", "ngắn": "ít nhất", account.username: "giống"}
    told = [valid(client.post(link, {"password": one, "again": one})) for one in weak]
    assert len({element_of_faults(page) for page in told}) == len(weak)  # each with its own reason
    account.refresh_from_db()
    assert account.state == "pending"
    assert client.post(link, {"password": GOOD, "again": GOOD}).status_code == 303
    assert client.get(link).status_code == 410
    account.refresh_from_db()
    assert account.state == "active" and GOOD not in account.password
    return account


def element_of_faults(page: str) -> str:
    """What is said to be wrong with the first field that has a fault."""
    found = re.search(r'class="fault"[^>]*>(?:<svg.*?</svg>)?(.*?)</p>', page, re.S)
    assert found is not None
    return found[1]


def another_device_is_told_and_ended(account: Account, mailbox: MailSink, laptop: Client, phone: Client) -> None:
    enter(laptop, account)
    assert inside(laptop)
    before = subjects(mailbox).count("Đăng nhập trên thiết bị mới")
    enter(phone, account)
    assert subjects(mailbox).count("Đăng nhập trên thiết bị mới") == before + 1
    listed = valid(laptop.get(reverse("sessions")))
    assert "Edge · Windows" in listed and "Chrome · Android" in listed
    laptop.post("/sign-in/again/", {"password": GOOD})
    assert laptop.post(reverse("session_end")).status_code == 303
    assert inside(laptop) and not inside(phone)


def a_code_is_asked_and_the_password_before_it_is_changed(account: Account, laptop: Client, phone: Client) -> None:
    fresh = Client(headers={"User-Agent": LAPTOP})
    enter(fresh, account)
    assert fresh.get("/security/code/").headers["Location"].startswith("/sign-in/again/")
    page = valid(laptop.get("/security/code/"))
    secret = re.search(r'data-copy="([A-Z2-7]{16,})"', page)
    assert secret is not None
    assert laptop.post("/security/code/", {"code": "000000"}).status_code == 200
    assert laptop.post("/security/code/", {"code": code(secret[1])}).status_code == 302
    assert enter(phone, account).startswith("/sign-in/code/") and not inside(phone)
    assert phone.post("/sign-in/code/", {"code": "000000"}).status_code == 200 and not inside(phone)


def a_passkey_opens_too(account: Account, laptop: Client) -> None:
    device = with_passkey(laptop, GOOD)
    for key, opens in ((SecurityKey(), False), (device, True)):
        client = Client()
        wanted = client.get("/sign-in/passkey/", headers={"X-Requested-With": "XMLHttpRequest"}).json()
        challenge = wanted["request_options"]["publicKey"]["challenge"]
        answer = key.touched(challenge, verified=True, handle=websafe_encode(user_pk_to_url_str(account).encode()))
        client.post("/sign-in/passkey/", {"credential": json.dumps(answer)})
        assert inside(client) == opens


def a_lost_password_comes_back_once(account: Account, mailbox: MailSink, laptop: Client) -> None:
    for login in (account.username, "khong.co"):
        told = Client().post(reverse("lost_password"), {"login": login})
        assert (told.status_code, told.headers["Location"]) == (303, reverse("lost_sent"))
    link, client = mailed(mailbox, MAIL, "/account/password/"), Client()
    assert client.post(link, {"password": "12345678", "again": "12345678"}).status_code == 422
    assert client.post(link, {"password": BETTER, "again": BETTER}).status_code == 303
    assert client.get(link).status_code == client.post(link, {"password": GOOD, "again": GOOD}).status_code == 410
    assert not inside(laptop)  # what was open under the old password is not any more
    assert enter(Client(), account, GOOD) == ""
    assert enter(Client(), account, BETTER).startswith("/sign-in/code/")


def a_lost_code_goes_by_a_link_and_after_a_wait(account: Account, mailbox: MailSink) -> None:
    Client().post(reverse("lost_code"), {"login": account.username})
    link, client = mailed(mailbox, MAIL, "/account/lost-code/"), Client()
    assert client.post(link, {"password": GOOD}).status_code == 422
    assert client.post(link, {"password": BETTER}).status_code == 200
    assert client.post(link, {"password": BETTER}).status_code == 410
    assert enter(Client(), account, BETTER).startswith("/sign-in/code/")  # until the wait is over
