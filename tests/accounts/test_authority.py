"""Official accounts, appointments, and the actor that an account is on a day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from allauth.core import context
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from demo.authenticator import code_of
from dvctt.accounts import lifecycle, memberships, officials, people, signin
from dvctt.accounts.adapters.allauth import AccountAdapter
from dvctt.accounts.models import Account, Appointment, Membership
from dvctt.journal import api as journal
from dvctt.kernel import VISITOR, ActorKind, Forbidden, Invalid, NotFound, Ref, Refused, Role, Text, clock, system
from dvctt.notices import api as notices
from tests.accounts.people import CLERK, OPERATOR, PASSWORD, THURSDAY, acting, applicant, individual, letters, official

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DEPUTY = officials.Position("LDB", Role.COMPETENT, Text(vi="Thứ trưởng", en="Deputy Minister"), "KT. BỘ TRƯỞNG")
HEAD = officials.Position("TNN", Role.HEAD, Text(vi="Cục trưởng"))
APPRAISER = officials.Position("TNN-CP", Role.APPRAISER, Text(vi="Chuyên viên"))


def test_an_officer_holds_roles_at_units_and_below_them() -> None:
    account = official("binh", HEAD, APPRAISER)
    actor = acting(account)
    assert (actor.kind, actor.name, actor.on_behalf) == (ActorKind.OFFICER, "Cán bộ binh", None)
    assert actor.holds(Role.HEAD, "TNN-CP") and actor.holds(Role.APPRAISER, "TNN-CP")
    assert not actor.holds(Role.APPRAISER, "TNN") and not actor.holds(Role.HEAD, "DDBD")
    assert actor.units() == {"TNN", "TNN-CP"}
    assert [entry.act for entry in journal.entries(Ref("account", actor.id))] == [
        "account_created", "appointed", "appointed", "first_access",
    ]  # fmt: skip


def test_a_competent_persons_title_and_authority_line_are_told() -> None:
    account = official("thutruong", DEPUTY)
    held = people.officer(account.id).appointment_at("LDB")
    assert (held.title.vi, held.title.en, held.authority_line) == ("Thứ trưởng", "Deputy Minister", "KT. BỘ TRƯỞNG")
    with pytest.raises(NotFound):
        people.officer(account.id).appointment_at("TNN")
    assert [one.name for one in people.officers("LDB", Role.COMPETENT)] == ["Cán bộ thutruong"]
    assert people.officers("LDB", Role.CLERK) == people.officers("TNN") == ()
    for stranger in (applicant().id, "no-uuid"):
        with pytest.raises(NotFound):
            people.officer(stranger)


def test_an_appointment_ends_with_its_last_day() -> None:
    with clock.travel(THURSDAY):
        account = official("binh", HEAD, APPRAISER)
        head = next(one for one in people.officer(account.id).appointments if one.role == Role.HEAD)
        last = THURSDAY.date() + timedelta(days=1)
        officials.end_appointment(OPERATOR, head.id, on=last, reason="Nghỉ hưu")
    with clock.travel(THURSDAY + timedelta(days=1)):
        assert acting(account).holds(Role.HEAD, "TNN")
    with clock.travel(THURSDAY + timedelta(days=2)):
        assert not acting(account).holds(Role.HEAD, "TNN")
        assert acting(account).holds(Role.APPRAISER, "TNN-CP")
        assert people.officers("TNN") == ()
        with pytest.raises(Refused):
            officials.end_appointment(OPERATOR, head.id, on=last, reason="x")
    entry = journal.entries(Ref("account", str(account.id)))[-1]
    assert (entry.act, entry.reason, entry.after["unit"]) == ("appointment_ended", "Nghỉ hưu", "TNN")


def test_an_appointment_of_tomorrow_gives_nothing_today() -> None:
    with clock.travel(THURSDAY):
        account = official("binh", officials.Position("TNN", Role.HEAD, Text(vi="Cục trưởng"), since=date(2025, 5, 5)))
        assert acting(account).grants == ()
    with clock.travel(THURSDAY + timedelta(days=11)):
        assert acting(account).holds(Role.HEAD, "TNN")


def test_only_the_operator_makes_official_accounts() -> None:
    account = official("binh", HEAD)
    held = people.officer(account.id).appointments[0]
    for stranger in (CLERK, VISITOR, acting(applicant())):
        for act in (
            lambda who: officials.create_official(
                who, username="moi", name="Mới", email="moi@monre.example", positions=()
            ),
            lambda who: officials.appoint(who, account.id, APPRAISER),
            lambda who: officials.end_appointment(who, held.id, on=clock.today(), reason="x"),
            lambda who: officials.send_first_access(who, account.id),
            lambda who: officials.find_people(who, "binh"),
        ):
            with pytest.raises(Forbidden):
                act(stranger)
    assert officials.appoint(OPERATOR, account.id, APPRAISER).role == Role.APPRAISER


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"username": "Bình"}, "username", "malformed"),
        ({"username": "binh"}, "username", "taken"),
        ({"name": "  "}, "name", "malformed"),
        ({"name": "An\r\nBcc: x@y.example"}, "name", "malformed"),
        ({"email": "không"}, "email", "malformed"),
        ({"email": "an@monre.example\nBcc: x@y.example"}, "email", "malformed"),
        ({"email": "BINH@monre.example"}, "email", "email_taken"),
        ({"positions": [officials.Position("XYZ", Role.HEAD, Text(vi="x"))]}, "positions.0.unit", "unknown_unit"),
        (
            {"positions": [officials.Position("TNN", Role.HEAD, Text(vi="x"), until=date(2000, 1, 1))]},
            "positions.0.until", "before_start",
        ),
    ],
)  # fmt: skip
def test_a_faulty_official_account_is_answered_with_its_places(
    change: dict[str, object], place: str, code: str
) -> None:
    official("binh", HEAD)
    right = {"username": "lean", "name": "Lê An", "email": "an@monre.example", "positions": [APPRAISER]}
    with pytest.raises(Invalid) as refusal:
        officials.create_official(OPERATOR, **{**right, **change})  # type: ignore[arg-type]
    assert (place, code) in [(fault.place, fault.code) for fault in refusal.value.faults]
    assert not Account.objects.filter(username="lean").exists()
    officials.create_official(OPERATOR, **right)  # type: ignore[arg-type]


def test_wrong_appointments_are_refused() -> None:
    account, person = official("binh", HEAD), applicant()
    with pytest.raises(Refused) as refusal:
        officials.appoint(OPERATOR, account.id, HEAD)
    assert refusal.value.reasons[0].code == "appointed_already"
    with pytest.raises(Refused) as refusal:
        officials.appoint(OPERATOR, person.id, HEAD)
    assert refusal.value.reasons[0].code == "not_an_officer"
    held = people.officer(account.id).appointments[0]
    for on, reason in ((held.since - timedelta(days=1), "x"), (clock.today(), " ")):
        with pytest.raises(Invalid):
            officials.end_appointment(OPERATOR, held.id, on=on, reason=reason)
    with pytest.raises(NotFound):
        officials.end_appointment(OPERATOR, account.id, on=clock.today(), reason="x")


def test_a_person_may_be_applicant_and_officer_with_two_accounts() -> None:
    applicant(raw=individual(email="hoa@monre.example"))
    official("hoa", APPRAISER)
    assert Account.objects.filter(email="hoa@monre.example").count() == 2


def test_an_applicant_acts_only_for_its_own_parties() -> None:
    mine, company = applicant(), applicant("organisation")
    theirs = str(company.memberships.get().party_id)
    actor = acting(mine, theirs)
    assert actor.on_behalf is not None and actor.on_behalf.id != theirs and theirs not in actor.parties
    with pytest.raises(NotFound):
        memberships.authorise_switch(mine.id, theirs)
    with pytest.raises(NotFound):
        people.party(actor, theirs)
    with pytest.raises(NotFound):
        people.party(VISITOR, theirs)
    assert people.party(CLERK, theirs).name == people.party(acting(company), theirs).name


def test_a_membership_that_ended_is_no_longer_acted_on() -> None:
    account = applicant("organisation")
    Membership.objects.update(since=clock.today() - timedelta(days=9), until=clock.today() - timedelta(days=1))
    actor = acting(account)
    assert (actor.on_behalf, actor.parties, memberships.parties_of(account.id)) == (None, frozenset(), ())


def test_who_is_not_signed_in_or_not_active_is_nobody() -> None:
    assert people.actor_for(AnonymousUser(), channel="test") is VISITOR
    account = applicant()
    Account.objects.update(state="suspended")
    account.refresh_from_db()
    with pytest.raises(Forbidden):
        acting(account)


def test_an_actor_costs_one_query(django_assert_num_queries: Callable[[int], object]) -> None:
    officer, person = official("binh", HEAD, APPRAISER), applicant()
    acting(officer)
    for account in (officer, person):
        with django_assert_num_queries(1):  # type: ignore[attr-defined]
            acting(account)


def test_recipients_names_and_the_second_secret() -> None:
    account = applicant("organisation")
    party = account.memberships.get().party_id
    assert people.recipient_for(party) == notices.Recipient(
        "Công ty TNHH Nước Sạch Sông Hồng", "vi", (("email", "vanthu@nuocsach.example"),), "organisation"
    )
    assert people.recipient_for(account.id).name == people.display_name(account.id) == "Trần Văn Bình"
    phone = account.memberships.get().party.phone
    assert [people.is_phone(phone, said) for said in ("6868", f"0{phone[3:]}", phone)] == [True] * 3
    assert not any(people.is_phone(phone, said) for said in ("", "868", "6869", phone[:-1] + "9"))
    extended = f"{phone};ext=101"
    assert all(people.is_phone(extended, said) for said in ("6868", phone, f"{phone} máy lẻ 101"))
    assert not any(people.is_phone(extended, said) for said in ("101", "=101", f"{phone} máy lẻ 102"))
    for ask in (people.recipient_for, people.display_name, people.owner_values):
        with pytest.raises(NotFound):
            ask("no-such-id")


def test_accounts_are_found_by_organisation_tax_code_and_address() -> None:
    person, firm = applicant(), applicant("organisation")
    official("dohai", HEAD)
    for text in (
        "Nước Sạch Sông Hồng", "nuoc sach SONG hong", "0100109106", " 010 010 9106", "01001", "vanthu@nuocsach.example",
        "VanThu@NuocSach.example", "vanthu", "@nuocsach",
    ):  # fmt: skip
        found = officials.find_people(OPERATOR, text, limit=50)
        assert [one.id for one in found] == [str(firm.id)], text
        assert found[0].organisations == ("Công ty TNHH Nước Sạch Sông Hồng",)
    assert [one.id for one in officials.find_people(OPERATOR, "hoa@dan.example")] == [str(person.id)]
    assert [one.username for one in officials.find_people(OPERATOR, "dohai@")] == ["dohai"]
    for text in ("nuoc hoa", "0100109107", "khac@nuocsach.example", "sach@nuoc"):
        assert officials.find_people(OPERATOR, text) == (), text
    lifecycle.cancel_own(acting(firm))
    assert officials.find_people(OPERATOR, "Nước Sạch Sông Hồng") == ()


def test_people_are_found_without_accents() -> None:
    applicant()
    official("dohai", HEAD)
    assert [one.username for one in officials.find_people(OPERATOR, "thi hoa")] == ["nguyenthihoa"]
    assert [one.username for one in officials.find_people(OPERATOR, "CÁN bộ")] == ["dohai"]
    assert officials.find_people(OPERATOR, "không ai cả") == ()
    kinds = {
        kind: {one.username for one in officials.find_people(OPERATOR, "", kind=kind, limit=50)}
        for kind in ("individual", "organisation", "officer")
    }
    assert "nguyenthihoa" in kinds["individual"] and "dohai" in kinds["officer"]
    assert not kinds["officer"] & (kinds["individual"] | kinds["organisation"])
    assert "nguyenthihoa" not in kinds["organisation"]


def test_an_officer_needs_a_second_factor_and_keeps_it() -> None:
    officer = official("binh", HEAD)
    assert signin.needs_second_factor(officer)
    assert not signin.needs_second_factor(applicant()) and not signin.needs_second_factor(AnonymousUser())
    signin.enrol_totp(officer, SECRET)
    signin.enrol_totp(officer, SECRET)
    assert not signin.needs_second_factor(officer)
    held = Authenticator.objects.get(user=officer)
    assert SECRET not in str(held.data)
    assert not mfa_adapter().can_delete_authenticator(held)
    code = code_of("binh")
    assert validate_totp_code(SECRET, code) or validate_totp_code(SECRET, code_of("binh"))


def test_codes_are_shown_in_a_demonstration_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = official("binh", HEAD)
    with pytest.raises(NotFound):
        code_of("binh")
    signin.enrol_totp(officer, SECRET)
    with pytest.raises(NotFound):
        code_of("khongco")
    monkeypatch.setattr(settings, "DEMONSTRATION", False)
    with pytest.raises(Forbidden):
        code_of("binh")


def test_a_sign_in_is_journalled_and_allauth_opens_no_account() -> None:
    account = applicant()
    Client().force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    entry = journal.entries(Ref("account", str(account.id)))[-1]
    assert (entry.act, entry.actor_id) == ("signed_in", str(account.id))
    request = RequestFactory().get("/")
    assert not AccountAdapter(request).is_open_for_signup(request)


def test_mails_of_allauth_go_through_notices() -> None:
    account, request = applicant(), RequestFactory().get("/")
    with context.request_context(request):
        AccountAdapter(request).send_mail("account/email/password_reset_key", account.email, {
            "user": account, "password_reset_url": "http://127.0.0.1/x", "username": account.username,
        })  # fmt: skip
    letter = letters("account", account.id)[0]
    assert (letter.kind, letter.recipient, letter.state) == ("courtesy", "Nguyễn Thị Hoa", "waiting")
    assert "http://127.0.0.1/x" in letter.body


@pytest.mark.parametrize("login", [{"username": "NguyenThiHoa"}, {"email": "HOA@dan.example"}])
def test_user_name_or_address_with_the_password_signs_in(login: dict[str, str]) -> None:
    account, request = applicant(), RequestFactory().post("/sign-in/")
    with context.request_context(request):
        assert authenticate(request, **login, password=PASSWORD) == account
        assert authenticate(request, **login, password=PASSWORD + "x") is None
        Account.objects.update(state="suspended")
        signed_in = authenticate(request, **login, password=PASSWORD)
    assert signed_in is None or not signed_in.is_active


def test_the_seed_may_make_the_first_operator() -> None:
    number = officials.create_official(
        system("seed"), username="vanhanh", name="Vũ Minh", email="vanhanh@monre.example",
        positions=[officials.Position("CNTT", Role.OPERATOR, Text(vi="Quản trị hệ thống"))],
    )  # fmt: skip
    assert "vanhanh" in letters("account", number)[0].body
    assert Appointment.objects.get().role == "operator"
    assert signin.first_access_for(letters("account", number)[0].body.split("/first-access/")[1].split("/")[0])
