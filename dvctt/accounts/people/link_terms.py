"""How long a one-time link can be used."""

from datetime import datetime, timedelta

from dvctt.accounts.models import OneTimeLink
from dvctt.kernel import clock
from dvctt.ministry import api as ministry

LIFE = {
    OneTimeLink.Purpose.CONFIRM_EMAIL: "accounts.link.confirm_hours",
    OneTimeLink.Purpose.RESEND: "accounts.link.resend_hours",
    OneTimeLink.Purpose.FIRST_ACCESS: "accounts.link.first_access_hours",
    OneTimeLink.Purpose.PASSWORD_RESET: "accounts.link.password_reset_hours",
    OneTimeLink.Purpose.FACTOR_RESET: "accounts.link.factor_reset_hours",
    OneTimeLink.Purpose.EMAIL_CHANGE: "accounts.link.email_change_hours",
}


def until(purpose: OneTimeLink.Purpose) -> datetime:
    """Until when a link of this purpose that is sent now can be used."""
    return clock.now() + timedelta(hours=int(ministry.setting(LIFE[purpose])))
