"""Child processes of a run: started in order, watched, and stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen


class ServiceProblem(RuntimeError):
    """A process did not come up or ended by itself; the sentence names it and its log."""


class Services:
    """The processes of one run. Each writes to `log/<name>.log` under the given folder."""

    def __init__(self, folder: Path) -> None:
        self._logs = folder / "log"
        self._logs.mkdir(parents=True, exist_ok=True)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> None:
        """Start a process in a session of its own, so that Ctrl-C reaches us first."""
        with (self._logs / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, *command],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, **(environment or {})},
            )

    def wait_for(self, name: str, address: str, *, seconds: float = 30) -> None:
        """Wait until `address` answers; raises ServiceProblem when it does not or the process ends."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._running[name].poll() is not None:
                raise ServiceProblem(f"{name} ended at once; see {self._logs / name}.log")
            try:
                with urlopen(address, timeout=2):  # noqa: S310 - an address of ours
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise ServiceProblem(f"{name} does not answer at {address}; see {self._logs / name}.log")

    def watch(self) -> None:
        """Return only by exception: ServiceProblem when one of the processes ends by itself."""
        while True:
            time.sleep(0.5)
            for name, process in self._running.items():
                if process.poll() is not None:
                    raise ServiceProblem(f"{name} ended with {process.returncode}; see {self._logs / name}.log")

    def stop(self) -> None:
        """Ask all processes to end, the last started first; kill those that do not within ten seconds."""
        for process in reversed(self._running.values()):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self._running.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        self._running.clear()
