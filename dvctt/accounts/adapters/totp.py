"""A code of the authenticator app is taken once, for as long as it would be taken at all (15.1); wrong ones count."""

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from dvctt.accounts.adapters import guessing
from dvctt.journal import api as journal
from dvctt.kernel import clock

# allauth carries no types, so its forms count as Any, and one cannot be subclassed without an ignore.


class AuthenticateForm(forms.AuthenticateForm):  # type: ignore[misc]
    """The second factor at sign-in."""

    def clean_code(self) -> str:
        """Take the code; raises ValidationError where it is wrong, late or was taken before."""
        with guessing.guessed(guessing.SECOND_FACTOR, self.user):
            code: str = super().clean_code()
            return _once(self.authenticator, code)


class ReauthenticateForm(forms.ReauthenticateForm):  # type: ignore[misc]
    """The second factor asked for again before an act that cannot be taken back."""

    def clean_code(self) -> str:
        """Take the code; raises ValidationError where it is wrong, late or was taken before."""
        with guessing.guessed(guessing.SECOND_FACTOR, self.user):
            code: str = super().clean_code()
            return _once(self.authenticator, code)


def purge_taken_codes() -> int:
    """Delete what the cache remembers of codes that would not be taken any more; gives how many entries."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [clock.now()])  # noqa: S608 - a name of ours
        return int(cursor.rowcount)


def _once(authenticator: Authenticator, code: str) -> str:
    # allauth remembers a code for one half minute; with a step of delay on either side it would be taken for three.
    lasting = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    key = f"totp.taken:{journal.cipher().blind_index('totp', f'{authenticator.pk}:{code}')}"
    if authenticator.type == Authenticator.Type.TOTP and not cache.add(key, True, lasting):
        raise get_adapter().validation_error("incorrect_code")
    return code
