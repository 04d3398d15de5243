"""The open sessions of an account, and their end."""

from uuid import UUID

from dvctt.accounts.models import Session, SignIn
from dvctt.kernel import clock


def end_sessions(account_id: UUID, by: str, *, but: str = "") -> int:
    """End the sessions of an account everywhere, `but` one sign-in; gives how many. In the caller's transaction."""
    rows = SignIn.objects.filter(account_id=account_id, ended_at=None)
    if but:
        rows = rows.exclude(id=but)
    Session.objects.filter(sign_in__in=list(rows.values_list("id", flat=True))).delete()
    return rows.update(ended_at=clock.now(), ended_by=by)
