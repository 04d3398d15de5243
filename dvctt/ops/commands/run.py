"""`dvctt run`: everything on this machine, for a demonstration."""

import argparse

from dvctt.ops import run
from dvctt.ops.machine import AlreadyRunning, PortTaken
from dvctt.ops.postgres import DatabaseProblem
from dvctt.ops.problem import Problem
from dvctt.ops.services import ServiceProblem

SUMMARY = "Run everything on this machine for a demonstration, until Ctrl-C; `make run` calls it."


def configure(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""
    parser.set_defaults(handle=start)


def start(_chosen: argparse.Namespace) -> int:
    """Run until Ctrl-C; raises Problem where something cannot be had or ended by itself."""
    try:
        return run.run()
    except (AlreadyRunning, PortTaken, DatabaseProblem, ServiceProblem, run.StepFailed) as problem:
        raise Problem(str(problem)) from problem
