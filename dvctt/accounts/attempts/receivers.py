"""How often we write to one telephone or mailbox at the wish of people who have not shown that it is theirs.

Counted by who receives, over all registrations and accounts: the receiver bears it and the ministry pays for it, not
who asks. What visitors ask for and what accounts ask for is counted apart, so that a visitor uses up nobody's account.
"""

import re

from dvctt.accounts.attempts import counters
from dvctt.accounts.models import Account, Registration
from dvctt.forms import phone_main
from dvctt.kernel import Reason, Refused
from dvctt.ministry import api as ministry

HOUR, DAY = 3600, 86400
SENT_OFTEN = frozenset({"too_many_codes", "too_many_codes_today", "too_many_mails", "too_many_mails_today"})
# What stands behind a plus leads to the same mailbox nearly everywhere.
TAG = re.compile(r"\+[^@]*(?=@)")


def count_sms(asked_by: Registration | Account, phone: str) -> None:
    """Count one more SMS to the telephone, in the caller's transaction, which a refusal takes back.

    Raises Refused `too_many_codes` beyond the ministry's number within an hour, `too_many_codes_today` within a day.
    """
    key = _key(asked_by, phone_main(phone))
    if not counters.passes("sms_hour", key, most=_most("accounts.code.per_hour"), seconds=HOUR):
        raise Refused(Reason("too_many_codes"))
    if not counters.passes("sms_day", key, most=_most("accounts.code.per_day"), seconds=DAY):
        raise Refused(Reason("too_many_codes_today"))


def count_mail(asked_by: Registration | Account | None, email: str) -> None:
    """Count one more mail to an address that nobody has confirmed yet; None is a visitor. As `count_sms`.

    It is asked before anything is looked up by the address, so that the answer tells nothing about it. Raises Refused
    `too_many_mails`, `too_many_mails_today`.
    """
    key = _key(asked_by, TAG.sub("", email.strip()))
    if not counters.passes("mail_hour", key, most=_most("accounts.mail.per_hour"), seconds=HOUR):
        raise Refused(Reason("too_many_mails"))
    if not counters.passes("mail_day", key, most=_most("accounts.mail.per_day"), seconds=DAY):
        raise Refused(Reason("too_many_mails_today"))


def _key(asked_by: Registration | Account | None, receiver: str) -> str:
    account = isinstance(asked_by, Account) or (asked_by is not None and asked_by.account_id is not None)
    return f"{'account' if account else 'visitor'}:{receiver}"


def _most(setting: str) -> int:
    return int(ministry.setting(setting))
