"""Who suspended the own account comes back by the whole sign-in, the second factor with it (13.1.b)."""

import json
from collections.abc import Iterator

import pytest
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.cache import cache
from django.test import Client

from dvctt.accounts import lifecycle, signin
from dvctt.accounts.models import Account
from tests.accounts import people
from tests.authenticator import code
from tests.fixtures_identity import CITIZENS, Providers
from tests.securitykey import SecurityKey
from tests.web.accounts_pages import valid
from tests.web.test_identities import linked
from tests.web.test_identities import sign_in as by_provider
from tests.web.test_passkeys import challenge

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
INACTIVE, CODE = "/sign-in/inactive/", "/sign-in/code/"


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def with_code() -> Account:
    account = people.applicant()
    signin.enrol_totp(account, SECRET)
    return account


def entered(client: Client, account: Account) -> str:
    """Where the browser is led in which the password was typed."""
    answer = client.post("/sign-in/", {"login": account.username, "password": people.PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def resumed(client: Client, account: Account) -> bool:
    """Whether the account may be used again once the button of that page was pressed."""
    client.post(INACTIVE)
    account.refresh_from_db()
    return account.state == "active"


def test_the_password_alone_does_not_resume_an_account_with_a_second_factor(client: Client) -> None:
    account = with_code()
    lifecycle.suspend_own(people.acting(account))
    assert entered(client, account) == CODE
    assert "tự tạm dừng" not in valid(client.get(INACTIVE)) and not resumed(client, account)
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert not resumed(client, account)
    assert client.post(CODE, {"code": code(SECRET)}).headers["Location"] == INACTIVE
    assert client.get("/account/").status_code == 302
    assert "tự tạm dừng" in valid(client.get(INACTIVE)) and resumed(client, account)


def test_codes_are_guessed_there_no_oftener_than_at_any_sign_in(client: Client) -> None:
    account = with_code()
    lifecycle.suspend_own(people.acting(account))
    entered(client, account)
    for _time in range(10):
        client.post(CODE, {"code": "000000"})
    assert "Quá nhiều lần thử" in client.post(CODE, {"code": code(SECRET)}).content.decode()
    assert not resumed(client, account)


def test_a_passkey_resumes_alone_or_after_the_password(client: Client) -> None:
    account, key = people.applicant(), SecurityKey()
    WebAuthn.add(account, "khóa", key.made("YQ"))
    lifecycle.suspend_own(people.acting(account))
    assert entered(client, account) == CODE and not resumed(client, account)
    answer = key.touched(challenge(client, CODE), verified=False)
    assert client.post(CODE, {"credential": json.dumps(answer)}).headers["Location"] == INACTIVE
    assert resumed(client, account)


@pytest.mark.parametrize(("methods", "led"), [(("mfa",), INACTIVE), (("pwd",), CODE)])
def test_a_provider_that_has_asked_for_a_second_factor_is_enough(
    client: Client, identity: Providers, methods: tuple[str, ...], led: str
) -> None:
    account = with_code()
    linked(account, identity.know(CITIZENS, "hoa", name="Hoa", amr=methods))
    lifecycle.suspend_own(people.acting(account))
    assert by_provider(client, identity, "hoa") == led
    assert resumed(client, account) is (led == INACTIVE)


def test_one_that_the_operator_suspended_is_appealed_by_the_password_and_opens_no_other(client: Client) -> None:
    account = with_code()
    lifecycle.suspend(people.OPERATOR, account.id, reason="Gửi hồ sơ giả")
    assert entered(client, account) == INACTIVE
    assert "Gửi hồ sơ giả" in valid(client.get(INACTIVE))
    assert client.post(INACTIVE, {"appeal": ""}).status_code == 422
    lifecycle.lift(people.OPERATOR, account.id, reason="Đã khắc phục")
    lifecycle.suspend_own(people.acting(account))
    assert "tự tạm dừng" not in valid(client.get(INACTIVE)) and not resumed(client, account)


def test_who_is_suspended_between_password_and_code_is_not_signed_in(client: Client) -> None:
    account = with_code()
    assert entered(client, account) == CODE
    lifecycle.suspend(people.OPERATOR, account.id, reason="Gửi hồ sơ giả")
    assert client.post(CODE, {"code": code(SECRET)}).headers["Location"] == INACTIVE
    assert "_auth_user_id" not in client.session and "Gửi hồ sơ giả" in valid(client.get(INACTIVE))
