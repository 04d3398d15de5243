"""Argon2 takes 100 MB for each password that is hashed: so many at once are room for in a process, the others wait.

Without a bound, a few dozen sign-ins at once would end the process for want of memory.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth import hashers

from dvctt.kernel import Busy

AT_ONCE = 2
WAIT_SECONDS = 5.0

_places = threading.BoundedSemaphore(AT_ONCE)


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """Django's own, so many at once; raises Busy for who waits too long."""

    def encode(self, password: str, salt: str) -> str:
        """Hash a password."""
        with _place():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether it is the password that was hashed."""
        with _place():
            return bool(super().verify(password, encoded))


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise Busy("all places for hashing passwords are taken")
    try:
        yield
    finally:
        _places.release()
