"""Whether the child process is really shut in on this machine: asked by tests and by the check of a deployment."""

import ctypes
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any


class _Part(ctypes.Structure):
    """Part of a process's memory: C's `struct iovec`."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


_READ = ctypes.CDLL(None, use_errno=True).process_vm_readv


def confinement(files: list[bytes], params: dict[str, Any]) -> dict[str, Any]:
    """What the child can reach: `file`, `connection`, `pipe` and `memory` (of its parent) name the error met ("" where
    none), `environment` the variables it sees, `root` whether it still is root.
    """
    return {
        "file": _met(lambda: Path("/etc/passwd").open("rb").close()),
        "connection": _met(lambda: socket.socket().close()),
        "pipe": _met(lambda: os.close(os.pipe()[0])),
        "memory": _met(_read_parent),
        "environment": sorted(os.environ),
        "root": os.geteuid() == 0,
    }


def _read_parent() -> None:
    """Ask for a byte of the parent's memory. Whether one may is looked at first: any other error would say that."""
    byte = ctypes.create_string_buffer(1)
    place = _Part(ctypes.addressof(byte), 1)
    if _READ(os.getppid(), ctypes.byref(place), 1, ctypes.byref(place), 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "process_vm_readv")


def _met(attempt: Callable[[], None]) -> str:
    try:
        attempt()
    except OSError as error:
        return type(error).__name__
    return ""
