"""The pages of an account's life, as a person without script uses them."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from dvctt.accounts import changes, lifecycle, registration
from dvctt.accounts.models import Account, ChangeRequest
from dvctt.kernel import Ref, Role, clock
from dvctt.notices import api as notices
from tests.accounts import people
from tests.authenticator import code as totp
from tests.fixtures_mailsink import MailSink
from tests.web.accounts_pages import mailed, official, posted, valid

pytestmark = pytest.mark.django_db
IDENTITY = {"name": "Nguyễn Thị Hoà", "birth_date": "12/03/1990", "sex": "female", "citizen_id": "001190000123"}
NEW = "một mật khẩu còn dài hơn 12"


def signed(account: Account) -> Client:
    """A browser in which the holder has signed in by password, so that the step-up is a real one."""
    client = Client()
    client.post("/sign-in/", {"login": account.username, "password": people.PASSWORD})
    return client


def test_a_lost_password_from_the_sign_in_page(client: Client, mailbox: MailSink) -> None:
    people.applicant()
    assert reverse("lost_password") in client.get("/sign-in/").content.decode()
    valid(client.get(reverse("lost_password")))
    answers = [client.post(reverse("lost_password"), {"login": one}) for one in ("nguyenthihoa", "khong-co")]
    assert len({(one.status_code, one.headers["Location"]) for one in answers}) == 1
    assert "điện thoại 024" in valid(client.get(reverse("lost_sent"))).replace("&nbsp;", " ")
    link = mailed(mailbox, "hoa@dan.example", "/account/password/")
    text = valid(client.get(link))
    assert "h•••@d•••.example" in text and "Nguyễn Thị Hoa" not in text
    assert client.post(link, {"password": NEW, "again": "khác"}).status_code == 422
    assert client.post(link, {"password": NEW, "again": NEW}).headers["Location"] == "/sign-in/"
    assert client.get(link).status_code == 410
    valid(client.get(reverse("lost_code")))


def test_step_up_asks_again_and_nothing_typed_is_lost() -> None:
    account = people.applicant()
    client = signed(account)
    party = changes.managed_parties(people.acting(account))[0]
    address = reverse("details_identity", args=[party.id])
    asked = client.post(address, posted(IDENTITY))
    assert asked.headers["Location"] == f"/sign-in/again/?next={address}"
    assert not ChangeRequest.objects.exists()
    refused = client.post(asked.headers["Location"], {"password": "khác"})
    assert refused.status_code == 200
    done = client.post(asked.headers["Location"], {"password": people.PASSWORD})
    assert done.headers["Location"] == address
    assert "Nguyễn Thị Hoà" in valid(client.get(address))
    assert client.post(address, posted(IDENTITY)).headers["Location"] == reverse("account_details")
    assert ChangeRequest.objects.get().state == "waiting"
    details = valid(client.get(reverse("account_details")))
    assert "đang được kiểm tra" in details and "xin đổi thành <strong>Nguyễn Thị Hoà" in details
    assert reverse("details_identity", args=[party.id]) not in details and "0912 345 678" in details


def test_details_are_changed_on_their_pages(mailbox: MailSink) -> None:
    account = people.applicant()
    client = signed(account)
    party = changes.managed_parties(people.acting(account))[0]
    contact = reverse("details_contact", args=[party.id])
    raw = {"address": {"province": "01", "commune": "00004", "line": "Số 9"}, "phone": "12"}
    asked = client.post(contact, posted(raw | {"phone": "0987654321"})).headers["Location"]
    assert asked.startswith("/sign-in/again/?next=")
    assert client.post(asked, {"password": people.PASSWORD}).headers["Location"] == contact
    assert 'value="0987654321"' in valid(client.get(contact))
    assert "Số 5 phố Đội Cấn" in valid(client.get(contact))
    assert 'value="12"' in valid(client.post(contact, posted(raw)))
    assert changes.details(people.acting(account), party.id).phone == "+84912345678"
    assert client.post(contact, posted(raw | {"phone": "0987654321"})).status_code == 303
    assert changes.details(people.acting(account), party.id).phone == "+84987654321"
    valid(client.get(reverse("account_email")))
    assert client.post(reverse("account_email"), {"email": "moi@dan.example"}).status_code == 303
    link = mailed(mailbox, "moi@dan.example", "/account/email/")
    assert "m•••" in valid(Client().get(link))
    assert Client().post(link).status_code == 303
    account.refresh_from_db()
    assert account.email == "moi@dan.example"
    stranger = signed(people.applicant(raw=people.individual(email="b@dan.example", citizen_id="001190000125")))
    assert stranger.post("/sign-in/again/", {"password": people.PASSWORD}).status_code == 302
    assert stranger.get(contact).status_code == 404


def test_one_takes_ones_data_and_cancels(mailbox: MailSink) -> None:
    account = people.applicant()
    client = signed(account)
    assert client.get(reverse("account_cancel")).status_code == 303
    client.post("/sign-in/again/", {"password": people.PASSWORD})
    valid(client.get(reverse("account_data")))
    party = changes.managed_parties(people.acting(account))[0]
    changes.request_change(people.acting(account), party.id, IDENTITY)
    packed = zipfile.ZipFile(io.BytesIO(client.post(reverse("account_data")).content))
    told = json.loads(packed.read("data.json"))
    assert told["account"]["email"] == "hoa@dan.example"
    page = packed.read("index.html").decode()
    assert all(one in page for one in ("Nguyễn Thị Hoa", "Họ và tên, cũ", "Nguyễn Thị Hoà", "12/03/1990", "mật khẩu"))
    assert not re.search(r"sign_ins|individual|T\d\d:|\[&#x27;|signed_in|<dt>[a-z_]+</dt>", page)
    valid(client.get(reverse("account_suspend")))
    assert "không khôi phục được" in valid(client.get(reverse("account_cancel")))
    assert client.post(reverse("account_cancel")).status_code == 422
    assert client.post(reverse("account_cancel"), {"sure": "1"}).headers["Location"] == "/"
    assert client.get("/account/").status_code == 302


def test_the_operator_helps_suspends_and_answers(mailbox: MailSink) -> None:
    account = people.applicant()
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    trouble = reverse("operator:trouble", args=[account.id])
    valid(operator.get(trouble))
    assert operator.post(trouble, {"act": "factor"}).status_code == 422
    checked = {"act": "factor", "checked_how": "in_person", "factor-reason": "Mất điện thoại"}
    assert operator.post(trouble, checked).status_code == 409
    Authenticator.objects.create(user=account, type="totp", data={})
    asked = valid(operator.post(trouble, checked))
    assert asked.index('id="sure"') < asked.index('id="resetting"') and "Mất điện thoại" in asked
    assert Authenticator.objects.filter(user=account).exists()
    assert operator.post(trouble, checked | {"sure": "1"}).status_code == 303
    assert not Authenticator.objects.filter(user=account).exists()
    assert operator.post(trouble, {"act": "password"}).status_code == 303
    assert mailed(mailbox, "hoa@dan.example", "/account/password/")
    assert operator.post(trouble, {"act": "suspend", "suspend-reason": ""}).status_code == 422
    sent = {"act": "suspend", "suspend-reason": "Gửi hồ sơ giả"}
    question = valid(operator.post(trouble, sent))
    assert 'id="sure"' in question and question.index('id="sure"') < question.index("Gửi hồ sơ giả")
    assert lifecycle.suspensions(people.OPERATOR) == ()
    assert operator.post(trouble, sent | {"sure": "1"}).status_code == 303
    page = valid(operator.get(reverse("operator:person", args=[account.id])))
    assert "Gửi hồ sơ giả" in page and clock.today().strftime("%d/%m/%Y") in page
    holder = signed(account)
    holder.post("/sign-in/inactive/", {"appeal": "Không phải tôi"})
    number = str(lifecycle.suspensions(people.OPERATOR)[0].id)
    answer = {"suspension": number, "act": "lift", "reason": "Nhầm người"}
    appeals = reverse("operator:appeals")
    assert "Hiện chưa có ai khác" in valid(operator.get(appeals))
    colleague = official("dongnghiep", Role.OPERATOR, "CNTT")
    text = valid(operator.get(appeals))
    assert "Không phải tôi" in text and 'name="suspension"' not in text
    assert re.search(r"data-deciders>[^<]*Người quyết định được:", text)
    refused = operator.post(appeals, answer)
    assert refused.status_code == 409 and "người khác trả lời" in valid(refused)
    assert operator.post(trouble, {"act": "lift", "lift-reason": "Nhầm người"}).status_code == 409
    assert "Không phải tôi" in valid(colleague.get(appeals))
    assert colleague.post(appeals, {"suspension": number, "act": "lift"}).status_code == 422
    assert colleague.post(appeals, answer).status_code == 303
    account.refresh_from_db()
    assert account.state == "active"


def test_a_change_sent_back_shows_what_was_asked_for_as_people_write_it() -> None:
    account = people.applicant()
    party = changes.managed_parties(people.acting(account))[0]
    number = changes.request_change(people.acting(account), party.id, IDENTITY | {"birth_date": "01021990"}, note="x")
    changes.return_change(people.OPERATOR, number, [registration.Remark("birth_date", "Giấy tờ ghi ngày khác.")])
    client = signed(account)
    assert client.post("/sign-in/again/", {"password": people.PASSWORD}).status_code == 302
    text = valid(client.get(reverse("details_identity", args=[party.id])))
    assert "Giấy tờ ghi ngày khác." in text and 'value="01/02/1990"' in text and "1990-02-01" not in text


def test_the_vetter_decides_a_change_and_the_operator_demands() -> None:
    account = people.applicant()
    party = changes.managed_parties(people.acting(account))[0]
    number = changes.request_change(people.acting(account), party.id, IDENTITY, note="Cải chính")
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    assert "Nguyễn Thị Hoa" in valid(operator.get(reverse("operator:registrations")))
    page = reverse("operator:change", args=[number])
    text = valid(operator.get(page))
    assert "Cải chính" in text and "Nguyễn Thị Hoà" in text
    mine = signed(account).get(reverse("account_looks")).content.decode()
    assert "yêu cầu đổi thông tin, cả số định danh" in mine and "công nghệ thông tin" in mine.lower()
    assert operator.post(page, {"act": "return"}).status_code == 422
    assert operator.post(page, {"act": "refuse"}).status_code == 422
    asked = valid(operator.post(page, {"act": "refuse", "remark.name": "Giấy mờ"}))
    assert asked.index('id="sure"') < asked.index('id="vetting"') and "Giấy mờ" in asked
    assert ChangeRequest.objects.get(id=number).state == "waiting"
    long = valid(operator.post(page, {"act": "return", "remark.name": "x" * 1001, "remark.general": "Xem lại"}))
    assert "Họ và tên: Dài quá: nhiều nhất 1000 ký tự" in long and "x" * 1001 in long and "Xem lại" in long
    assert operator.post(page, {"act": "approve"}).status_code == 303
    assert official("kiemtra", Role.VETTER, "TNN").get(page).status_code == 404

    valid(operator.get(reverse("operator:demand_new")))
    raw = {"cause": "law_changed", "text": "Luật mới", "grace_until": "31/12/2099"}
    assert operator.post(reverse("operator:demand_new"), raw | {"grace_until": "ngày mai"}).status_code == 422
    assert "tới 1 tài khoản" in valid(operator.post(reverse("operator:demand_new"), raw))
    assert lifecycle.demand_of(account.id) is None
    assert operator.post(reverse("operator:demand_new"), raw | {"sure": "1"}).status_code == 303
    assert "0/1" in valid(operator.get(reverse("operator:demands")))
    assert "Luật mới" in valid(signed(account).get(reverse("account_demand")))


def test_an_applicant_turns_the_code_on_and_off_with_the_password_and_is_told(
    django_capture_on_commit_callbacks: Any, settings: Any, tmp_path: Path
) -> None:
    # What is told to the witness here is rolled back after the test: no later test may miss it.
    settings.JOURNAL_WITNESS = tmp_path
    run_on_commit = django_capture_on_commit_callbacks
    owner = people.applicant()
    client = signed(owner)
    assert reverse("mfa_index") in client.get("/account/").content.decode()
    assert client.get("/security/code/").headers["Location"].startswith("/sign-in/again/")
    client.post("/sign-in/again/", {"password": people.PASSWORD})
    page = client.get("/security/code/").content.decode()
    assert "otpauth://totp/" in page and "công vụ" not in page and "Hồ sơ của tôi" in page
    secret = re.search(r'data-copy="([A-Z2-7]+)"', page)
    assert secret is not None
    with run_on_commit(execute=True):
        done = client.post("/security/code/", {"code": totp(secret[1])})
    assert done.headers["Location"] == "/security/recovery/"
    assert "Sao chép tất cả" in client.get("/security/recovery/").content.decode()
    assert reverse("mfa_deactivate_totp") in client.get("/security/").content.decode()
    assert client.post("/security/code/off/").status_code == 302
    told = [one.title for one in notices.messages(Ref("account", str(owner.id)))]
    assert {"Đã bật mã xác thực", "Đã tắt mã xác thực"} <= set(told)
