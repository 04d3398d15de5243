"""What stands between the first step of signing in and being signed in."""

from allauth.account.adapter import get_adapter
from allauth.account.stages import LoginStage
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse

from dvctt.accounts.signin import sign_ins


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor, except where the identity provider has asked for one itself (14.2)."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if sign_ins.provider_asked(request, self.login.user):
            return False
        return bool(super()._should_handle(request))


class StandingStage(LoginStage):  # type: ignore[misc]
    """The last one: whose account may not be used, or may not any more, is led to the page that says why."""

    key = "standing"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Give the answer in place of the sign-in, or None, and whether to go on."""
        user = self.login.user
        if user is None or user.is_active:
            return None, True
        return get_adapter(self.request).respond_user_inactive(self.request, user), False
