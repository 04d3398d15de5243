"""What every process of a test run needs and one of them makes."""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def once(config: pytest.Config, factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of that name that `make` fills in the first process to ask; the others wait for it.

    A making that fails leaves nothing, so that the next process tries again.
    """
    base = factory.getbasetemp()
    shared = base.parent if hasattr(config, "workerinput") else base
    made, making = shared / f"once-{name}", shared / f"once-{name}.part"
    with (shared / f"once-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(made)
    return made
