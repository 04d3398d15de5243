import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from demo.services import ServiceProblem, Services
from dvctt.ops.machine import ROOT, free_port
from tests.patience import until

SLEEP = ["-c", "import time; time.sleep(60)"]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = Services(tmp_path)
    yield made
    made.stop()


def test_a_service_that_answers_is_up_and_stops(services: Services) -> None:
    port = free_port()
    services.start("web", ["-m", "http.server", str(port), "--bind", "127.0.0.1"])
    services.wait_for("web", f"http://127.0.0.1:{port}/README.md")
    assert services.fault() is None

    services.stop()

    services.start("web", SLEEP)
    with pytest.raises(ServiceProblem, match="web does not answer"):
        services.wait_for("web", f"http://127.0.0.1:{port}/", seconds=0.2)


def test_a_service_that_ends_is_named_with_its_log(services: Services) -> None:
    services.start("worker", ["-c", "print('why'); raise SystemExit(3)"])
    until(services.fault)

    assert services.fault() == f"worker ended with 3; see {services.logs / 'worker.log'}"
    assert (services.logs / "worker.log").read_text() == "why\n"
    with pytest.raises(ServiceProblem, match="worker ended at once"):
        services.wait_for("worker", "http://127.0.0.1:1/")
    with pytest.raises(ServiceProblem, match="worker ended with 3"):
        services.watch()


def test_a_service_that_is_slow_to_come_is_asked_seldom(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [0.0]

    def sleep(seconds: float) -> None:
        passed.append(seconds)

    monkeypatch.setattr("demo.services.time", SimpleNamespace(monotonic=lambda: sum(passed), sleep=sleep))
    services.start("mail", SLEEP)
    with pytest.raises(ServiceProblem, match="mail does not answer"):
        services.wait_for("mail", "http://127.0.0.1:1/", seconds=300)
    assert sum(passed) >= 300
    assert len(passed) < 150


def test_an_errand_may_end_well_but_not_ill(services: Services) -> None:
    services.start("good", ["-c", "pass"], errand=True)
    until(lambda: services.ended("good") == 0)
    assert services.fault() is None

    services.start("bad", ["-c", "raise SystemExit(1)"], errand=True)
    until(services.fault)

    assert "bad ended with 1" in (services.fault() or "")


def test_a_service_dies_with_who_started_it(tmp_path: Path) -> None:
    started = tmp_path / "started"
    child = f"import os, pathlib, time; pathlib.Path({str(started)!r}).write_text(str(os.getpid())); time.sleep(60)"
    parent = (
        "import os, pathlib, signal, time\n"
        "from demo.services import Services\n"
        f"Services(pathlib.Path({str(tmp_path)!r})).start('one', ['-c', {child!r}])\n"
        f"started = pathlib.Path({str(started)!r})\n"
        "while not (started.exists() and started.read_text()): time.sleep(0.01)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", parent], cwd=ROOT, check=False)

    pid = int(started.read_text())
    until(lambda: has_ended(pid))


def has_ended(pid: int) -> bool:
    """Whether a process is gone, or only waits to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
