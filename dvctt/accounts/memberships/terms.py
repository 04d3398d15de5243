"""What an organisation gives to somebody who acts for it, and what is wrong with it (13.1.b)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dvctt.accounts.models import Membership, Party
from dvctt.kernel import Fault, Invalid, Mandate, clock

LONGEST_NUMBER = 80
CODE = re.compile(r"[0-9A-Za-z.]{1,20}")


@dataclass(frozen=True)
class MandateTerms:
    """As what and how far somebody acts: `procedures` are codes, none for all; `until` is the last day.

    `number` and `document` are those of an authorisation, which only who is `authorised` from outside has.
    """

    power: str
    may_file: bool = True
    manages: bool = False
    procedures: frozenset[str] | None = None
    until: date | None = None
    number: str = ""
    document: UUID | None = None


def check(limits: MandateTerms, party: Party, by: Mandate) -> None:
    """Raise Invalid with every fault of what `by` wants to give somebody for the party."""
    if faults := tuple(_faults(limits, party, by)):
        raise Invalid(*faults)


def columns(limits: MandateTerms) -> dict[str, Any]:
    """The limits as the columns that memberships and invitations share."""
    return {
        "power": limits.power, "may_file": limits.may_file, "manages": limits.manages,
        "procedures": None if limits.procedures is None else sorted(limits.procedures), "until": limits.until,
        "authorisation_number": limits.number.strip(), "authorisation_id": limits.document,
    }  # fmt: skip


def said(limits: MandateTerms) -> dict[str, Any]:
    """The limits as the journal keeps them."""
    return {
        "power": limits.power, "may_file": limits.may_file, "manages": limits.manages,
        "procedures": None if limits.procedures is None else sorted(limits.procedures),
        "until": limits.until.isoformat() if limits.until else None, "number": limits.number.strip(),
        "document": str(limits.document) if limits.document else None,
    }  # fmt: skip


def of(row: Any) -> MandateTerms:
    """The limits of a stored membership or invitation."""
    procedures = None if row.procedures is None else frozenset(row.procedures)
    return MandateTerms(
        row.power, row.may_file, row.manages, procedures, row.until, row.authorisation_number, row.authorisation_id
    )


def _faults(limits: MandateTerms, party: Party, by: Mandate) -> Iterator[Fault]:
    if limits.power not in (Membership.Power.STAFF, Membership.Power.AUTHORISED):
        yield Fault("power", "not_an_option")
    if limits.power == Membership.Power.STAFF and party.kind == Party.Kind.INDIVIDUAL:
        yield Fault("power", "person_has_no_staff")
    if limits.until is not None and limits.until < clock.today():
        yield Fault("until", "before_today", {"today": clock.written_day(clock.today())})
    if limits.procedures is not None and not all(CODE.fullmatch(one) for one in limits.procedures):
        yield Fault("procedures", "not_an_option")
    if limits.procedures == frozenset():
        yield Fault("procedures", "required")
    if limits.power == Membership.Power.AUTHORISED:
        yield from _authorisation(limits)
    elif limits.document or limits.number.strip():
        yield Fault("number", "staff_needs_no_authorisation")
    if limits.manages:
        yield from _managing(limits, by)


def _authorisation(limits: MandateTerms) -> Iterator[Fault]:
    if limits.until is None:
        yield Fault("until", "required")
    if not limits.number.strip():
        yield Fault("number", "required")
    elif len(limits.number) > LONGEST_NUMBER:
        yield Fault("number", "too_long", {"max": LONGEST_NUMBER})
    if limits.document is None:
        yield Fault("file", "required")


def _managing(limits: MandateTerms, by: Mandate) -> Iterator[Fault]:
    if by.power != Membership.Power.REPRESENTATIVE:
        yield Fault("manages", "only_representative")
    if limits.power != Membership.Power.STAFF or not limits.may_file or limits.procedures is not None:
        yield Fault("manages", "manager_without_limits")
