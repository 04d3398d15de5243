"""The test command: checks of the code, and tests on a real PostgreSQL of the machine's own.

Run as `python -m dvctt.ops.quality check|test|whole|screenshots [pytest arguments]`; `whole` checks, then tests.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext

from dvctt.ops import machine, postgres

# The module has no main of its own: run by its name with -m it does nothing, and succeeds.
IMPORTS = ("-c", "from importlinter.cli import lint_imports_command as lint; lint()")
# It takes longer than all others together, and one processor.
LONG: tuple[str, Sequence[str]] = ("types", ("-m", "mypy"))
SHORT: tuple[tuple[str, Sequence[str]], ...] = (
    ("lint", ("-m", "ruff", "check", ".")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("imports", IMPORTS),
    ("templates", ("-m", "djlint", "dvctt/web/templates", "demo/templates", "--lint", "--quiet")),
    ("migrations", ("manage.py", "makemigrations", "--check", "--dry-run")),
    ("translations", ("-m", "dvctt.ops.artefacts.translations", "check")),
)


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; the exit status is 0 only when all of it passed."""
    if not arguments or arguments[0] not in ("check", "test", "whole", "screenshots"):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    command, rest = arguments[0], list(arguments[1:])
    os.chdir(machine.ROOT)
    with _prepared():
        if command == "check":
            return _check(lambda: 0)
        if command == "whole":
            return _check(lambda: _test(rest))
        return _test(rest) if command == "test" else _screenshots(rest)


def _test(rest: Sequence[str]) -> int:
    """All tests, in the order of collection, longest files first; with three, two cores are busy while browsers wait.

    Another run in the same folder waits for its turn.
    """
    spread = ("-n", os.environ.get("DVCTT_TEST_PROCESSES", "3"), "--dist", "loadfile", "--no-loadscope-reorder")
    with _turn():
        return _run("-m", "pytest", *spread, *rest)


def _screenshots(rest: Sequence[str]) -> int:
    with _turn():
        return _run("-m", "pytest", "tests/browser/screenshots.py", "-n", "0", *rest)


@contextmanager
def _turn() -> Iterator[None]:
    """Hold this folder's test databases; another run in the same folder waits."""
    with (machine.var() / "test.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stdout.write("Another test run is under way in this folder; waiting for its end.\n")
            sys.stdout.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check(then: Callable[[], int]) -> int:
    """All checks; `then` begins where the short ones pass, beside the long one, which keeps one processor busy.

    The exit status is that of `then`, or 1 where a check failed: the long one tells so as soon as it knows.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        long = beside.submit(_passes, *LONG)
        passed = [_passes(name, command) for name, command in SHORT]
        status = then() if all(passed) else 1
        if not long.result():
            sys.stdout.write(f"{LONG[0]}: FAILED, as told above\n")
            return 1
        return status


def _passes(name: str, command: Sequence[str]) -> bool:
    """Whether a check passes; how it ended is said at once."""
    failure = _checked(command)
    sys.stdout.write(f"{name}: {'ok' if failure is None else f'FAILED{os.linesep}{failure}'}\n")
    sys.stdout.flush()
    return failure is None


def _checked(command: Sequence[str]) -> str | None:
    """What a check that failed has written; None where it passed."""
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}" if done.returncode else None


def _run(*command: str) -> int:
    return subprocess.run([sys.executable, *command], check=False).returncode


@contextmanager
def _prepared() -> Iterator[None]:
    """Keys, assets, translations and a database server, which runs during the block."""
    machine.make_keys()
    url = os.environ.get("DATABASE_URL")
    cluster = None if url else postgres.cluster(machine.var())
    with cluster.serving() if cluster else nullcontext():
        if cluster is not None:
            cluster.create_database()
        machine.set_environment(url or (cluster.url() if cluster else ""), counterparts=False)
        for module in (("dvctt.ops.artefacts.assets",), ("dvctt.ops.artefacts.translations", "compile")):
            subprocess.run([sys.executable, "-m", *module], check=True, stdout=subprocess.DEVNULL)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
