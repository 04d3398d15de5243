"""`dvctt run`: everything on this machine, for a demonstration."""

import argparse

from dvctt.ops import run
from dvctt.ops.postgres import DatabaseProblem
from dvctt.ops.problem import Problem

SUMMARY = "Run everything on this machine for a demonstration, until Ctrl-C; `make run` calls it."


def configure(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""
    parser.set_defaults(handle=start)


def start(_chosen: argparse.Namespace) -> int:
    """Run until Ctrl-C; raises Problem where PostgreSQL cannot be had."""
    try:
        return run.run()
    except DatabaseProblem as problem:
        raise Problem(str(problem)) from problem
