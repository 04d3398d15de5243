"""`dvctt keys`: the keys under which personal values are sealed, and changing them."""

import argparse
from typing import TYPE_CHECKING

from dvctt.ops import product

if TYPE_CHECKING:
    from dvctt.journal.api import Resealed

SUMMARY = "Change the keys of sealed values."
EPILOG = """\
To change the key: put a new one before the others in DVCTT_SENSITIVE_KEYS, start web and worker anew, run
`dvctt keys reseal`, wait for open sessions to end (DVCTT_SESSION_SECONDS), run it once more with --check; when
nothing is left under older keys, take them out and destroy them. Backups made before still need them.

Exit status 0: everything is sealed under the newest key; 1: something is not, or opens with no key.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser its one act, `reseal`."""
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    text = "Seal every value anew under the first of DVCTT_SENSITIVE_KEYS; a line for each column that holds some."
    act = below.add_parser("reseal", help="seal everything under the newest key", description=text, epilog=EPILOG,
                           formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    act.add_argument("--check", action="store_true", help="change nothing, tell what is left under older keys")
    act.set_defaults(handle=reseal)


def reseal(chosen: argparse.Namespace) -> int:
    """Seal everything anew, or tell what would be."""
    with product.with_database():
        from dvctt.journal import api as journal

        counts = journal.reseal(check=chosen.check, tell=_tell_check if chosen.check else _tell)
    unreadable = sum(count.unreadable for count in counts)
    left = sum(count.renewed for count in counts) if chosen.check else 0
    if unreadable:
        print(f"{unreadable} values open with no key: put back the key that sealed them")
    return 1 if unreadable or left else 0


def _tell(count: "Resealed") -> None:
    print(f"{count.place}: {count.renewed} sealed anew, {count.newest} were, {count.unreadable} unreadable")


def _tell_check(count: "Resealed") -> None:
    print(f"{count.place}: {count.renewed} under an older key, {count.newest} newest, {count.unreadable} unreadable")
