"""The letter of first access: to a new official, and again where the first was lost (8.1.b, 14.2, 19.3)."""

from dvctt.accounts.letters import links, sending
from dvctt.accounts.models import Account, OneTimeLink
from dvctt.accounts.people.queries import recipient_of_account
from dvctt.accounts.signin import one_time_links


def send_link(account: Account) -> None:
    """Send a new link of first access; the old one opens nothing more."""
    token = one_time_links.issue(OneTimeLink.Purpose.FIRST_ACCESS, account)
    sending.send(
        recipient_of_account(account),
        sending.account_ref(account),
        "registration/first_access",
        username=account.username,
        **links.first_access(token),
    )
