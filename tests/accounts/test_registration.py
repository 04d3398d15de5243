"""From the form to the account: registration, confirmation, first access."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from dvctt.accounts import memberships, officials, people, registration, signin
from dvctt.accounts.models import Account, OneTimeLink, Party, Registration
from dvctt.journal import api as journal
from dvctt.kernel import Invalid, NotFound, Ref, Refused, clock
from dvctt.ministry import api as ministry
from tests.accounts.people import (
    OPERATOR,
    PASSWORD,
    THURSDAY,
    VISITOR_AT,
    acting,
    applicant,
    confirmed,
    individual,
    letters,
    opened,
    organisation,
    row,
    token_in,
)

pytestmark = pytest.mark.django_db
Vetting = Callable[..., None]


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def test_a_person_registers_is_approved_and_opens_the_account() -> None:
    number = registration.register(VISITOR_AT, "individual", individual())
    assert row(number).state == "email_pending"

    view = registration.confirm_email(VISITOR_AT, token_in(letters("registration", number)[0]))
    assert (view.state, view.vetting) == ("waiting", "operator")
    registration.approve(OPERATOR, number)

    letter = letters("registration", number)[0]
    assert "nguyenthihoa" in letter.body and letter.recipient == "Nguyễn Thị Hoa"
    token = token_in(letter)
    assert signin.first_access_for(token).username == "nguyenthihoa"
    granted = signin.first_access(VISITOR_AT, token, PASSWORD)
    account = Account.objects.get(id=granted.account_id)
    assert account.is_active and account.check_password(PASSWORD)

    actor = acting(account)
    party = people.party(actor, str(actor.on_behalf.id if actor.on_behalf else ""))
    assert (party.name, party.kind, party.phone) == ("Nguyễn Thị Hoa", "individual", "+84912345678")
    assert [entry.act for entry in journal.entries(Ref("registration", str(number)))] == [
        "registered", "email_confirmed", "approved",
    ]  # fmt: skip
    assert [entry.act for entry in journal.entries(Ref("account", granted.account_id))] == [
        "account_created", "first_access",
    ]  # fmt: skip


def test_who_registers_writes_nothing_to_an_address_that_nobody_has_confirmed() -> None:
    number = registration.register(VISITOR_AT, "individual", individual(name="Mở lại tại evil.example/mo-khoa"))
    (letter,) = letters("registration", number)
    assert "evil" not in f"{letter.title} {letter.body} {letter.recipient}"
    registration.confirm_email(VISITOR_AT, token_in(letter))
    registration.approve(OPERATOR, number)
    assert "evil" in letters("registration", number)[0].recipient


@pytest.mark.parametrize(("by_representative", "power", "holder"), [
    ("true", "representative", "Trần Văn Bình"), ("false", "staff", "Phạm Thu"),
])  # fmt: skip
def test_an_organisation_is_not_the_person_who_registers_it(by_representative: str, power: str, holder: str) -> None:
    account = applicant("organisation", organisation(
        registrant_is_representative=by_representative, registrant_name="Phạm Thu", registrant_position="Văn thư",
        registrant_citizen_id="001190000999",
    ))  # fmt: skip
    party = Party.objects.get()
    assert (account.name, party.name, party.tax_code) == (holder, "Công ty TNHH Nước Sạch Sông Hồng", "0100109106")
    assert account.memberships.get().power == power
    values = people.owner_values(party.id, account.id)
    assert values["owner.representative"] == "Trần Văn Bình"
    assert (values["owner.kind"], values["filer.name"], values["filer.email"]) == (
        "organisation",
        holder,
        account.email,
    )
    assert values["owner.representative_id"] == "001080004567"
    assert values["owner.identity"]["issuer"] == "Sở KH&ĐT Hà Nội"
    assert values["owner.address"]["set"] == "2025-07"
    assert people.signing_numbers(party.id) == {"0100109106", "001080004567"}
    assert people.party_facts(party.id)["address"] == "Số 1 phố Quán Thánh, Phường Ba Đình, Thành phố Hà Nội"


@pytest.mark.parametrize(
    ("kind", "wrong", "place"),
    [
        ("individual", {"accurate": "false"}, "accurate"),
        ("individual", {"accurate": ""}, "accurate"),
        ("individual", {"citizen_id": "001090000123"}, "citizen_id"),
        ("individual", {"citizen_id": "12345"}, "citizen_id"),
        ("individual", {"birth_date": "31/02/1990"}, "birth_date"),
        ("individual", {"email": "hoa@dan.example\nBcc: all@dan.example"}, "email"),
        ("individual", {"name": "Hoa\x00"}, "name"),
        ("individual", {"address": {"province": "01", "commune": "99999", "line": "x"}}, "address"),
        ("individual", {"phone": "01234567890"}, "phone"),
        ("organisation", {"tax_code": "0100109107"}, "tax_code"),
        ("organisation", {"accurate": "false"}, "accurate"),
        ("organisation", {"registrant_is_representative": "false"}, "registrant_name"),
        ("organisation", {"representative_name": ""}, "representative_name"),
    ],
)
def test_a_faulty_form_is_answered_with_its_places(kind: str, wrong: dict[str, Any], place: str) -> None:
    right = individual() if kind == "individual" else organisation()
    with pytest.raises(Invalid) as refusal:
        registration.register(VISITOR_AT, kind, {**right, **wrong})
    assert place in {fault.place.split(".")[0] for fault in refusal.value.faults}
    assert not Registration.objects.exists()
    registration.register(VISITOR_AT, kind, right)


def test_a_name_cannot_smuggle_headers_into_a_mail() -> None:
    number = confirmed("individual", individual(name="Hoa\r\nBcc: all@dan.example"))
    letter = letters("registration", number)[0]
    assert "\n" not in letter.recipient and "\n" not in letter.title


def test_an_unknown_kind_or_agency_is_refused() -> None:
    with pytest.raises(NotFound):
        registration.register(VISITOR_AT, "robot", individual())
    with pytest.raises(Invalid):
        registration.register(VISITOR_AT, "individual", individual(), agency="TNN-CP")


def test_a_known_address_is_answered_alike_and_only_its_holder_is_told() -> None:
    account = applicant()
    before = Registration.objects.count()

    fresh = registration.register(
        VISITOR_AT, "individual", individual(email="an@dan.example", citizen_id="001190000777")
    )
    known = registration.register(
        VISITOR_AT, "individual", individual(email="HOA@dan.example", citizen_id="001190000888")
    )

    assert type(fresh) is type(known) and fresh.version == known.version
    assert Registration.objects.count() == before + 1
    letter = letters("account", account.id)[0]
    assert letter.title == "Địa chỉ này đã được dùng để đăng ký" and letters("registration", known) == []
    assert journal.entries(Ref("account", str(account.id)))[-1].act == "registered_with_known_email"


def test_an_address_under_consideration_gets_no_second_registration() -> None:
    confirmed("individual", individual())
    registration.register(VISITOR_AT, "organisation", organisation(email="hoa@dan.example"))
    assert Registration.objects.count() == 1


def test_an_address_that_was_taken_in_the_meantime_is_refused_to_its_holder() -> None:
    first = registration.register(VISITOR_AT, "individual", individual())
    second = registration.register(VISITOR_AT, "individual", individual())
    registration.confirm_email(VISITOR_AT, token_in(letters("registration", first)[0]))
    with pytest.raises(Refused) as refusal:
        registration.confirm_email(VISITOR_AT, token_in(letters("registration", second)[0]))
    assert codes(refusal) == ["email_in_use"]


def test_a_link_opens_once_not_late_and_not_another_door() -> None:
    with clock.travel(THURSDAY):
        number = registration.register(VISITOR_AT, "individual", individual())
        token = token_in(letters("registration", number)[0])
        for wrong_door in (signin.first_access_for, registration.registration_to_mend):
            with pytest.raises(Refused) as refusal:
                wrong_door(token)
            assert codes(refusal) == ["link_unknown"]
    with clock.travel(THURSDAY + timedelta(hours=48)), pytest.raises(Refused) as refusal:
        registration.confirm_email(VISITOR_AT, token)
    assert codes(refusal) == ["link_expired"]
    with clock.travel(THURSDAY + timedelta(hours=47)):
        registration.confirm_email(VISITOR_AT, token)
        with pytest.raises(Refused) as refusal:
            registration.confirm_email(VISITOR_AT, token)
    assert codes(refusal) == ["link_used"]
    with pytest.raises(Refused) as refusal:
        registration.confirm_email(VISITOR_AT, token + "x")
    assert codes(refusal) == ["link_unknown"]


def test_first_access_wants_a_good_password_and_works_once() -> None:
    number = confirmed("individual", individual())
    registration.approve(OPERATOR, number)
    token = token_in(letters("registration", number)[0])
    for password, code in (("short", "password_too_short"), ("1234567890", "password_too_common"),
                           ("nguyenthihoa", "password_too_similar")):  # fmt: skip
        with pytest.raises(Invalid) as wrong:
            signin.first_access(VISITOR_AT, token, password)
        assert code in [fault.code for fault in wrong.value.faults]
    signin.first_access(VISITOR_AT, token, PASSWORD)
    with pytest.raises(Refused) as refusal:
        signin.first_access(VISITOR_AT, token, PASSWORD + "!")
    assert codes(refusal) == ["link_used"]
    assert signin.account_named("nguyenthihoa").check_password(PASSWORD)


def test_a_lost_link_is_replaced_by_the_operator_and_the_old_one_closes() -> None:
    number = confirmed("individual", individual())
    registration.approve(OPERATOR, number)
    old, account = token_in(letters("registration", number)[0]), signin.account_named("nguyenthihoa")
    officials.send_first_access(OPERATOR, account.id)
    with pytest.raises(Refused):
        signin.first_access(VISITOR_AT, old, PASSWORD)
    signin.first_access(VISITOR_AT, token_in(letters("account", account.id)[0]), PASSWORD)
    with pytest.raises(Refused) as refusal:
        officials.send_first_access(OPERATOR, account.id)
    assert codes(refusal) == ["wrong_state"]


def test_where_the_ministry_does_not_vet_the_account_is_granted_at_once(vetting: Vetting) -> None:
    vetting(individual="off")
    number = confirmed("individual", individual())
    assert (row(number).state, row(number).decided_by) == ("approved", "registration")
    assert opened(number).is_active
    other = confirmed("organisation", organisation())
    assert row(other).state == "waiting"


def test_even_then_a_duplicate_is_looked_at_by_the_operator(vetting: Vetting) -> None:
    vetting(individual="off")
    applicant_number = confirmed("individual", individual())
    second = confirmed("individual", individual(email="khac@dan.example"))
    assert row(applicant_number).state == "approved"
    assert (row(second).state, row(second).vetting) == ("waiting", "operator")
    assert [one.kind for one in registration.registration_for(OPERATOR, second).duplicates] == ["party"]


def test_one_account_acts_for_oneself_and_for_several_organisations() -> None:
    account = applicant()
    number = registration.register(acting(account), "organisation", organisation(email=account.email))
    assert row(number).state == "waiting"
    with pytest.raises(Refused) as refusal:
        registration.register(acting(account), "organisation", organisation(email=account.email))
    assert codes(refusal) == ["registered_already"]
    registration.approve(OPERATOR, number)
    with pytest.raises(Refused) as refusal:
        registration.register(acting(account), "individual", individual())
    assert codes(refusal) == ["registered_already"]

    own, company = memberships.parties_of(account)
    assert (own.kind, company.kind) == ("individual", "organisation")
    actor = acting(account)
    assert actor.on_behalf == Ref("party", own.id) and actor.parties == {own.id, company.id}
    assert acting(account, company.id).on_behalf == Ref("party", company.id)
    assert memberships.authorise_switch(account.id, company.id).name == company.name
    assert Account.objects.count() == 1


def test_two_of_a_name_have_two_user_names() -> None:
    applicant()
    second = applicant(raw=individual(email="hoa2@dan.example", citizen_id="001190000456"))
    assert second.username == "nguyenthihoa2"


def test_nothing_secret_is_stored_in_the_clear() -> None:
    number = confirmed("organisation", organisation())
    registration.approve(OPERATOR, number)
    token = token_in(letters("registration", number)[0])
    with connection.cursor() as cursor:
        stored = ""
        for table in ("registration", "party", "onetimelink", "account"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, '|'), '') FROM accounts_{table} t")
            stored += cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(body, '|') FROM journal_entry")
        bodies = cursor.fetchone()[0]
    assert "001080004567" not in stored and token not in stored
    for personal in ("001080004567", "Trần Văn Bình", "vanthu@nuocsach.example", "+842437956868", "203.0.113.9"):
        assert personal not in bodies
    first = journal.entries(Ref("registration", str(number)))[0]
    assert first.personal["representative_citizen_id"] == "001080004567"


def test_letters_are_in_the_language_of_the_registration() -> None:
    number = registration.register(VISITOR_AT, "individual", individual(), language="en")
    assert letters("registration", number)[0].language == "en"
    assert registration.register(VISITOR_AT, "individual", individual(email="b@dan.example"), language="xx")


def test_links_live_as_long_as_the_ministry_says() -> None:
    ministry.set_setting(OPERATOR, "accounts.link.confirm_hours", 1)
    with clock.travel(THURSDAY):
        registration.register(VISITOR_AT, "individual", individual())
    link = OneTimeLink.objects.get()
    assert link.expires_at == datetime(2025, 4, 24, 11, 0, tzinfo=clock.HANOI)
