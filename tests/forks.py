"""Children of `documents.sandbox` are forked, where the product starts an interpreter for each.

Before a child is shown a file it imports libraries for up to half a second, and a run of all tests starts a thousand
children. Here a server has imported them (tests/forkserver.py) and forks; all that the fork does then is the
product's own: it reads the question, makes itself ready, locks its doors and answers. What starting a child is made of
is asked by tests that start it as the product does: they use the fixture `started_anew`.
"""

import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import IO, Any, Self

import pytest

from dvctt.documents import sandbox
from dvctt.documents.sandbox_child import PACKAGE

STARTED = sandbox.COMMAND
# Of a number that the server tells.
SIZE = 4


class Forked:
    """A fork, with as much of a Popen as `sandbox` uses."""

    def __init__(self, told: socket.socket) -> None:
        self._told = told
        self._code: int | None = None
        self.pid = self._next()

    def wait(self, timeout: float | None = None) -> int:
        """How it ended, as Popen has it; raises TimeoutExpired."""
        if self._code is None:
            ending = select.poll()
            ending.register(self._told, select.POLLIN)
            if timeout is not None and not ending.poll(timeout * 1000):
                raise subprocess.TimeoutExpired(STARTED, timeout)
            self._code = self._next()
        return self._code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wait()
        self._told.close()

    def _next(self) -> int:
        told = self._told.recv(SIZE, socket.MSG_WAITALL)
        if len(told) < SIZE:
            self._told.close()
            raise OSError("the server of forks has ended")
        return int.from_bytes(told, "big", signed=True)


class Forks:
    """In the place of the module `subprocess` for `sandbox`: the servers, one for each set of modules."""

    DEVNULL, TimeoutExpired = subprocess.DEVNULL, subprocess.TimeoutExpired

    def __init__(self) -> None:
        self._servers: dict[tuple[str, ...], tuple[subprocess.Popen[bytes], socket.socket]] = {}
        self._one_at_a_time = threading.Lock()

    def Popen(  # noqa: N802 - its name there
        self, command: Sequence[str], *, stdin: IO[bytes], stdout: IO[bytes], pass_fds: tuple[int, ...], **more: Any
    ) -> "Forked | subprocess.Popen[bytes]":
        """A child for the question; another command, or a question for modules of others, is started as it stands."""
        modules = modules_of(stdin)
        if command != STARTED or not all(module.startswith(PACKAGE) for module in modules):
            return subprocess.Popen(command, stdin=stdin, stdout=stdout, pass_fds=pass_fds, **more)
        with self._one_at_a_time:
            door = self.door(modules, more["env"])
        told, telling = socket.socketpair()
        with telling:
            socket.send_fds(door, [b"?"], [stdin.fileno(), stdout.fileno(), *pass_fds, telling.fileno()])
        return Forked(told)

    def door(self, modules: tuple[str, ...], environment: Mapping[str, str]) -> socket.socket:
        """Where the server that has imported these modules is asked."""
        if modules not in self._servers:
            ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with its:
                server = subprocess.Popen(
                    [sys.executable, "-m", "tests.forkserver", str(its.fileno()), *modules],
                    cwd=sandbox.ROOT, env=environment, pass_fds=(its.fileno(),),
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )  # fmt: skip
            self._servers[modules] = server, ours
        return self._servers[modules][1]

    def close(self) -> None:
        """End the servers."""
        for server, door in self._servers.values():
            door.close()
            server.wait()
        self._servers.clear()


def modules_of(question: IO[bytes]) -> tuple[str, ...]:
    """The modules that the tasks of a question name."""
    length = int.from_bytes(os.pread(question.fileno(), 8, 0), "big")
    head = json.loads(os.pread(question.fileno(), length, 8))
    return tuple(dict.fromkeys(str(task["task"]).partition(":")[0] for task in head["tasks"]))


def pytest_configure(config: pytest.Config) -> None:
    """From now on children are forked."""
    forks, instead = Forks(), pytest.MonkeyPatch()
    instead.setattr(sandbox, "subprocess", forks)
    config.add_cleanup(instead.undo)
    config.add_cleanup(forks.close)


@pytest.fixture
def started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children are started as the product starts them."""
    monkeypatch.setattr(sandbox, "subprocess", subprocess)
