"""The memory of this process, which holds keys: no other process of the same user reads it.

The confined child that looks at strangers' files is one of them. Where the kernel's yama is off, a process may read
every other of its user that can be dumped.
"""

import ctypes
import sys

PR_GET_DUMPABLE, PR_SET_DUMPABLE = 3, 4


def close() -> None:
    """From now on neither a debugger nor another process reads it, and no core is written; root alone still may.

    It holds for what this process forks, and ends for what it starts anew (exec). Where there is no Linux nothing
    happens.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def is_closed() -> bool:
    """Whether it is."""
    return sys.platform == "linux" and int(ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)) != 1
