"""Passwords are hashed behind everything else, so many at once, and whoever finds no place is told so at once.

Argon2 takes 100 MB and a quarter of a second of processor time for each password. Without a bound a few dozen sign-ins
at once would end the process for want of memory; waiting in the threads that answer, they would leave none for pages.
"""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.contrib.auth import hashers

from dvctt.kernel import Busy

AT_ONCE, WAITING = 2, 4
# Pages go first where the processors are busy. The threads of argon2's lanes inherit it.
NICENESS = 19

_places = threading.BoundedSemaphore(AT_ONCE + WAITING)


def _behind_pages() -> None:
    thread = threading.get_native_id()
    os.setpriority(os.PRIO_PROCESS, thread, max(os.getpriority(os.PRIO_PROCESS, thread), NICENESS))


_hashing = ThreadPoolExecutor(AT_ONCE, "hashing", initializer=_behind_pages)


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """Django's own, so many at once; raises Busy for whom there is no place to wait."""

    def encode(self, password: str, salt: str) -> str:
        """Hash a password."""
        return str(_in_turn(lambda: super(Argon2PasswordHasher, self).encode(password, salt)))

    def verify(self, password: str, encoded: str) -> bool:
        """Whether it is the password that was hashed."""
        return bool(_in_turn(lambda: super(Argon2PasswordHasher, self).verify(password, encoded)))


def _in_turn(work: Callable[[], object]) -> object:
    with _place():
        return _hashing.submit(work).result()


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Busy("all places for hashing passwords are taken")
    try:
        yield
    finally:
        _places.release()
