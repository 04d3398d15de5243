"""The real processes stay up: a web worker that is killed comes back, the worker outlives a restart of the database."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from dvctt.kernel import Ref
from dvctt.ops.ports import free_port
from dvctt.outbox import api as outbox
from dvctt.outbox.models import Event
from tests.browser.product import ROOT, Product, environment_of
from tests.conftest import administer
from tests.fixtures_mailsink import MailSink
from tests.fixtures_pki import Pki
from tests.patience import until


@pytest.fixture
def product(
    committed_db: str, pki: Pki, mailbox: MailSink, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Product]:
    """Nothing runs yet; what is started has a database of its own."""
    url = f"http://127.0.0.1:{free_port()}"
    made = Product(url, tmp_path, environment_of(committed_db, url, pki, mailbox.smtp_port))
    with django_db_blocker.unblock():
        yield made
        made.stop()


def children(pid: int) -> set[int]:
    """The processes that a process has started."""
    return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def test_a_web_worker_that_is_killed_comes_back(product: Product) -> None:
    product.start_web()
    until(product.answers, what="the web answers")
    server = product.processes["web"].pid
    before = serving(server)
    for one in before:
        os.kill(one, signal.SIGKILL)
    until(lambda: serving(server) - before, what="another one serves")
    until(product.answers, what="the web answers again")


def serving(server: int) -> set[int]:
    """The processes of a web server that serve, without the helpers of multiprocessing."""
    return {pid for pid in children(server) if (command := commandline(pid)) and "resource_tracker" not in command}


def commandline(pid: int) -> str:
    """How a process was started; empty for one that has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_the_worker_outlives_a_restart_of_the_database_and_works_on(product: Product, committed_db: str) -> None:
    product.start_worker()

    def worked(number: int) -> None:
        event = outbox.emit("nobody_listens", Ref("dossier", str(number)))
        until(lambda: Event.objects.get(pk=event).state == "done", what="it is worked")

    worked(1)
    connection.close()
    administer(f'ALTER DATABASE "{committed_db}" ALLOW_CONNECTIONS false')
    administer(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{committed_db}'")
    until(lambda: "worker_lost_database" in product.log("worker"), what="the loss is told")
    administer(f'ALTER DATABASE "{committed_db}" ALLOW_CONNECTIONS true')
    worked(2)
    worker = product.processes["worker"]
    assert worker.poll() is None
    worker.terminate()
    assert worker.wait(60) == 0


def test_a_worker_whose_database_stays_away_ends_with_a_status_that_has_it_started_again(product: Product) -> None:
    away = {**os.environ, **product.environment, "DATABASE_URL": f"postgresql://nobody@127.0.0.1:{free_port()}/away"}
    command = [sys.executable, "manage.py", "worker", "--patience", "0"]
    assert subprocess.run(command, cwd=ROOT, env=away, capture_output=True, check=False, timeout=120).returncode == 1
