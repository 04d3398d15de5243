"""`make demo`: the whole main job over HTTP, as every person in it, each step with its time."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from demo import run
from demo.browser import Unexpected
from dvctt.ops import machine, product
from dvctt.ops.machine import AlreadyRunning

if TYPE_CHECKING:
    from demo.main_job import Done

Say = Callable[[str], None]
PROCEDURES = ("1.000082", "1.000070")


class WalkFailed(RuntimeError):
    """A step did not do what it should; the sentence names it and what was seen."""


class Story:
    """Says each step with the time that it took."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.count = 0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step; what goes wrong inside becomes WalkFailed with its name."""
        began = time.monotonic()
        self.count += 1
        try:
            yield
        except (Unexpected, OSError, LookupError, AssertionError) as error:
            raise WalkFailed(f"step {self.count}, {name}: {error}") from error
        self.say(f"  {self.count:>3}. {name:<76} {time.monotonic() - began:5.1f} s")


def walk(procedures: Sequence[str] = PROCEDURES, *, say: Say = print) -> None:
    """Do the main job once for each procedure, against the running server or one started for it.

    Leaves the signed results and the reports on their signatures in `var/demo`. Raises WalkFailed, and what a start
    raises.
    """
    began = time.monotonic()
    with ExitStack() as stack:
        stack.enter_context(_served(say))
        stack.enter_context(product.with_database())
        from demo import main_job, people

        people.make_people()
        for procedure in procedures:
            story = Story(say)
            say(f"\n  {procedure}")
            done = main_job.do(procedure, story.step)
            _keep(done)
            say(f"       → {_folder() / done.stem}.pdf")
    say(f"\n  Xong sau {time.monotonic() - began:.0f} giây.")


def _keep(done: "Done") -> None:
    from dvctt.documents import api as documents

    report = documents.validate_pdf(done.result)
    facts = {**asdict(report), "code": done.code, "verified_on_the_web": done.verified}
    (_folder() / f"{done.stem}.pdf").write_bytes(done.result)
    (_folder() / f"{done.stem}.json").write_text(json.dumps(facts, ensure_ascii=False, indent=2), encoding="utf-8")


def _folder() -> Path:
    folder = machine.var() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _served(say: Say) -> Iterator[None]:
    """The running product, or one started for the while."""
    with ExitStack() as stack:
        try:
            stack.enter_context(run.running(say=say))
        except AlreadyRunning:
            say(f"  Dùng hệ thống đang chạy tại {machine.base_url()}")
        yield
