"""The record of sign-ins: how somebody signed in, how surely, from which device; and the end of a session."""

import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from dvctt.accounts.letters import sending
from dvctt.accounts.models import Account, OneTimeLink, Session, SignIn
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.signin import devices, one_time_links
from dvctt.accounts.signin.open_sessions import end_sessions
from dvctt.accounts.signin.sessions import ENDS_AT, SIGN_IN
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Assurance, NotFound, Ref, clock
from dvctt.kernel.network import network

DEVICE_COOKIE = "dvctt_device"
ASSURANCE = "assurance"
# When the person of a session signed in, in seconds since 1970.
SIGNED_IN_AT = "signed_in_at"
# Whether somebody else was the last to sign in from this device.
OF_ANOTHER = "device_of_another"
# Who signed in by a provider, and what that said of it; put there before allauth goes through its stages.
STANDING = "identity_standing"
# The account whose second factor this session gave, or set up itself.
SECOND_FACTOR = "second_factor"
FACTORS = {"totp": "totp", "recovery_codes": "recovery", "webauthn": "passkey"}


@dataclass(frozen=True)
class SignInView:
    """A sign-in as its owner sees it; `open` where its session still lives, `device` such as `Chrome · Android`."""

    id: UUID
    at: datetime
    method: str
    assurance: Assurance
    device: str
    device_digest: str
    network: str
    ended_at: datetime | None
    open: bool


@dataclass(frozen=True)
class How:
    """How somebody has just signed in."""

    method: str
    assurance: Assurance
    second_factor: bool


def record_sign_in(request: HttpRequest, account: Account) -> How:
    """Record the sign-in that allauth or Django has just completed, and let the session know it."""
    found = how(request, account)
    device = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if not device:
        device = secrets.token_urlsafe(24)
        setattr(request, DEVICE_COOKIE, device)  # the middleware sets it as a cookie
    digest = hashlib.sha256(device.encode(errors="replace")).hexdigest()
    unknown = is_new_device(account, digest)
    last = SignIn.objects.filter(device_digest=digest).order_by("-at").values_list("account_id", flat=True).first()
    row = SignIn.objects.create(
        account=account, method=found.method, assurance=found.assurance,
        device=devices.label(request.META.get("HTTP_USER_AGENT", "")), device_digest=digest,
        network=network(request.META.get("REMOTE_ADDR", "")),
    )  # fmt: skip
    if unknown:
        sending.by_any_channel(
            account,
            "account/new_device",
            username=account.username,
            device=row.device,
            network=row.network,
            hour=clock.written_hour(row.at),
            day=row.at,
        )
    request.session[SIGN_IN], request.session[ASSURANCE] = str(row.id), found.assurance.value
    request.session[SIGNED_IN_AT] = time.time()
    request.session[OF_ANOTHER] = last is not None and last != account.pk
    request.session[ENDS_AT] = request.session[SIGNED_IN_AT] + settings.SESSION_COOKIE_AGE
    return found


def how(request: HttpRequest, account: Account) -> How:
    """Tell how the account signs in, by the last first step in allauth's record of the session and what followed it.

    A password alone is `low`, with a second factor `substantial`; a provider's own level counts, and its second factor
    is one.
    """
    first, second = _steps(get_authentication_records(request, account))
    standing = standing_of(request, account)
    method, level = "other", Assurance.LOW
    if first == "socialaccount" and standing:
        method, level = f"oidc:{standing['provider']}", Assurance(standing["assurance"])
    elif first in ("password", "passkey"):
        method, level = first, Assurance.SUBSTANTIAL if first == "passkey" else Assurance.LOW
    if second and not level.at_least(Assurance.SUBSTANTIAL):
        level = Assurance.SUBSTANTIAL
    proven = bool(second) or first == "passkey" or provider_asked(request, account)
    return How(f"{method}+{second}" if second else method, level, proven)


def gave_second_factor(request: HttpRequest) -> bool:
    """Whether this session gave the second factor of its account; that the account has one is not enough."""
    return bool(request.session.get(SECOND_FACTOR) == str(request.user.pk))


def set_up_second_factor(request: HttpRequest, account: Account, *, first: bool) -> None:
    """Note that this session has set up a factor; with the `first` all others end, which gave a password alone."""
    request.session[SECOND_FACTOR] = str(account.pk)
    if first and (own := request.session.get(SIGN_IN)):
        end_other_sessions(actor_of(account, str(request.META.get("REMOTE_ADDR", ""))), own)


