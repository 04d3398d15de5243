"""What the operator does for accounts in trouble, as an operator without script does it."""

import pytest
from django.urls import reverse

from dvctt.accounts import changes, lifecycle, officials, registration
from dvctt.accounts.models import Account
from dvctt.kernel import Role, Text, clock
from tests.accounts import people
from tests.fixtures_mailsink import MailSink
from tests.web.accounts_pages import mailed, official, valid

pytestmark = pytest.mark.django_db


def test_the_operator_corrects_an_address_but_never_helps_oneself(mailbox: MailSink) -> None:
    account, operator = people.applicant(), official("vanhanh", Role.OPERATOR, "CNTT")
    trouble = reverse("operator:trouble", args=[account.id])
    sent = {"act": "email", "email-email": "moi@dan.example", "email-checked_how": "in_person"}
    assert 'href="#f-email-reason"' in valid(operator.post(trouble, sent))
    assert operator.post(trouble, sent | {"email-reason": "Mất hộp thư"}).status_code == 303
    assert "m•••@d•••.example" in valid(operator.get(trouble))
    operator.post(mailed(mailbox, "moi@dan.example", "/account/email/"))
    account.refresh_from_db()
    assert account.email == "moi@dan.example"
    own = reverse("operator:trouble", args=[Account.objects.get(username="vanhanh").id])
    page = valid(operator.get(own))
    assert all(f'value="{act}"' not in page for act in ("factor", "email", "suspend"))
    for act in ({"act": "factor", "checked_how": "in_person", "factor-reason": "Tự"}, sent | {"email-reason": "Tự"}):
        assert operator.post(own, act).status_code == 403


def test_the_overview_counts_changes_and_appeals_that_wait() -> None:
    account, operator = people.applicant(), official("vanhanh", Role.OPERATOR, "CNTT")
    holder = people.acting(account)
    changed = {one: people.individual()[one] for one in ("birth_date", "sex", "citizen_id")}
    changes.request_change(holder, changes.managed_parties(holder)[0].id, {**changed, "name": "Nguyễn Thị Hoà"})
    lifecycle.suspend(people.OPERATOR, account.id, reason="Gửi hồ sơ giả")
    lifecycle.appeal(people.VISITOR_AT, account.id, "Không phải tôi")
    page = valid(operator.get(reverse("operator:home")))
    for name in ("Đổi thông tin định danh chờ kiểm tra", "Đề nghị xem xét lại chờ trả lời"):
        assert f'<span class="value">1</span><span>{name}' in page


def test_a_persons_page_offers_only_what_is_allowed() -> None:
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    administrator = official("quantri", Role.ADMINISTRATOR, "DDBD")
    desk = people.official("motcua", officials.Position("DDBD-MC", Role.DESK, Text(vi="Chuyên viên")))
    here = {name: reverse(f"operator:{name}", args=[desk.id]) for name in ("person", "trouble", "person_directory")}
    acts = [reverse(f"operator:{name}", args=[desk.id]) for name in ("person_deputies", "person_end")]
    for client, helps in ((operator, True), (administrator, False)):
        page = valid(client.get(here["person"]))
        assert all(one in page for one in acts)
        for name in ("trouble", "person_directory"):
            assert (f'"{here[name]}"' in page) == helps == (client.get(here[name]).status_code == 200)
    officials.end_service(people.OPERATOR, desk.id, last_day=None, reason="Nghỉ hưu")
    page = valid(operator.get(here["person"]))
    assert all(f'"{one}"' not in page for one in [*acts, here["trouble"], here["person_directory"]])


def test_a_demand_has_a_page_and_is_withdrawn_there() -> None:
    account, operator = people.applicant(), official("vanhanh", Role.OPERATOR, "CNTT")
    sent = {"cause": "other", "text": "Mời xem lại", "grace_until": "31/12/2099"}
    kept = valid(operator.post(reverse("operator:demand_new"), sent | {"mend": "1"}))
    assert "Mời xem lại" in kept
    assert operator.post(reverse("operator:demand_new"), sent | {"sure": "1"}).status_code == 303
    here = reverse("operator:demand", args=[lifecycle.demands(people.OPERATOR)[0].batch])
    assert here in valid(operator.get(reverse("operator:demands")))
    assert "Chưa trả lời" in valid(operator.get(here))
    assert operator.post(here, {"reason": ""}).status_code == 422
    assert operator.post(here, {"reason": "Gửi nhầm"}).status_code == 303
    assert "Rút yêu cầu" not in valid(operator.get(here)) and operator.post(here, {"reason": "Nữa"}).status_code == 409
    assert lifecycle.demand_of(account.id) is None


def test_each_pair_is_compared_once_and_says_whose_name_it_is() -> None:
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    holder = people.applicant(raw=people.individual(email="vanthu+1@nuocsach.example"))
    first = people.confirmed("organisation", people.organisation())
    second = people.confirmed("organisation", people.organisation(email="van.thu@nuocsach.example"))
    page = valid(operator.get(reverse("operator:registration", args=[second])))
    assert page.count(f'id="beside-{first}"') == 1
    assert (
        "Trùng mã số thuế; Trùng số định danh của người đăng ký; Thư điện tử trông giống của người khác: Công ty"
        in page
    )
    assert "Tên (Tổ chức – chủ tài khoản)" in page
    assert f'<a href="{reverse("operator:person", args=[holder.id])}">{holder.username}</a>' in page


def test_an_address_in_use_is_said_of_the_address() -> None:
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    sent = {"name": "Lê An", "username": "le.an", "email": "vanhanh@monre.example", "unit": "CNTT", "role": "clerk",
            "title": "Văn thư"}  # fmt: skip
    page = valid(operator.post(reverse("operator:person_new"), sent))
    assert "Thư điện tử này đã dùng cho một tài khoản khác." in page and 'href="#f-email"' in page


def test_the_days_that_do_not_count_are_named() -> None:
    with clock.travel(people.THURSDAY.replace(day=29)):
        number = people.confirmed("individual", people.individual())
        client = official("vanhanh", Role.OPERATOR, "CNTT")
        page = valid(client.get(reverse("operator:registration", args=[number])))
    assert "30/04" in page and "Hai ngày làm việc kể từ khi nhận" not in page


def test_a_grant_that_waits_for_first_access_can_be_revoked_from_the_persons_page() -> None:
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    registration.approve(people.OPERATOR, people.confirmed("individual", people.individual()))
    account = Account.objects.get(kind="applicant")
    person, trouble = (reverse(f"operator:{name}", args=[account.id]) for name in ("person", "trouble"))
    assert f'href="{trouble}#revoke"' in valid(operator.get(person))
    assert 'id="revoke"' in valid(operator.get(trouble))
    sent = {"act": "revoke", "revoke-reason": "Cấp nhầm người"}
    asked = valid(operator.post(trouble, sent))
    assert asked.index('id="sure"') < asked.index('id="revoking"') and "Cấp nhầm người" in asked
    assert "#revoke" in valid(operator.get(person))
    assert operator.post(trouble, sent | {"sure": "1"}).status_code == 303
    assert "#revoke" not in valid(operator.get(person))
    opened = people.applicant()
    assert "#revoke" not in valid(operator.get(reverse("operator:person", args=[opened.id])))
