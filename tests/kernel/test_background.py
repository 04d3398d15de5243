"""What gives way to pages leaves them a processor."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from dvctt.kernel import background


@pytest.fixture
def other() -> Iterator[int]:
    """A process that waits for us."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        assert process.stdin is not None
        process.stdin.close()
        process.kill()


def test_it_stands_behind_others_and_leaves_half_of_the_processors(other: int) -> None:
    background.give_way(other)
    ours = os.sched_getaffinity(os.getpid())
    its = os.sched_getaffinity(other)
    assert os.getpriority(os.PRIO_PROCESS, other) == background.NICENESS
    assert its <= ours
    assert len(its) == len(ours) - len(ours) // 2


def test_it_is_never_brought_forward(other: int, monkeypatch: pytest.MonkeyPatch) -> None:
    background.give_way(other)
    monkeypatch.setattr(background, "NICENESS", 3)
    background.give_way(other)
    assert os.getpriority(os.PRIO_PROCESS, other) == 19


def test_one_processor_alone_is_shared(other: int, monkeypatch: pytest.MonkeyPatch) -> None:
    one = {min(os.sched_getaffinity(os.getpid()))}
    monkeypatch.setattr(os, "sched_getaffinity", lambda _task: one)
    background.give_way(other)
    monkeypatch.undo()
    assert os.sched_getaffinity(other) == one
