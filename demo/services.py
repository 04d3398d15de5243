"""Child processes of a run: started in order, watched, and stopped together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from dvctt.ops.machine import ROOT

PATIENCE = 10
# Seconds until a service that lives must answer: many times what it takes, for a machine that is busy elsewhere.
START = 300
# Seconds between one try and the next: doubled from the first to the longest. Who is too busy to answer does not come
# to it by being asked all the time.
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 3.0
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


class ServiceProblem(RuntimeError):
    """A process did not come up or ended by itself; the sentence names it and its log."""


class Services:
    """The processes of one run. Each writes to `log/<name>.log` under the given folder."""

    def __init__(self, folder: Path) -> None:
        self.logs = folder / "log"
        self.logs.mkdir(parents=True, exist_ok=True)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._errands: set[str] = set()

    def start(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str] | None = None, errand: bool = False
    ) -> None:
        """Start a process in a session of its own, so that Ctrl-C reaches us first; it dies with us, however we die.

        An `errand` may end by itself; anything else is a service, which may not.
        """
        if errand:
            self._errands.add(name)
        with self._log(name).open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, *command],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
            )

    def wait_for(self, name: str, address: str, *, seconds: float = START) -> None:
        """Wait until `address` answers; raises ServiceProblem when it does not or the process ends."""
        until, pause = time.monotonic() + seconds, FIRST_PAUSE
        while time.monotonic() < until:
            if self._running[name].poll() is not None:
                raise ServiceProblem(f"{name} ended at once; see {self._log(name)}")
            try:
                with urlopen(address, timeout=5):  # noqa: S310 - an address of ours
                    return
            except (URLError, OSError):
                time.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        raise ServiceProblem(f"{name} does not answer at {address}; see {self._log(name)}")

    def ended(self, name: str) -> int | None:
        """The exit status of an errand that has ended, None while it is under way."""
        return self._running[name].poll()

    def fault(self) -> str | None:
        """The sentence about a process that should run and does not, or about an errand that failed; else None."""
        for name, process in self._running.items():
            status = process.poll()
            if status is not None and not (name in self._errands and status == 0):
                return f"{name} ended with {status}; see {self._log(name)}"
        return None

    def watch(self) -> None:
        """Return only by exception: ServiceProblem when one of the processes ends by itself, or an errand fails."""
        while True:
            time.sleep(0.5)
            if sentence := self.fault():
                raise ServiceProblem(sentence)

    def stop(self) -> None:
        """Ask all processes to end, the last started first; kill those that do not within ten seconds."""
        for process in reversed(self._running.values()):
            _signal(process, signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        for process in self._running.values():
            try:
                process.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()
        self._running.clear()

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal the whole session of a process, which may have gone meanwhile."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return


def _die_with_parent() -> None:
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
