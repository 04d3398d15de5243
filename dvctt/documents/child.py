"""Hostile bytes are parsed only here: in a child process with limits on memory, time and open files.

`run` asks; what answers is `confined.main`, in `python -m dvctt.documents.confined`.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from dvctt.documents.confined import ANSWER_LIMIT, Answer
from dvctt.kernel import Busy

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "dvctt.documents.confined")
AT_ONCE = 4
WAIT_SECONDS = 30.0
WALL_FACTOR = 3.0

_places = threading.BoundedSemaphore(AT_ONCE)


class ChildFailed(Exception):
    """The child gave no answer: `reason` is `time`, `memory`, `crash` or `ours`; `detail` names the class or signal.

    `ours` says nothing of the file: a library wanted to load something after the doors were closed.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def run(
    task: str, files: Sequence[bytes | IO[bytes]], params: Answer, *, seconds: int = 20, megabytes: int = 1024
) -> Answer:
    """Call `task` ("dvctt.documents.module:function") as `function(files, params)` in a child and give its answer.

    `files` are bytes or open binary files, read from where they stand; the child gets them as bytes. Params and
    answer are dictionaries that JSON can carry. The function may use `seconds` of processor time (thrice that by the
    wall clock) and `megabytes` of address space; it can open no file and no connection. Raises ChildFailed, and Busy
    where all places stay taken.
    """
    head = json.dumps({"task": task, "params": params, "seconds": seconds, "megabytes": megabytes}).encode()
    with _place(), tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        for part in (head, *files):
            _put(question, part)
        question.seek(0)
        code = _wait(question, answer, wall=seconds * WALL_FACTOR)
        answer.seek(0)
        return _understand(answer.read(ANSWER_LIMIT + 1), code)


def confinement() -> Answer:
    """What a child can reach on this machine, for the check of a deployment: see `inspect.confinement`."""
    return run("dvctt.documents.inspect.confinement:confinement", [], {})


@contextlib.contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise Busy("all child processes are taken")
    try:
        yield
    finally:
        _places.release()


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


def _wait(question: IO[bytes], answer: IO[bytes], wall: float) -> int:
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        COMMAND,
        stdin=question, stdout=answer, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            return process.wait(timeout=wall)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise ChildFailed("time", "wall clock") from None


def _understand(answer: bytes, code: int) -> Answer:
    if code == -signal.SIGXCPU:
        raise ChildFailed("time", "processor")
    if code != 0 or len(answer) > ANSWER_LIMIT:
        raise ChildFailed("crash", f"signal {-code}" if code < 0 else f"exit {code}")
    told = json.loads(answer)
    if not isinstance(told, dict):
        raise ChildFailed("crash", "no answer")
    if "failed" in told:
        raise ChildFailed(str(told["failed"]), str(told["detail"]))
    result: Answer = told["result"]
    return result
