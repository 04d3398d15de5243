"""The server whose forks are children of `documents.sandbox` (see tests/forks.py).

It imports the modules that a question names and nothing else, so that whatever a child would load too late its forks
load too late as well. Each question comes through DOOR as four open files: the question, the answer, the pipe that a
child holds as long as it lives, and a socket through which its id and how it ended are told.

Run as `python -m tests.forkserver DOOR module...`.
"""

import _socket
import contextlib
import importlib
import os
import sys
from collections.abc import Callable

from dvctt.documents import sandbox_child

# Of a number of an open file, as C has it.
SIZE = 4


def main() -> None:
    """Import the modules and answer questions until the door is shut."""
    door, *modules = sys.argv[1:]
    for module in modules:
        importlib.import_module(module)
    # A module of its own kind is all that this loads beyond them: `socket` would bring others.
    listening = _socket.socket(fileno=int(door))
    while True:
        _, passed, _, _ = listening.recvmsg(1, _socket.CMSG_SPACE(4 * SIZE))
        if not passed:
            return
        (_, _, files) = passed[0]
        numbers = [int.from_bytes(files[at : at + SIZE], sys.byteorder) for at in range(0, 4 * SIZE, SIZE)]
        if os.fork() == 0:
            listening.close()
            _watch(sandbox_child.main, *numbers)
        for number in numbers:
            os.close(number)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _watch(main: Callable[[], None], question: int, answer: int, held: int, telling: int) -> None:
    """Fork the child; tell its id, and how it ended. It keeps its id until the other end of the socket is closed, as a
    child of the asking process would until that has waited for it.
    """
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        nothing = os.open(os.devnull, os.O_RDWR)
        for given, stands in ((question, 0), (answer, 1), (nothing, 2)):
            os.dup2(given, stands)
        os.closerange(3, held)
        os.closerange(held + 1, held + 100)
        try:
            main()
        finally:
            os._exit(1)
    for number in (question, answer, held):
        os.close(number)
    with contextlib.suppress(OSError):
        os.setpgid(child, child)
    os.write(telling, child.to_bytes(SIZE, "big"))
    ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    assert ended is not None
    code = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
    os.write(telling, code.to_bytes(SIZE, "big", signed=True))
    os.read(telling, 1)
    os.waitpid(child, 0)
    os._exit(0)


if __name__ == "__main__":
    main()
