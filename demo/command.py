"""`python -m demo`: the demonstration run, what a person needs to follow it by hand, and the whole of it by itself."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from demo import run as running
from demo.run import StepFailed
from demo.services import ServiceProblem
from dvctt.ops import product
from dvctt.ops.machine import AlreadyRunning, PortTaken
from dvctt.ops.postgres import DatabaseProblem
from dvctt.ops.problem import Problem

PERIOD = 30  # seconds that a code of an authenticator is good for (RFC 6238)
TIME_TO_TYPE = 10
SUMMARY = "The demonstration: run it, codes of sign-in, signatures made outside, the whole job by itself."
PROCEDURES = ("1.000082", "1.000070")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do an act and give its exit status: 0 well, 1 a step was not as it should be, 2 could not run."""
    chosen = _parser().parse_args(arguments)
    handle: Callable[[argparse.Namespace], int] = chosen.handle
    try:
        return handle(chosen)
    except Problem as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo", description=SUMMARY)
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    everything = below.add_parser("run", help="run everything on this machine, until Ctrl-C; `make run` calls it",
                                  description="Run everything on this machine, until Ctrl-C.")  # fmt: skip
    everything.set_defaults(handle=run)
    code = below.add_parser("totp", help="print the code that a person's authenticator shows now",
                            description="Print the code that a person's authenticator shows now.")  # fmt: skip
    code.add_argument("name", metavar="NAME", help="the user name")
    code.set_defaults(handle=totp)
    pen = below.add_parser("sign", help="sign a PDF as a tool outside of the portal does",
                           description="Sign a PDF with the demonstration certificate of an applicant.")  # fmt: skip
    pen.add_argument("file", type=Path, metavar="FILE", help="the PDF")
    pen.add_argument("--as", dest="name", required=True, metavar="NAME", help="the applicant's user name")
    pen.add_argument("--for", dest="owner", default="", metavar="TEXT",
                     help="part of the organisation's name, where the account acts for several")  # fmt: skip
    pen.add_argument("--out", type=Path, help="the signed file (default: beside FILE, ending in -da-ky.pdf)")
    pen.set_defaults(handle=sign)
    job = below.add_parser("walk", help="do the whole main job over HTTP, as every person in it; `make demo` calls it",
                           description="Do the whole main job over HTTP, as every person in it. Starts the product "
                                       "where it does not run. Leaves the signed results in var/demo.")  # fmt: skip
    job.add_argument("--procedure", choices=PROCEDURES, action="append",
                     help="one procedure alone (default: both)")  # fmt: skip
    job.set_defaults(handle=walk)
    return parser


def run(_chosen: argparse.Namespace) -> int:
    """Run until Ctrl-C; raises Problem where something cannot be had or ended by itself."""
    try:
        return running.run()
    except (AlreadyRunning, PortTaken, DatabaseProblem, ServiceProblem, StepFailed) as problem:
        raise Problem(str(problem)) from problem


def totp(chosen: argparse.Namespace) -> int:
    """Print a code that leaves time to type it; raises Problem where there is no such person or no second factor."""
    from dvctt.kernel import Forbidden, NotFound

    with product.with_database():
        from demo.authenticator import code_of

        try:
            code_of(chosen.name)
            _wait_for_time_to_type()
            print(code_of(chosen.name))
        except NotFound as error:
            raise Problem(f"{chosen.name} is nobody's user name, or has no second factor") from error
        except Forbidden as error:
            raise Problem("this is no demonstration") from error
    return 0


def _wait_for_time_to_type() -> None:
    """Where the present code ends within seconds, wait for the next: the portal takes none that has ended."""
    left = PERIOD - time.time() % PERIOD
    if left < TIME_TO_TYPE:
        time.sleep(left)


def sign(chosen: argparse.Namespace) -> int:
    """Sign; raises Problem where the file or the person cannot be had, or the authorities do not run."""
    if not chosen.file.is_file():
        raise Problem(f"{chosen.file} is not a file")
    out = chosen.out or chosen.file.with_name(f"{chosen.file.stem}-da-ky.pdf")
    with product.with_database():
        from demo import signing

        try:
            out.write_bytes(signing.sign_as(chosen.name, chosen.file.read_bytes(), owner=chosen.owner))
        except signing.CannotSign as error:
            raise Problem(str(error)) from error
    print(out)
    return 0


def walk(chosen: argparse.Namespace) -> int:
    """Do the job; 1 where a step did not do what it should. Raises Problem where the product cannot be started."""
    from demo import walk as job

    try:
        job.walk(chosen.procedure or PROCEDURES)
    except job.WalkFailed as failed:
        print(f"\npython -m demo walk: {failed}")
        return 1
    except (PortTaken, DatabaseProblem, ServiceProblem, StepFailed) as problem:
        raise Problem(str(problem)) from problem
    return 0
