"""Inviting somebody to act for an organisation, the limits, and the end of it; what each of them is told."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from dvctt.accounts import lifecycle, memberships, people, registration
from dvctt.accounts.models import Account, Membership
from dvctt.documents import store
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Forbidden, Invalid, NotFound, Ref, Refused, clock
from dvctt.notices import api as notices
from dvctt.notices.models import Message
from tests.accounts.people import OPERATOR, acting, applicant, confirmed, individual, opened, organisation
from tests.fixtures_casework import pdf

pytestmark = pytest.mark.django_db
STAFF = memberships.MandateTerms("staff")


@pytest.fixture
def boss(db: None) -> Actor:
    """The legal representative of an organisation."""
    return acting(applicant("organisation"))


def party_of(actor: Actor) -> str:
    assert actor.on_behalf is not None
    return actor.on_behalf.id


def person(number: int = 1) -> Account:
    """Somebody with an account of his own."""
    return applicant(raw=individual(email=f"p{number}@dan.example", citizen_id=f"00119000012{number}"))


def invited(boss: Actor, email: str, limits: memberships.MandateTerms = STAFF) -> str:
    """Invite, and give the secret in the mail."""
    memberships.invite(boss, party_of(boss), email, limits)
    letter = next(one for one in notices.messages(Ref("party", party_of(boss))) if "/invitations/" in one.body)
    found = re.search(r"/account/invitations/([\w-]+)/", letter.body)
    assert found
    return found[1]


def joined(boss: Actor, account: Account, limits: memberships.MandateTerms = STAFF) -> Actor:
    """Somebody who accepted."""
    memberships.accept_invitation(acting(account), token=invited(boss, account.email, limits))
    return acting(account, party_of(boss))


def authorisation(boss: Actor) -> UUID:
    """The document of an authorisation, as kept."""
    subject = Ref("party", party_of(boss))
    blob = store.put(pdf(), "application/pdf")
    return store.add_document(blob, name="uy-quyen.pdf", kind="authorisation", subject=subject, actor=boss, pages=1).id


def outside(boss: Actor, **changes: Any) -> memberships.MandateTerms:
    """An authorised person's limits."""
    right = {"until": clock.today() + timedelta(days=30), "number": "12/UQ-2026", "document": authorisation(boss)}
    return memberships.MandateTerms("authorised", **{**right, **changes})


def test_an_invitation_works_once_and_gives_what_it_says(boss: Actor) -> None:
    account, party = person(), party_of(boss)
    token = invited(boss, account.email, memberships.MandateTerms("staff", procedures=frozenset({"1.000082"})))
    assert memberships.invitation(token).party_name == "Công ty TNHH Nước Sạch Sông Hồng"
    memberships.accept_invitation(acting(account), token=token)
    held = acting(account, party).acting
    assert held is not None
    assert (held.power, held.may_file, held.manages, held.procedures) == ("staff", True, False, {"1.000082"})
    for again in (account, person(2)):
        with pytest.raises(Refused, match="link_used"):
            memberships.accept_invitation(acting(again), token=token)
    told = [one.title for one in notices.messages(Ref("account", boss.id))]
    assert f"{account.name} đã nhận lời mời" in told
    acts = [entry.act for entry in journal.entries(Ref("party", party))]
    assert acts[-2:] == ["member_invited", "member_joined"]


def test_who_invites_learns_nothing_of_accounts(boss: Actor) -> None:
    known, party = person(), party_of(boss)
    memberships.invite(boss, party, known.email, STAFF)
    memberships.invite(boss, party, "khong.ai@dan.example", STAFF)
    known_one, unknown_one = memberships.members(boss, party).invitations
    assert (known_one.power, known_one.expired) == (unknown_one.power, unknown_one.expired)
    first, second = [one for one in notices.messages(Ref("party", party)) if "/invitations/" in one.body]
    assert re.sub(r"/invitations/[\w-]+/", "", first.body) == re.sub(r"/invitations/[\w-]+/", "", second.body)


