"""Whom one writes to about a dossier: its owner, and the person who files it while he still acts for the owner."""

from dvctt.accounts.models import Account, Membership, Party
from dvctt.accounts.people.queries import addresses, recipient_for, recipient_of
from dvctt.kernel import clock
from dvctt.notices import api as notices


def contacts_of(owner: Party, filer: Account, mandate: Membership | None) -> tuple[notices.Recipient, ...]:
    """Give the owner's registered address first; then the filer's own, where it is another one.

    Who does not act for the owner any more is not written to; the owner then hears at its own address, or at that of
    who acts for it longest.
    """
    if mandate is not None and not in_force(mandate):
        return (recipient_for(owner.id),)
    first = recipient_of(owner, filer)
    if not owner.email or owner.email.lower() == filer.email.lower():
        return (first,)
    return first, notices.Recipient(filer.name, filer.language, addresses(filer.email))


def in_force(row: Membership) -> bool:
    """Whether the membership lets its holder act today."""
    today = clock.today()
    return row.ended_at is None and row.since <= today and (row.until is None or row.until >= today)
