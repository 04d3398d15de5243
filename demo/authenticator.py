"""The code that a person's authenticator would show now: the demonstration's people have no telephones."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings

from dvctt.accounts import signin
from dvctt.kernel import Forbidden, NotFound


def code_of(username: str) -> str:
    """Compute the present code; raises Forbidden outside of a demonstration, NotFound without account or factor."""
    if not settings.DEMONSTRATION:
        raise Forbidden("code_of")
    account = signin.account_named(username)
    factor = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    if factor is None:
        raise NotFound(f"second factor of {username}")
    step = int(time.time()) // int(totp.app_settings.TOTP_PERIOD)
    return str(totp.format_hotp_value(totp.hotp_value(decrypt(factor.data["secret"]), step)))
