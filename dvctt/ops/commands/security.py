"""`dvctt security`: what happened against the rules of security, as a table."""

import argparse
import sys
from datetime import date

from dvctt.ops import product
from dvctt.ops.problem import Problem

SUMMARY = "Export the record of security events."


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser its act, `export`."""
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    text = ("Print what was recorded as CSV: failed sign-ins, limits hit, refused and infected files, forged "
            "signatures, providers that were not believed, refused authority, old proofs, refusals to one person "
            "alone.")  # fmt: skip
    act = below.add_parser("export", help="print security events as CSV", description=text)
    act.add_argument("--kind", default="", help="of this kind alone, such as sign_in_failed")
    act.add_argument("--from", dest="since", type=date.fromisoformat, metavar="DAY", help="first day, YYYY-MM-DD")
    act.add_argument("--to", dest="until", type=date.fromisoformat, metavar="DAY", help="last day, YYYY-MM-DD")
    act.set_defaults(handle=export)


def export(chosen: argparse.Namespace) -> int:
    """Print the table; raises Problem for a kind that there is none of."""
    with product.with_database():
        from dvctt.journal import api as journal

        if chosen.kind and chosen.kind not in list(journal.SecurityKind):
            raise Problem(f"there is no kind {chosen.kind}; there are: {', '.join(journal.SecurityKind)}")
        for line in journal.security_table(kind=chosen.kind, since=chosen.since, until=chosen.until):
            sys.stdout.write(line)
    return 0
