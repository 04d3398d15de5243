"""Codes sent to a telephone: six digits, a few minutes, a few tries, a few an hour (8.1.a, 16.2)."""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from dvctt.accounts.attempts import receivers
from dvctt.accounts.letters import sending
from dvctt.accounts.models import Account, Code, Registration
from dvctt.journal import api as journal
from dvctt.kernel import Reason, Ref, Refused, clock
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices

Purpose = Code.Purpose
DIGITS = 6


def demanded(kind: str, phone: str) -> bool:
    """Whether the ministry has this telephone of this kind of party confirmed: by default where SMS reaches it.

    A number that is not a mobile one takes no code, so that none is asked for.
    """
    chosen = str(ministry.setting(f"accounts.phone_code.{kind}"))
    return notices.reaches(phone) if chosen == "auto" else chosen == "on" and notices.is_mobile(phone)


def send(target: Registration | Account, phone: str, carries: str, language: str) -> None:
    """Send a new code to `phone`; earlier ones confirm nothing more. In the caller's transaction.

    Raises Refused with `too_many_codes` beyond the number that one person asks for, or that goes to one telephone,
    within an hour, and `too_many_codes_today` beyond what goes there within a day.
    """
    now = clock.now()
    mine = _of(target)
    lately = mine.filter(created_at__range=clock.lately(timedelta(hours=1)))
    if lately.count() >= int(ministry.setting("accounts.code.per_hour")):
        raise Refused(Reason("too_many_codes"))
    receivers.count_sms(target, phone)
    mine.filter(used_at=None, void_at=None).update(void_at=now)
    said, minutes = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", int(ministry.setting("accounts.code.minutes"))
    row = Code(target=journal.cipher().encrypt(carries), created_at=now, expires_at=now + timedelta(minutes=minutes))
    row.purpose = Purpose.PHONE if isinstance(target, Account) else Purpose.REGISTRATION_PHONE
    row.account = target if isinstance(target, Account) else None
    row.registration = target if isinstance(target, Registration) else None
    row.digest = _digest(row.id, said)
    row.save(force_insert=True)
    kind = "account" if isinstance(target, Account) else "registration"
    recipient = notices.Recipient("", language, (("sms", phone),))
    ref = Ref(kind, str(target.id))
    sending.send(recipient, ref, "account/phone_code", unit="", code=said, minutes=minutes)


def check(target: Registration | Account, typed: str) -> str:
    """Take the code that was sent last; gives what it carries. A wrong try is counted even though this raises.

    Raises Refused: `code_unknown` (none waits, or it has expired), `code_wrong`, `code_spent` after too many tries.
    """
    with transaction.atomic():
        row = _of(target).select_for_update().filter(used_at=None, void_at=None).order_by("-created_at").first()
        if row is None or row.expires_at <= clock.now():
            raise Refused(Reason("code_unknown"))
        right = hmac.compare_digest(row.digest, _digest(row.id, "".join(typed.split())))
        if right:
            row.used_at = clock.now()
        else:
            row.tries += 1
            if row.tries >= int(ministry.setting("accounts.code.tries")):
                row.void_at = clock.now()
        row.save(update_fields=["used_at", "tries", "void_at"])
    if right:
        return journal.cipher().decrypt(row.target)
    raise Refused(Reason("code_spent" if row.void_at else "code_wrong"))


def waiting(target: Registration | Account) -> str:
    """Give what the code that waits carries; empty where none waits."""
    row = _of(target).filter(used_at=None, void_at=None, expires_at__gt=clock.now()).order_by("-created_at").first()
    return journal.cipher().decrypt(row.target) if row else ""


def _of(target: Registration | Account) -> QuerySet[Code]:
    if isinstance(target, Account):
        return Code.objects.filter(account=target)
    return Code.objects.filter(registration=target)


def _digest(number: UUID, code: str) -> str:
    return journal.cipher().blind_index("code", f"{number}:{code}")
