"""The authenticator app that tests hold in their hand."""

import time

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def code(secret: str, steps: int = 0) -> str:
    """The code that the app shows now, or showed `-steps` half minutes ago."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // int(app_settings.TOTP_PERIOD) + steps)))
