"""dvctt sbom: what is installed."""

import argparse
from pathlib import Path

from dvctt.ops.problem import Problem
from dvctt.ops.sbom import bill_of_materials

SUMMARY = "Write the bill of materials of what is installed here (CycloneDX JSON)."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it, instead of the screen")
    parser.set_defaults(handle=handle)


def handle(chosen: argparse.Namespace) -> int:
    """Write it; 0."""
    bill = bill_of_materials()
    if chosen.output is None:
        print(bill)
        return 0
    try:
        chosen.output.write_text(bill, encoding="utf-8")
    except OSError as error:
        raise Problem(f"{chosen.output}: {error.strerror}") from error
    return 0
