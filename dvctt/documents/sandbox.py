"""Hostile bytes are parsed only here: in a child process with limits on memory, time and open files.

`run` and `ask` ask; what answers is `sandbox_child.main`, in `python -m dvctt.documents.sandbox_child`.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from dvctt.documents.sandbox_child import ANSWER_LIMIT, READY, UNSAID, Answer
from dvctt.kernel import Busy, background

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "dvctt.documents.sandbox_child")
AT_ONCE = 4
# Of these so many may draw pages for people who look: uploads and judgements always find a place.
DRAWING_AT_ONCE = 2
# And so many may wait for that, each holding a thread that answers pages; whoever comes then is told at once.
DRAWING_WAITING, DRAWING_SECONDS = 3, 10.0
# What strangers may ask for has places of its own and takes none from uploads and judgements: how many, and how long
# one is waited for. Their files may be made to be slow, so that nobody waits for them; what we issued is judged soon.
APART = {"stranger": (1, 0.0), "issued": (2, 5.0)}
WAIT_SECONDS = 30.0
WALL_FACTOR = 3.0
# What a library that stumbles over bytes ends with; any other signal came from outside, the kernel's for want of memory
# among them.
STUMBLED = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL})
# Failures that say something of what was looked at; others may be gone at the next try.
LASTING = frozenset({"time", "memory", "crash"})

_places = threading.BoundedSemaphore(AT_ONCE)
_drawing = threading.BoundedSemaphore(DRAWING_AT_ONCE)
_to_draw = threading.BoundedSemaphore(DRAWING_AT_ONCE + DRAWING_WAITING)
_apart = {name: threading.BoundedSemaphore(most) for name, (most, _wait) in APART.items()}
_placed: ContextVar[str] = ContextVar("placed", default="")


class ChildFailed(Exception):
    """The child gave no answer; `detail` names the class or signal.

    `reason` is of the bytes: `time` (its processor time is used up), `memory`, `crash`; or says nothing of them, and
    they may be judged at another try: `ours` (a library wanted to load something after the doors were closed, or the
    child could not be started), `killed` (from outside), `late` (the machine gave it too little of its time).
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    @property
    def lasting(self) -> bool:
        """Whether it says something of the bytes, on a quiet machine too."""
        return self.reason in LASTING


@dataclass(frozen=True)
class Task:
    """What a child is asked: `name` ("dvctt.documents.module:function"), its params, its seconds of processor time."""

    name: str
    params: Mapping[str, Any]
    seconds: int = 20


def run(
    task: str, files: Sequence[bytes | IO[bytes]], params: Answer, *, seconds: int = 20, megabytes: int = 1024
) -> Answer:
    """Call `task` as `function(files, params)` in a child and give its answer; raises ChildFailed and Busy."""
    (answer,) = ask([Task(task, params, seconds)], files, megabytes=megabytes)
    if isinstance(answer, ChildFailed):
        raise answer
    return answer


def ask(
    tasks: Sequence[Task], files: Sequence[bytes | IO[bytes]], *, megabytes: int = 1024
) -> list[Answer | ChildFailed]:
    """Call each task as `function(files, params)` in one child and give the answers, up to the first that failed.

    `files` are bytes or open binary files, read from where they stand; the child gets them as bytes. Params and
    answers are dictionaries that JSON can carry; a task finds the answer of the one before as param `before`. Each
    function may use its seconds of processor time (thrice that by the wall clock), and `megabytes` of address space;
    it can open no file and no connection. Raises Busy where all places stay taken.
    """
    calls = [{"task": task.name, "params": dict(task.params), "seconds": task.seconds} for task in tasks]
    fonts = [str(folder) for folder in settings.FONT_FOLDERS]
    head = json.dumps({"tasks": calls, "fonts": fonts, "megabytes": megabytes}).encode()
    with _place(), tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        for part in (head, *files):
            _put(question, part)
        question.seek(0)
        end = _wait(question, answer, wall=sum(task.seconds for task in tasks) * WALL_FACTOR)
        answer.seek(0)
        return _understand(answer.read(ANSWER_LIMIT + 1), end, len(tasks))


