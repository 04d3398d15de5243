"""A link opens by what its account may do when it is opened, not by what it might when the link was asked for."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dvctt.accounts import changes, memberships, registration
from dvctt.accounts.models import Account, Membership, Party
from dvctt.kernel import Actor, Refused, clock
from tests.accounts.people import (
    OPERATOR,
    VISITOR_AT,
    acting,
    applicant,
    confirmed,
    individual,
    letters,
    token_in,
)
from tests.accounts.test_members import joined, party_of, person

pytestmark = pytest.mark.django_db
MANAGER = memberships.MandateTerms("staff", manages=True)
THEIRS = "ke.trom@dan.example"


@pytest.fixture
def boss() -> Actor:
    """The legal representative of an organisation."""
    return acting(applicant("organisation"))


def asked(account: Account, party: str, email: str = THEIRS) -> str:
    """Ask for a new address of a party; the secret of the link that confirms it."""
    changes.request_email(acting(account), party, email)
    return token_in(letters("account", account.id)[0])


def membership(boss: Actor, account: Account) -> str:
    rows = memberships.members(boss, party_of(boss)).members
    return next(one.id for one in rows if one.email == account.email)


def closed(token: str) -> None:
    """That the link opens nothing, neither its page nor the change."""
    with pytest.raises(Refused, match="link_expired"):
        changes.email_change_for(token)
    with pytest.raises(Refused, match="link_expired"):
        changes.confirm_email_change(VISITOR_AT, token)


def ended(boss: Actor, account: Account) -> None:
    memberships.end_membership(boss, membership(boss, account), reason="Thôi việc")


def left(boss: Actor, account: Account) -> None:
    memberships.leave(acting(account), party_of(boss))


def limited(boss: Actor, account: Account) -> None:
    number = membership(boss, account)
    memberships.change_limits(boss, number, may_file=True, manages=False, procedures=None, until=None)


@pytest.mark.parametrize("loses", [ended, left, limited])
def test_who_manages_an_organisation_no_longer_leads_its_letters_nowhere(
    boss: Actor, loses: Callable[[Actor, Account], None]
) -> None:
    manager, party = person(), party_of(boss)
    joined(boss, manager, MANAGER)
    before = Party.objects.get(id=party).email
    theirs = asked(manager, party)
    loses(boss, manager)
    closed(theirs)
    assert Party.objects.get(id=party).email == before


@pytest.mark.parametrize("loses", [ended, left, limited])
def test_a_link_of_ones_own_stays_and_who_comes_back_asks_anew(
    boss: Actor, loses: Callable[[Actor, Account], None]
) -> None:
    manager, party = person(), party_of(boss)
    joined(boss, manager, MANAGER)
    own = asked(manager, next(iter(acting(manager).parties - {party})), "rieng@dan.example")
    loses(boss, manager)
    changes.confirm_email_change(VISITOR_AT, own)
    if loses is limited:
        number = membership(boss, manager)
        memberships.change_limits(boss, number, may_file=True, manages=True, procedures=None, until=None)
    else:
        joined(boss, manager, MANAGER)
    changes.confirm_email_change(VISITOR_AT, asked(manager, party, "moi@nuocsach.example"))
    assert Party.objects.get(id=party).email == "moi@nuocsach.example"


def test_who_managed_up_to_a_day_leads_no_letters_elsewhere_after_it(boss: Actor) -> None:
    manager, party = person(), party_of(boss)
    joined(boss, manager, MANAGER)
    theirs = asked(manager, party)
    Membership.objects.filter(account=manager, party_id=party).update(
        since=clock.today() - timedelta(days=2), until=clock.today() - timedelta(days=1)
    )  # fmt: skip
    closed(theirs)
    Membership.objects.filter(account=manager, party_id=party).update(until=clock.today())
    assert changes.email_change_for(theirs).email == "k•••@d•••.example"
    changes.confirm_email_change(VISITOR_AT, theirs)
    assert Party.objects.get(id=party).email == THEIRS


def test_an_account_that_another_replaced_leads_the_persons_letters_nowhere() -> None:
    former = applicant()
    party = Party.objects.get()
    theirs = asked(former, str(party.id))
    number = confirmed("individual", individual(email="moi@dan.example", phone="0987654321"))
    registration.approve(OPERATOR, number, join=str(party.id), reason="Mất hộp thư cũ.")
    closed(theirs)
    Party.objects.filter(id=party.id).update(email=former.email)
    changes.request_email(acting(former), None, "khac@dan.example")
    changes.confirm_email_change(VISITOR_AT, token_in(letters("account", former.id)[0]))
    former.refresh_from_db()
    party.refresh_from_db()
    assert (former.email, party.email) == ("khac@dan.example", "hoa@dan.example")
