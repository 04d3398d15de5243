"""Article 8: accounts."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.kernel import clock
from tests.accounts.people import individual, organisation
from tests.circular.conftest import PASSWORD, Registry, enter, inside
from tests.fixtures_smsgateway import SmsGateway
from tests.web.accounts_pages import mailed, posted
from tests.web.walking import valid

SURVEYING, WATER = "/me/new/1.000082/new-domestic/", "/me/new/1.000070/groundwater-5000/"


@pytest.mark.circular("8.1.b")
def test_8_1_b_the_first_access_is_announced_as_was_registered(registry: Registry, sms: SmsGateway) -> None:
    """Who chose SMS at registration is told of the first access by SMS and who chose mail by mail, each with the user
    name and a link that opens the account, and neither by the other way.
    """
    by_sms = individual(
        email="tin.8.1.b@dan.example", citizen_id="001190008101", phone="0986081001", preferred_channel="sms"
    )
    by_mail = individual(
        email="thu.8.1.b@dan.example", citizen_id="001190008102", phone="0986081002", preferred_channel="email"
    )
    for raw in (by_sms, by_mail):
        registry.approve(registry.received(raw, sms=sms))
    assert registry.opened(by_mail["email"]).startswith("nguyenthihoa")
    assert not any("/f/" in message["text"] for message in sms.messages("+84986081002"))
    assert not any("/first-access/" in letter for letter in registry.letters(by_sms["email"]))
    (announced,) = [message["text"] for message in sms.messages("+84986081001") if "/f/" in message["text"]]
    (name,), (link,) = re.findall(r"Tai khoan (\w+)\.", announced), re.findall(r"/f/\S+", announced)
    page = Client().get(link, follow=True)
    assert name in valid(page)
    chosen = Client().post(page.request["PATH_INFO"], {"password": PASSWORD, "again": PASSWORD})
    assert chosen.status_code == 303
    assert inside(enter(name))


@pytest.mark.circular("8.1.c")
def test_8_1_c_the_account_granted_is_used_to_sign_in(registry: Registry) -> None:
    """Who was granted an account signs in with its user name or mail address and the chosen password, not before the
    first access and not with another password.
    """
    raw = individual(email="vao.8.1.c@dan.example", citizen_id="001190008103", name="Lê Thu Cúc")
    registry.approve(registry.received(raw))
    assert not inside(enter(raw["email"]))
    name = registry.opened(raw["email"])
    for login in (name, raw["email"]):
        client = enter(login)
        assert inside(client) and "Lê Thu Cúc" in valid(client.get("/account/"))
        assert not inside(enter(login, "không phải mật khẩu này"))


@pytest.mark.circular("8.2")
def test_8_2_who_has_an_account_uses_it(registry: Registry) -> None:
    """One account begins applications for its holder and for an organisation that joins it, and a second registration
    of its holder is shown to who judges it, is not accepted unsaid, and leaves the account as it was once refused.
    """
    raw = individual(email="mot.8.2@dan.example", citizen_id="001190008201")
    name = registry.admitted(raw)
    client = enter(name)
    own = begin(client, WATER)
    firm = organisation(
        email=raw["email"],
        tax_code="0100108208",
        representative_name=raw["name"],
        representative_citizen_id=raw["citizen_id"],
    )
    firm["establishment"] = firm["establishment"] | {"number": "0100108208"}
    added = client.post(reverse("register_organisation"), posted(firm))
    assert added.headers["Location"] == reverse("account"), added.content.decode()
    (page,) = registry.waiting()
    registry.approve(page)
    assert begin(client, SURVEYING) != own

    second = raw | {"email": "hai.8.2@dan.example"}
    page = registry.received(second)
    assert "Trùng số định danh" in valid(registry.operator.get(reverse("operator:registrations")))
    assert name in valid(registry.operator.get(page))
    assert registry.operator.post(page, {"act": "approve"}).status_code in (409, 422)
    refusal = {"act": "refuse", "remark.general": "Quý vị đã có tài khoản.", "sure": "1"}
    assert registry.operator.post(page, refusal).status_code == 303
    assert "Quý vị đã có tài khoản." in registry.letters(second["email"], "Đăng ký tài khoản không được chấp nhận")[0]
    assert inside(enter(name))
    assert not inside(enter(second["email"]))


def begin(client: Client, start: str) -> str:
    """Open an application from the start page of its procedure, for the last of those for whom the account acts."""
    owner = re.findall(r'name="owner" value="([0-9a-f-]{36})"', client.get(start).content.decode())[-1]
    opened = client.post(start, {"owner": owner})
    assert opened.status_code == 303 and opened.headers["Location"].startswith("/me/dossiers/"), opened.headers
    assert client.get(opened.headers["Location"], follow=True).status_code == 200
    return opened.headers["Location"]


@pytest.mark.circular("8.3.a")
def test_8_3_a_account_information_is_changed_where_it_changed(registry: Registry) -> None:
    """Address and telephone change at once and the mail address once its holder confirms it, another name is judged by
    the operator who sees old beside new, and the old values stay in the holder's copy of the data.
    """
    raw = individual(email="cu.8.3.a@dan.example", citizen_id="001190008301")
    client = enter(registry.admitted(raw))
    client.post("/sign-in/again/", {"password": PASSWORD})
    details = valid(client.get(reverse("account_details")))
    (party,) = set(re.findall(r"/account/details/([0-9a-f-]{36})/contact/", details))
    contact = {"address": {"province": "01", "commune": "00004", "line": "Số 9 ngõ mới"}, "phone": "0987654321"}
    assert client.post(reverse("details_contact", args=[party]), posted(contact)).status_code == 303
    details = valid(client.get(reverse("account_details")))
    assert "Số 9 ngõ mới" in details and "0987 654 321" in details

    assert client.post(reverse("account_email"), {"email": "moi.8.3.a@dan.example"}).status_code == 303
    assert "moi.8.3.a@dan.example" not in valid(client.get("/account/"))
    assert Client().post(mailed(registry.mailbox, "moi.8.3.a@dan.example", "/account/email/")).status_code == 303
    assert "moi.8.3.a@dan.example" in valid(client.get(reverse("account_details")))
    assert registry.letters(raw["email"], "Đã đổi thư điện tử")

    identity = {key: raw[key] for key in ("birth_date", "sex", "citizen_id")} | {"name": "Nguyễn Thị Hòa Bình"}
    asked = client.post(reverse("details_identity", args=[party]), posted(identity) | {"note": "Cải chính hộ tịch"})
    assert asked.status_code == 303
    waiting = valid(registry.operator.get(reverse("operator:registrations")))
    (change,) = set(re.findall(r"/operator/changes/[0-9a-f-]{36}/", waiting))
    shown = valid(registry.operator.get(change))
    assert "Nguyễn Thị Hoa" in shown and "Nguyễn Thị Hòa Bình" in shown and "Cải chính hộ tịch" in shown
    assert "Nguyễn Thị Hòa Bình" not in valid(client.get("/account/"))
    assert registry.operator.post(change, {"act": "approve"}).status_code == 303
    assert registry.letters("moi.8.3.a@dan.example", "Yêu cầu đổi thông tin đã được chấp nhận")
    assert "Nguyễn Thị Hòa Bình" in valid(client.get(reverse("account_details")))
    with zipfile.ZipFile(io.BytesIO(client.post(reverse("account_data")).content)) as archive:
        copy = archive.read("index.html").decode()
    assert "Họ và tên, cũ" in copy and "Nguyễn Thị Hoa" in copy and "Nguyễn Thị Hòa Bình" in copy


@pytest.mark.circular("8.3.b")
def test_8_3_b_account_information_is_changed_because_the_system_requires_it(registry: Registry) -> None:
    """A demand of the operator is mailed and shown, past its day nothing can be begun before the holder has answered
    it, and the operator sees who has.
    """
    name = registry.admitted(individual(email="yeu.cau@dan.example", citizen_id="001190008302"))
    last = clock.today() + timedelta(days=10)
    demand = {"cause": "law_changed", "text": "Luật mới có hiệu lực", "grace_until": f"{last:%d/%m/%Y}", "sure": "1"}
    assert registry.operator.post(reverse("operator:demand_new"), demand).status_code == 303
    (letter,) = registry.letters("yeu.cau@dan.example", "Cần xem lại thông tin tài khoản")
    assert "Luật mới có hiệu lực" in letter
    client = enter(name)
    assert client.get("/go/").headers["Location"] == reverse("account_demand")
    assert "Luật mới có hiệu lực" in valid(client.get(reverse("account_demand")))
    begin(client, WATER)
    with clock.travel(clock.now() + timedelta(days=12)):
        client = enter(name)
        assert client.post(WATER, {}).headers["Location"] == reverse("account_demand")
        assert "0/1" in valid(registry.operator.get(reverse("operator:demands")))
        assert client.post(reverse("account_demand")).status_code == 303
        begin(client, WATER)
        assert "1/1" in valid(registry.operator.get(reverse("operator:demands")))
