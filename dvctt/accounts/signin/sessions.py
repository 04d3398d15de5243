"""Sessions in the database that know their sign-in; Django finds the engine by SESSION_ENGINE."""

import time
from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession

from dvctt.kernel import clock

SIGN_IN = "sign_in"
# When a session ends whatever is done in it, in seconds since 1970; written down at sign-in.
ENDS_AT = "ends_at"


class SessionStore(DatabaseStore):
    """Django's own store over our table."""

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        """Give the table; imported late, since Django makes the store before its models."""
        from dvctt.accounts.models.sign_in import Session

        return Session

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Give the seconds that are left: writing to a session makes it no longer than its sign-in gave it."""
        left, ends = int(super().get_expiry_age(**kwargs)), self.get(ENDS_AT)
        return left if ends is None else max(0, min(left, int(ends - time.time())))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """Give the moment up to which the row can be read."""
        until, ends = super().get_expiry_date(**kwargs), self.get(ENDS_AT)
        return until if ends is None else min(until, datetime.fromtimestamp(ends, UTC))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Write the sign-in of the session beside its data."""
        row: AbstractBaseSession = super().create_model_instance(data)
        setattr(row, SIGN_IN, data.get(SIGN_IN))
        return row


def purge_sessions() -> int:
    """Delete the sessions that have expired; gives how many. The record of their sign-ins stays."""
    rows = SessionStore.get_model_class()._default_manager.filter(expire_date__lte=clock.now())
    return rows.delete()[0]
