"""The product as processes of its own: web, worker, with a database and a folder that nobody else has."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30
START = 120
T = TypeVar("T")


def until(holds: Callable[[], T], *, seconds: float = PATIENCE, what: str = "") -> T:
    """Wait for a condition and give what it gave; fails after `seconds`."""
    limit = time.monotonic() + seconds
    while True:
        if found := holds():
            return found
        assert time.monotonic() < limit, f"did not come about: {what or holds}"
        time.sleep(0.05)


@dataclass
class Product:
    """Where the running product is, and what its processes wrote."""

    url: str
    folder: Path
    environment: Mapping[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        """Start one of its processes; what it writes goes to a log."""
        with (self.folder / f"{name}.log").open("ab") as log:
            environment = {**os.environ, **self.environment}
            self.processes[name] = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def run(self, *command: str) -> None:
        """Run a command of the product to its end."""
        environment = {**os.environ, **self.environment}
        done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr).decode()

    def stop(self) -> None:
        """End its processes."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    def log(self, name: str) -> str:
        """What a process wrote so far."""
        return (self.folder / f"{name}.log").read_text()

    def answers(self) -> bool:
        """Whether the web answers; fails where a process has ended."""
        for name, process in self.processes.items():
            assert process.poll() is None, f"{name} ended: {self.log(name)}"
        try:
            return httpx.get(f"{self.url}/health/live", timeout=5).status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def running(url: str, folder: Path, environment: Mapping[str, str]) -> Iterator[Product]:
    """Web and worker started, and ended afterwards."""
    product = Product(url, folder, environment)
    try:
        product.start("worker", "manage.py", "procrastinate", "worker", "--concurrency", "4")
        product.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        port = url.rpartition(":")[2]
        address = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", port)
        product.start("web", "-m", "granian", *address, "--workers", "1", "--blocking-threads", "8", "--no-ws",
                      "config.wsgi:application")  # fmt: skip
        until(product.answers, seconds=START, what="the web answers")
        yield product
    finally:
        product.stop()
