"""The pages on which one official proposes and another confirms."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.accounts import officials, proposals
from dvctt.accounts import people as accounts_people
from dvctt.accounts.models import Account, Appointment
from dvctt.kernel import Role, Text, clock
from dvctt.ministry import api as ministry
from tests.accounts import people
from tests.web.accounts_pages import official, valid
from tests.web.test_step_up import later

pytestmark = pytest.mark.django_db


def test_one_proposes_and_another_confirms_on_the_pages() -> None:
    here = reverse("operator:proposals")
    first, second = (official(name, Role.OPERATOR, "CNTT") for name in ("van.hanh", "dong.nghiep"))
    desk = people.official("motcua", officials.Position("MOTCUA", Role.DESK, Text(vi="Chuyên viên")))
    assert "Không có đề xuất nào" in valid(second.get(here))
    position = {"unit": "LDB", "role": "competent", "title": "Thứ trưởng", "authority_line": "KT. BỘ TRƯỞNG"}
    appoint = reverse("operator:appointment_new", args=[desk.id])
    assert first.post(appoint, position).status_code == 303
    person = valid(first.get(reverse("operator:person", args=[desk.id])))
    assert "một người khác có quyền xác nhận" in person and "Chờ người thứ hai" in person and "Thứ trưởng" in person
    assert first.post(appoint, position).status_code == 409
    mine = valid(first.get(here))
    assert "data-mine" in mine and 'value="confirm"' not in mine
    text = valid(second.get(here))
    assert "Cán bộ van.hanh" in text and "Thứ trưởng" in text and "KT. BỘ TRƯỞNG" in text
    assert desk.email in text and "sắp được đổi" not in text and "một mình" not in text
    number = re.search(r'name="proposal" value="([0-9a-f-]+)"', text)
    assert number is not None
    sent = {"proposal": number[1], "act": "confirm"}
    refused = first.post(here, sent)
    assert refused.status_code == 409 and "một người khác trả lời" in valid(refused)
    kept = valid(second.post(here, sent | {"act": "refuse"}))
    assert "Nhập" in kept or "bắt buộc" in kept or "Chưa thực hiện được" in kept
    later(second, 61)
    assert second.post(here, sent).headers["Location"] == f"/sign-in/again/?next={here}"
    assert not Appointment.objects.filter(account=desk, role=Role.COMPETENT).exists()
    later(second, -61)
    undecided = second.post(here, sent | {"reason": "Tôi không đồng ý."})
    assert undecided.status_code == 422 and "Tôi không đồng ý." in valid(undecided)
    assert second.post(here, sent).headers["Location"] == here
    assert Appointment.objects.filter(account=desk, role=Role.COMPETENT).exists()
    listed = valid(second.get(here)).partition('id="answered"')[2]
    assert "Cán bộ motcua: Thứ trưởng, Người có thẩm quyền" in listed
    later_tab = second.post(here, sent, follow=True)
    assert later_tab.redirect_chain == [(here, 303)] and "đã được trả lời" in valid(later_tab)
    form = {"name": "Lê Mới", "username": "le.moi", "email": "le.moi@monre.example", **position}
    assert first.post(reverse("operator:person_new"), form).status_code == 303
    made = Account.objects.get(username="le.moi")
    assert "Thứ trưởng" in valid(first.get(reverse("operator:person", args=[made.id])))
    again = {
        "proposal": str(proposals.proposals(people.OPERATOR)[0].id),
        "act": "refuse",
        "reason": "Chưa có quyết định",
    }
    assert second.post(here, again).status_code == 303
    assert proposals.proposals(people.OPERATOR) == () and not Appointment.objects.filter(account=made).exists()
    assert official("quan.tri", Role.ADMINISTRATOR, "TNN").get(here).status_code == 200
    assert official("tham.dinh", Role.APPRAISER, "TNN").get(here).status_code == 403


def test_a_guard_waits_is_seen_answered_and_listed_on_the_pages() -> None:
    here, settings = reverse("operator:proposals"), reverse("operator:settings")
    first, second = (official(name, Role.OPERATOR, "CNTT") for name in ("van.hanh", "dong.nghiep"))
    sent = {"key": "accounts.vetting.individual", "value": "off", "reason": "Theo Quyết định 12"}
    assert first.post(settings, sent).headers["Location"] == settings
    page = valid(first.get(settings))
    assert "Cán bộ van.hanh đã đề xuất: Không kiểm tra, cấp ngay" in page
    assert ministry.setting(sent["key"]) == "operator"
    again = first.post(settings, sent)
    assert again.status_code == 409 and "đang chờ người thứ hai" in valid(again)
    counted = '<span class="count">1<span'
    assert counted in valid(second.get(reverse("operator:home"))) and counted not in valid(first.get(settings))
    text = valid(second.get(here))
    for said in ("Đổi tham số giữ an toàn", "Kiểm tra đăng ký của cá nhân", "Không kiểm tra, cấp ngay",
                 "Đơn vị quản lý, vận hành", "Theo Quyết định 12"):  # fmt: skip
        assert said in text
    number = re.search(r'name="proposal" value="([0-9a-f-]+)"', text)
    assert number is not None
    assert second.post(here, {"proposal": number[1], "act": "withdraw"}).status_code == 409
    assert second.post(here, {"proposal": number[1], "act": "confirm"}).status_code == 303
    assert ministry.setting(sent["key"]) == "off"
    text = valid(second.get(here))
    listed = text[text.index('id="answered"') :]
    for said in ("Đổi tham số giữ an toàn", "Kiểm tra đăng ký của cá nhân", "Cán bộ van.hanh", "Cán bộ dong.nghiep",
                 "Đơn vị quản lý, vận hành → Không kiểm tra, cấp ngay"):  # fmt: skip
        assert said in listed
    assert first.post(settings, sent | {"value": "agency"}).status_code == 303
    mine = valid(first.get(here))
    number = re.search(r'name="proposal" value="([0-9a-f-]+)"', mine)
    assert number is not None and "Rút đề xuất" in mine
    assert first.post(here, {"proposal": number[1], "act": "withdraw"}).headers["Location"] == here
    assert "Người đề xuất đã rút" in valid(first.get(here)) and ministry.setting(sent["key"]) == "off"


def test_answered_proposals_are_listed_a_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dvctt.web.operator.proposals.PAGE", 2)
    here, client = reverse("operator:proposals"), official("van.hanh", Role.OPERATOR, "CNTT")
    one = accounts_people.actor_for(Account.objects.get(username="van.hanh"), channel="test")
    for key in ("accounts.code.tries", "security.kept_days", "accounts.step_up_minutes"):
        officials.withdraw_proposal(one, officials.propose_setting(one, key, 100 if "kept" in key else 5, reason="Thử"))
    text = valid(client.get(here))
    assert text.count("Người đề xuất đã rút") == 2
    following = re.search(r'href="(\?after=[0-9a-f-]+#answered)"', text)
    assert following is not None
    rest = valid(client.get(here + following[1].partition("#")[0]))
    assert rest.count("Người đề xuất đã rút") == 1 and 'rel="prev"' in rest


def test_the_address_of_who_comes_to_decide_is_seen_and_its_link_tells_why_it_opens_nothing() -> None:
    first, second = (official(name, Role.OPERATOR, "CNTT") for name in ("van.hanh", "dong.nghiep"))
    desk = people.official("motcua", officials.Position("MOTCUA", Role.DESK, Text(vi="Chuyên viên")))
    correction = {
        "act": "email", "email-email": "ngoai@monre.example", "email-checked_how": "in_person",
        "email-reason": "Mất hộp thư",
    }  # fmt: skip
    trouble = reverse("operator:trouble", args=[desk.id])
    assert first.post(trouble, correction).status_code == 303
    sent = next(one for one in people.letters("account", desk.id) if "/account/email/" in one.body)
    link = reverse("email_change", args=[people.token_in(sent)])
    assert Client().get(link).status_code == 200
    held = Appointment.objects.create(account=desk, unit="LDB", role=Role.CLERK, title_vi="Văn thư")
    for answer in (Client().get(link), Client().post(link)):
        assert answer.status_code == 410 and "hai người xác nhận" in valid(answer)
    held.delete()
    absent = Appointment.objects.get(account=people.official(
        "van.thu", officials.Position("MOTCUA", Role.CLERK, Text(vi="Văn thư"))
    ))  # fmt: skip
    named = {"appointment": absent.id, "deputy": desk.id, "until": f"{clock.today():%d/%m/%Y}", "reason": "Nghỉ"}
    assert first.post(reverse("operator:person_deputies", args=[absent.account_id]), named).status_code == 303
    assert first.post(trouble, correction).status_code == 303
    text = valid(second.get(reverse("operator:proposals")))
    assert "Xử lý thay người có quyền quyết định" in text and desk.email in text and "sắp được đổi" in text
    assert Client().post(link).status_code == 410
    desk.refresh_from_db()
    assert desk.email != "ngoai@monre.example"
    alone = people.official("tiep.dan", officials.Position("MOTCUA", Role.DESK, Text(vi="Chuyên viên")))
    assert first.post(reverse("operator:trouble", args=[alone.id]), correction).status_code == 303
    sent = next(one for one in people.letters("account", alone.id) if "/account/email/" in one.body)
    assert Client().post(reverse("email_change", args=[people.token_in(sent)])).status_code == 303
    position = {"unit": "LDB", "role": "clerk", "title": "Văn thư"}
    assert first.post(reverse("operator:appointment_new", args=[alone.id]), position).status_code == 303
    text = valid(second.get(reverse("operator:proposals")))
    assert "ngoai@monre.example" in text and text.count("ghi một mình") == 1
