"""What the confined child asks for after its doors are closed: our fault, never that of the file it looks at.

A library that loads a module, a codec or a data file on first use cannot do so there any more. Whatever refusal
follows says nothing of the file, so it must not become one: `insist` turns it into `LoadedTooLate`.
"""

import errno
import logging
import sys
import warnings
from collections.abc import Iterable
from typing import Any

NO_MORE_FILES = frozenset({errno.EMFILE, errno.ENFILE})

_wanted: list[str] = []


class LoadedTooLate(Exception):
    """Something had to be loaded that was not loaded in time; the text names it."""


def watch() -> None:
    """Note from now on every module and file that is asked for.

    What a library only says of the file (a warning, a line of a log with its trace) is said no more: to print the line
    of source that says it, Python opens the source.
    """
    warnings.simplefilter("ignore")
    logging.disable()
    sys.addaudithook(_note)


def insist() -> None:
    """Raise LoadedTooLate where something was asked for in vain: to be called before a refusal is given."""
    if _wanted:
        raise LoadedTooLate(", ".join(_wanted[:3]))


def is_ours(error: BaseException) -> bool:
    """Whether an error comes from the closed doors and not from the bytes."""
    if _wanted or isinstance(error, LoadedTooLate | ImportError):
        return True
    return isinstance(error, OSError) and error.errno in NO_MORE_FILES


def detail(error: BaseException) -> str:
    """The class of an error, and what was asked for too late."""
    return ": ".join([type(error).__name__, *_wanted[:1]])


def _note(event: str, arguments: Iterable[Any]) -> None:
    if event in ("import", "open"):
        name = str(next(iter(arguments), ""))
        _wanted.append(name[:120])
