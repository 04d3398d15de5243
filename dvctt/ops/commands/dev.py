"""`dvctt dev`: what developers run, each in a process of its own, so that an operator's command never loads it."""

import argparse
import subprocess
import sys

from dvctt.ops.machine import ROOT

SUMMARY = "For developers: checks, tests, and what is written from the code."
# What each act says of itself, and the module that it runs.
ACTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "check": ("lint, format, imports, templates, types, migrations, translations", ("dvctt.ops.quality", "check")),
    "test": ("tests, with arguments for pytest: `dvctt dev test tests/forms -x`", ("dvctt.ops.quality", "test")),
    "screenshots": ("pictures of the pages", ("dvctt.ops.quality", "screenshots")),
    "assets": ("styles, scripts and fonts as they are served", ("dvctt.ops.artefacts.assets",)),
    "translations": ("extract, compile or check the words", ("dvctt.ops.artefacts.translations",)),
    "pages": ("the pages of docs/ that are written from the code", ("dvctt.ops.pages",)),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser an act for each tool; what follows it is handed on."""
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    for name, (summary, module) in ACTS.items():
        act = below.add_parser(name, help=summary, description=summary, add_help=False)
        act.add_argument("arguments", nargs=argparse.REMAINDER)
        act.set_defaults(handle=_run, module=module)


def _run(chosen: argparse.Namespace) -> int:
    command = [sys.executable, "-m", *chosen.module, *chosen.arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode
