"""Settings that are guards, set as two officials would."""

from dvctt.ministry import api as ministry
from tests.accounts.people import OPERATOR


def settle(key: str, value: str | int | bool) -> None:
    """Set a guard; proposing and confirming have their own tests."""
    ministry.set_confirmed(OPERATOR, key, value, reason="Thử", proposed_by="another")
