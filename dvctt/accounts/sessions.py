"""Sessions in the database that know their sign-in; Django finds the engine by SESSION_ENGINE."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession

from dvctt.kernel import clock

SIGN_IN = "sign_in"


class SessionStore(DatabaseStore):
    """Django's own store over our table."""

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        """Give the table; imported late, since Django makes the store before its models."""
        from dvctt.accounts.signin_models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Write the sign-in of the session beside its data."""
        row: AbstractBaseSession = super().create_model_instance(data)
        setattr(row, SIGN_IN, data.get(SIGN_IN))
        return row


def purge_sessions() -> int:
    """Delete the sessions that have expired; gives how many. The record of their sign-ins stays."""
    rows = SessionStore.get_model_class()._default_manager.filter(expire_date__lte=clock.now())
    return rows.delete()[0]
