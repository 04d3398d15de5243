"""Counting the statements that a piece of work makes."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

# The look, every few seconds, whether the ministry's data was loaded anew belongs to the clock and not to the work;
# savepoints belong to the test's own transaction.
NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT")
LOOK_AGAIN = "ministry_loadedfile"


class Statements(CaptureQueriesContext):
    """The statements made inside it, those left out that come by the clock or from the test."""

    def __init__(self) -> None:
        super().__init__(connection)

    @property
    def captured_queries(self) -> list[dict[str, Any]]:
        """The statements that count."""
        made = super().captured_queries
        return [one for one in made if LOOK_AGAIN not in one["sql"] and not one["sql"].startswith(NOT_COUNTED)]


def cost(work: Callable[[], object]) -> int:
    """How many statements the work makes."""
    with Statements() as made:
        work()
    return len(made)
