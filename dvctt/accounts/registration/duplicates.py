"""Where a registration stands, as its registrant and its vetter see it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from dvctt.accounts.models import Account, ChangeRequest, Membership, Party, Registration
from dvctt.accounts.registration import confusables, declaration
from dvctt.accounts.registration.read_models import Duplicate

OPEN = ("waiting", "returned")
MOST = 5


def duplicates(row: Registration) -> tuple[Duplicate, ...]:
    """Find who has the same identity number or tax code, parties first, and whose address or name only looks so.

    What the registration itself became, once it was accepted, is not among them.
    """
    alike = same_number(row.identity_index, row.tax_code, own=row.id, own_party=row.party_id)
    person = row.person_index if row.opens_account else ""
    alike += same_person(person, own=row.id, account=row.account_id, told=alike)
    return (*alike, *_look_alikes(row), *_read_alike(row))


def _read_alike(row: Registration) -> tuple[Duplicate, ...]:
    """Parties and open registrations whose name this one is taken for, because of letters of another script."""
    if not confusables.foreign_letters(row.name):
        return ()
    alike = {"folded": confusables.latin_reading(row.name)}
    parties = _parties(row.party_id).filter(**alike).order_by("id")
    others = Registration.objects.filter(state__in=OPEN, **alike).exclude(id=row.id).order_by("created_at")
    return (
        *(_party(one, "name") for one in parties[:MOST]),
        *(Duplicate("registration", str(one.id), one.name, "name") for one in others[:MOST]),
    )


def _look_alikes(row: Registration) -> tuple[Duplicate, ...]:
    """Accounts and open registrations whose e-mail address is another one that looks the same (TS 39)."""
    if not row.email_skeleton:
        return ()
    alike = {"email_skeleton": row.email_skeleton}
    holders = Account.objects.filter(kind="applicant", erased_at=None, **alike).exclude(email__iexact=row.email)
    others = Registration.objects.filter(state__in=OPEN, **alike).exclude(email__iexact=row.email)
    own = {row.account_id} if row.account_id else set()
    return (
        *(
            Duplicate("account", str(one.id), one.name, "email", (one.username,), one.email, (str(one.id),))
            for one in holders.exclude(id__in=own)
        ),
        *(Duplicate("registration", str(one.id), one.name, "email") for one in others.exclude(id=row.id)),
    )


def same_number(
    identity_index: str, tax_code: str, *, own: UUID, own_party: UUID | None = None
) -> tuple[Duplicate, ...]:
    """Find parties, open registrations and open changes of identity with the same number, or tax code without one.

    `own` is the registration or change itself, `own_party` the party that it became or is about.
    """
    by = "citizen_id" if identity_index else "tax_code"
    same = {"identity_index": identity_index} if identity_index else {"tax_code": tax_code}
    if not any(same.values()):
        return ()
    others = Registration.objects.filter(state__in=OPEN, **same).exclude(id=own).order_by("created_at")
    changes = ChangeRequest.objects.filter(state__in=OPEN, **same).exclude(id=own).exclude(party=own_party)
    return (
        *(_party(one, by) for one in _parties(own_party).filter(**same)),
        *(Duplicate("registration", str(one.id), one.name, by) for one in others),
        *(
            Duplicate("change", str(one.id), one.party.name, by)
            for one in changes.select_related("party").order_by("created_at")
        ),
    )


def same_person(
    identity_index: str, *, own: UUID, account: UUID | None, told: Sequence[Duplicate] = ()
) -> tuple[Duplicate, ...]:
    """Find whose account, or open registration or change, has the number of the person who would hold an account.

    `own` is the registration or change itself, `account` its own one; what `told` names by the same number is left out.
    """
    if not identity_index:
        return ()
    selves, granted, waiting, changes = asked = _of_person(identity_index, own, account)
    first, *rest = (rows.order_by().values_list(Value(place)) for place, rows in enumerate(asked))
    if not first.union(*rest).exists():  # most people are new: one statement says so
        return ()
    known = {(one.kind, one.id) for one in told if one.by == "citizen_id"}
    stand = list(selves.select_related("account", "party"))
    holders = {one.account for one in granted.select_related("account") if one.account}
    holders -= {one.account for one in stand}
    found = (
        *(_party(one.party, "person") for one in stand),
        *(
            Duplicate("account", str(one.id), one.name, "person", (one.username,), one.email, (str(one.id),))
            for one in sorted(holders, key=lambda one: one.created_at)
        ),
        *(Duplicate("registration", str(one.id), one.name, "person") for one in waiting.order_by("created_at")),
        *(
            Duplicate("change", str(one.id), one.party.name, "person")
            for one in changes.select_related("party").order_by("created_at")
        ),
    )
    return tuple(one for one in found if (one.kind, one.id) not in known)


def _of_person(
    index: Any, own: Any, account: Any
) -> tuple[QuerySet[Membership], QuerySet[Registration], QuerySet[Registration], QuerySet[ChangeRequest]]:
    """Who stands for the person, what was granted to whom with the number, and what waits with it.

    Values, or references to an outer row; `account` None leaves no account out.
    """
    selves = Membership.objects.filter(party__identity_index=index, party__active=True, power="self", ended_at=None)
    registered = Registration.objects.filter(person_index=index).exclude(pk=own)
    # For a person somebody stands, or nobody any longer; an organisation's account goes on with its holder.
    granted = registered.filter(kind="organisation", state="approved").exclude(account__state="cancelled")
    waiting = registered.filter(state__in=OPEN)
    changes = ChangeRequest.objects.filter(identity_index=index, state__in=OPEN).exclude(pk=own)
    if account is None:
        return selves, granted, waiting, changes
    others = ~Q(account=account)
    return selves.filter(others), granted.filter(others), waiting.filter(others), changes.filter(others)


def _parties(own: UUID | None) -> QuerySet[Party]:
    parties = Party.objects.filter(active=True).prefetch_related("memberships__account")
    return parties.exclude(id=own) if own else parties


def _party(party: Party, by: str) -> Duplicate:
    """A party that is resembled, with who acts for it by user name, and since when and why it is known."""
    held = sorted(
        (one.account.username, str(one.account_id)) for one in party.memberships.all() if one.ended_at is None
    )
    names, numbers = tuple(name for name, _id in held), tuple(number for _name, number in held)
    known = Registration.objects.filter(party=party, state="approved").order_by("-decided_at").first()
    at, why = (known.decided_at, known.accept_reason) if known else (None, "")
    return Duplicate(
        "party", str(party.id), party.name, by, names, account_ids=numbers, accepted_at=at, accepted_why=why,
        values=declaration.of_party(party),
    )  # fmt: skip


def same_number_known() -> Q:
    """An expression for registrations and changes: whether a party or another open one has, or asks for, the number."""
    same = Q(identity_index=OuterRef("identity_index")) & ~Q(identity_index="")
    same |= Q(tax_code=OuterRef("tax_code")) & ~Q(tax_code="")
    registrations = Registration.objects.filter(same, state__in=OPEN).exclude(pk=OuterRef("pk"))
    changes = ChangeRequest.objects.filter(same, state__in=OPEN).exclude(pk=OuterRef("pk"))
    parties = Party.objects.filter(same, active=True)
    return Q(Exists(parties)) | Q(Exists(registrations)) | Q(Exists(changes))


def same_as(identity_index: str, *, doubled: bool, person_known: bool) -> str:
    """Say in a queue which number is known, by the two expressions below; empty for none."""
    if doubled:
        return "citizen_id" if identity_index else "tax_code"
    return "person" if person_known else ""


def new_person_known() -> Q:
    """An expression for registrations: whether who would hold the new account has one, or asks for one, elsewhere."""
    return Q(account=None) & ~Q(person_index="") & _person_known(OuterRef("person_index"), None)


def changed_person_known() -> Q:
    """An expression for changes: whether the number that is asked for is of somebody who holds another account."""
    return ~Q(identity_index="") & _person_known(OuterRef("identity_index"), OuterRef("account"))


def _person_known(index: OuterRef, account: OuterRef | None) -> Q:
    known = Q()
    for rows in _of_person(index, OuterRef("pk"), account):
        known |= Q(Exists(rows))
    return known
