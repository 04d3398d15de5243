"""From an account to the Actor: whom it may act for, which roles it holds where (14.1)."""

from dataclasses import replace
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, FilteredRelation, Q, QuerySet

from dvctt.accounts.models import Account, Appointment, Membership
from dvctt.accounts.people.queries import account_row, party_view
from dvctt.accounts.people.read_models import PartyView
from dvctt.authority import Power, may
from dvctt.kernel import VISITOR, Actor, ActorKind, Assurance, Forbidden, Grant, Mandate, NotFound, Ref, Role, clock
from dvctt.ministry import api as ministry


def actor_for(
    account: AbstractBaseUser | AnonymousUser, *, channel: str, address: str = "", on_behalf: str | None = None,
    assurance: Assurance = Assurance.LOW,
) -> Actor:  # fmt: skip
    """Give the actor that the account is today; a visitor where nobody signed in. One query.

    An applicant acts for `on_behalf` (the id of a party) where the account still may, else for oneself, else for the
    first organisation by name. `assurance` is of the sign-in. Raises Forbidden for an account that is not active.
    """
    if not isinstance(account, Account):
        return VISITOR
    if not account.is_active:
        raise Forbidden("account_not_active")
    if account.kind == Account.Kind.OFFICER:
        return replace(_officer(account, channel, address), assurance=assurance)
    return replace(_applicant(account, channel, address, on_behalf), assurance=assurance)


def as_of_now(actor: Actor) -> Actor:
    """Give who acts by the pages with what the account may do at this moment; nobody else is changed. One query.

    To be asked under the lock of what is acted on: a page that waits for it may outlast the appointment, the membership
    or the account that it was opened with.
    """
    if not ministry.at_a_screen(actor):
        return actor
    active = Exists(Account.objects.filter(id=actor.id, state=Account.State.ACTIVE))
    if actor.kind == ActorKind.OFFICER:
        return replace(actor, grants=_grants(actor.id, held_by(actor.id).filter(active)))
    return replace(actor, mandates=tuple(map(mandate_of, memberships_today(actor.id).filter(active))))


def actor_today(account_id: str) -> Actor:
    """Give the actor that an official's account is today, outside of any sign-in; raises Forbidden, NotFound.

    By it an act that waited is judged anew for who wanted it.
    """
    account = account_row(account_id)
    if account.kind != Account.Kind.OFFICER:
        raise NotFound(f"official {account_id}")
    return actor_for(account, channel="system")


def still_may(account_id: str, power: Power) -> bool:
    """Whether the official who wanted something still has the power over it that it needs."""
    try:
        return may(actor_today(account_id), power)
    except (Forbidden, NotFound):
        return False


def mandate_of(row: Membership) -> Mandate:
    """Give what a membership allows: who acts for oneself or represents an organisation manages it too."""
    return Mandate(
        party=str(row.party_id), power=row.power, may_file=row.may_file,
        procedures=None if row.procedures is None else frozenset(row.procedures), until=row.until,
        manages=row.manages or row.power in (Membership.Power.SELF, Membership.Power.REPRESENTATIVE),
        id=str(row.id), name=row.party.name,
    )  # fmt: skip


def authorise_switch(account_id: UUID | str, party_id: str) -> PartyView:
    """Give the party that an applicant wants to act for; raises NotFound where the account may not."""
    for membership in memberships_today(account_id):
        if str(membership.party_id) == party_id:
            return party_view(membership.party)
    raise NotFound(f"party {party_id}")


def memberships_today(account_id: UUID | str) -> QuerySet[Membership]:
    """Find whom the account may act for today: oneself first, then organisations by name."""
    today = clock.today()
    return (
        Membership.objects.filter(account_id=account_id, ended_at=None, since__lte=today, party__active=True)
        .filter(Q(until=None) | Q(until__gte=today))
        .select_related("party")
        .order_by(ExpressionWrapper(Q(power="self"), BooleanField()).desc(), "party__folded", "id")
    )


def appointments_today() -> QuerySet[Appointment]:
    """Find the appointments in force today of officers whose account is not suspended or cancelled."""
    today = clock.today()
    return (
        Appointment.objects.filter(since__lte=today, ended_at=None)
        .filter(Q(until=None) | Q(until__gte=today))
        .exclude(account__state__in=["suspended", "cancelled"])
        .order_by("unit", "role", "since", "id")
    )


def with_deputies(held: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """The appointments with who stands in for their holders today: a row for each deputy, or one without."""
    today = clock.today()
    standing = FilteredRelation(
        "deputyships",
        condition=Q(deputyships__ended_at=None, deputyships__since__lte=today, deputyships__until__gte=today),
    )
    return held.alias(standing=standing).annotate(
        deputy_id=F("standing__deputy_id"), deputy_line=F("standing__authority_line")
    )


def held_by(account_id: UUID | str) -> QuerySet[Appointment]:
    """The appointments whose roles the account holds today: its own, and those of the absent whose deputy it is.

    One query. Of an absent officer's, `account_id` is that officer's.
    """
    held = with_deputies(appointments_today()).filter(Q(account_id=account_id) | Q(deputy_id=account_id))
    return held.select_related("account")


def _officer(account: Account, channel: str, address: str) -> Actor:
    return Actor(
        kind=ActorKind.OFFICER, id=str(account.id), name=account.name,
        grants=_grants(str(account.id), held_by(account.id)), channel=channel, address=address,
        language=account.language,
    )  # fmt: skip


def _grants(account_id: str, held: QuerySet[Appointment]) -> tuple[Grant, ...]:
    known = {unit.code for unit in ministry.units()}
    return tuple(_grant(account_id, one) for one in held if one.unit in known)


def _grant(account_id: str, one: Appointment) -> Grant:
    covers = ministry.covered(one.unit)
    if str(one.account_id) == account_id:
        return Grant(Role(one.role), one.unit, covers)
    return Grant(Role(one.role), one.unit, covers, str(one.account_id), one.account.name)


def _applicant(account: Account, channel: str, address: str, on_behalf: str | None) -> Actor:
    mandates = tuple(mandate_of(membership) for membership in memberships_today(account.id))
    parties = [one.party for one in mandates]
    chosen = on_behalf if on_behalf in parties else next(iter(parties), None)
    return Actor(
        kind=ActorKind.APPLICANT, id=str(account.id), name=account.name,
        on_behalf=Ref("party", chosen) if chosen else None, mandates=mandates,
        channel=channel, address=address, language=account.language,
    )  # fmt: skip
