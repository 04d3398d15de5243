"""An account's life after it was granted: changes, suspension, appeal, the end, demands, tombstones."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.test import Client

from dvctt.accounts import changes, lifecycle, people
from dvctt.accounts import registration as accounts_registration
from dvctt.accounts.models import Account, ChangeRequest, Demand, Membership, Party, Registration, Tombstone
from dvctt.journal import api as journal
from dvctt.kernel import Forbidden, Invalid, NotFound, Ref, Refused, Text, clock
from tests.accounts.people import (
    CLERK,
    OPERATOR,
    PASSWORD,
    VISITOR_AT,
    acting,
    applicant,
    confirmed,
    individual,
    letters,
    organisation,
    token_in,
)
from tests.guards import settle

pytestmark = pytest.mark.django_db
IDENTITY = {"name": "Nguyễn Thị Hoà", "birth_date": "12/03/1990", "sex": "female", "citizen_id": "001190000123"}


def own(account: Account) -> Party:
    return Party.objects.get(memberships__account=account, memberships__power="self")


def acts(kind: str, number: UUID) -> list[str]:
    return [one.act for one in journal.entries(Ref(kind, str(number)))]


def title(account: Account) -> str:
    return letters("account", account.id)[0].title


def test_plain_details_change_at_once() -> None:
    account = applicant()
    party = own(account)
    raw = {"address": {"province": "01", "commune": "00004", "line": "Số 9 phố Huế"}, "phone": "0987654321"}
    assert changes.change_details(acting(account), party.id, raw) is False
    party.refresh_from_db()
    assert (party.phone, party.address["line"]) == ("+84987654321", "Số 9 phố Huế")
    assert acts("party", party.id)[-1] == "details_changed"
    assert title(account) == "Đã đổi thông tin tài khoản"
    assert "Số 9" not in letters("account", account.id)[0].body
    other = applicant(raw=individual(email="b@dan.example", citizen_id="001190000125"))
    with pytest.raises(NotFound):
        changes.change_details(acting(other), party.id, raw)
    with pytest.raises(Invalid):
        changes.change_details(acting(account), party.id, raw | {"phone": "12"})


def test_a_new_telephone_counts_after_its_code() -> None:
    settle("accounts.phone_code.individual", "on")
    account = applicant_without_code()
    party, raw = own(account), {"address": individual()["address"], "phone": "0987654321"}
    assert changes.change_details(acting(account), party.id, raw) is True
    assert own(account).phone == "+84912345678"
    assert changes.details(acting(account), party.id).waiting_phone.endswith("321")
    sent = letters("account", account.id)[0]
    right = next(word for word in sent.body.replace(".", " ").split() if word.isdigit() and len(word) == 6)
    wrong = "000000" if right != "000000" else "111111"
    with pytest.raises(Refused, match="code_wrong"):
        changes.confirm_phone(acting(account), wrong)
    changes.confirm_phone(acting(account), right)
    assert own(account).phone == "+84987654321"
    with pytest.raises(Refused, match="code_unknown"):
        changes.confirm_phone(acting(account), right)


def test_a_code_tried_again_and_again_is_spent() -> None:
    settle("accounts.phone_code.individual", "on")
    account = applicant_without_code()
    raw = {"address": individual()["address"], "phone": "0987654321"}
    changes.change_details(acting(account), own(account).id, raw)
    sent = letters("account", account.id)[0]
    right = next(word for word in sent.body.replace(".", " ").split() if word.isdigit() and len(word) == 6)
    said, actor = [], acting(account)
    for number in range(1000):
        typed = f"{number:06d}"
        if typed == right:
            continue
        with pytest.raises(Refused) as refused:
            changes.confirm_phone(actor, typed)
        said.append(refused.value.reasons[0].code)
    assert said[:5] == ["code_wrong"] * 4 + ["code_spent"] and set(said[5:]) == {"code_unknown"}
    with pytest.raises(Refused, match="code_unknown"):
        changes.confirm_phone(acting(account), right)
    for _ in range(3):
        changes.change_details(acting(account), own(account).id, raw)
    with pytest.raises(Refused, match="too_many_codes"):
        changes.change_details(acting(account), own(account).id, raw)


def test_codes_of_a_clock_that_was_far_ahead_keep_nobody_from_a_new_one() -> None:
    settle("accounts.phone_code.individual", "on")
    account = applicant_without_code()
    raw = {"address": individual()["address"], "phone": "0987654321"}

    def ask_until_refused() -> int:
        for count in range(100):
            try:
                changes.change_details(acting(account), own(account).id, raw)
            except Refused:
                return count
        return 100

    with clock.travel(clock.now() + timedelta(days=365)):
        most = ask_until_refused()
    assert 0 < most < 100
    assert ask_until_refused() == most


def applicant_without_code() -> Account:
    """An account granted before telephones had to be confirmed."""
    settle("accounts.phone_code.individual", "off")
    account = applicant()
    settle("accounts.phone_code.individual", "on")
    return account


def test_a_new_address_counts_once_confirmed_and_the_old_one_is_told() -> None:
    account = applicant()
    changes.request_email(acting(account), None, "moi@dan.example")
    told = letters("account", account.id)[0]
    account.refresh_from_db()
    assert account.email == "hoa@dan.example"
    assert changes.email_change_for(token_in(told)).email == "m•••@d•••.example"
    changes.confirm_email_change(VISITOR_AT, token_in(told))
    account.refresh_from_db()
    assert (account.email, own(account).email) == ("moi@dan.example", "moi@dan.example")
    assert title(account) == "Đã đổi thư điện tử"
    with pytest.raises(Refused, match="link_used"):
        changes.confirm_email_change(VISITOR_AT, token_in(told))
    with pytest.raises(Invalid):
        changes.request_email(acting(account), None, "không phải thư")


def test_an_address_of_another_account_is_answered_alike() -> None:
    account = applicant()
    applicant(raw=individual(email="b@dan.example", citizen_id="001190000125"))
    changes.request_email(acting(account), None, "B@dan.example")
    assert title(account) == "Địa chỉ này đã có tài khoản"
    assert not account.links.filter(purpose="email_change").exists()


def test_a_change_of_identity_is_vetted_and_the_old_one_stays_until_then() -> None:
    account = applicant()
    party = own(account)
    with pytest.raises(Invalid, match="nothing_changed"):
        changes.request_change(acting(account), party.id, IDENTITY | {"name": "Nguyễn Thị Hoa"})
    number = changes.request_change(acting(account), party.id, IDENTITY, note="Đổi theo giấy khai sinh")
    assert own(account).name == "Nguyễn Thị Hoa"
    with pytest.raises(Refused, match="change_waits"):
        changes.request_change(acting(account), party.id, IDENTITY)
    with pytest.raises(Forbidden):
        changes.changes_queue(CLERK)
    assert [one.id for one in changes.changes_queue(OPERATOR)] == [number]
    seen = changes.change_for(OPERATOR, number)
    assert (seen.changed, seen.old["name"], seen.new["name"]) == (("name",), "Nguyễn Thị Hoa", "Nguyễn Thị Hoà")
    with pytest.raises(Invalid):
        changes.return_change(OPERATOR, number, [])
    changes.return_change(OPERATOR, number, [accounts_registration.Remark("name", "Mời gửi kèm số giấy khai sinh.")])
    assert title(account) == "Yêu cầu đổi thông tin cần bổ sung"
    assert changes.request_change(acting(account), party.id, IDENTITY, note="Số 12/2024") == number
    changes.approve_change(OPERATOR, number)
    account.refresh_from_db()
    assert (own(account).name, account.name) == ("Nguyễn Thị Hoà", "Nguyễn Thị Hoà")
    entry = journal.entries(Ref("party", str(party.id)))[-1]
    assert (entry.act, entry.personal["name_before"]) == ("identity_changed", "Nguyễn Thị Hoa")
    with pytest.raises(Refused, match="wrong_state"):
        changes.approve_change(OPERATOR, number)


def test_a_change_cannot_take_anothers_number_or_tax_code() -> None:
    account = applicant()
    applicant(raw=individual(email="b@dan.example", citizen_id="001190000125"))
    taken = changes.request_change(acting(account), own(account).id, IDENTITY | {"citizen_id": "001190000125"})
    assert changes.change_for(OPERATOR, taken).duplicates[0].by == "citizen_id"
    with pytest.raises(Refused, match="identity_in_use"):
        changes.approve_change(OPERATOR, taken)
    changes.refuse_change(OPERATOR, taken, [accounts_registration.Remark("citizen_id", "Số của người khác.")])
    assert ChangeRequest.objects.get(id=taken).state == "refused"

    firm = applicant("organisation")
    applicant("organisation", organisation(email="c@dan.example", tax_code="0100233488"))
    party = changes.managed_parties(acting(firm))[0]
    raw = organisation(tax_code="0100233488")
    asked = changes.request_change(acting(firm), party.id, raw)
    with pytest.raises(Refused, match="tax_code_in_use"):
        changes.approve_change(OPERATOR, asked)
    changes.withdraw_change(acting(firm), asked)
    renamed = changes.request_change(acting(firm), party.id, organisation(name="Công ty CP Nước Sạch"))
    changes.approve_change(OPERATOR, renamed)
    assert Party.objects.get(id=party.id).name == "Công ty CP Nước Sạch"


def test_one_suspends_and_resumes_ones_own_account() -> None:
    account = applicant()
    lifecycle.suspend_own(acting(account))
    browser = Client()
    answer = browser.post("/sign-in/", {"login": account.username, "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/inactive/"
    assert "tự tạm dừng" in browser.get("/sign-in/inactive/").content.decode()
    assert "tự tạm dừng" not in Client().get("/sign-in/inactive/").content.decode()
    assert browser.post("/sign-in/inactive/").headers["Location"] == "/sign-in/"
    account.refresh_from_db()
    assert account.state == "active" and title(account) == "Tài khoản đã được dùng lại"


def test_a_harmful_account_is_suspended_and_its_holder_appeals() -> None:
    account = applicant()
    with pytest.raises(Forbidden):
        lifecycle.suspend(CLERK, account.id, reason="Không thích")
    with pytest.raises(Invalid):
        lifecycle.suspend(OPERATOR, account.id, reason=" ")
    lifecycle.suspend(OPERATOR, account.id, reason="Gửi 300 hồ sơ giả")
    assert "Gửi 300 hồ sơ giả" in letters("account", account.id)[0].body
    browser = Client()
    browser.post("/sign-in/", {"login": account.username, "password": PASSWORD})
    assert browser.get("/account/").status_code == 302
    page = browser.get("/sign-in/inactive/").content.decode()
    assert "Gửi 300 hồ sơ giả" in page
    with pytest.raises(Refused, match="suspended_by_operator"):
        lifecycle.resume_own(VISITOR_AT, account.id)
    assert browser.post("/sign-in/inactive/", {"appeal": ""}).status_code == 422
    assert browser.post("/sign-in/inactive/", {"appeal": "<b>Không phải tôi</b>"}).status_code == 303
    shown = browser.get("/sign-in/inactive/").content.decode()
    assert "&lt;b&gt;Không phải tôi" in shown and "<b>Không" not in shown
    with pytest.raises(Refused, match="appealed_already"):
        lifecycle.appeal(VISITOR_AT, account.id, "Lần nữa")
    waiting = lifecycle.suspensions(OPERATOR, appealed=True)[0]
    colleague = replace(OPERATOR, id="op2", name="Lê Hòa")
    assert (waiting.open_acts, lifecycle.suspensions(colleague, appealed=True)[0].open_acts) == ((), ("lift", "uphold"))
    for decides in (
        partial(lifecycle.answer_appeal, OPERATOR, waiting.id, lifted=False),
        partial(lifecycle.answer_appeal, OPERATOR, waiting.id, lifted=True),
        partial(lifecycle.lift, OPERATOR, account.id),
    ):
        with pytest.raises(Refused, match="own_suspension"):
            decides(reason="Có bằng chứng")
    for again in (OPERATOR, colleague):
        with pytest.raises(Refused, match="appeal_waits"):
            lifecycle.suspend(again, account.id, reason="Lần nữa")
    lifecycle.answer_appeal(colleague, waiting.id, lifted=False, reason="Có bằng chứng")
    account.refresh_from_db()
    assert account.state == "suspended" and "Có bằng chứng" in letters("account", account.id)[0].body
    told = letters("account", account.id)[0].body
    assert "024 3795 6868" in told and "bo@monre.example" in told
    where = "Bộ Tài nguyên và Môi trường, điện thoại 024 3795 6868, thư điện tử bo@monre.example"
    assert where in browser.get("/sign-in/inactive/").content.decode()
    lifecycle.lift(OPERATOR, account.id, reason="Đã khắc phục")
    told = letters("account", account.id)[0].body
    assert "Đã khắc phục" in told and "Nếu không phải Quý vị" not in told
    account.refresh_from_db()
    assert account.state == "active"
    assert acts("account", account.id)[-4:] == ["suspended", "suspension_appealed", "appeal_upheld", "resumed"]


def test_a_cancelled_account_ends_in_tombstones() -> None:
    account = applicant()
    party, registration = own(account), Registration.objects.get(account=account)
    after = lifecycle.cancel_own(acting(account))
    account.refresh_from_db()
    assert account.state == "cancelled" and title(account) == "Tài khoản đã được hủy"
    assert Client().post("/sign-in/", {"login": account.username, "password": PASSWORD}).status_code == 200
    assert people.sweep_erasures(lambda _parties: frozenset()) == 0
    with clock.travel(clock.now() + timedelta(days=(after - clock.today()).days + 1)):
        assert people.sweep_erasures(lambda _parties: frozenset()) == 3
    account.refresh_from_db()
    party.refresh_from_db()
    assert (account.email, account.name, party.name, party.identity_index) == ("", "", "", "")
    assert set(Tombstone.objects.values_list("kind", flat=True)) == {"account", "party", "registration"}
    assert not any(one.personal for one in journal.entries(Ref("registration", str(registration.id))))
    assert not journal.verify()
    again = applicant()
    assert again.username == "nguyenthihoa"


def test_a_party_with_dossiers_stays() -> None:
    account = applicant()
    party = own(account)
    lifecycle.cancel_own(acting(account))
    with clock.travel(clock.now() + timedelta(days=40)):
        assert people.sweep_erasures(frozenset) == 2
    party.refresh_from_db()
    assert party.name == "Nguyễn Thị Hoa" and not party.active


def test_the_system_demands_a_change() -> None:
    account = applicant()
    text = Text(vi="Luật mới cần địa chỉ mới.", en="A new law wants your new address.")
    until = clock.today() + timedelta(days=10)
    with pytest.raises(Forbidden):
        lifecycle.demand(CLERK, cause="other", text=text, grace_until=until)
    with pytest.raises(Invalid):
        lifecycle.demand(OPERATOR, cause="details_old", text=text, grace_until=until)
    assert lifecycle.demand(OPERATOR, cause="units_merged", text=text, grace_until=until).asked == 0
    assert lifecycle.demand(OPERATOR, cause="details_old", text=text, grace_until=until, older_than_months=6).asked == 0
    assert lifecycle.demand(OPERATOR, cause="law_changed", text=text, grace_until=until).asked == 1
    assert lifecycle.demand(OPERATOR, cause="law_changed", text=text, grace_until=until).asked == 0
    browser = Client()
    browser.post("/sign-in/", {"login": account.username, "password": PASSWORD})
    assert browser.get("/go/").headers["Location"] == "/account/demand/"
    assert "Luật mới" in browser.get("/account/demand/").content.decode()
    assert browser.post("/account/language/", {"language": "vi"}).headers["Location"] == "/account/"
    assert browser.post("/me/acting-for/", {"party": str(own(account).id)}).status_code == 303
    Demand.objects.update(grace_until=clock.today() - timedelta(days=1))
    assert browser.post("/me/acting-for/", {"party": str(own(account).id)}).headers["Location"] == "/account/demand/"
    assert browser.get("/me/").status_code == 200
    assert browser.post("/account/demand/").status_code == 303
    assert Demand.objects.get().done_how == "confirmed"
    assert browser.get("/go/").headers["Location"] != "/account/demand/"


def test_own_data_holds_what_is_known() -> None:
    account = applicant()
    told = lifecycle.own_data(acting(account))
    assert told["acts_for"][0]["citizen_id"] == "001190000123"
    assert {"account", "registrations", "sign_ins", "messages", "journal", "looks"} <= set(told)
    with pytest.raises(Forbidden):
        lifecycle.own_data(OPERATOR)


@pytest.mark.parametrize("manages", [True, False])
def test_own_data_of_a_member_holds_no_numbers_of_others(*, manages: bool) -> None:
    boss = applicant("organisation", organisation())
    account = applicant("individual", individual(email="mai@dan.example", citizen_id="001190000888"))
    party = boss.memberships.get().party
    Membership.objects.create(account=account, party=party, power="staff", manages=manages)
    told = {one["power"]: one for one in lifecycle.own_data(acting(account))["acts_for"]}
    assert told["self"]["citizen_id"] == "001190000888"
    assert told["staff"]["name"] == party.name
    assert ("representative_id" in told["staff"], "address" in told["staff"]) == (manages, manages)


def test_a_change_to_a_number_that_somebody_registers_is_marked_and_needs_a_reason() -> None:
    account = applicant()
    free, wanted = "001190000127", "001190000126"
    plain = changes.request_change(acting(account), own(account).id, IDENTITY | {"citizen_id": free})
    assert [(one.id, one.same) for one in changes.changes_queue(OPERATOR)] == [(plain, "")]
    changes.withdraw_change(acting(account), plain)

    asked = changes.request_change(acting(account), own(account).id, IDENTITY | {"citizen_id": wanted})
    registered = confirmed("individual", individual(email="c@dan.example", citizen_id=wanted))
    assert [one.same for one in changes.changes_queue(OPERATOR)] == ["citizen_id"]
    beside = changes.change_for(OPERATOR, asked).duplicates
    assert [(one.kind, one.id, one.by) for one in beside] == [("registration", str(registered), "citizen_id")]
    assert [one.same for one in accounts_registration.vetting_queue(OPERATOR)] == ["citizen_id"]
    beside = accounts_registration.registration_for(OPERATOR, registered).duplicates
    assert [(one.kind, one.id, one.by) for one in beside] == [("change", str(asked), "citizen_id")]
    for unsaid in ("", " "):
        with pytest.raises(Invalid) as refusal:
            changes.approve_change(OPERATOR, asked, reason=unsaid)
        assert [(one.place, one.code) for one in refusal.value.faults] == [("reason", "duplicate_without_reason")]
    assert changes.change_for(OPERATOR, asked).state == "waiting"

    done = changes.approve_change(OPERATOR, asked, reason="Đã xem thẻ căn cước.")
    assert (done.state, done.accept_reason) == ("approved", "Đã xem thẻ căn cước.")
    entry = journal.entries(Ref("change", str(asked)))[-1]
    assert (entry.act, entry.personal["reason"]) == ("change_approved", "Đã xem thẻ căn cước.")


def test_a_change_that_keeps_its_tax_code_is_not_like_who_registers_with_it() -> None:
    firm = applicant("organisation")
    party = changes.managed_parties(acting(firm))[0]
    confirmed("organisation", organisation(email="d@dan.example"))
    renamed = changes.request_change(acting(firm), party.id, organisation(name="Công ty CP Nước Sạch"))
    assert changes.change_for(OPERATOR, renamed).duplicates == ()
    assert [one.same for one in changes.changes_queue(OPERATOR)] == [""]
    assert changes.approve_change(OPERATOR, renamed).accept_reason == ""
