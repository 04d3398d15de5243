"""How long a test waits for what must come about: far longer than it takes, for a machine that is busy elsewhere.

Nothing waits so long unless it is broken, so the figure costs a run that passes nothing.
"""

import time
from collections.abc import Callable
from typing import TypeVar

# Seconds.
PATIENCE = 120
T = TypeVar("T")


def until(holds: Callable[[], T | None], *, seconds: float = PATIENCE, what: str = "", every: float = 0.05) -> T:
    """Wait for a condition, asked for `every` so many seconds, and give what it gave; fails after `seconds`."""
    limit = time.monotonic() + seconds
    while True:
        if found := holds():
            return found
        assert time.monotonic() < limit, f"did not come about: {what or holds}"
        time.sleep(every)
