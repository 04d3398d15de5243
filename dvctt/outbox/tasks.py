"""What the worker runs: the doorbell, the sweep for rows without one, and the care of procrastinate's own table."""

from uuid import UUID

import structlog
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from dvctt.outbox import actions, pause, queries

log = structlog.get_logger(__name__)

SWEEP_LOCK = 0x6476637474  # "dvctt": one sweep at a time in one database


@app.task(name=actions.RING)
def ring(kind: str, id: str) -> None:
    """Somebody wrote a row: work it.

    The job carries no procrastinate lock: one stuck in `doing` would hold up the order that the rows themselves keep.
    """
    actions.work_row(kind, UUID(id))


@app.periodic(cron="* * * * *")
@app.task(name="outbox.sweep", queueing_lock="outbox.sweep")
def sweep(timestamp: int) -> None:
    """Each minute: work what is due and has no job, after a lease that ran out or a ring that was lost."""
    with pause.unless_paused() as free:
        if free:
            _sweep()


def _sweep() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SWEEP_LOCK])
        if not cursor.fetchone()[0]:
            return
    try:
        actions.work(limit=500)
        _tell_of_the_dead()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SWEEP_LOCK])


def _tell_of_the_dead() -> None:
    """A dead row holds back what comes after it until an operator lets it run or go: say so each minute."""
    dead = {kind: counts.dead for kind, counts in queries.waiting_counts().items() if counts.dead}
    if dead:
        log.error("outbox.dead", rows=dead)


@app.periodic(cron="*/5 * * * *")
@app.task(name="outbox.purge", queueing_lock="outbox.purge", pass_context=True)
async def purge(context: JobContext, timestamp: int) -> None:
    """Every five minutes: delete jobs finished an hour ago, and those whose worker died (their rows are swept)."""
    jobs = context.app.job_manager
    for stuck in await jobs.get_stalled_jobs():
        if stuck.id is not None:
            await jobs.finish_job_by_id_async(stuck.id, Status.FAILED, delete_job=True)
    await jobs.delete_old_jobs(nb_hours=1, include_failed=True, include_cancelled=True, include_aborted=True)


@app.periodic(cron="23 3 * * *")
@app.task(name="outbox.forget", queueing_lock="outbox.forget")
def forget(timestamp: int) -> None:
    """Each night: delete the rows that are done and need not be kept."""
    actions.forget()
