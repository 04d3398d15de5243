"""Work by hand: while a demonstration's past is told, only the telling process works what it wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

STILL = 0x64766374745F  # "dvctt_": shared by what works by the clock, exclusive to who wants stillness

_silent: ContextVar[bool] = ContextVar("silent", default=False)


def rings_muted() -> bool:
    """Whether this process rings no bells now."""
    return _silent.get()


@contextmanager
def workers_paused() -> Iterator[None]:
    """Ring no bells inside the block and keep the workers' clock-driven tasks from running: the caller drains.

    Waits for tasks under way. For the demonstration's seed, which writes rows and timers of the past.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [STILL])
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [STILL])


@contextmanager
def unless_paused() -> Iterator[bool]:
    """Give whether work by the clock may run now; who works by hand waits until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock_shared(%s)", [STILL])
        free = bool(cursor.fetchone()[0])
    try:
        yield free
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [STILL])
