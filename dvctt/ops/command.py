"""The command line `dvctt`: one module of `dvctt.ops.commands` for each command."""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Sequence
from typing import Any

from dvctt.ops import commands
from dvctt.ops.problem import Problem

DESCRIPTION = "Online public services of a ministry: the operator's command line."
EPILOG = """\
Exit status: 0 all is well, 1 something checked is not, 2 the command was not understood or could not run.
Every level has its own --help: `dvctt clock --help`, `dvctt clock explain --help`.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status: 0 well, 1 found something wrong, 2 could not run."""
    chosen = _parser().parse_args(arguments)
    handle: Callable[[argparse.Namespace], int] = chosen.handle
    try:
        status = handle(chosen)
        sys.stdout.flush()
    except Problem as problem:
        print(f"dvctt: {problem}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dvctt", description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    below = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in sorted(module.name for module in pkgutil.iter_modules(commands.__path__)):
        command: Any = importlib.import_module(f"{commands.__name__}.{name}")
        command.configure(
            below.add_parser(
                name.replace("_", "-"),
                help=command.SUMMARY,
                description=command.SUMMARY,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
        )
    return parser


if __name__ == "__main__":
    sys.exit(main())
