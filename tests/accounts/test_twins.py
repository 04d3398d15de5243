"""Registrations that look like somebody else, and telephones confirmed by a code."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.accounts import attempts, registration
from dvctt.accounts.models import Account, Party, Registration
from dvctt.accounts.registration.confusables import email_skeleton, foreign_letters, latin_reading
from dvctt.kernel import Refused, Role
from dvctt.notices.models import Message
from dvctt.web.http import rate_limit
from dvctt.web.registration.register import MOST, SECONDS
from tests.accounts.people import (
    OPERATOR,
    VISITOR_AT,
    applicant,
    confirmed,
    individual,
    letters,
    organisation,
    row,
    token_in,
)
from tests.fixtures_casework import make_officer
from tests.guards import settle
from tests.web.accounts_pages import posted
from tests.web.officers import officer_browser

pytestmark = pytest.mark.django_db
ALIKE = ["h.oa@dan.example", "hoa+2@dan.example", "h0a@dan.example", "HOA.@dan.example", "hoa@dаn.example"]


@pytest.mark.parametrize("address", ALIKE)
def test_addresses_that_look_alike_share_a_skeleton(address: str) -> None:
    assert email_skeleton(address) == email_skeleton("hoa@dan.example")
    assert email_skeleton(address) != email_skeleton("hoan@dan.example")


def test_what_looks_like_an_account_is_vetted_with_a_remark(vetting: Callable[..., None]) -> None:
    vetting(individual="off")
    confirmed_row = confirmed("individual", individual())
    assert row(confirmed_row).state == "approved"
    twin = confirmed("individual", individual(email="h.oa+x@dan.example", citizen_id="001190000125"))
    assert (row(twin).state, row(twin).vetting) == ("waiting", "operator")
    beside = registration.registration_for(OPERATOR, twin).duplicates
    assert [(one.kind, one.by, one.email) for one in beside] == [("account", "email", "hoa@dan.example")]
    registration.approve(OPERATOR, twin)
    assert row(twin).state == "approved"


def test_names_borrow_letters_only_where_they_read_as_latin() -> None:
    pure = ("Đặng Thị Ỷ Đạo ươờẵ", "Café Ångström ß", "株式会社", "Дмитрий", "")
    assert [foreign_letters(one) for one in pure] == [""] * len(pure)
    assert foreign_letters("H\N{CYRILLIC SMALL LETTER O}à – chi nhánh") == "\N{CYRILLIC SMALL LETTER O}"
    assert latin_reading("H\N{CYRILLIC SMALL LETTER O}à") == "hoa"


def test_a_name_in_borrowed_letters_is_vetted_with_a_remark(vetting: Callable[..., None]) -> None:
    vetting(organisation="off")
    first = confirmed("organisation", organisation())
    assert (row(first).state, foreign_letters(row(first).name)) == ("approved", "")
    posing = organisation(
        name=organisation()["name"].replace("S", "\N{CYRILLIC CAPITAL LETTER DZE}"),
        tax_code="0109556677", email="x@khac.example", representative_citizen_id="001190000999",
    )  # fmt: skip
    twin = confirmed("organisation", posing)
    assert (row(twin).state, row(twin).vetting) == ("waiting", "operator")
    found = registration.registration_for(OPERATOR, twin)
    assert [(one.kind, one.by, one.is_same) for one in found.duplicates] == [("party", "name", False)]
    assert found.borrowed == "\N{CYRILLIC CAPITAL LETTER DZE}"
    client = officer_browser(make_officer("Vũ Minh", Role.OPERATOR, "CNTT", "Chuyên viên", ""))
    text = client.get(reverse("operator:registration", args=[twin])).content.decode()
    assert "Tên có chữ cái lạ" in text and "Tên trông giống tên đã có" in text and "Trùng số định danh" not in text
    registration.approve(OPERATOR, twin)
    assert Party.objects.filter(kind="organisation").count() == 2


def test_the_telephone_is_confirmed_before_the_registration_counts() -> None:
    settle("accounts.phone_code.individual", "on")
    number = registration.register(VISITOR_AT, "individual", individual())
    token = token_in(letters("registration", number)[0])
    with pytest.raises(Refused, match="phone_unconfirmed"):
        registration.confirm_email(VISITOR_AT, token)
    client = Client()
    page = reverse("register_confirm", args=[token])
    asked = client.post(page)
    assert "••• 678" in asked.content.decode() and "Gửi lại mã" in asked.content.decode()
    right = next(word for word in letters("registration", number)[0].body.replace(".", " ").split() if word.isdigit())
    wrong = client.post(page, {"code": "000000" if right != "000000" else "111111"})
    assert wrong.status_code == 422 and "Mã chưa đúng" in wrong.content.decode()
    assert row(number).state == "email_pending"
    assert Client().post(page, {"code": right}).headers["Location"] == reverse("register_received")
    assert row(number).state == "waiting" and row(number).phone_confirmed_at
    assert client.post(page, {"code": right}).headers["Location"] == reverse("register_received")
    assert len(letters("registration", number)) == 3


def test_a_flood_from_one_address_is_slowed_and_makes_no_account(client: Client) -> None:
    """Ten thousand: the first and the last by the page, those between by the count that the page keeps."""
    raw = posted(individual())
    page, here = reverse("register_individual"), "127.0.0.1"
    # Of one mailbox after the other, since each is written to a few times an hour only.
    several = [posted(individual(email=f"hoa{number}@dan.example")) for number in range(63)]
    answers = [client.post(page, one).status_code for one in several]
    assert answers[:60] == [303] * 60 and set(answers[60:]) == {429}
    waiting, told = Registration.objects.count(), Message.objects.count()
    assert not any(rate_limit.passes("register", here, most=MOST, seconds=SECONDS) for _ in range(10_000 - 64))
    assert client.post(page, raw).status_code == 429 and attempts.tries("register", here) == 10_000
    assert (Registration.objects.count(), Message.objects.count()) == (waiting, told)
    assert not Account.objects.exists() and not Party.objects.exists()
    assert client.post(page, raw, REMOTE_ADDR="203.0.113.77").status_code == 303


def test_html_and_line_breaks_in_names_do_nothing() -> None:
    account = applicant(raw=individual(name="Hoa <script>alert(1)</script>"))
    from tests.web.accounts_pages import signed_in

    page = signed_in(account).get("/account/").content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page