@pytest.mark.parametrize(
    "typed", ["Thu <thu@dan.example>", "mailto:thu@dan.example", "ｔｈｕ＠dan.example", " thu@dan.example;"]
)
def test_an_invitation_goes_to_the_address_that_was_copied(typed: str, boss: Actor) -> None:
    party = party_of(boss)
    memberships.invite(boss, party, typed, STAFF)
    (row,) = memberships.members(boss, party).invitations
    assert row.email == "thu@dan.example"


def test_who_registers_later_finds_the_invitation(boss: Actor) -> None:
    memberships.invite(boss, party_of(boss), "P1@dan.example", STAFF)
    account = person()
    (waiting,) = memberships.invitations_to(acting(account))
    with pytest.raises(Refused, match="link_unknown"):
        memberships.accept_invitation(acting(person(2)), invitation_id=waiting.id)
    memberships.accept_invitation(acting(account), invitation_id=waiting.id)
    assert memberships.invitations_to(acting(account)) == ()
    assert party_of(boss) in acting(account).parties


def test_an_invitation_expires_is_declined_and_withdrawn(boss: Actor) -> None:
    account, party = person(), party_of(boss)
    token = invited(boss, account.email)
    with clock.travel(clock.now() + timedelta(days=15)):
        with pytest.raises(Refused, match="link_expired"):
            memberships.accept_invitation(acting(account), token=token)
        again = invited(boss, account.email)
    memberships.decline_invitation(acting(account), token=again)
    with pytest.raises(Refused, match="link_used"):
        memberships.accept_invitation(acting(account), token=again)
    number = memberships.invite(boss, party, account.email, STAFF)
    with pytest.raises(Refused, match="invited_already"):
        memberships.invite(boss, party, account.email.upper(), STAFF)
    memberships.withdraw_invitation(boss, number)
    assert memberships.members(boss, party).invitations == ()


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"until": None}, "until", "required"),
        ({"until": clock.today() - timedelta(days=1)}, "until", "before_today"),
        ({"number": " "}, "number", "required"),
        ({"document": None}, "file", "required"),
        ({"manages": True}, "manages", "manager_without_limits"),
        ({"procedures": frozenset()}, "procedures", "required"),
    ],
)
def test_an_authorised_person_needs_document_number_and_end(
    boss: Actor, changes: dict[str, Any], place: str, code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        memberships.invite(boss, party_of(boss), "luat.su@dan.example", outside(boss, **changes))
    assert (place, code) in {(fault.place, fault.code) for fault in caught.value.faults}
    memberships.invite(boss, party_of(boss), "luat.su@dan.example", outside(boss))


def test_an_authorisation_ends_by_itself_and_only_comes_nearer(boss: Actor) -> None:
    account, party = person(), party_of(boss)
    limits = outside(boss)
    actor = joined(boss, account, limits)
    assert actor.acting is not None
    number, last = actor.acting.id, limits.until
    assert last is not None
    same = {"may_file": True, "manages": False, "procedures": None}
    with pytest.raises(Invalid, match="beyond_authorisation"):
        memberships.change_limits(boss, number, **same, until=last + timedelta(days=1))
    memberships.change_limits(boss, number, **{**same, "may_file": False}, until=last - timedelta(days=1))
    assert acting(account, party).acting.may_file is False  # type: ignore[union-attr]
    with clock.travel(clock.now() + timedelta(days=31)):
        assert party not in acting(account).parties
        joined(boss, account, outside(boss))
    assert Membership.objects.filter(account=account, party_id=party).count() == 2


def test_a_membership_is_ended_with_a_reason_or_left(boss: Actor) -> None:
    account, party = person(), party_of(boss)
    actor = joined(boss, account)
    assert actor.acting is not None
    with pytest.raises(Invalid, match="reason"):
        memberships.end_membership(boss, actor.acting.id, reason=" ")
    memberships.end_membership(boss, actor.acting.id, reason="Chuyển công tác")
    assert party not in acting(account).parties
    told = notices.messages(Ref("account", str(account.id)))[0]
    assert "Chuyển công tác" in told.body
    with pytest.raises(NotFound):
        memberships.end_membership(boss, actor.acting.id, reason="lần nữa")
    again = joined(boss, account)
    memberships.leave(again, party)
    assert party not in acting(account).parties
    assert people.ended_for(acting(account), party) is not None
    with pytest.raises(Refused, match="oneself"):
        memberships.leave(acting(account), party_of(acting(account)))


def test_only_who_manages_says_who_acts(boss: Actor) -> None:
    party = party_of(boss)
    manager = joined(boss, person(1), memberships.MandateTerms("staff", manages=True))
    clerk = joined(boss, person(2))
    assert manager.acting and clerk.acting and boss.acting
    with pytest.raises(Forbidden):
        memberships.invite(clerk, party, "x@dan.example", STAFF)
    with pytest.raises(Invalid, match="only_representative"):
        memberships.invite(manager, party, "x@dan.example", memberships.MandateTerms("staff", manages=True))
    for taboo in (boss.acting.id, manager.acting.id):
        with pytest.raises(Refused, match="not_yours_to_change"):
            memberships.end_membership(manager, taboo, reason="x")
    with pytest.raises(NotFound):
        memberships.members(acting(person(3)), party)
    assert {one.account for one in memberships.members(clerk, party).members} == {boss.id, manager.id, clerk.id}
    memberships.end_membership(manager, clerk.acting.id, reason="Hết hợp đồng")
    memberships.end_membership(boss, manager.acting.id, reason="Hết hợp đồng")


def test_an_invitation_does_not_outlive_who_sent_it(boss: Actor) -> None:
    manager, guest, party = person(1), person(2), party_of(boss)
    managing = joined(boss, manager, memberships.MandateTerms("staff", manages=True))
    assert managing.acting is not None
    token = invited(managing, guest.email)
    Account.objects.filter(pk=manager.pk).update(state="suspended")
    for look in (
        lambda: memberships.invitation(token),
        lambda: memberships.accept_invitation(acting(guest), token=token),
    ):
        with pytest.raises(Refused, match="link_unknown"):
            look()
    assert memberships.invitations_to(acting(guest)) == ()
    Account.objects.filter(pk=manager.pk).update(state="active")
    assert [one.party for one in memberships.invitations_to(acting(guest))] == [memberships.invitation(token).party]
    memberships.end_membership(boss, managing.acting.id, reason="Hết hợp đồng")
    with pytest.raises(Refused, match="link_used"):
        memberships.accept_invitation(acting(guest), token=token)
    assert party not in acting(guest).parties and memberships.members(boss, party).invitations == ()


def test_a_person_authorises_somebody_but_has_no_staff() -> None:
    one = acting(person())
    with pytest.raises(Invalid, match="person_has_no_staff"):
        memberships.invite(one, party_of(one), "x@dan.example", STAFF)
    actor = joined(one, person(2), outside(one))
    assert actor.acting and actor.acting.power == "authorised"


def test_the_last_who_manages_brings_in_somebody_before_leaving(boss: Actor) -> None:
    party = party_of(boss)
    joined(boss, person(1))
    with pytest.raises(Refused, match="last_manager"):
        memberships.leave(boss, party)
    manager = joined(boss, person(2), memberships.MandateTerms("staff", manages=True))
    memberships.leave(boss, party)
    told = [one.addresses for one in Message.objects.filter(subject_id=party, title__contains="đã rời")]
    assert [["email", "p2@dan.example"]] in told
    assert memberships.members(manager, party).may_leave is False
    with pytest.raises(Refused, match="last_manager"):
        memberships.leave(manager, party)


def test_the_last_whose_account_is_cancelled_leaves_the_organisation_behind(boss: Actor) -> None:
    party = party_of(boss)
    lifecycle.cancel_own(boss)
    assert people.members_who_may_file(party, "1.000082") == ()
    raw = organisation(email="moi@nuocsach.example", registrant_is_representative="false",
                       registrant_name="Phạm Thị Mới", registrant_position="Phó Giám đốc",
                       registrant_citizen_id="001190000999")  # fmt: skip
    number = confirmed("organisation", raw)
    registration.approve(OPERATOR, number, join=party, reason="Cùng tổ chức.")
    held = acting(opened(number)).acting
    assert held is not None
    assert (held.party, held.power, held.manages) == (party, "staff", True)
