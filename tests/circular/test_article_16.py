"""Article 16: confidentiality."""

import json
import re
from html import unescape

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.db import connection
from django.test import Client
from django.urls import reverse
from fido2.utils import websafe_encode
from pytest_django import Settings

from dvctt.accounts import signin
from dvctt.kernel import Role
from dvctt.outbox import api as outbox
from tests.accounts import people
from tests.authenticator import code
from tests.circular.conftest import Registry, Story, inside
from tests.fixtures_casework import make_applicant
from tests.fixtures_mailsink import MailSink
from tests.securitykey import SecurityKey
from tests.web.accounts_pages import mailed, official
from tests.web.test_step_up import with_passkey
from tests.web.walking import browser, valid

REQUEST = "Công văn 12/TA-HC của Tòa án nhân dân thành phố"
MAIL = "hoa.16.2@dan.example"
GOOD, BETTER = "một câu dễ nhớ 27", "một câu khác dài hơn 72"
LAPTOP, PHONE = "Windows NT 10.0 Edg/120.0", "Linux; Android 14 Chrome/120.0"


def enter(client: Client, account: str, password: str = GOOD) -> str:
    """Sign in with the password; gives where that leads."""
    answer = client.post("/sign-in/", {"login": account, "password": password})
    return str(answer.headers.get("Location", ""))


def subjects(mailbox: MailSink) -> list[str]:
    outbox.drain()
    return [str(letter["subject"]) for letter in mailbox.messages(MAIL)]


@pytest.mark.circular("16.1")
def test_16_1_information_is_confidential_but_for_disclosure_on_request_and_on_record(
    story: Story, water_story: Story, own_record: Settings
) -> None:
    """An identity number is masked to whom it is not needed and shown for a stated purpose, stands nowhere in clear in
    the database, is given out to an authority on its written request alone, and the owner reads each of it.
    """
    number = story.world.answers["values"]["dai_dien_cccd"]
    story.arranged()
    story.take_in()
    assert number not in story.page("desk")
    assert f"{number[:4]}******{number[-2:]}" in story.page("desk")
    identity = story.address("desk", "identity/")
    assert story.browser("desk").post(identity, {"purpose": " "}).status_code == 422
    shown = story.browser("desk").post(identity, {"purpose": "Đối chiếu giấy tờ gốc"})
    assert number in valid(shown)
    assert number not in story.page("clerk")
    other = browser(make_applicant("Công ty Khác", "0100109106"))
    for stranger in (water_story.browser("head"), official("vanhanh", Role.OPERATOR, "CNTT"), other):
        for who in ("head", "applicant"):
            assert stranger.get(story.address(who)).status_code in (403, 404)
    assert story.browser("head").post(story.address("head", "evidence/"), {"purpose": " "}).status_code == 422
    with story.evidence(REQUEST) as archive:
        assert any(number.encode() in archive.read(name) for name in archive.namelist())
    assert stored_in_clear(number) == []
    looks = unescape(story.page("applicant", "who/"))
    assert "Đối chiếu giấy tờ gốc" in looks and f"Xuất hồ sơ chứng cứ: {REQUEST}" in looks


def stored_in_clear(text: str) -> list[str]:
    """The columns of the database in which who copies it would read the text."""
    columns = (
        "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables "
        "USING (table_schema, table_name) WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' "
        "AND data_type IN ('text', 'character varying', 'json', 'jsonb')"
    )
    found = []
    with connection.cursor() as cursor:
        cursor.execute(columns)
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text LIKE %s', [f"%{text}%"])
            found += [f"{table}.{column}"] if cursor.fetchone() != (0,) else []
    return found


@pytest.mark.circular("16.2")
def test_16_2_the_system_helps_people_keep_account_and_password_secret(registry: Registry, mailbox: MailSink) -> None:
    """By pages and mails a weak password is refused, a new device is told and ended, a code and a passkey are asked,
    and what was lost comes back once to its holder alone.
    """
    account = choose_a_password(registry)
    laptop, phone = (Client(headers={"User-Agent": name}) for name in (LAPTOP, PHONE))
    another_device_is_told_and_ended(account, mailbox, laptop, phone)
    a_code_is_asked_and_the_password_before_it_is_changed(account, laptop, phone)
    a_passkey_opens_too(account, laptop)
    a_lost_password_comes_back_once(account, mailbox, laptop)
    a_lost_code_goes_by_a_link_and_after_a_wait(account, mailbox)


def choose_a_password(registry: Registry) -> str:
    registry.approve(registry.received(people.individual(email=MAIL, citizen_id="001190016200")))
    link = mailed(registry.mailbox, MAIL, "/first-access/")
    weak = {"12345678": "thường gặp", "ngắn": "ít nhất", "nguyenthihoa": "giống"}
    told = [valid(Client().post(link, {"password": one, "again": one})) for one in weak]
    assert len({element_of_faults(page) for page in told}) == len(weak)  # each with its own reason
    account = registry.opened(MAIL, GOOD)
    assert account.startswith("nguyenthihoa")
    assert Client().get(link).status_code == 410
    return account


def element_of_faults(page: str) -> str:
    """What is said to be wrong with the first field that has a fault."""
    found = re.search(r'class="fault"[^>]*>(?:<svg.*?</svg>)?(.*?)</p>', page, re.S)
    assert found is not None
    return found[1]


def another_device_is_told_and_ended(account: str, mailbox: MailSink, laptop: Client, phone: Client) -> None:
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


def a_code_is_asked_and_the_password_before_it_is_changed(account: str, laptop: Client, phone: Client) -> None:
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


def a_passkey_opens_too(account: str, laptop: Client) -> None:
    device = with_passkey(laptop, GOOD)
    for key, opens in ((SecurityKey(), False), (device, True)):
        client = Client()
        wanted = client.get("/sign-in/passkey/", headers={"X-Requested-With": "XMLHttpRequest"}).json()
        challenge = wanted["request_options"]["publicKey"]["challenge"]
        answer = key.touched(
            challenge, verified=True, handle=websafe_encode(user_pk_to_url_str(signin.account_named(account)).encode())
        )
        client.post("/sign-in/passkey/", {"credential": json.dumps(answer)})
        assert inside(client) == opens


def a_lost_password_comes_back_once(account: str, mailbox: MailSink, laptop: Client) -> None:
    for login in (account, "khong.co"):
        told = Client().post(reverse("lost_password"), {"login": login})
        assert (told.status_code, told.headers["Location"]) == (303, reverse("lost_sent"))
    link, client = mailed(mailbox, MAIL, "/account/password/"), Client()
    assert client.post(link, {"password": "12345678", "again": "12345678"}).status_code == 422
    assert client.post(link, {"password": BETTER, "again": BETTER}).status_code == 303
    assert client.get(link).status_code == client.post(link, {"password": GOOD, "again": GOOD}).status_code == 410
    assert not inside(laptop)  # what was open under the old password is not any more
    assert enter(Client(), account, GOOD) == ""
    assert enter(Client(), account, BETTER).startswith("/sign-in/code/")


def a_lost_code_goes_by_a_link_and_after_a_wait(account: str, mailbox: MailSink) -> None:
    Client().post(reverse("lost_code"), {"login": account})
    link, client = mailed(mailbox, MAIL, "/account/lost-code/"), Client()
    assert client.post(link, {"password": GOOD}).status_code == 422
    assert client.post(link, {"password": BETTER}).status_code == 200
    assert client.post(link, {"password": BETTER}).status_code == 410
    assert enter(Client(), account, BETTER).startswith("/sign-in/code/")  # until the wait is over
