"""The children that tests fork (tests/forks.py) are those that the product starts."""

import json
import subprocess
import sys

import pytest

from dvctt.documents import api as documents
from dvctt.documents import drafting, pages, photographing, receiving, sandbox, validation

TASKS = (
    receiving.INSPECT, receiving.FIRST_PAGE, pages.DRAW, pages.WORDS, photographing.JOIN, photographing.REARRANGE,
    drafting.TASK, validation.JUDGE,
)  # fmt: skip
LOADED = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
import json
print(json.dumps(sorted(sys.modules)))
"""
# All that the server of forks has beyond the modules of the question.
BEYOND = {"_socket", "tests", "tests.forkserver"}


def loaded(*modules: str) -> set[str]:
    """What an interpreter has loaded that imported these."""
    command = [sys.executable, "-c", LOADED, *modules]
    return set(json.loads(subprocess.run(command, cwd=sandbox.ROOT, check=True, capture_output=True).stdout))


@pytest.mark.parametrize("module", sorted({task.partition(":")[0] for task in TASKS}))
def test_a_fork_has_loaded_what_a_child_has_that_is_started(module: str) -> None:
    started = loaded("dvctt.documents.sandbox_child", module)
    assert loaded("tests.forkserver", module) - started <= BEYOND
    assert started <= loaded("tests.forkserver", module)


def test_a_fork_opens_no_file_no_connection_and_holds_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DVCTT_SECRET_KEY", "very secret")
    forked = documents.confinement()
    monkeypatch.setattr(sandbox, "subprocess", subprocess)
    assert forked == documents.confinement()
