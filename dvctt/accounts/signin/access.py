"""First access, and the second factor of officers (8.1.b, 8.1.c, 15.1)."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from dvctt.accounts.models import Account, OneTimeLink
from dvctt.accounts.models.credentials import password_text
from dvctt.accounts.signin import one_time_links
from dvctt.accounts.signin.read_models import Granted
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, Reason, Ref, Refused

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# So many passkeys an account may have: each is asked about at every sign-in, and each opens it.
MOST_PASSKEYS = 10
FIRST_ACCESS = OneTimeLink.Purpose.FIRST_ACCESS


def first_access_for(token: str) -> Granted:
    """Tell whose first access a link opens, without using it; raises Refused for a spent or unknown link."""
    account = _account(one_time_links.find(FIRST_ACCESS, token))
    return Granted(str(account.id), account.username)


def first_access(actor: Actor, token: str, password: str) -> Granted:
    """Set the password by the one-time link, and open the account (8.1.b).

    Raises Refused (`link_unknown`, `link_used`, `link_expired`, `wrong_state`), and Invalid at `password` with the
    validators' codes; the link then still opens.
    """
    check_password(password, _account(one_time_links.find(FIRST_ACCESS, token)))
    hashed = make_password(password_text(password))
    with transaction.atomic():
        account = _account(one_time_links.take(FIRST_ACCESS, token), lock=True)
        account.password, account.state = hashed, Account.State.ACTIVE
        account.save(update_fields=["password", "state"])
        journal.append(
            Ref("account", str(account.id)), actor, "first_access", before={"state": "pending"},
            after={"state": account.state},
        )  # fmt: skip
    return Granted(str(account.id), account.username)


def needs_second_factor(account: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the account is an officer's that has no second factor yet, and so may do nothing but set one up."""
    if not isinstance(account, Account) or account.kind != Account.Kind.OFFICER:
        return False
    return not Authenticator.objects.filter(user=account, type__in=FACTORS).exists()


@contextmanager
def room_for_passkey(account: Account) -> Iterator[None]:
    """Add a passkey within: one is added at a time; raises Refused where the account has as many as it may."""
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        if passkeys_full(account):
            raise Refused(Reason("too_many_passkeys", {"most": MOST_PASSKEYS}))
        yield


def passkeys_full(account: Account) -> bool:
    """Tell whether the account has as many passkeys as it may."""
    held = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    return bool(held.count() >= MOST_PASSKEYS)


def only_factor(account: Account, factor: int) -> bool:
    """Whether an officer would be left without a second factor if this one went, which may not be (15.1)."""
    held = set(Authenticator.objects.filter(user=account, type__in=FACTORS).values_list("pk", flat=True))
    return account.kind == Account.Kind.OFFICER and held == {factor}


@transaction.atomic
def enrol_totp(account: Account, secret: str) -> None:
    """Give the account this TOTP secret (base32) as its second factor, in place of an older one."""
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
    totp.TOTP.activate(account, secret)


def _account(link: OneTimeLink, *, lock: bool = False) -> Account:
    rows = Account.objects.select_for_update(of=("self",), no_key=True) if lock else Account.objects.all()
    account = rows.get(links=link)
    if account.state != Account.State.PENDING:
        raise Refused(Reason("wrong_state", {"state": account.state}))
    return account


def check_password(password: str, account: Account) -> None:
    """Let a password pass that the validators take; raises Invalid at `password` with their codes."""
    try:
        validate_password(password_text(password), account)
    except ValidationError as error:
        raise Invalid(*(Fault("password", one.code or "malformed") for one in error.error_list)) from None
