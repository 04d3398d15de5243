"""From the registration page to the first sign-in, as a person without script does it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.accounts import memberships, registration
from dvctt.accounts.models import OneTimeLink, Registration
from dvctt.kernel import clock
from dvctt.web.ui.address_choices import MinistryPlaces
from tests.accounts import people
from tests.browsing import form_data
from tests.counting import Statements
from tests.fixtures_mailsink import MailSink
from tests.web.accounts_pages import mailed, posted, signed_in, valid

pytestmark = pytest.mark.django_db
KINDS = {"individual": people.individual, "organisation": people.organisation}
MOST_QUERIES = 15


@pytest.mark.parametrize("kind", ["individual", "organisation"])
def test_registering_tells_to_check_the_mail(client: Client, mailbox: MailSink, kind: str) -> None:
    address = reverse(f"register_{kind}")
    assert client.get(reverse("register")).status_code == 200
    valid(client.get(address))
    raw = KINDS[kind](email=f"{kind}@dan.example")
    answer = client.post(address, posted(raw), follow=True)
    assert answer.redirect_chain == [(reverse("register_sent"), 303)]
    assert raw["email"] in valid(answer)
    assert ("Tổ chức đã có tài khoản?" in answer.content.decode()) == (kind == "organisation")
    assert Registration.objects.get(email=raw["email"]).state == "email_pending"

    assert "trong 48 giờ" in valid(client.get(reverse("register_sent")))
    first = mailed(mailbox, raw["email"], "/register/confirm/")
    assert [client.post(reverse("register_sent")).status_code for _again in range(4)] == [303, 303, 303, 429]
    assert client.get(first).status_code == 410
    page = client.get(mailed(mailbox, raw["email"], "/register/confirm/"))
    assert raw["name"] in valid(page)
    assert Registration.objects.get(email=raw["email"]).state == "email_pending"
    received = client.post(page.request["PATH_INFO"], follow=True)
    assert "qua thư điện tử trước" in valid(received) and "Đến hạn lúc" in valid(received)
    assert Registration.objects.get(email=raw["email"]).state == "waiting"
    elsewhere = Client()
    told = elsewhere.get(page.request["PATH_INFO"], follow=True)
    assert told.redirect_chain == [(reverse("register_received"), 303)] and "qua thư điện tử trước" in valid(told)
    registration.approve(people.OPERATOR, Registration.objects.get(email=raw["email"]).id)
    again = elsewhere.get(page.request["PATH_INFO"])
    assert again.status_code == 410
    assert reverse("account_login") in valid(again)


def test_faults_stand_at_their_fields_and_nothing_is_lost(client: Client) -> None:
    raw = people.individual(birth_date="31/02/1990", citizen_id="001190", phone="12", accurate="")
    answer = client.post(reverse("register_individual"), posted(raw))
    text = valid(answer)
    assert answer.status_code == 422
    assert "Có 4 mục cần sửa" in text
    for kept in ("31/02/1990", "001190", 'value="12"', "Số 5 phố Đội Cấn", "Nguyễn Thị Hoa"):
        assert kept in text, kept
    assert '<option value="00004" selected>' in text
    assert not Registration.objects.exists()


def test_communes_of_the_chosen_province_come_without_script(client: Client) -> None:
    raw = people.individual(address={"province": "01", "commune": "", "line": "Số 5"})
    text = valid(client.post(reverse("register_individual"), posted(raw) | {"refresh": "address.province"}))
    assert '<option value="00004">' in text
    assert "Nguyễn Thị Hoa" in text
    assert 'id="problems-title"' not in text


def test_provinces_stand_where_their_own_name_puts_them() -> None:
    names = [name for _code, name in MinistryPlaces().provinces()]
    assert names.index("Tỉnh Hà Tĩnh") - names.index("Thành phố Hà Nội") == 1
    assert names.index("Thành phố Huế") < names.index("Tỉnh Hưng Yên") < names.index("Tỉnh Phú Thọ")


def test_an_answer_opens_its_questions(client: Client) -> None:
    raw = people.organisation(registrant_is_representative="false")
    text = valid(client.post(reverse("register_organisation"), posted(raw) | {"refresh": "1"}))
    assert 'name="registrant_name"' in text
    assert 'name="registrant_name"' not in client.get(reverse("register_organisation")).content.decode()


def test_a_known_address_gets_the_same_answer(client: Client, mailbox: MailSink) -> None:
    people.applicant()
    answers = [
        client.post(reverse("register_individual"), posted(people.individual(email=email, citizen_id=number)))
        for email, number in (("hoa@dan.example", "001190000125"), ("moi@dan.example", "001190000126"))
    ]
    assert len({(one.status_code, one.headers["Location"]) for one in answers}) == 1


def test_first_access_sets_the_password_and_the_sign_in_comes_back(client: Client, mailbox: MailSink) -> None:
    number = people.confirmed("individual", people.individual())
    registration.approve(people.OPERATOR, number)
    link = mailed(mailbox, "hoa@dan.example", "/first-access/")
    assert "nguyenthihoa" in valid(client.get(link))

    for first, second, said in (
        ("ngắn", "ngắn", "10 ký tự"),
        (people.PASSWORD, "khác", "giống nhau"),
        ("", "", "Nhập mật khẩu"),
    ):
        refused = client.post(link, {"password": first, "again": second})
        assert refused.status_code == 422
        assert said in valid(refused)
        assert people.PASSWORD not in refused.content.decode()
    done = client.post(link, {"password": people.PASSWORD, "again": people.PASSWORD}, follow=True)
    assert done.redirect_chain == [(reverse("account_login"), 303)]
    assert "nguyenthihoa" in done.content.decode() and 'value="nguyenthihoa"' in done.content.decode()

    wanted = client.get(reverse("account"))
    assert wanted.headers["Location"] == "/sign-in/?next=/account/"
    credentials = {"login": "nguyenthihoa", "password": people.PASSWORD, "next": "/account/"}
    refused = client.post("/sign-in/", credentials | {"password": "không phải vậy"})
    assert 'value="/account/"' in refused.content.decode()
    entered = client.post("/sign-in/", credentials)
    assert entered.headers["Location"] == "/account/"
    assert "Nguyễn Thị Hoa" in valid(client.get("/account/"))
    assert client.get(link).status_code == 410


def test_an_expired_link_is_sent_anew_to_the_same_address(client: Client, mailbox: MailSink) -> None:
    number = people.confirmed("individual", people.individual())
    registration.approve(people.OPERATOR, number)
    link = mailed(mailbox, "hoa@dan.example", "/first-access/")
    OneTimeLink.objects.filter(purpose="first_access").update(
        created_at=clock.now() - timedelta(days=9), expires_at=clock.now() - timedelta(days=2)
    )
    page = client.get(link)
    assert page.status_code == 410
    token = link.split("/")[-2]
    assert reverse("link_renew", args=[token]) in valid(page)
    valid(client.post(reverse("link_renew", args=[token])))
    fresh = mailed(mailbox, "hoa@dan.example", "/first-access/")
    assert fresh != link
    assert client.get(fresh).status_code == 200
    same = client.post(reverse("link_renew", args=["unknown"]))
    assert same.status_code == 200


def test_a_returned_registration_is_mended_where_the_remark_stands(client: Client, mailbox: MailSink) -> None:
    number = people.confirmed("individual", people.individual())
    registration.return_for_correction(people.OPERATOR, number, [
        registration.Remark("phone", "Số này không liên lạc được."), registration.Remark("", "Mời gửi lại sớm."),
    ])  # fmt: skip
    link = mailed(mailbox, "hoa@dan.example", "/register/mend/")
    text = valid(client.get(link))
    assert "Số này không liên lạc được." in text
    assert "Mời gửi lại sớm." in text
    assert 'href="#f-phone"' in text
    assert {'value="12/03/1990"', 'value="0912 345 678"'} <= set(re.findall(r'value="[^"]+"', text))

    raw = people.individual(phone="0912")
    refused = client.post(link, posted(raw))
    assert refused.status_code == 422
    assert 'value="0912"' in valid(refused)
    sent = client.post(link, posted(people.individual(phone="0987654321")))
    assert sent.headers["Location"] == reverse("register_received")
    assert Registration.objects.get(id=number).state == "waiting"
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("kind", ["individual", "organisation"])
def test_the_language_switch_keeps_what_was_typed(client: Client, kind: str) -> None:
    here = reverse(f"register_{kind}")
    typed = posted(KINDS[kind](name="Nguyễn Thị", phone="0290.3.831.333", email="hoa@"))
    if kind == "individual":
        typed["birth_date"] = "5.3.85"
    page = client.get(here)
    assert 'form="registration" name="in_language" value="en"' in page.content.decode()
    english: Any = client.post(here, typed | {"in_language": "en"}, headers={"sec-fetch-mode": "navigate"}, follow=True)
    assert english.status_code == 200 and english.headers["Content-Language"] == "en"
    text = valid(english)
    assert '<html lang="en">' in text and 'form="registration" name="in_language" value="vi"' in text
    again = form_data(english, containing="email")
    assert {name: again.get(name) for name in typed} == typed
    assert '<html lang="en">' in client.get("/").content.decode()
    assert Registration.objects.count() == 0


def test_one_account_registers_another_organisation(mailbox: MailSink) -> None:
    client = signed_in(people.applicant())
    assert "Đăng ký thêm" in valid(client.get(reverse("register")))
    answer = client.post(reverse("register_organisation"), posted(people.organisation(email="hoa@dan.example")))
    assert answer.headers["Location"] == reverse("account")
    again = client.post(reverse("register_organisation"), posted(people.organisation(email="hoa@dan.example")))
    assert again.status_code == 409
    assert "đã đăng ký" in valid(again)
    assert "Công ty TNHH Nước Sạch Sông Hồng" in again.content.decode()


def test_acting_for_is_chosen_on_every_page_and_only_for_ones_own() -> None:
    account = people.applicant()
    client = signed_in(account)
    number = registration.register(people.acting(account), "organisation", people.organisation(email="hoa@dan.example"))
    registration.approve(people.OPERATOR, number)
    organisation = memberships.parties_of(account)[1]
    for address in (reverse("account"), "/me/", reverse("register")):
        assert f'value="{organisation.id}"' in client.get(address).content.decode(), address
    chosen = client.post(reverse("applicant:acting_for"), {"party": organisation.id, "next": "/account/"})
    assert chosen.headers["Location"] == "/account/"
    assert f'value="{organisation.id}" aria-current="true"' in client.get("/account/").content.decode()
    assert client.post(reverse("applicant:acting_for"), {"party": str(account.id)}).status_code == 404


def test_language_is_the_accounts_own() -> None:
    account = people.applicant()
    client = signed_in(account)
    assert client.post(reverse("account_language"), {"language": "en"}).status_code == 303
    account.refresh_from_db()
    assert account.language == "en"
    assert client.get("/account/").headers["Content-Language"] == "en"
    assert client.post(reverse("account_language"), {"language": "fr"}).status_code == 422


def test_pages_of_accounts_are_cheap(client: Client) -> None:
    own = signed_in(people.applicant())
    pages = [(client, reverse(name)) for name in ("register", "register_organisation", "register_sent")]
    for browser, address in [*pages, (own, "/account/")]:
        with Statements() as made:
            assert browser.get(address).status_code == 200, address
        assert len(made) <= MOST_QUERIES


def test_an_organisation_registered_with_another_address_is_received_when_its_mail_is_answered(
    mailbox: MailSink,
) -> None:
    client, address = signed_in(people.applicant()), reverse("register_organisation")
    raw = people.organisation(email="vanphong@nuocsach.example")
    assert client.post(address, posted(raw)).headers["Location"] == reverse("register_sent")
    row = Registration.objects.get(email=raw["email"])
    assert row.state == "email_pending"
    link = mailed(mailbox, raw["email"], "/register/confirm/")
    assert client.post(link).headers["Location"] == reverse("register_received")
    row.refresh_from_db()
    assert row.state == "waiting"
    own = people.organisation(email="hoa@dan.example", tax_code="0101243150")
    assert client.post(address, posted(own)).headers["Location"] == reverse("account")
