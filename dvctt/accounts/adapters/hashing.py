"""Passwords are hashed behind everything else, so many at once, and whoever finds no place is told so at once.

Argon2 takes 100 MB and a quarter of a second of processor time for each password. Without a bound a few dozen sign-ins
at once would end the process for want of memory; waiting in the threads that answer, they would leave none for pages.
The work is done by a process of its own: in a thread behind the others it would hold the interpreter's lock, and the
lock of the process's memory, while others have the processor, and every page would wait for it.
"""

import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.contrib.auth import hashers

from dvctt.kernel import Busy, background

AT_ONCE, WAITING = 1, 3
# Many times what a password takes on a machine that is busy elsewhere.
SECONDS = 60
ROOT = Path(__file__).resolve().parents[3]
COMMAND = (sys.executable, "-m", "dvctt.accounts.adapters.hashing_child")

_places = threading.BoundedSemaphore(AT_ONCE + WAITING)
_turn = threading.BoundedSemaphore(AT_ONCE)
_idle: "list[subprocess.Popen[bytes]]" = []
# What this process has forked shares no pipe with it.
os.register_at_fork(after_in_child=_idle.clear)


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """Django's own, so many at once; raises Busy for whom there is no place to wait."""

    def encode(self, password: str, salt: str) -> str:
        """Hash a password."""
        params = self.params()
        how = {name: getattr(params, name) for name in ("time_cost", "memory_cost", "parallelism", "hash_len")}
        return f"{self.algorithm}{_asked(password, how | {'salt': salt, 'type': params.type.value})}"

    def verify(self, password: str, encoded: str) -> bool:
        """Whether it is the password that was hashed."""
        algorithm, rest = encoded.split("$", 1)
        return algorithm == self.algorithm and _asked(password, {"hash": f"${rest}"}) is True


def _asked(password: str, question: Mapping[str, object]) -> object:
    """What the process answers; raises Busy where there is no place, or the process ends or does not answer."""
    line = json.dumps({**question, "password": password.encode().decode("latin-1")}).encode() + b"\n"
    with _place(), _turn:
        process = _idle.pop() if _idle else _started()
        answer = _answer(process, line)
        if not answer:
            process.kill()
            process.communicate()
            raise Busy("the process that hashes passwords has ended")
        _idle.append(process)
    return json.loads(answer)


def _answer(process: "subprocess.Popen[bytes]", line: bytes) -> bytes:
    """The line that answers; empty where none comes."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(line)
        process.stdin.flush()
    except OSError:
        return b""
    answered = select.poll()
    answered.register(process.stdout, select.POLLIN | select.POLLHUP)
    return process.stdout.readline() if answered.poll(SECONDS * 1000) else b""


def _started() -> "subprocess.Popen[bytes]":
    """The process, which ends with this one: then nobody asks it any more."""
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment,
        process_group=0,
    )  # fmt: skip
    background.give_way(process.pid)
    return process


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Busy("all places for hashing passwords are taken")
    try:
        yield
    finally:
        _places.release()
