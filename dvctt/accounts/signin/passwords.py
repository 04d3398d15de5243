"""A lost password: asked for by anybody, sent to the holder alone, set anew by the link (16.2, 19.3)."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from dvctt.accounts.letters import links, sending
from dvctt.accounts.models import Account, OneTimeLink
from dvctt.accounts.models.credentials import login_text, password_text
from dvctt.accounts.people.locking import locked, only_operator, record
from dvctt.accounts.signin import access_letter, one_time_links
from dvctt.accounts.signin.access import check_password
from dvctt.accounts.signin.open_sessions import end_sessions
from dvctt.accounts.signin.read_models import Granted, LinkFor
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Reason, Ref, Refused, clock, new_id, system
from dvctt.kernel.masking import masked
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox

PASSWORD_LOST = "password_lost"  # noqa: S105 - the name of an event
FACTOR_LOST = "factor_lost"
LINKS_AN_HOUR = 3
RESET = OneTimeLink.Purpose.PASSWORD_RESET
ASKED_BY_VISITOR = system("sign_in")


def ask_password_reset(actor: Actor, login: str) -> None:
    """Take in that somebody lost the password of the account with this user name or e-mail address.

    Whatever is typed, exactly the same is done here: the worker looks whether there is such an account, so that
    neither answer nor its time tells.
    """
    _ask(PASSWORD_LOST, actor, login)


def ask_factor_reset(actor: Actor, login: str) -> None:
    """Take in that somebody lost the second factor; done alike for whatever is typed, as `ask_password_reset`."""
    _ask(FACTOR_LOST, actor, login)


def password_lost(event: outbox.EventView) -> None:
    """Send the link to each account that the words name; a pending one gets its link of first access again."""

    def send(account: Account) -> None:
        if account.state == Account.State.PENDING:
            access_letter.send_link(account)
        else:
            _send_link(account)
        record(account, ASKED_BY_VISITOR, "password_reset_asked", address=str(event.payload["address"]))

    _to_each_named(event, send, RESET, OneTimeLink.Purpose.FIRST_ACCESS)


def factor_lost(event: outbox.EventView) -> None:
    """Send an applicant the link that confirms it; tell an officer to turn to the operator."""

    def send(account: Account) -> None:
        if account.kind == Account.Kind.OFFICER:
            sending.to_account(account, "account/factor_by_operator")
        elif account.state == Account.State.ACTIVE:
            token = one_time_links.issue(OneTimeLink.Purpose.FACTOR_RESET, account)
            sending.to_account(account, "account/factor_link", link=links.FACTOR_PATH.format(token=token))
        record(account, ASKED_BY_VISITOR, "factor_reset_asked", address=str(event.payload["address"]))

    _to_each_named(event, send, OneTimeLink.Purpose.FACTOR_RESET)


def password_reset_for(token: str) -> LinkFor:
    """Tell, masked, whose password a link sets, without using it; raises Refused as `reset_password` does."""
    account = _account(one_time_links.find(RESET, token))
    return LinkFor(masked(account.name), masked(account.email), account.kind == Account.Kind.OFFICER)


def reset_password(actor: Actor, token: str, password: str) -> Granted:
    """Set the password by the link; every session and every other link of the account ends, and its holder is told.

    An officer's second factor stays as it is. Raises Refused (`link_unknown`, `link_used`, `link_expired`,
    `wrong_state`), and Invalid at `password` with the validators' codes; the link then still opens.
    """
    check_password(password, _account(one_time_links.find(RESET, token)))
    hashed = make_password(password_text(password))
    with transaction.atomic():
        account = _account(one_time_links.take(RESET, token), lock=True)
        account.password = hashed
        account.save(update_fields=["password"])
        end_sessions(account.id, actor.id)
        one_time_links.end_sent(account)
        record(account, actor, "password_reset")
        sending.to_account(account, "account/password_changed", at=clock.now())
    return Granted(str(account.id), account.username)


@ministry.proved
@transaction.atomic
def send_password_link(actor: Actor, account_id: str) -> None:
    """Send the link at the operator's hand, where the person cannot ask by oneself (19.3).

    Raises Forbidden, NotFound, Refused `wrong_state`.
    """
    only_operator(actor)
    account = locked(account_id, Account.State.ACTIVE, Account.State.SUSPENDED)
    _send_link(account)
    record(account, actor, "password_link_sent")


def _send_link(account: Account) -> None:
    """Send the link that resets a lost password (19.3)."""
    link = links.PASSWORD_PATH.format(token=one_time_links.issue(RESET, account))
    sending.to_account(account, "account/password_link", link=link)


def _ask(name: str, actor: Actor, login: str) -> None:
    typed = journal.cipher().encrypt(login_text(login)[:254])
    outbox.emit(name, Ref("lost", str(new_id())), login=typed, address=actor.address)


def _to_each_named(
    event: outbox.EventView, send: Callable[[Account], None], *purposes: OneTimeLink.Purpose
) -> None:  # fmt: skip
    """Send to each account that the words name and that was not sent too many links for this within the hour.

    Each is looked up under its lock: while it waits its address may change, and the old mailbox be another's.
    """
    typed = login_text(journal.cipher().decrypt(str(event.payload["login"])))
    named = Account.objects.filter(Q(username=typed.lower()) | Q(email__iexact=typed)).exclude(state="cancelled")
    sent = OneTimeLink.objects.filter(purpose__in=purposes, created_at__range=clock.lately(timedelta(hours=1)))
    for number in list(named.values_list("id", flat=True)):
        with transaction.atomic():
            account = named.select_for_update(no_key=True).filter(id=number).first()
            if account is not None and sent.filter(account=account).count() < LINKS_AN_HOUR:
                send(account)


def _account(link: OneTimeLink, *, lock: bool = False) -> Account:
    rows = Account.objects.select_for_update(of=("self",), no_key=True) if lock else Account.objects.all()
    account = rows.get(links=link)
    if account.state not in (Account.State.ACTIVE, Account.State.SUSPENDED):
        raise Refused(Reason("wrong_state", {"state": account.state}))
    return account
