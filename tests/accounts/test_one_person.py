"""One person, one account: who registers an organisation is known by the person's own number (decision 0020)."""

import importlib
from typing import Any

import pytest
from django.apps import apps

from dvctt.accounts import changes, lifecycle, registration
from dvctt.accounts.models import Account, Registration
from dvctt.kernel import Invalid
from tests.accounts.people import (
    OPERATOR,
    VISITOR_AT,
    acting,
    applicant,
    confirmed,
    individual,
    letters,
    organisation,
    row,
)

pytestmark = pytest.mark.django_db
OWN = individual()["citizen_id"]
SECRETARY = {
    "registrant_is_representative": "false", "registrant_name": "Nguyễn Thị Hoa", "registrant_position": "Văn thư",
    "registrant_citizen_id": OWN,
}  # fmt: skip
DIRECTOR = {"representative_name": "Nguyễn Thị Hoa", "representative_citizen_id": OWN}
WHO = pytest.mark.parametrize("who", [SECRETARY, DIRECTOR], ids=["staff", "representative"])


def marks() -> dict[Any, str]:
    return {line.id: line.same for line in registration.vetting_queue(OPERATOR)}


def found(number: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    shown = registration.registration_for(OPERATOR, number).duplicates
    return [(one.kind, one.by, one.usernames) for one in shown]


def accepted_only_with_a_reason(number: Any) -> None:
    before = Account.objects.count()
    with pytest.raises(Invalid) as refusal:
        registration.approve(OPERATOR, number)
    assert [(fault.place, fault.code) for fault in refusal.value.faults] == [("reason", "duplicate_without_reason")]
    assert Account.objects.count() == before
    assert registration.approve(OPERATOR, number, reason="Đã gặp, cần hai tài khoản.").accept_reason
    assert Account.objects.count() == before + 1


@WHO
def test_who_registers_an_organisation_and_has_an_account_is_marked(who: dict[str, str]) -> None:
    applicant()
    number = confirmed("organisation", organisation(**who))
    assert marks() == {number: "person"}
    assert found(number) == [("party", "person", ("nguyenthihoa",))]
    accepted_only_with_a_reason(number)


@WHO
def test_a_person_who_has_registered_an_organisation_is_marked(who: dict[str, str]) -> None:
    applicant("organisation", organisation(**who))
    number = confirmed("individual", individual())
    assert marks() == {number: "person"}
    assert found(number) == [("account", "person", ("nguyenthihoa",))]
    accepted_only_with_a_reason(number)
    assert marks() == {}


def test_registrations_of_one_person_that_wait_mark_each_other() -> None:
    person = confirmed("individual", individual())
    first = confirmed("organisation", organisation(**SECRETARY))
    second = confirmed("organisation", organisation(**DIRECTOR, tax_code="0101243150", email="hai@nuocsach.example"))
    other = confirmed("organisation", organisation(tax_code="0102859048", email="ba@nuocsach.example"))
    assert marks() == {person: "person", first: "person", second: "person", other: ""}
    shown = registration.registration_for(OPERATOR, first).duplicates
    assert [(one.kind, one.id, one.by) for one in shown] == [
        ("registration", str(person), "person"), ("registration", str(second), "person"),
    ]  # fmt: skip
    accepted_only_with_a_reason(first)
    assert found(second) == [("account", "person", ("nguyenthihoa",)), ("registration", "person", ())]


def test_the_representatives_number_says_nothing_where_another_registers() -> None:
    applicant()
    number = confirmed(
        "organisation", organisation(**{**SECRETARY, "registrant_citizen_id": "001190000999"}, **DIRECTOR)
    )
    assert marks() == {number: ""} and found(number) == []
    assert registration.approve(OPERATOR, number).accept_reason == ""


def test_what_is_added_to_an_account_is_no_second_account() -> None:
    account = applicant()
    raw = organisation(**DIRECTOR, email=account.email)
    number = registration.register(acting(account), "organisation", raw)
    assert marks() == {number: ""} and found(number) == []
    assert registration.approve(OPERATOR, number).accept_reason == ""
    assert Account.objects.count() == 1


def test_oneself_added_to_the_account_of_ones_organisation_is_no_second_account() -> None:
    account = applicant("organisation", organisation(**SECRETARY))
    number = registration.register(acting(account), "individual", individual(email=account.email))
    assert marks() == {number: ""} and found(number) == []
    assert registration.approve(OPERATOR, number).accept_reason == ""
    assert found(number) == []


def test_who_cancelled_the_account_may_have_another() -> None:
    lifecycle.cancel_own(acting(applicant()))
    first = confirmed("organisation", organisation(**SECRETARY))
    assert marks() == {first: ""} and found(first) == []
    registration.approve(OPERATOR, first)
    holder = Account.objects.get(registrations=first)
    lifecycle.revoke_grant(OPERATOR, holder.id, reason="Cấp nhầm.")
    second = confirmed("individual", individual())
    assert marks() == {second: ""} and found(second) == []


def test_a_registration_that_nobody_vets_is_vetted_when_its_person_has_an_account(vetting: Any) -> None:
    applicant()
    vetting(organisation="off")
    number = confirmed("organisation", organisation(**DIRECTOR))
    assert (row(number).state, row(number).vetting) == ("waiting", "operator")


def test_mending_another_number_takes_the_mark_away() -> None:
    applicant()
    number = confirmed("organisation", organisation(**SECRETARY))
    registration.return_for_correction(OPERATOR, number, [registration.Remark("registrant_citizen_id", "Chưa đúng.")])
    token = letters("registration", number)[0].body.partition("/mend/")[2].partition("/")[0]
    registration.resend(VISITOR_AT, token, organisation(**{**SECRETARY, "registrant_citizen_id": "001190000999"}))
    assert marks() == {number: ""} and found(number) == []


def test_a_change_to_the_number_of_who_has_another_account_is_marked_and_needs_a_reason() -> None:
    account = applicant("individual", individual(citizen_id="001190000999"))
    applicant("organisation", organisation(**SECRETARY))
    asked = {name: individual()[name] for name in ("name", "birth_date", "sex", "citizen_id")}
    change = changes.request_change(acting(account), next(iter(acting(account).parties)), asked)
    assert [line.same for line in changes.changes_queue(OPERATOR)] == ["person"]
    assert [(one.kind, one.by) for one in changes.change_for(OPERATOR, change).duplicates] == [("account", "person")]
    third = confirmed("organisation", organisation(**DIRECTOR, tax_code="0101243150", email="hai@nuocsach.example"))
    assert marks() == {third: "person"}
    assert {kind for kind, _by, _names in found(third)} == {"account", "change"}
    with pytest.raises(Invalid):
        changes.approve_change(OPERATOR, change)
    changes.approve_change(OPERATOR, change, reason="Đã xem thẻ.")


def test_a_change_to_the_number_under_which_one_registered_oneself_is_not_marked() -> None:
    account = applicant("individual", individual(citizen_id="001190000999"))
    number = registration.register(acting(account), "organisation", organisation(**DIRECTOR, email=account.email))
    asked = {name: individual()[name] for name in ("name", "birth_date", "sex", "citizen_id")}
    change = changes.request_change(acting(account), next(iter(acting(account).parties)), asked)
    for _turn in ("waiting", "approved"):
        assert [line.same for line in changes.changes_queue(OPERATOR)] == [""]
        assert changes.change_for(OPERATOR, change).duplicates == ()
        if row(number).state == "waiting":
            registration.approve(OPERATOR, number)


def test_older_registrations_are_found_by_their_registrant_too() -> None:
    numbers = [
        confirmed("individual", individual()), confirmed("organisation", organisation(**SECRETARY)),
        confirmed("organisation", organisation(tax_code="0101243150", email="hai@nuocsach.example")),
    ]  # fmt: skip
    right = [row(number).person_index for number in numbers]
    assert right[0] == right[1] != right[2] and all(right)
    Registration.objects.update(person_index="")
    importlib.import_module("dvctt.accounts.migrations.0018_registrants_by_number").index_registrants(apps, None)
    assert [row(number).person_index for number in numbers] == right
