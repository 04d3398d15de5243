"""The vetter's side: who may, by when, with which reasons."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from dvctt.accounts import changes, lifecycle, registration, signin
from dvctt.accounts.models import Account, OneTimeLink, Party, Registration
from dvctt.accounts.registration import deadlines
from dvctt.accounts.registration.declaration import IDENTITY
from dvctt.journal import api as journal
from dvctt.kernel import VISITOR, Actor, ActorKind, Forbidden, Grant, Invalid, NotFound, Ref, Refused, Role, clock
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox
from tests.accounts.people import (
    CLERK,
    OPERATOR,
    THURSDAY,
    VETTER,
    VISITOR_AT,
    acting,
    applicant,
    code_in,
    confirmed,
    individual,
    letters,
    opened,
    organisation,
    row,
    token_in,
)
from tests.fixtures_calendars import Declare
from tests.guards import settle
from tests.patience import PATIENCE

Vetting = Callable[..., None]
REMARK = (registration.Remark("citizen_id", "Số định danh không khớp ảnh chụp"),)


def at(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=clock.HANOI)


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("received", "due"),
    [
        # Friday and the worked Saturday 26 April.
        (at(2025, 4, 24, 10, 0), at(2025, 4, 26, 17, 0)),
        # Tuesday 29 April; then 30 April to 4 May are off, so Monday 5 May.
        (at(2025, 4, 28, 16, 45), at(2025, 5, 5, 17, 0)),
        # At night on a day off: counted from Monday 5 May.
        (at(2025, 5, 1, 23, 0), at(2025, 5, 7, 17, 0)),
    ],
)
def test_the_deadline_is_two_working_days_from_receipt(received: datetime, due: datetime) -> None:
    with clock.travel(received):
        number = confirmed("individual", individual())
    assert row(number).due_at == due
    assert row(number).calendar == ministry.calendar().version


@pytest.mark.django_db
def test_the_queue_is_by_deadline_marks_what_is_late_and_goes_on() -> None:
    with clock.travel(THURSDAY):
        first = confirmed("individual", individual())
    with clock.travel(THURSDAY + timedelta(days=14)):
        second = confirmed("organisation", organisation())
        third = confirmed("individual", individual(email="c@dan.example", citizen_id="001190000333"))
        queue = registration.vetting_queue(OPERATOR)
        assert [line.id for line in queue] == [first, second, third]
        assert [line.overdue for line in queue] == [True, False, False]
        head = registration.vetting_queue(OPERATOR, limit=1)[-1]
        assert [line.id for line in registration.vetting_queue(OPERATOR, after=head.id)] == [second, third]
        undated = registration.register(
            VISITOR_AT, "individual", individual(email="d@dan.example", citizen_id="001190000444")
        )
        assert len(registration.vetting_queue(OPERATOR, after=undated)) == 3
        registration.approve(OPERATOR, first)
        assert [line.id for line in registration.vetting_queue(OPERATOR)] == [second, third]


@pytest.mark.django_db
def test_a_refusal_is_asked_about_without_a_trace() -> None:
    number = confirmed("organisation", organisation())
    remarks = [registration.Remark("name", "Khác giấy tờ")]

    def stand() -> tuple[str, int, int]:
        about = Ref("registration", str(number))
        return row(number).state, len(letters("registration", number)), len(journal.entries(about))

    before = stand()
    registration.refuse(OPERATOR, number, remarks, dry_run=True)
    for wrong in ([], [registration.Remark("name", " ")], [registration.Remark("khong_co", "Sai")]):
        with pytest.raises(Invalid):
            registration.refuse(OPERATOR, number, wrong, dry_run=True)
    with pytest.raises(NotFound):
        registration.refuse(VETTER, number, remarks, dry_run=True)
    assert stand() == before
    registration.refuse(OPERATOR, number, remarks)
    with pytest.raises(Refused):
        registration.refuse(OPERATOR, number, remarks, dry_run=True)


@pytest.mark.django_db
def test_the_operator_or_the_agency_vets_as_the_ministry_says(vetting: Vetting) -> None:
    by_operator = confirmed("individual", individual())
    vetting(organisation="agency")
    by_agency = confirmed("organisation", organisation(), agency="TNN")

    assert [line.id for line in registration.vetting_queue(OPERATOR)] == [by_operator]
    assert [line.id for line in registration.vetting_queue(VETTER)] == [by_agency]
    elsewhere = Actor(
        ActorKind.OFFICER, "v2", channel="test", grants=(Grant(Role.VETTER, "DDBD", frozenset({"DDBD"})),)
    )
    for stranger, number in ((OPERATOR, by_agency), (VETTER, by_operator), (elsewhere, by_agency), (CLERK, by_agency),
                             (VISITOR, by_operator)):  # fmt: skip
        for act in (registration.registration_for, registration.approve):
            with pytest.raises(NotFound):
                act(stranger, number)
        for decide in (registration.return_for_correction, registration.refuse):
            with pytest.raises(NotFound):
                decide(stranger, number, REMARK)
    assert registration.approve(VETTER, by_agency).state == "approved"
    assert registration.approve(OPERATOR, by_operator).state == "approved"


@pytest.mark.django_db
def test_a_registrant_who_names_no_agency_comes_to_the_ministry_office(vetting: Vetting) -> None:
    vetting(individual="agency")
    number = confirmed("individual", individual())
    office = Actor(
        ActorKind.OFFICER, "v3", channel="test", grants=(Grant(Role.VETTER, "VPB", ministry.covered("VPB")),)
    )
    assert [line.id for line in registration.vetting_queue(office)] == [number]


@pytest.mark.django_db
def test_who_vets_nothing_sees_no_queue() -> None:
    for stranger in (CLERK, VISITOR, acting(applicant())):
        with pytest.raises(Forbidden):
            registration.vetting_queue(stranger)


@pytest.mark.django_db
def test_what_is_not_confirmed_is_nobodys_yet() -> None:
    number = registration.register(VISITOR_AT, "individual", individual())
    assert registration.vetting_queue(OPERATOR) == ()
    for anything in (number, "no-uuid", "0192f0a0-0000-7000-8000-000000000000"):
        with pytest.raises(NotFound):
            registration.registration_for(OPERATOR, anything)
        with pytest.raises(NotFound):
            registration.approve(OPERATOR, anything)


@pytest.mark.django_db
def test_a_returned_registration_is_mended_and_sent_again() -> None:
    with clock.travel(THURSDAY):
        number = confirmed("individual", individual())
        registration.return_for_correction(OPERATOR, number, REMARK)
        letter = letters("registration", number)[0]
        assert "Số định danh không khớp ảnh chụp" in letter.body
        token = token_in(letter)
        view = registration.registration_to_mend(token)
        assert (view.state, view.remarks, view.values["citizen_id"]) == ("returned", REMARK, "001190000123")

        with pytest.raises(Invalid):
            registration.resend(VISITOR_AT, token, individual(citizen_id="1"))
    with clock.travel(THURSDAY + timedelta(days=4)):
        assert registration.resend(VISITOR_AT, token, individual(citizen_id="001190000124")).state == "waiting"
        assert row(number).due_at == datetime(2025, 5, 5, 17, 0, tzinfo=clock.HANOI)
        with pytest.raises(Refused) as refusal:
            registration.resend(VISITOR_AT, token, individual())
        assert codes(refusal) == ["link_used"]
        assert registration.approve(OPERATOR, number).state == "approved"
    resent = journal.entries(Ref("registration", str(number)))[-3]
    assert (resent.act, resent.after["changed"]) == ("resent", ["citizen_id"])


@pytest.mark.django_db
def test_a_letter_with_a_link_tells_until_when_it_can_be_used() -> None:
    with clock.travel(THURSDAY):
        number = confirmed("individual", individual())
        registration.return_for_correction(OPERATOR, number, REMARK)
        returned = letters("registration", number)[0]
        registration.resend(VISITOR_AT, token_in(returned), individual(citizen_id="001190000124"))
        registration.approve(OPERATOR, number)
        granted = letters("registration", number)[0]
    for letter in (returned, granted):
        link = OneTimeLink.objects.get(digest=hashlib.sha256(token_in(letter).encode()).hexdigest())
        assert clock.written(link.expires_at) in letter.body


@pytest.mark.django_db
def test_a_new_telephone_is_confirmed_before_the_registration_is_received_again() -> None:
    settle("accounts.phone_code.individual", "on")
    number = confirmed("individual", individual())
    registration.return_for_correction(OPERATOR, number, REMARK)
    token = token_in(letters("registration", number)[0])
    assert registration.resend(VISITOR_AT, token, individual(phone="0987654321")).state == "email_pending"
    token = token_in(letters("registration", number)[0])
    with pytest.raises(Refused, match="phone_unconfirmed"):
        registration.confirm_email(VISITOR_AT, token)
    registration.send_phone_code(VISITOR_AT, token)
    registration.confirm_phone_of(token, code_in(letters("registration", number)[0]))
    assert registration.confirm_email(VISITOR_AT, token).state == "waiting"


@pytest.mark.django_db
def test_a_new_address_is_confirmed_before_the_registration_is_received_again() -> None:
    number = confirmed("individual", individual())
    registration.return_for_correction(OPERATOR, number, REMARK)
    token = token_in(letters("registration", number)[0])
    assert registration.resend(VISITOR_AT, token, individual(email="moi@dan.example")).state == "email_pending"
    assert registration.vetting_queue(OPERATOR) == ()
    assert (
        registration.confirm_email(VISITOR_AT, token_in(letters("registration", number)[0])).email == "moi@dan.example"
    )
    assert len(registration.vetting_queue(OPERATOR)) == 1


@pytest.mark.django_db
def test_a_refusal_tells_its_reasons_and_is_final() -> None:
    number = confirmed("organisation", organisation())
    registration.refuse(OPERATOR, number, [registration.Remark("", "Tổ chức đã giải thể")])
    told = letters("registration", number)[0].body
    assert "Tổ chức đã giải thể" in told and "bo@monre.example" in told
    for act in (lambda: registration.approve(OPERATOR, number), lambda: registration.refuse(OPERATOR, number, REMARK)):
        with pytest.raises(Refused) as refusal:
            act()
        assert codes(refusal) == ["wrong_state"]
    assert not Account.objects.exists()
    entry = journal.entries(Ref("registration", str(number)))[-1]
    assert (entry.act, entry.actor_name, entry.personal["remark.1"]) == ("refused", "Vũ Minh", "Tổ chức đã giải thể")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("remarks", "code"),
    [
        ((), "required"),
        ((registration.Remark("", "  "),), "required"),
        ((registration.Remark("password", "x"),), "unknown_field"),
        ((registration.Remark("", "x" * 1001),), "too_long"),
    ],
)
def test_without_a_reason_nothing_is_returned_or_refused(remarks: tuple[registration.Remark, ...], code: str) -> None:
    number = confirmed("individual", individual())
    for decide in (registration.return_for_correction, registration.refuse):
        with pytest.raises(Invalid) as refusal:
            decide(OPERATOR, number, remarks)
        assert [fault.code for fault in refusal.value.faults] == [code]
    assert row(number).state == "waiting"


@pytest.mark.django_db
def test_duplicates_are_shown_to_the_vetter_and_never_granted_twice() -> None:
    applicant()
    number = confirmed("individual", individual(email="khac@dan.example"))
    shown = registration.registration_for(OPERATOR, number).duplicates
    assert [(one.kind, one.by, one.usernames) for one in shown] == [("party", "citizen_id", ("nguyenthihoa",))]
    with pytest.raises(Refused) as refusal:
        registration.approve(OPERATOR, number)
    assert codes(refusal) == ["identity_in_use"]
    assert Party.objects.count() == 1


@pytest.mark.django_db
def test_a_second_person_joins_an_organisation_only_by_the_vetters_word() -> None:
    applicant("organisation")
    party = Party.objects.get()
    number = confirmed("organisation", organisation(email="hai@nuocsach.example", registrant_is_representative="false",
        registrant_name="Phạm Thu", registrant_position="Văn thư", registrant_citizen_id="001190000999"))  # fmt: skip
    with pytest.raises(Refused) as refusal:
        registration.approve(OPERATOR, number)
    assert codes(refusal) == ["tax_code_in_use"]
    registration.approve(OPERATOR, number, join=str(party.id), reason="Cùng tổ chức.")
    assert Party.objects.count() == 1
    assert sorted(one.power for one in party.memberships.all()) == ["representative", "staff"]


@pytest.mark.django_db
def test_two_waiting_registrations_of_one_person_show_each_other() -> None:
    first = confirmed("individual", individual())
    second = confirmed("individual", individual(email="khac@dan.example"))
    assert [one.id for one in registration.registration_for(OPERATOR, first).duplicates] == [str(second)]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "by"), [("individual", "citizen_id"), ("organisation", "tax_code")])
def test_a_known_number_is_accepted_only_with_a_reason_and_marked_in_the_queue(kind: str, by: str) -> None:
    raw = individual if kind == "individual" else organisation
    first = confirmed(kind, raw())
    assert [line.same for line in registration.vetting_queue(OPERATOR)] == [""]
    second = confirmed(kind, raw(email="khac@dan.example"))
    third = confirmed("individual", individual(email="ba@dan.example", citizen_id="001190000999"))
    assert {line.id: line.same for line in registration.vetting_queue(OPERATOR)} == {first: by, second: by, third: ""}
    for unsaid in ("", " \n"):
        with pytest.raises(Invalid) as refusal:
            registration.approve(OPERATOR, first, reason=unsaid)
        assert [(fault.place, fault.code) for fault in refusal.value.faults] == [("reason", "duplicate_without_reason")]
    assert (row(first).state, Party.objects.count(), Account.objects.count()) == ("waiting", 0, 0)

    assert (
        registration.approve(OPERATOR, first, reason="Đã gọi điện đối chiếu.").accept_reason == "Đã gọi điện đối chiếu."
    )
    entry = next(one for one in journal.entries(Ref("registration", str(first))) if one.act == "approved")
    assert entry.personal["reason"] == "Đã gọi điện đối chiếu."
    known = registration.registration_for(OPERATOR, second).duplicates[0]
    assert (known.kind, known.accepted_why) == ("party", "Đã gọi điện đối chiếu.")
    assert registration.vetting_queue(OPERATOR)[0].same == by
    with pytest.raises(Refused):
        registration.approve(OPERATOR, second, reason="Đã đối chiếu.")
    registration.approve(OPERATOR, third)
    assert row(third).accept_reason == ""


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["individual", "organisation"])
def test_a_grant_is_taken_back_before_it_was_used(kind: str) -> None:
    raw = individual if kind == "individual" else organisation
    wrong, right = confirmed(kind, raw()), confirmed(kind, raw(email="dung@dan.example"))
    registration.approve(OPERATOR, wrong, reason="Nhầm.")
    account = Account.objects.get()
    token = token_in(letters("registration", wrong)[0])
    for stranger, reason, error in ((VETTER, "Nhầm", Forbidden), (OPERATOR, " ", Invalid)):
        with pytest.raises(error):
            lifecycle.revoke_grant(stranger, account.id, reason=reason)
    lifecycle.revoke_grant(OPERATOR, account.id, reason="Cấp nhầm cho người khác.")
    account.refresh_from_db()
    assert (account.state, row(wrong).state) == ("cancelled", "revoked")
    with pytest.raises(Refused, match="link_used"):
        signin.first_access_for(token)
    assert "Cấp nhầm cho người khác." in letters("registration", wrong)[0].body
    assert journal.entries(Ref("registration", str(wrong)))[-1].act == "revoked"
    assert journal.entries(Ref("account", str(account.id)))[-1].act == "grant_revoked"
    assert registration.approve(OPERATOR, right).state == "approved"
    with pytest.raises(Refused, match="wrong_state"):
        lifecycle.revoke_grant(OPERATOR, account.id, reason="Lần nữa.")


@pytest.mark.django_db
def test_what_was_opened_is_not_taken_back() -> None:
    account = applicant()
    with pytest.raises(Refused, match="wrong_state"):
        lifecycle.revoke_grant(OPERATOR, account.id, reason="Muộn.")


@pytest.mark.django_db
def test_an_organisation_that_others_act_for_stays_when_a_grant_is_taken_back() -> None:
    applicant("organisation")
    party = Party.objects.get()
    number = confirmed("organisation", organisation(email="hai@nuocsach.example"))
    registration.approve(OPERATOR, number, join=str(party.id), reason="Cùng tổ chức.")
    joined = Account.objects.get(registrations=number)
    lifecycle.revoke_grant(OPERATOR, joined.id, reason="Không thuộc tổ chức.")
    party.refresh_from_db()
    assert party.active and [one.account_id for one in party.memberships.filter(ended_at=None)] != [joined.id]
    assert party.memberships.filter(account=joined, ended_at=None).count() == 0


@pytest.mark.django_db
def test_a_vetters_look_is_logged() -> None:
    number = confirmed("individual", individual())
    registration.registration_for(OPERATOR, number)
    assert [(look.actor_id, look.purpose) for look in journal.looks(Ref("registration", str(number)))] == [
        ("op", "vetting")
    ]


def test_of_two_vetters_at_once_one_approves(committed_db: str) -> None:
    number = confirmed("individual", individual())
    together = Barrier(2)

    def approves(_turn: int) -> str:
        try:
            together.wait(PATIENCE)
            return registration.approve(OPERATOR, number).state
        except Refused as refusal:
            return refusal.reasons[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(approves, range(2))) == ["approved", "wrong_state"]
    assert (Account.objects.count(), Party.objects.count()) == (1, 1)
    assert len([one for one in journal.entries(Ref("registration", str(number))) if one.act == "approved"]) == 1


def test_of_two_registrations_of_one_organisation_at_once_one_is_granted(committed_db: str) -> None:
    numbers = [
        confirmed("organisation", organisation(email=f"{name}@nuocsach.example")) for name in ("mot", "hai")
    ]  # fmt: skip
    together = Barrier(2)

    def approves(turn: int) -> str:
        try:
            together.wait(PATIENCE)
            return registration.approve(OPERATOR, numbers[turn], reason="Đã đối chiếu.").state
        except Refused as refusal:
            return refusal.reasons[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(approves, range(2))) == ["approved", "tax_code_in_use"]
    assert Registration.objects.filter(state="approved").count() == Party.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["individual", "organisation"])
def test_what_was_accepted_is_not_compared_with_what_it_became(kind: str) -> None:
    number = confirmed(kind, individual() if kind == "individual" else organisation())
    registration.approve(OPERATOR, number)
    assert registration.registration_for(OPERATOR, number).duplicates == ()
    second = confirmed(kind, (individual if kind == "individual" else organisation)(email="khac@dan.example"))
    told = [("party", "citizen_id")] if kind == "individual" else [("party", "tax_code"), ("account", "person")]
    assert [(one.kind, one.by) for one in registration.registration_for(OPERATOR, second).duplicates] == told
    assert {one.id for one in registration.registration_for(OPERATOR, number).duplicates} == {str(second)}


@pytest.mark.django_db
def test_a_person_with_an_account_gets_a_new_one_in_its_stead_by_the_vetters_word_and_reason() -> None:
    former = applicant()
    party = Party.objects.get()
    number = confirmed("individual", individual(email="moi@dan.example", phone="0987654321"))
    with pytest.raises(Refused) as refusal:
        registration.approve(OPERATOR, number, reason="Mất hộp thư cũ.")
    assert [(one.code, one.params) for one in refusal.value.reasons] == [("identity_in_use", {"party": str(party.id)})]
    with pytest.raises(Invalid) as unsaid:
        registration.approve(OPERATOR, number, join=str(party.id))
    assert [fault.place for fault in unsaid.value.faults] == ["reason"]
    assert acting(former).parties == {str(party.id)}

    assert registration.approve(OPERATOR, number, join=str(party.id), reason="Mất hộp thư cũ.").state == "approved"
    new = opened(number)
    assert (acting(former).parties, acting(new).parties) == (frozenset(), {str(party.id)})
    party.refresh_from_db()
    assert (party.email, party.phone) == ("moi@dan.example", "+84987654321")
    assert journal.entries(Ref("account", str(former.id)))[-1].act == "account_replaced"
    assert letters("account", former.id)[0].recipient == former.name

    lifecycle.cancel_own(acting(former))
    party.refresh_from_db()
    assert party.active and acting(new).parties == {str(party.id)}


@pytest.mark.django_db
def test_a_former_account_that_waited_for_a_change_asks_for_nothing_any_longer() -> None:
    former = applicant()
    party = Party.objects.get()
    asked = {name: value for name, value in individual(name="Nguyễn Hoa").items() if name in IDENTITY["individual"]}
    change = changes.request_change(acting(former), party.id, asked)
    number = confirmed("individual", individual(email="moi@dan.example"))
    registration.approve(OPERATOR, number, join=str(party.id), reason="Cùng một người.")
    assert changes.change_for(OPERATOR, change).state == "withdrawn"


@pytest.mark.django_db
def test_a_day_off_declared_later_moves_the_answer_of_what_waits(declare: Declare) -> None:
    waiting, decided = confirmed("individual", individual()), confirmed("organisation", organisation())
    registration.approve(OPERATOR, decided)
    before, kept, told = row(waiting).due_at, row(decided).due_at, len(letters("registration", waiting))
    assert before is not None
    day = before.astimezone(clock.HANOI).date()
    version = declare({day: "holiday"})
    outbox.drain()
    after = row(waiting)
    assert after.due_at == ministry.calendar().closing(ministry.calendar().working_day(day))
    assert after.due_at != before and after.calendar == version
    assert row(decided).due_at == kept and row(decided).calendar != version
    assert len(letters("registration", waiting)) == told + 1
    entry = journal.entries(Ref("registration", str(waiting)))[-1]
    assert (entry.act, entry.before["due"], entry.after["calendar"]) == ("recounted", before.isoformat(), version)
    assert deadlines.sweep_vetting() == 0
    assert len(letters("registration", waiting)) == told + 1
