"""Ports of the loopback that this process keeps until it ends, so that two runs never choose the same one."""

import os
import secrets
import socket

# Below what the kernel hands out by itself, so that no connection happens to sit there when a server binds it.
RANGE = range(20_000, 32_000)

_kept: dict[int, int] = {}


def claim(port: int) -> bool:
    """Keep the port for this process, if nobody listens there and no other run keeps it; whether it is ours now.

    A server binds its port some time after it was chosen. Until then, and as long as this process lives, a name in the
    kernel's abstract namespace, which ends with its owner and spans just the processes that share these ports, tells
    other runs that the port is taken.
    """
    if port in _kept:
        return is_free(port)
    mark = socket.socket(socket.AF_UNIX)
    try:
        mark.bind(f"\0dvctt-port-{port}")
    except OSError:
        mark.close()
        return False
    if not is_free(port):
        mark.close()
        return False
    _kept[port] = mark.detach()
    return True


def free_port() -> int:
    """A port that nobody listens on, kept for this process."""
    return next(port for port in secrets.SystemRandom().sample(RANGE, len(RANGE)) if port not in _kept and claim(port))


def release() -> None:
    """Give back what this process kept."""
    while _kept:
        os.close(_kept.popitem()[1])


def is_free(port: int) -> bool:
    """Whether a server may listen on the port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