def standing_of(request: HttpRequest, account: Account) -> dict[str, Any]:
    """Give what a provider said of this account's sign-in in this session; empty where none did."""
    standing = request.session.get(STANDING)
    return standing if isinstance(standing, dict) and standing.get("account") == str(account.pk) else {}


def provider_asked(request: HttpRequest, account: Account) -> bool:
    """Whether the account signs in by a provider that has asked for a second factor itself (14.2)."""
    first, _second = _steps(get_authentication_records(request, account))
    return first == "socialaccount" and bool(standing_of(request, account).get("second_factor"))


def assurance_of(session: Mapping[str, Any]) -> Assurance:
    """Give how surely the person of a session has signed in; `low` where that is not known."""
    known = session.get(ASSURANCE)
    return Assurance(known) if known in list(Assurance) else Assurance.LOW


def sign_ins_of(actor: Actor, *, limit: int = 50) -> tuple[SignInView, ...]:
    """Give one's own sign-ins, the latest first."""
    rows = list(SignIn.objects.filter(account_id=actor.id).order_by("-at", "-id")[:limit])
    known = Session.objects.filter(sign_in__in=[row.id for row in rows], expire_date__gt=clock.now())
    alive = set(known.values_list("sign_in", flat=True))
    return tuple(
        SignInView(
            row.id, row.at, row.method, Assurance(row.assurance), row.device, row.device_digest, row.network,
            row.ended_at, row.ended_at is None and row.id in alive,
        )
        for row in rows
    )  # fmt: skip


@transaction.atomic
def end_session(actor: Actor, sign_in: UUID | str) -> None:
    """End one's own session wherever it is; raises NotFound for another's or one that has ended."""
    row = SignIn.objects.select_for_update().filter(id=as_uuid(sign_in), account_id=actor.id, ended_at=None).first()
    if row is None:
        raise NotFound(f"sign-in {sign_in}")
    Session.objects.filter(sign_in=row.id).delete()
    row.ended_at, row.ended_by = clock.now(), actor.id
    row.save(update_fields=["ended_at", "ended_by"])
    journal.append(
        Ref("account", actor.id), actor, "session_ended", before={}, after={"sign_in": str(row.id)}
    )  # fmt: skip


@transaction.atomic
def end_other_sessions(actor: Actor, sign_in: str) -> int:
    """End one's own sessions but that of `sign_in`, and changes of address that wait; gives how many sessions."""
    ended = end_sessions(as_uuid(actor.id), actor.id, but=sign_in)
    one_time_links.end_sent(Account.objects.get(id=as_uuid(actor.id)), OneTimeLink.Purpose.EMAIL_CHANGE)
    if ended:
        journal.append(Ref("account", actor.id), actor, "other_sessions_ended", before={}, after={"ended": ended})
    return ended


def is_new_device(account: Account, device_digest: str) -> bool:
    """Whether the account has signed in before, and never from this device."""
    before = SignIn.objects.filter(account=account)
    return before.exists() and not before.filter(device_digest=device_digest).exists()


def record_sign_out(request: HttpRequest, account: Account) -> None:
    """Note the end of the sign-in that this session belongs to."""
    known = request.session.get(SIGN_IN)
    if known:
        SignIn.objects.filter(id=known, account=account, ended_at=None).update(
            ended_at=clock.now(), ended_by=str(account.pk)
        )  # fmt: skip


def actor_of(account: Account, address: str = "") -> Actor:
    """Name the holder of an account as who acts on the account itself, without roles or parties."""
    return Actor(
        ActorKind(account.kind), str(account.id), name=account.name, address=address, language=account.language
    )


def _steps(records: list[dict[str, Any]]) -> tuple[str, str]:
    """The last first step of signing in, and the second factor after it; entering the password again is neither."""
    first = second = ""
    for one in records:
        if one.get("reauthenticated"):
            continue
        method, kind = one.get("method"), FACTORS.get(str(one.get("type")), "")
        if method == "mfa" and one.get("passwordless"):
            first, second = "passkey", ""
        elif method == "mfa":
            second = kind
        else:
            first, second = str(method), ""
    return first, second
