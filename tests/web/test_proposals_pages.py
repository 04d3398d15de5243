"""The pages on which one official proposes and another confirms."""

import re

import pytest
from django.urls import reverse

from dvctt.accounts import api as accounts
from dvctt.accounts.models import Account, Appointment
from dvctt.kernel import Role, Text
from tests.accounts import people
from tests.web.accounts_pages import official, valid
from tests.web.test_step_up import later

pytestmark = pytest.mark.django_db


@pytest.mark.circular("15.1")
def test_one_proposes_and_another_confirms_on_the_pages() -> None:
    here = reverse("operator:proposals")
    first, second = (official(name, Role.OPERATOR, "CNTT") for name in ("van.hanh", "dong.nghiep"))
    desk = people.official("motcua", accounts.Position("MOTCUA", Role.DESK, Text(vi="Chuyên viên")))
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
    assert second.post(here, sent).headers["Location"] == here
    assert Appointment.objects.filter(account=desk, role=Role.COMPETENT).exists()
    assert second.post(here, sent).status_code == 404
    form = {"name": "Lê Mới", "username": "le.moi", "email": "le.moi@monre.example", **position}
    assert first.post(reverse("operator:person_new"), form).status_code == 303
    made = Account.objects.get(username="le.moi")
    assert "Thứ trưởng" in valid(first.get(reverse("operator:person", args=[made.id])))
    again = {
        "proposal": str(accounts.proposals(people.OPERATOR)[0].id),
        "act": "refuse",
        "reason": "Chưa có quyết định",
    }
    assert second.post(here, again).status_code == 303
    assert accounts.proposals(people.OPERATOR) == () and not Appointment.objects.filter(account=made).exists()
    assert official("quan.tri", Role.ADMINISTRATOR, "TNN").get(here).status_code == 200
    assert official("tham.dinh", Role.APPRAISER, "TNN").get(here).status_code == 403
