"""Processes that die: a server of forks which does an act or a worker's round and kills itself where it is told to.

Run as `python -m tests.casework.mortal`; jobs come pickled on the standard input, answers go to the standard output.
The hooks stand here and nowhere in the product.
"""

import gc
import importlib
import os
import pickle
import pkgutil
import re
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?(?:\s+SET\s+"?(\w+)"?)?')


@dataclass(frozen=True)
class Job:
    """What a child does: `work` names a function here. It dies at the `dies_at`-th point, or at the first whose name
    is not in `survives`; with neither it lives.
    """

    work: str
    arguments: tuple[Any, ...]
    database: str
    now: datetime | None = None
    dies_at: int | None = None
    survives: frozenset[str] | None = None


@dataclass(frozen=True)
class End:
    """How a child ended: `answer` is what it acknowledged, `error` what it raised; else it died at `point`."""

    answer: Any
    error: Exception | None
    killed: bool
    points: tuple[str, ...]

    @property
    def point(self) -> str:
        """Where it died, or stood last."""
        return self.points[-1] if self.points else ""


class Mortals:
    """The server of forks; `run` does one job in a fresh process and tells its end."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.casework.mortal"],
            cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(self, job: Job) -> End:
        """Do the job; raises what the child raised for any reason of its own."""
        assert self.process.stdin
        assert self.process.stdout
        _send(self.process.stdin, job)
        end: End = _receive(self.process.stdout)
        return end

    def close(self) -> None:
        """End the server."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


def perform(account_id: str | None, *arguments: Any, **more: Any) -> Callable[[], Any]:
    """One act of an account, or of the system."""
    from dvctt.casework import api as casework

    actor = _actor(account_id)
    return lambda: casework.perform(actor, *arguments, **more)


def declare(account_id: str, function: str, *arguments: Any) -> Callable[[], Any]:
    """Another step of the applicant's: `prepare_declaration`, `sign_declaration`."""
    from dvctt.casework import api as casework

    actor = _actor(account_id)
    return lambda: getattr(casework, function)(actor, *arguments)


def drain() -> Callable[[], Any]:
    """What the worker does until nothing is due."""
    from dvctt.outbox import api as outbox

    return outbox.drain


def _actor(account_id: str | None) -> Any:
    from dvctt.accounts import people
    from dvctt.accounts.models import Account

    return people.actor_for(Account.objects.get(pk=account_id), channel="test")


class Hooks:
    """Counts the points of a run and dies at the right one: at every statement, around every commit that wrote, and
    after rendering, signing, keeping bytes and handing over a mail.
    """

    def __init__(self, job: Job, report: IO[bytes]) -> None:
        self.job, self.report, self.count, self.written = job, report, 0, list[str]()

    def point(self, name: str) -> None:
        self.count += 1
        os.write(self.report.fileno(), name.encode() + b"\n")
        survives = self.job.survives
        if self.count == self.job.dies_at or (survives is not None and name not in survives):
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else sql.as_string(None)
        kind = WRITES.match(text)
        if kind:
            self.written.append(".".join(part for part in kind.groups() if part))
        # Between two statements nothing happens to the database: dying after one is dying before the next.
        if self.job.dies_at is not None:
            self.point(f"before {text.strip()[:60]!r}")
        return execute(sql, params, many, context)

    def commit(self, really: Callable[[], None]) -> None:
        name, self.written = " ".join(dict.fromkeys(self.written)), []
        if not name:
            return really()
        self.point(f"before commit of {name}")
        really()
        return self.point(f"after commit of {name}")

    def after(self, name: str, really: Callable[..., Any]) -> Callable[..., Any]:
        def done(*arguments: Any, **more: Any) -> Any:
            result = really(*arguments, **more)
            self.point(name)
            return result

        return done

    @contextmanager
    def installed(self) -> Iterator[None]:
        from django.db import connection

        from dvctt.documents import rendering, signing, store, validation
        from dvctt.notices import channels

        rendering.render = self.after("rendered", rendering.render)
        signing.sign_pdf = self.after("signed", signing.sign_pdf)
        validation.examine = self.after("judged", validation.examine)
        store.place = self.after("bytes placed", store.place)
        channels.send = self.after("mail handed over", channels.send)
        really = connection._commit  # type: ignore[attr-defined]
        connection._commit = lambda: self.commit(really)  # type: ignore[attr-defined]
        with connection.execute_wrapper(self.statement):
            yield


def _child(job: Job, report: IO[bytes], answer: IO[bytes]) -> None:
    """In the fork: do the job and tell what came of it, if anything does."""
    from contextlib import nullcontext

    from django.db import connection

    from dvctt.kernel import clock

    connection.settings_dict["NAME"] = job.database
    name, arguments, more = job.work, job.arguments, {}
    if arguments and isinstance(arguments[-1], dict) and arguments[-1].get("keywords"):
        *arguments, last = arguments  # type: ignore[assignment]
        more = last["keywords"]
    with clock.travel(job.now) if job.now else nullcontext():
        work = globals()[name](*arguments, **more)
        connection.ensure_connection()
        try:
            with Hooks(job, report).installed():
                said: tuple[Any, Exception | None] = (work(), None)
        except Exception as error:  # told to the test
            said = (None, error)
    answer.write(pickle.dumps(said))
    answer.flush()


def _run(job: Job) -> End:
    """Fork, wait, and read what the child has told on its way."""
    reading, writing = os.pipe()
    answering, telling = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        os.close(answering)
        try:
            _child(job, os.fdopen(writing, "wb"), os.fdopen(telling, "wb"))
        finally:
            os._exit(0)
    os.close(writing)
    os.close(telling)
    with os.fdopen(reading, "rb") as report, os.fdopen(answering, "rb") as answer:
        points, told = report.read().decode().splitlines(), answer.read()
    _, status = os.waitpid(pid, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    result, error = pickle.loads(told) if told else (None, None)
    return End(result, error, killed, tuple(points))


def _send(pipe: IO[bytes], value: object) -> None:
    data = pickle.dumps(value)
    pipe.write(struct.pack(">I", len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    (length,) = struct.unpack(">I", pipe.read(4))
    return pickle.loads(pipe.read(length))


def _import_everything() -> None:
    """What each child would import for itself, the acts' own modules and what functions import when they are called.

    Nothing is read from the database for them: those statements are points to die at.
    """
    for package in ("accounts", "casework", "catalogue", "documents", "journal", "ministry", "notices", "outbox"):
        folders = importlib.import_module(f"dvctt.{package}").__path__
        for module in pkgutil.walk_packages(folders, f"dvctt.{package}."):
            if "migrations" not in module.name:
                importlib.import_module(module.name)


def main() -> None:
    """Serve: everything is imported once, each job has a process of its own."""
    import django
    from django.conf import settings

    settings.VAR = Path(os.environ["MORTAL_FOLDER"])
    settings.STORAGES["default"]["OPTIONS"] = {"location": settings.VAR / "bytes"}
    django.setup()
    from django.db import connection

    from dvctt.kernel import clock

    clock.allow_travel()
    _import_everything()
    # The driver is loaded, nothing is connected.
    assert connection.connection is None
    gc.freeze()
    voice = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while len(head := sys.stdin.buffer.read(4)) == 4:
        job = pickle.loads(sys.stdin.buffer.read(struct.unpack(">I", head)[0]))
        _send(voice, _run(job))


if __name__ == "__main__":
    # Pickle has to find the classes under the name that the test knows.
    importlib.import_module("tests.casework.mortal").main()
