"""Whether the child process is really shut in on this machine: asked by tests and by the check of a deployment."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any


def confinement(files: list[bytes], params: dict[str, Any]) -> dict[str, Any]:
    """What the child can reach: `file`, `connection` and `pipe` name the error met ("" where none), `environment`
    the variables it sees, `root` whether it still is root.
    """
    return {
        "file": _met(lambda: Path("/etc/passwd").open("rb").close()),
        "connection": _met(lambda: socket.socket().close()),
        "pipe": _met(lambda: os.close(os.pipe()[0])),
        "environment": sorted(os.environ),
        "root": os.geteuid() == 0,
    }


def _met(attempt: Callable[[], None]) -> str:
    try:
        attempt()
    except OSError as error:
        return type(error).__name__
    return ""
