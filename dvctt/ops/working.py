"""The worker: goes on when the database comes back, and ends with a status that has it started again when it does not.

Procrastinate's own command ends with status 0 when it loses the database, as if it had been asked to stop.
"""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.db import close_old_connections, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

log = structlog.get_logger(__name__)

# Pauses after a loss, in seconds; the last one again and again.
PAUSES = (1.0, 2.0, 5.0, 10.0)
# A worker that ran for so long is well: what happens next is a new loss.
WELL_SECONDS = 60.0


async def work(*, concurrency: int, patience: float) -> int:
    """Work until asked to stop (0), or until the database has been away for `patience` seconds (1)."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    losses, since = 0, time.monotonic()
    while not stopping.is_set():
        began = time.monotonic()
        await _until_lost(concurrency, stopping)
        if stopping.is_set():
            break
        now = time.monotonic()
        if now - began > WELL_SECONDS:
            losses, since = 0, now
        if now - since > patience:
            log.error("worker_gives_up", losses=losses)
            return 1
        log.warning("worker_lost_database", losses=losses + 1)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSES[min(losses, len(PAUSES) - 1)])
        losses += 1
    return 0


async def _until_lost(concurrency: int, stopping: asyncio.Event) -> None:
    """Work until asked to stop, or until the database is lost; jobs under way are finished first."""
    working = asyncio.create_task(_work_once(concurrency))
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait((working, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    working.cancel()
    try:
        await working
    except asyncio.CancelledError:
        pass
    except Exception as error:  # whatever a lost connection raises: the reason is looked for by trying again
        log.warning("worker_stopped", error=type(error).__name__)


async def _work_once(concurrency: int) -> None:
    # Procrastinate's pool would try for half a minute before it says that there is no database.
    await asyncio.to_thread(_reach)
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as working:
        async with working.open_async():
            await working.run_worker_async(
                concurrency=concurrency, install_signal_handlers=False, task_middleware=[_with_living_connection]
            )


def _reach() -> None:
    """Raise OperationalError where the database does not answer."""
    connection.close()
    connection.ensure_connection()
    connection.close()


def _with_living_connection(job: Callable[[], Any], _context: Any, _worker: Any) -> Any:
    """Let a job begin with a connection that lives: a thread keeps its own from job to job."""
    close_old_connections()
    try:
        return job()
    finally:
        close_old_connections()
