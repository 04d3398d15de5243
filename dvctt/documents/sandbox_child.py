"""The side of `child` that answers, in a process of its own: it locks its doors before it looks at hostile bytes.

It is started for every file and every page that is looked at, so it imports next to nothing, and Django never.
"""

import contextlib
import importlib
import json
import os
import resource
import sys
from collections.abc import Callable
from typing import IO, Any

from dvctt.documents import late

Answer = dict[str, Any]
Function = Callable[[list[bytes], Answer], Answer]

PACKAGE = "dvctt.documents."
NOBODY = 65534
ANSWER_LIMIT = 64 * 1024 * 1024
# Said before the first task: whatever ends the child earlier says nothing of a file.
READY = b"ready\n"
# The exit status of a child that could not say what it found: the disk is full.
UNSAID = 74


def main() -> None:
    """Read the question, lock the doors, answer each task in one line of JSON on the standard output.

    A task sees the answer of the one before as the param `before`; after a failure none follows.
    """
    voice = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    source = sys.stdin.buffer
    head = json.loads(_take(source))
    tasks = [(_function(task, head["fonts"]), task) for task in head["tasks"]]
    # Whole seconds are counted, so that each task may take one more.
    _lock(sum(int(task["seconds"]) + 1 for _, task in tasks), int(head["megabytes"]))
    late.watch()
    _say(voice, READY)
    files: list[bytes] = []
    before: Answer = {}
    for function, task in tasks:
        _give_time(int(task["seconds"]))
        answer, line = _answer(function, source, files, {**task["params"], "before": before})
        _say(voice, line)
        if "result" not in answer:
            break
        before = answer["result"]
    # Libraries that crash while they shut down must not spoil an answer already given.
    os._exit(0)


def _answer(function: Function, source: IO[bytes], files: list[bytes], params: Answer) -> tuple[Answer, bytes]:
    """The answer of a task, and the line that tells it."""
    try:
        while part := _next(source):
            files.append(part[0])
        return _told({"result": function(files, params)})
    except MemoryError:
        return _told({"failed": "memory", "detail": "MemoryError"})
    except Exception as error:  # whatever hostile bytes provoke becomes an answer
        if late.is_ours(error):
            return _told({"failed": "ours", "detail": late.detail(error)})
        return _told({"failed": "crash", "detail": type(error).__name__})


def _told(answer: Answer) -> tuple[Answer, bytes]:
    """An answer with its line; raises MemoryError where it is too long."""
    line = json.dumps(answer).encode() + b"\n"
    if len(line) > ANSWER_LIMIT - len(READY):
        raise MemoryError
    return answer, line


def _say(voice: IO[bytes], line: bytes) -> None:
    try:
        voice.write(line)
        voice.flush()
    except OSError:
        os._exit(UNSAID)


def _next(source: IO[bytes]) -> tuple[bytes] | None:
    length = source.read(8)
    return (source.read(int.from_bytes(length, "big")),) if length else None


def _take(source: IO[bytes]) -> bytes:
    return source.read(int.from_bytes(source.read(8), "big"))


def _function(task: Answer, fonts: list[str]) -> Function:
    """The function of a task, its module made ready: `warm` loads what it always needs, `prepare` what params name."""
    module_name, _, name = str(task["task"]).partition(":")
    if not module_name.startswith(PACKAGE):
        raise ValueError(f"{module_name} is none of ours")
    module = importlib.import_module(module_name)
    warm = getattr(module, "warm", None)
    if warm is not None:
        warm(fonts)
    prepare = getattr(module, "prepare", None)
    if prepare is not None:
        prepare(task["params"])
    function: Function = getattr(module, name)
    return function


def _lock(seconds: int, megabytes: int) -> None:
    """No root, no further files nor sockets, no core, no long answers; then memory and processor time in all."""
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
    most = _spent() + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))


def _give_time(seconds: int) -> None:
    """Processor time for one task; the soft limit alone ends the process with a signal that tells why."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (min(_spent() + seconds, hard), hard))


def _spent() -> int:
    """Whole seconds of processor time that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return int(used.ru_utime + used.ru_stime)


if __name__ == "__main__":
    main()
