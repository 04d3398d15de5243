"""Work that gives way to pages: it takes what they leave of the processors, and never all of them.

Niceness alone is not enough: a thread that is behind still finishes its turn of some milliseconds, and a page waits for
such a turn at each question to the database and each answer. Where a processor is left free, it waits for none.
"""

import os

NICENESS = 19


def give_way(task: int) -> None:
    """Put a thread or process of ours behind all others, on half of our processors; where there is one alone, on that.

    `task` is its number, of a thread the native one. What it starts later inherits both.
    """
    os.setpriority(os.PRIO_PROCESS, task, max(os.getpriority(os.PRIO_PROCESS, task), NICENESS))
    processors = sorted(os.sched_getaffinity(os.getpid()))
    os.sched_setaffinity(task, processors[len(processors) // 2 :])
