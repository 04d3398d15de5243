"""Hostile bytes are parsed only here: in a child process with limits on memory, time and open files.

Both sides stand in this file: `run` asks, `main` answers in `python -m dvctt.documents.child`. Django is not imported.
"""

import contextlib
import importlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from dvctt.kernel import Busy

Answer = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "dvctt.documents.child")
PACKAGE = "dvctt.documents."
NOBODY = 65534
ANSWER_LIMIT = 64 * 1024 * 1024
AT_ONCE = 4
WAIT_SECONDS = 30.0
WALL_FACTOR = 3.0

_places = threading.BoundedSemaphore(AT_ONCE)


class ChildFailed(Exception):
    """The child gave no answer: `reason` is `time`, `memory` or `crash`; `detail` names the error's class or signal."""

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


def main() -> None:
    """The child's side: read the question, lock the doors, answer in one JSON value on the standard output."""
    voice = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    source = sys.stdin.buffer
    head = json.loads(_take(source))
    function = _function(head["task"])
    _lock(int(head["seconds"]), int(head["megabytes"]))
    voice.write(json.dumps(_answer(function, source, head["params"])).encode())
    voice.flush()
    # Libraries that crash while they shut down must not spoil an answer already given.
    os._exit(0)


def _answer(function: Callable[[list[bytes], Answer], Answer], source: IO[bytes], params: Answer) -> Answer:
    try:
        files = []
        while part := _next(source):
            files.append(part[0])
        return {"result": function(files, params)}
    except MemoryError:
        return {"failed": "memory", "detail": "MemoryError"}
    except Exception as error:  # whatever hostile bytes provoke becomes an answer
        return {"failed": "crash", "detail": type(error).__name__}


def _next(source: IO[bytes]) -> tuple[bytes] | None:
    length = source.read(8)
    return (source.read(int.from_bytes(length, "big")),) if length else None


def _take(source: IO[bytes]) -> bytes:
    return source.read(int.from_bytes(source.read(8), "big"))


def _function(task: str) -> Callable[[list[bytes], Answer], Answer]:
    module_name, _, name = task.partition(":")
    if not module_name.startswith(PACKAGE):
        raise ValueError(f"{task} is none of ours")
    module = importlib.import_module(module_name)
    warm = getattr(module, "warm", None)
    if warm is not None:
        warm()
    function: Callable[[list[bytes], Answer], Answer] = getattr(module, name)
    return function


def _lock(seconds: int, megabytes: int) -> None:
    """No root, no further files nor sockets, no core, no long answers; then memory and processor time."""
    if os.geteuid() == 0:
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
    room = megabytes * 1024 * 1024
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, ANSWER_LIMIT),
        (resource.RLIMIT_AS, room),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    # The soft limit alone ends the process with a signal that tells why.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


if __name__ == "__main__":
    main()
