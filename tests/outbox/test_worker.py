"""The real worker, and several at once, over committed rows."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoDbBlocker

from dvctt.accounts import attempts
from dvctt.accounts.models import Session, Trial
from dvctt.kernel import Ref, clock
from dvctt.outbox import api as outbox
from dvctt.outbox import registry
from dvctt.outbox.models import Event


@pytest.fixture
def heard(committed_db: str, django_db_blocker: DjangoDbBlocker) -> Iterator[list[tuple[str, int]]]:
    """What was told, in order, by whichever thread."""
    told: list[tuple[str, int]] = []
    outbox.on("tested", lambda event: told.append((event.ref.id, event.payload["n"])))
    age = connection.settings_dict["CONN_MAX_AGE"]
    connection.settings_dict["CONN_MAX_AGE"] = (
        0  # the worker's threads end with the test, and so must their connections
    )
    with django_db_blocker.unblock():
        yield told
    connection.settings_dict["CONN_MAX_AGE"] = age
    registry._handlers.pop("tested")


def _run_worker() -> None:
    async def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as working:
            async with working.open_async():
                await working.run_worker_async(wait=False, concurrency=4, install_signal_handlers=False)

    asyncio.run(run())


def test_the_worker_answers_the_ring(heard: list[tuple[str, int]]) -> None:
    for n in range(10):
        outbox.emit("tested", Ref("dossier", str(n % 2)), n=n)

    _run_worker()

    for each in ("0", "1"):
        assert [n for subject, n in heard if subject == each] == [n for n in range(10) if str(n % 2) == each]
    assert not Event.objects.exclude(state="done").exists()
    assert not ProcrastinateJob.objects.filter(task_name="outbox.ring").exclude(status="succeeded").exists()


def test_a_job_stuck_with_a_dead_worker_is_taken_away(heard: list[tuple[str, int]]) -> None:
    outbox.emit("tested", Ref("dossier", "1"), n=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    app.configure_task("outbox.purge").defer(timestamp=0)

    _run_worker()

    assert not ProcrastinateJob.objects.filter(task_name="outbox.ring").exists()
    outbox.drain("event")
    assert heard == [("1", 1)]


def test_four_workers_tell_each_event_once_and_in_order(heard: list[tuple[str, int]]) -> None:
    for n in range(60):
        outbox.emit("tested", Ref("dossier", str(n % 5)), n=n)
    threads = [threading.Thread(target=_drain) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outbox.drain("event")

    assert sorted(n for _, n in heard) == list(range(60))
    for each in range(5):
        assert [n for subject, n in heard if subject == str(each)] == list(range(each, 60, 5))
    assert outbox.waiting_counts()["event"] == outbox.Waiting(0, 0, None)


def _drain() -> None:
    try:
        outbox.drain("event")
    finally:
        connection.close()


def test_the_worker_clears_what_has_ended(heard: list[tuple[str, int]]) -> None:
    attempts.count_try("code", "ended", seconds=1)
    attempts.count_try("code", "counting", seconds=3600)
    for key, lives in (("ended", timedelta(0)), ("open", timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=clock.now() + lives)
    with clock.travel(clock.now() + timedelta(seconds=2)):
        app.configure_task("accounts.purge").defer(timestamp=0)
        _run_worker()
    assert Trial.objects.count() == 1
    assert [row.session_key for row in Session.objects.all()] == ["open"]


def test_each_package_declares_its_own_work_by_the_clock() -> None:
    declared = {task.task.name.partition(".")[0] for task in app.periodic_registry.periodic_tasks.values()}
    assert {"accounts", "casework", "documents", "outbox", "ops"} <= declared
