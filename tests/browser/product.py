"""The product as processes of its own: web, worker, with a database and a folder that nobody else has."""

import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import httpx

from dvctt.ops import serving
from tests.fixtures_pki import Pki
from tests.patience import PATIENCE, until

ROOT = Path(__file__).resolve().parents[2]
# Seconds after which who has no script loads a page again.
RELOAD = 0.4
# To the product one speaks in the clear: loading the authorities of TLS for each question costs more than the answer.
CLEAR = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Process(Protocol):
    """A process that was started, as subprocess has it."""

    @property
    def pid(self) -> int:
        """Its id, and that of its group."""

    def poll(self) -> int | None:
        """How it ended; None while it lives."""

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until it has ended."""

    def terminate(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """End it without asking."""


@dataclass
class Product:
    """Where the running product is, and what its processes wrote."""

    url: str
    folder: Path
    environment: Mapping[str, str]
    processes: dict[str, Process] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        """Start one of its processes; what it writes goes to a log."""
        with (self.folder / f"{name}.log").open("ab") as log:
            environment = {**os.environ, **self.environment}
            self.processes[name] = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_web(self) -> None:
        """Start the web server as `make run` does, with one process that serves."""
        self.start("web", *serving.command(port=int(self.url.rpartition(":")[2]), workers=1))

    def start_worker(self) -> None:
        """Start the worker as `make run` does."""
        self.start("worker", "manage.py", "worker")

    def kill(self, name: str) -> None:
        """Kill a process and all that it started, at once and without a word."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

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
            return httpx.get(f"{self.url}/health/live", timeout=5, verify=CLEAR).status_code == 200
        except httpx.TransportError:
            return False


def environment_of(database: str, url: str, pki: Pki, mail_port: int) -> dict[str, str]:
    """What the product's processes are told: this run's database, folder, keys, authorities and mail server.

    The folder gets the web assets and fonts that the machine has.
    """
    from django.conf import settings
    from django.db import connection

    lend_assets(settings.VAR)
    told = connection.settings_dict
    place = f"?host={told['HOST']}" if str(told["HOST"]).startswith("/") else ""
    host = "" if place else f"{told['HOST']}:{told['PORT'] or 5432}"
    user = f"{told['USER']}:{told['PASSWORD']}@" if told["PASSWORD"] else f"{told['USER']}@"
    return {
        "DATABASE_URL": f"postgresql://{user}{host}/{database}{place}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DVCTT_VAR": str(settings.VAR),
        "DVCTT_BASE_URL": url,
        "DVCTT_SECRET_KEY": settings.SECRET_KEY,
        "DVCTT_SENSITIVE_KEYS": " ".join(settings.SENSITIVE_KEYS),
        "DVCTT_JOURNAL_KEYS": " ".join(settings.JOURNAL_KEYS),
        "DVCTT_BLIND_INDEX_KEY": settings.BLIND_INDEX_KEY,
        "DVCTT_MAIL_PORT": str(mail_port),
        "DVCTT_PKI": str(pki.folder),
        "DVCTT_TRUST": str(pki.folder / "trust"),
        "DVCTT_TSA_URL": pki.time_stamp_url,
        "DVCTT_REVOCATION_HOSTS": f"127.0.0.1:{pki.port}",
        "DVCTT_DEBUG": "false",
    }


def lend_assets(folder: Path) -> None:
    """Let a folder of a product have the web assets and fonts of the machine."""
    from django.conf import settings

    assets = next(Path(one[1]) for one in settings.STATICFILES_DIRS if isinstance(one, tuple))
    for lent in (assets, assets.parent / "fonts"):
        if not (folder / lent.name).exists():
            (folder / lent.name).symlink_to(lent)


def collect_static(folder: Path, environment: Mapping[str, str]) -> None:
    """Fill `folder`/static as `make run` does."""
    lend_assets(folder)
    told = {**environment, "DVCTT_VAR": str(folder)}
    Product("", folder, told).run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")


@contextmanager
def running(url: str, folder: Path, environment: Mapping[str, str]) -> Iterator[Product]:
    """Web and worker started, and ended afterwards."""
    product = Product(url, folder, environment)
    try:
        product.start_worker()
        product.start_web()
        until(product.answers, what="the web answers")
        yield product
    finally:
        product.stop()
