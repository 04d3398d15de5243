"""A server of forks that has imported the product once, so that the real web server and worker start in no time.

Run as `python -m tests.ops.nursery` with the environment that they are to have; questions and answers are lines of
JSON. A process born here leads a session of its own and runs the very command that `make run` starts.
"""

import json
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.product import ROOT, Product
from tests.patience import PATIENCE, until


class Nursery:
    """The server of forks, as the test sees it."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.ops.nursery"],
                cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=file,
            )  # fmt: skip

    def ask(self, question: str, *given: Any) -> Any:
        """Ask it something and give its answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([question, *given]).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """End it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


@dataclass(frozen=True)
class Born:
    """A process that was born there, to be asked and ended as if the test had started it."""

    nursery: Nursery
    pid: int

    def poll(self) -> int | None:
        """How it ended; None while it lives."""
        ended: int | None = self.nursery.ask("poll", self.pid)
        return ended

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until it has ended, and give how."""
        until(lambda: self.poll() is not None, seconds=timeout or PATIENCE, what=f"{self.pid} has ended")
        return self.poll()

    def terminate(self) -> None:
        """Ask it to end."""
        os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End it without asking."""
        os.kill(self.pid, signal.SIGKILL)


@dataclass
class BornProduct(Product):
    """A product whose processes are born in a nursery."""

    nursery: Nursery | None = None

    def start(self, name: str, *command: str) -> None:
        """Let one of its processes be born; what it writes goes to a log."""
        assert self.nursery is not None
        pid: int = self.nursery.ask("bear", command, str(self.folder / f"{name}.log"))
        self.processes[name] = Born(self.nursery, pid)


def bear(command: list[str], log: str) -> int:
    """Fork a process that runs the command of Python, and give its id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        _settle_in(log)
        _run(command)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # told where the test looks for it
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


def poll(pid: int) -> int | None:
    """How the child ended; None while it lives."""
    if pid not in _ended and os.waitpid(pid, os.WNOHANG)[0] == pid:
        _ended.add(pid)
    return 0 if pid in _ended else None


_ended: set[int] = set()


def _settle_in(log: str) -> None:
    os.setsid()
    writing = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number, meant in ((0, os.open(os.devnull, os.O_RDONLY)), (1, writing), (2, writing)):
        os.dup2(meant, number)


def _run(command: list[str]) -> None:
    if command[0] == "-m":
        sys.argv = command[1:]
        runpy.run_module(command[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = command
        runpy.run_path(command[0], run_name="__main__")


def main() -> None:
    """Serve: everything is imported once, and no connection is open when a process is born."""
    import granian.cli  # noqa: F401
    from django.db import connections
    from django.urls import get_resolver

    import config.wsgi  # noqa: F401 - with it comes all that both commands import

    get_resolver().url_patterns  # noqa: B018 - imports the views
    connections.close_all()
    voice = os.fdopen(os.dup(1), "w")
    os.set_inheritable(voice.fileno(), False)
    os.dup2(2, 1)
    work: dict[str, Callable[..., int | None]] = {"bear": bear, "poll": poll}
    while line := sys.stdin.readline():
        question, *given = json.loads(line)
        voice.write(json.dumps(work[question](*given)) + "\n")
        voice.flush()


if __name__ == "__main__":
    main()
