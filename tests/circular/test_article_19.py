"""Article 19: the operator."""

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.kernel import Role
from tests.accounts.people import individual
from tests.circular.conftest import PASSWORD, Registry, enter, inside
from tests.web.accounts_pages import mailed, official
from tests.web.walking import valid

CHOSEN = "một câu khác dài hơn 72"


@pytest.mark.circular("19.3")
def test_19_3_the_operator_authenticates_helps_and_suspends_accounts(registry: Registry) -> None:
    """The operator judges a registration, has a lost password set anew by its holder, and suspends a harmful account
    with a reason, so that it opens nothing until another operator has answered the appeal.
    """
    raw = individual(email="giup.19.3@dan.example", citizen_id="001190019301")
    page = registry.received(raw)
    assert raw["citizen_id"] in valid(registry.operator.get(page))
    registry.approve(page)
    name = registry.opened(raw["email"])
    trouble = f"{registry.person(name)}trouble/"

    assert registry.operator.post(trouble, {"act": "password"}).status_code == 303
    link = mailed(registry.mailbox, raw["email"], "/account/password/")
    assert Client().post(link, {"password": CHOSEN, "again": CHOSEN}).status_code == 303
    assert not inside(enter(name, PASSWORD))
    holder = enter(name, CHOSEN)
    assert inside(holder)

    assert registry.operator.post(trouble, {"act": "suspend", "suspend-reason": ""}).status_code == 422
    suspend = {"act": "suspend", "suspend-reason": "Gửi hồ sơ giả", "sure": "1"}
    assert registry.operator.post(trouble, suspend).status_code == 303
    assert "Gửi hồ sơ giả" in registry.letters(raw["email"], "Tài khoản đã tạm dừng")[0]
    assert not inside(holder)
    stopped = enter(name, CHOSEN)
    assert not inside(stopped)
    assert stopped.post("/me/new/1.000082/new-domestic/", {}).headers["Location"].startswith("/sign-in/")
    told = valid(stopped.get(reverse("account_inactive")))
    assert "Gửi hồ sơ giả" in told

    assert stopped.post(reverse("account_inactive"), {"appeal": "Không phải tôi gửi."}).status_code == 303
    colleague = official("dongnghiep", Role.OPERATOR, "CNTT")
    appeals = valid(colleague.get(reverse("operator:appeals")))
    assert "Không phải tôi gửi." in appeals
    number = appeals.partition('name="suspension" value="')[2].partition('"')[0]
    lift = {"suspension": number, "act": "lift", "reason": "Nhầm người"}
    assert registry.operator.post(reverse("operator:appeals"), lift).status_code == 409
    assert colleague.post(reverse("operator:appeals"), lift).status_code == 303
    assert inside(enter(name, CHOSEN))