def confinement() -> Answer:
    """What a child can reach on this machine, for the check of a deployment: see `inspect.confinement`."""
    return run("dvctt.documents.inspect.confinement:confinement", [], {})


@contextlib.contextmanager
def drawing() -> Iterator[None]:
    """One of the places for drawing; raises Busy where all stay taken, and at once where enough wait for them."""
    with _taken(_to_draw, wait=0.0), _taken(_drawing, wait=DRAWING_SECONDS):
        yield


@contextlib.contextmanager
def apart(whose: str) -> Iterator[None]:
    """All children of the block in one of the places of that name (APART); raises Busy where none gets free in time."""
    with _taken(_apart[whose], wait=APART[whose][1]):
        token = _placed.set(whose)
        try:
            yield
        finally:
            _placed.reset(token)


def _place() -> contextlib.AbstractContextManager[None]:
    return contextlib.nullcontext() if _placed.get() else _taken(_places)


@contextlib.contextmanager
def _taken(places: threading.BoundedSemaphore, *, wait: float | None = None) -> Iterator[None]:
    if not places.acquire(timeout=WAIT_SECONDS if wait is None else wait):
        raise Busy("all child processes are taken")
    try:
        yield
    finally:
        places.release()


def _put(question: IO[bytes], part: bytes | IO[bytes]) -> None:
    start = question.tell()
    question.write(bytes(8))
    if isinstance(part, bytes):
        question.write(part)
    else:
        shutil.copyfileobj(part, question)
    end = question.tell()
    question.seek(start)
    question.write((end - start - 8).to_bytes(8, "big"))
    question.seek(end)


def _wait(question: IO[bytes], answer: IO[bytes], wall: float) -> ChildFailed | None:
    """How the child ended; None where it ended well."""
    until = time.monotonic() + wall
    reading, writing = os.pipe()
    with open(reading, "rb") as end, open(writing, "wb") as lifeline:
        try:
            process = _started(question, answer, writing)
        except OSError as error:
            return ChildFailed("ours", type(error).__name__)
        lifeline.close()
        with process:
            # The pipe hangs up when the child ends. Popen.wait alone looks every 50 ms: each picture would be as late.
            hanging_up = select.poll()
            hanging_up.register(end, select.POLLHUP)
            hanging_up.poll(wall * 1000)
            try:
                return _ended(process.wait(timeout=max(0.0, until - time.monotonic())))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return ChildFailed("late", "wall clock")


def _started(question: IO[bytes], answer: IO[bytes], lifeline: int) -> subprocess.Popen[bytes]:
    """The child, with a pipe that it holds as long as it lives; raises OSError.

    It has a group of its own, to be ended with all that it starts, but no session: Linux shares the processors out
    among sessions first, so that one of its own would take as much as all pages together, however nice it is.
    """
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        COMMAND,
        stdin=question, stdout=answer, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment, process_group=0,
        pass_fds=(lifeline,),
    )  # fmt: skip
    if _placed.get() == "stranger":
        background.give_way(process.pid)
    return process


def _ended(code: int) -> ChildFailed | None:
    """What an exit status says, or the signal where it is negative."""
    if code == 0:
        return None
    if code > 0:
        return ChildFailed("ours" if code == UNSAID else "crash", f"exit {code}")
    if -code == signal.SIGXCPU:
        return ChildFailed("time", "processor")
    return ChildFailed("crash" if -code in STUMBLED else "killed", f"signal {-code}")


def _understand(answer: bytes, end: ChildFailed | None, tasks: int) -> list[Answer | ChildFailed]:
    """The answers that were given whole; where one is wanting, how the child ended stands in its place."""
    answers: list[Answer | ChildFailed] = []
    ready, *lines = (answer if len(answer) <= ANSWER_LIMIT else b"").splitlines(keepends=True) or [b""]
    if ready != READY:
        return [end if end and not end.lasting else ChildFailed("ours", end.detail if end else "no answer")]
    for line in lines:
        if not line.endswith(b"\n"):
            break
        reply = json.loads(line)
        if "failed" in reply:
            return [*answers, ChildFailed(str(reply["failed"]), str(reply["detail"]))]
        answers.append(reply["result"])
    if len(answers) < tasks:
        answers.append(end or ChildFailed("crash", "no answer"))
    return answers
