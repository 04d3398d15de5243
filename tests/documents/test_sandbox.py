"""The child process keeps its limits, and a dead one is an answer."""

import threading
import time

import pikepdf
import pytest

from dvctt.documents import api as documents
from dvctt.documents import sandbox
from dvctt.kernel import Busy
from tests.documents.files import pdf
from tests.patience import PATIENCE

pytestmark = pytest.mark.usefixtures("started_anew")
HERE = "dvctt.documents.inspect.files:inspect"
DRAW = "dvctt.documents.inspect.drawing:draw"


def heavy_pdf() -> bytes:
    """A small PDF whose one page is painted over a hundred thousand times."""

    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].Contents = made.make_stream(b"0 0 595 842 re f\n" * 100_000)

    return pdf(change=change)


def test_too_long_is_stopped_by_the_processor_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "WALL_FACTOR", PATIENCE)
    params = {"type": "pdf", "page": 0, "width": 1600}
    with pytest.raises(sandbox.ChildFailed) as caught:
        sandbox.run(DRAW, [heavy_pdf()], params, seconds=1)
    assert caught.value.reason == "time"


def test_too_much_memory_is_refused() -> None:
    with pytest.raises(sandbox.ChildFailed) as caught:
        sandbox.run(HERE, [bytes(200 * 1024 * 1024)], {"name": "a.pdf", "allowed": ["pdf"]}, megabytes=200)
    assert caught.value.reason == "memory"


def test_a_crash_is_an_answer() -> None:
    with pytest.raises(sandbox.ChildFailed) as caught:
        sandbox.run(HERE, [b"x"], {})
    assert (caught.value.reason, caught.value.detail) == ("crash", "KeyError")


def test_only_our_own_functions_are_called() -> None:
    with pytest.raises(sandbox.ChildFailed):
        sandbox.run("os:system", [], {})


def test_the_child_opens_no_file_no_connection_and_holds_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DVCTT_SECRET_KEY", "very secret")
    told = documents.confinement()
    assert told == {
        "file": "OSError",
        "connection": "OSError",
        "pipe": "OSError",
        "memory": "PermissionError",
        "environment": sorted(["LC_ALL", "OMP_NUM_THREADS", "PATH", "PYTHONDONTWRITEBYTECODE"]),
        "root": False,
    }


def test_all_places_taken_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(sandbox, "_places", threading.BoundedSemaphore(1))
    with sandbox._place(), pytest.raises(Busy):
        sandbox.run(HERE, [b"x"], {"name": "a", "allowed": []})


def test_the_wall_clock_stops_one_that_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "COMMAND", ("sh", "-c", f"echo ready; exec sleep {10 * PATIENCE}"))
    monkeypatch.setattr(sandbox, "WALL_FACTOR", 0.2)
    started = time.monotonic()
    with pytest.raises(sandbox.ChildFailed) as caught:
        sandbox.run(HERE, [b"x"], {"name": "a", "allowed": []}, seconds=1)
    assert (caught.value.reason, caught.value.detail) == ("late", "wall clock")
    assert time.monotonic() - started < PATIENCE
