"""One-time links: issued with an end, kept as digests, taken once."""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from dvctt.accounts.models import Account, OneTimeLink, Registration
from dvctt.accounts.people.link_terms import until
from dvctt.journal import api as journal
from dvctt.kernel import Reason, Refused, clock


def issue(purpose: OneTimeLink.Purpose, target: Registration | Account, *, carries: str = "") -> str:
    """Make a link and give its secret, 32 url-safe letters (192 bits); earlier ones of this purpose open nothing.

    `carries` is kept sealed with it: the new address that a change confirms.
    """
    now, secret = clock.now(), secrets.token_urlsafe(24)
    registration = target if isinstance(target, Registration) else None
    account = target if isinstance(target, Account) else None
    OneTimeLink.objects.filter(
        purpose=purpose, registration=registration, account=account, used_at=None
    ).update(used_at=now)  # fmt: skip
    OneTimeLink.objects.create(
        purpose=purpose, digest=digest(secret), registration=registration, account=account, created_at=now,
        carries=journal.cipher().encrypt(carries) if carries else "",
        expires_at=until(purpose),
    )  # fmt: skip
    return secret


def find(purpose: OneTimeLink.Purpose, secret: str) -> OneTimeLink:
    """Give the link that a secret opens; raises Refused with `link_unknown`, `link_used` or `link_expired`."""
    return _open(OneTimeLink.objects.filter(purpose=purpose, digest=digest(secret)).first())


def take(purpose: OneTimeLink.Purpose, secret: str) -> OneTimeLink:
    """Use the link up in the caller's transaction; raises Refused as `find` does, so that of two takers one wins.

    Its account is locked first, as by who sends or ends links, so that neither waits for the other.
    """
    sent = OneTimeLink.objects.filter(purpose=purpose, digest=digest(secret))
    lock_account(sent)
    link = _open(sent.select_for_update().first())
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    return link


def lock_account(sent: QuerySet[OneTimeLink]) -> None:
    """Lock the account to which links were sent, until the caller's transaction ends."""
    list(Account.objects.select_for_update(no_key=True).filter(id__in=sent.values("account")))


@transaction.atomic
def end_sent(account: Account, *purposes: OneTimeLink.Purpose) -> None:
    """Let the open links of an account run out, of all purposes where none is named: a secret of theirs is another's.

    They may lie in a mailbox that is the holder's no longer, or were asked for by who had the old password. What an
    official sends after a check stays: a corrected address is for who has lost both.
    """
    now = clock.now()
    sent = account.links.filter(used_at=None, expires_at__gt=now)
    # One that is being sent at this moment is waited for, and ends too.
    lock_account(account.links.all())
    for link in sent.filter(purpose__in=purposes) if purposes else sent:
        if not (link.carries and carried(link).get("by")):
            run_out(link, now)


def end_of_party(account_id: UUID, party_id: UUID) -> None:
    """Let the open links of an account to a new address of a party run out: it may change that one no more."""
    now = clock.now()
    changes = OneTimeLink.objects.filter(account_id=account_id, purpose=OneTimeLink.Purpose.EMAIL_CHANGE, used_at=None)
    for link in changes.filter(expires_at__gt=now):
        if carried(link)["party"] == str(party_id):
            run_out(link, now)


def run_out(link: OneTimeLink, now: datetime) -> None:
    """Let a link end at this moment, unless it was used meanwhile."""
    ends = max(now, link.created_at + timedelta(microseconds=1))
    OneTimeLink.objects.filter(id=link.id, used_at=None).update(expires_at=ends)


def _open(row: OneTimeLink | None) -> OneTimeLink:
    if row is None:
        raise Refused(Reason("link_unknown"))
    if row.used_at:
        raise Refused(Reason("link_used"))
    if row.expires_at <= clock.now():
        raise Refused(Reason("link_expired"))
    return row


def carried(link: OneTimeLink) -> dict[str, str]:
    """Read what a link of a change carries: the new address, whose it is, and who sent it if not the holder."""
    found: dict[str, str] = json.loads(journal.cipher().decrypt(link.carries))
    return found


def digest(secret: str) -> str:
    """Give what is kept of a secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()
