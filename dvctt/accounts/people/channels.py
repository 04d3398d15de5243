"""Where people are reached, and by which channel first (8.1.b)."""

from dvctt.accounts.models import Account, Registration
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people.queries import addresses, form_of, recipient_for
from dvctt.kernel import NotFound, Ref
from dvctt.notices import api as notices


def registrant(row: Registration) -> notices.Recipient:
    """Give where letters about a registration go; the channel that was chosen in it counts for first access alone."""
    to = addresses(row.email, row.values.get("phone", ""))
    return notices.Recipient(row.name, row.language, to, form_of(row))


def newcomer(row: Registration, account: Account) -> notices.Recipient:
    """Give where the first access of a registration's account goes: by the registered channel first (8.1.b)."""
    to = addresses(account.email, account.phone, account.preferred_channel)
    return notices.Recipient(row.name, row.language, to, form_of(row))


def by_sms(row: Registration) -> bool:
    """Whether the first access of a registration goes by SMS: it was chosen, there is a gateway, and the number takes
    it. An account that exists is told of its new organisation by e-mail.
    """
    phone = str(row.values.get("phone") or "")
    new = row.account is None or row.account.state == Account.State.PENDING
    return new and row.values.get("preferred_channel") == "sms" and notices.reaches(phone)


def registration_found(ref: Ref) -> notices.Recipient:
    """Give today's addresses of who registered; raises NotFound."""
    row = Registration.objects.select_related("account").filter(id=as_uuid(ref.id)).first()
    if row is None:
        raise NotFound(str(ref))
    return newcomer(row, row.account) if row.account else registrant(row)


def account_found(ref: Ref) -> notices.Recipient:
    """Give today's addresses of who holds an account; raises NotFound."""
    return recipient_for(ref.id)
