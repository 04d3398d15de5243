"""A form that comes slowly is judged by what its sender may do once it is there."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, FakePayload, encode_multipart
from django.urls import reverse
from django.utils.http import urlencode

from dvctt.accounts import lifecycle
from tests.accounts import people
from tests.web.test_session_life import entered, opens

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


class Withheld(FakePayload):
    """The body of a request, of which the rest comes after something else has happened."""

    def __init__(self, content: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(content)
        self.meanwhile = meanwhile

    def read(self, size: int | None = -1, /) -> bytes:
        if not self.read_started:
            self.meanwhile()
        return bytes(super().read(size))


@pytest.mark.parametrize("content_type", [FORM, MULTIPART_CONTENT])
@pytest.mark.parametrize("ended", [True, False])
def test_a_form_withheld_until_the_session_has_ended_does_nothing(content_type: str, *, ended: bool) -> None:
    account = people.applicant()
    here, elsewhere = entered(account), entered(account)
    said = {"language": "en"}
    body = urlencode(said).encode() if content_type == FORM else encode_multipart(BOUNDARY, said)

    def meanwhile() -> None:
        if ended:
            assert elsewhere.post(reverse("session_end")).status_code == 303

    answer = here.generic(
        "POST", reverse("account_language"), body, content_type, **{"wsgi.input": Withheld(body, meanwhile)}
    )
    account.refresh_from_db()
    assert account.language == ("vi" if ended else "en")
    assert answer.headers["Location"].startswith("/sign-in/" if ended else "/account/")
    assert opens(here) is not ended


def test_a_form_withheld_until_the_account_is_suspended_does_nothing() -> None:
    account = people.applicant()
    client, body = entered(account), urlencode({"language": "en"}).encode()
    late = Withheld(body, lambda: lifecycle.suspend(people.OPERATOR, account.id, reason="Thiết bị bị lấy cắp"))
    answer = client.generic("POST", reverse("account_language"), body, FORM, **{"wsgi.input": late})
    account.refresh_from_db()
    assert account.language == "vi" and answer.headers["Location"].startswith("/sign-in/")


def test_a_body_cut_short_or_beyond_its_bound_is_refused_as_before() -> None:
    client = Client()
    many = urlencode([(f"f{number}", "1") for number in range(30_000)]).encode()
    assert client.post("/look-up/", many, content_type=FORM).status_code == 400
    broken = client.generic("POST", "/look-up/", b"no parts", "multipart/form-data")
    assert broken.status_code == 400


@pytest.mark.parametrize("letters", ["rot13", "idna", "latin-1", "no-such", "utf-16"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", FORM])
def test_a_form_in_strange_letters_is_a_bad_request_and_no_error_of_ours(kind: str, letters: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
    for page in ("/sign-in/", "/nonexistent/", "/machine/sms-reports/", "/health/live"):
        assert Client().generic("POST", page, body, f"{kind}; charset={letters}").status_code < 500, page
