"""What sign-in tells the record of security: who was not believed, and who tried too often (13.2.e)."""

from typing import Any

from allauth.account.internal import stagekit
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from dvctt.accounts.adapters.passwords import account_called
from dvctt.accounts.models.credentials import login_text
from dvctt.journal import api as journal

KINDS = {
    "too_many_login_attempts": journal.SecurityKind.LIMIT_HIT,
    "rate_limited": journal.SecurityKind.LIMIT_HIT,
    "incorrect_code": journal.SecurityKind.SIGN_IN_FAILED,
}
LONGEST = 254


class ToldFailures:
    """Of an adapter of allauth: each way in which it says that somebody was not believed leaves an entry."""

    request: Any

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Give allauth's error, having told of it where it is about who somebody is."""
        error: ValidationError = super().validation_error(code, *args)  # type: ignore[misc]
        if (kind := KINDS.get(code)) and self.request is not None:
            _tell(self.request, kind, code, _whose(self.request))
        return error

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Tell of a wrong password: of the account where there is one of that name, else the name's digest."""
        typed = str(credentials.get("username") or credentials.get("email") or "")[:LONGEST]
        account = account_called(typed)
        named = "" if account else login_text(typed).casefold().encode().hex()
        _tell(request, journal.SecurityKind.SIGN_IN_FAILED, "password", str(account.pk) if account else "", named)


def _tell(request: HttpRequest, kind: journal.SecurityKind, detail: str, account: str, named: str = "") -> None:
    match = request.resolver_match
    journal.security_event(
        kind, detail=detail, place=match.view_name if match else "", account=account, named=named,
        address=str(request.META.get("REMOTE_ADDR", "")),
    )  # fmt: skip


def _whose(request: HttpRequest) -> str:
    """Whose account is signed in, or half way in."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    stage = stagekit.get_pending_stage(request)
    return str(stage.login.user.pk) if stage else ""
