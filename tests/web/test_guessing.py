"""Guessing passwords: limited for who guesses, never for who is guessed at."""

from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client, RequestFactory, override_settings

from dvctt.accounts import attempts
from dvctt.accounts.models import Account
from dvctt.web.http import client_address

pytestmark = pytest.mark.django_db
PASSWORD = "một câu dễ nhớ 27"


def holder(username: str = "lan", password: str | None = PASSWORD) -> Account:
    person = Account(
        username=username, name="Lê Thị Lan", folded="le thi lan", email=f"{username}@example.vn", kind="applicant",
        state="active" if password else "pending",
    )  # fmt: skip
    person.set_password(password)
    person.save()
    return person


def enter(client: Client, login: str, password: str, address: str = "203.0.113.9") -> str:
    answer = client.post("/sign-in/", {"login": login, "password": password}, REMOTE_ADDR=address)
    if answer.status_code == 302:
        client.post("/sign-out/", REMOTE_ADDR=address)
        return "in"
    page = answer.content.decode()
    return "too many" if "Quá nhiều lần thử" in page else "wrong" if "chưa đúng" in page else page


def test_a_thousand_wrong_passwords_stop_the_guesser_and_not_the_holder() -> None:
    account = holder()
    phone, stranger = Client(), Client()
    assert enter(phone, account.username, PASSWORD) == "in"
    answers = [enter(stranger, account.username, f"guess {n}", f"198.51.100.{n % 250}") for n in range(60)]
    assert answers[:20] == ["wrong"] * 20
    assert set(answers[20:]) == {"too many"}
    assert enter(stranger, account.username, PASSWORD) == "too many"
    assert enter(phone, account.username, "a slip") == "wrong"
    assert enter(phone, account.username, PASSWORD) == "in"


def test_one_address_cannot_try_many_names() -> None:
    stranger = Client()
    answers = [enter(stranger, f"name{n}", "Password-2026") for n in range(62)]
    assert answers[:60] == ["wrong"] * 60
    assert answers[60:] == ["too many"] * 2


def test_right_passwords_are_not_counted() -> None:
    account = holder()
    for _ in range(25):
        assert enter(Client(), account.username, PASSWORD) == "in"
    assert attempts.tries("sign_in_account", str(account.pk)) == 0


def test_a_known_an_unknown_and_a_pending_name_cost_the_same_hashes() -> None:
    account = holder()
    pending = holder("chuamo", password=None)
    costs = []
    for name in (account.username, "nobody", pending.username, account.email, "nobody@example.org"):
        with patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as encode:
            assert enter(Client(), name, "wrong password") == "wrong"
        costs.append(encode.call_count)
    assert len(set(costs)) == 1, costs


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("10.0.0.2", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.2", "1.2.3.4, 203.0.113.5", "203.0.113.5"),
        ("10.0.0.2", "203.0.113.5, 10.0.0.3", "203.0.113.5"),
        ("198.51.100.7", "203.0.113.5", "198.51.100.7"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "203.0.113.5, not an address", "10.0.0.2"),
    ],
)
def test_only_the_ministry_s_proxies_say_where_a_client_is(peer: str, forwarded: str, found: str) -> None:
    seen = []
    with override_settings(TRUSTED_PROXIES=["10.0.0.0/8"]):
        middleware = client_address.ClientAddressMiddleware(lambda request: seen.append(request.META["REMOTE_ADDR"]))  # type: ignore[arg-type,func-returns-value]
        middleware(RequestFactory().get("/", REMOTE_ADDR=peer, headers={"x-forwarded-for": forwarded}))
    assert seen == [found]
