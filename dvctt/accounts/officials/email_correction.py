"""An address corrected by the operator, where its holder lost password and mailbox and so cannot sign in (19.3)."""

import json
from uuid import UUID

from django.db import transaction

from dvctt.accounts.letters import links, sending
from dvctt.accounts.models import Account, Proposal
from dvctt.accounts.people.locking import locked, only_operator
from dvctt.accounts.people.queries import email_taken
from dvctt.accounts.proposals import deciders, four_eyes
from dvctt.accounts.proposals.deciders import EMAIL_CHANGE
from dvctt.accounts.signin import one_time_links
from dvctt.accounts.signin.lost_factors import check_faults
from dvctt.accounts.signin.one_time_links import carried
from dvctt.forms import email_text, is_email
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Forbidden, Invalid, Ref, clock
from dvctt.kernel.masking import masked
from dvctt.ministry import api as ministry

OPEN = (Account.State.ACTIVE, Account.State.SUSPENDED)


@ministry.proved
@transaction.atomic
def correct_email(actor: Actor, account_id: UUID | str, email: str, *, checked_how: str, reason: str) -> bool:
    """Send the link that confirms an address to the one given by who was checked; the old address is told.

    The address counts once the link was opened. Of an account that decides it waits for a second official first, and
    False says so: to that address go the links that open the account. Raises Forbidden (also for one's own account),
    NotFound, Refused `wrong_state` and `proposed_already`, Invalid at `email`, `checked_how` and `reason`.
    """
    account, email = _correctable(actor, account_id), email_text(email)
    wrong = [*_email_faults(account, email), *check_faults(checked_how, reason)]
    if wrong:
        raise Invalid(*wrong)
    if four_eyes.takes_two(actor) and deciders.decides(account):
        what = {"email": email, "checked_how": checked_how, "reason": reason.strip()}
        four_eyes.propose(actor, Proposal.Kind.EMAIL, account, what)
        return False
    _send(actor, account, email, checked_how, reason, two=not four_eyes.takes_two(actor))
    return True


def require_correctable(actor: Actor, proposal: Proposal) -> None:
    """Raise what `correct_email` would raise of the actor's own power over the account."""
    _correctable(actor, proposal.whose)


def correct_proposed(actor: Actor, proposal: Proposal) -> None:
    """Correct the address as another official proposed; raises as `correct_email`."""
    what = proposal.what
    account = _correctable(actor, proposal.whose)
    if wrong := _email_faults(account, what["email"]):
        raise Invalid(*wrong)
    _send(actor, account, what["email"], what["checked_how"], what["reason"], two=True)


def _correctable(actor: Actor, account_id: UUID | str) -> Account:
    only_operator(actor)
    if str(account_id) == actor.id:
        raise Forbidden("own_account")
    return locked(account_id, *OPEN)


def _send(actor: Actor, account: Account, email: str, checked_how: str, reason: str, *, two: bool) -> None:
    """Send the link; `two` says that it opens for who decides too."""
    journal.append(
        Ref("account", str(account.id)), actor, "email_correction", before={}, after={"checked_how": checked_how},
        personal={"email": email, "reason": reason.strip()},
    )  # fmt: skip
    carries = json.dumps({"email": email, "party": "", "by": actor.id, "two": "yes" if two else ""})
    link = links.EMAIL_PATH.format(token=one_time_links.issue(EMAIL_CHANGE, account, carries=carries))
    ref = sending.account_ref(account)
    sending.to_unconfirmed(email, account.language, ref, "account/email_corrected", link=link)
    sending.to_account(account, "account/email_will_change", at=clock.now())


def waiting_correction(actor: Actor, account_id: UUID | str) -> str:
    """Give, masked, the corrected address whose link has not been opened; empty where there is none."""
    only_operator(actor)
    link = (
        Account.objects.get(id=account_id)
        .links.filter(purpose=EMAIL_CHANGE, used_at=None, expires_at__gt=clock.now())
        .order_by("-created_at")
        .first()
    )
    known = carried(link) if link else {}
    return masked(known["email"]) if known.get("by") else ""


def _email_faults(account: Account, email: str) -> list[Fault]:
    if not is_email(email):
        return [Fault("email", "not_an_email")]
    if email == account.email:
        return [Fault("email", "same_as_before")]
    return [Fault("email", "email_taken")] if email_taken(account, email) else []
