"""What stands between the first step of signing in and being signed in."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from dvctt.accounts import signins


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor, except where the identity provider has asked for one itself (14.2)."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if signins.provider_asked(request, self.login.user):
            return False
        return bool(super()._should_handle(request))
