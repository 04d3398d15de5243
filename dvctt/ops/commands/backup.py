"""`dvctt backup`: database and files as they were at one moment, in a folder that proves itself, and back again."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dvctt.ops import product
from dvctt.ops.problem import Problem

if TYPE_CHECKING:
    from dvctt.journal.api import Finding

SUMMARY = "Back up database and files, check a backup, restore it."
EPILOG = """\
A backup holds the database, the files that it names, the witness of acts and the published seals, and no key. FOLDER
may hold many: files are copied once. docs/runbooks/backup.md says how often, where to, and how to restore for trial.
"""
MOST_NAMED = 20
WORDS: Mapping[str, str] = {
    "manifest_changed": "is not what was written, or was not written by us",
    "renamed": "is the backup {name} under another name",
    "missing": "is missing",
    "changed": "was changed",
    "strange": "does not belong to the backup",
    "lost_before": "was damaged or gone in the store when the backup was made",
    "rule_broken": "rows break a rule, which is not in force: {said}",
    "rows_differ": "has {restored} rows, the backup counted {backup}",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser its acts."""
    parser.epilog = EPILOG
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    make = _act(below, "create", "make a backup", "Make a backup while the product runs.",
                "Exit status 0: made; 1: made, but the store has lost files; 2: not made.", create)  # fmt: skip
    make.add_argument("--keep", type=_count, default=0, metavar="N", help="then remove all but the latest N")
    look = _act(below, "verify", "check a backup", "Go through every digest of a backup and the proof of its manifest. "
                "Needs the journal's keys and no database.",
                "Exit status 0: whole; 1: it is not, a line for each part.", verify)  # fmt: skip
    back = _act(below, "restore", "restore a backup", "Restore a backup into an empty database and an empty store, and "
                "prove what came back. Web and worker must not run.",
                "Exit status 0: restored, and all of it; 1: restored, but the proof names something, or acts after the "
                "backup are lost; 2: not restored.", restore)  # fmt: skip
    back.add_argument("--set-aside", action="store_true", help="witness and published seals that stand here outlived "
                      "what was lost: keep them aside, and tell what they name beyond the backup")  # fmt: skip
    for act in (look, back):
        act.add_argument("--name", metavar="INSTANT", help="which backup of the folder (default: the latest)")
    for act in (make, look, back):
        act.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of backups")


def create(chosen: argparse.Namespace) -> int:
    """Make a backup; 1 where files could not be read in the store."""
    with product.with_database(), _disk():
        from dvctt.ops.backup import making

        contents = making.create(chosen.folder, _say, chosen.keep)
    for sha256 in contents.unreadable:
        print(f"{sha256}: damaged or gone in the store, and in no backup here")
    print(f"{chosen.folder / contents.name}: {contents.files} files, {making.megabytes(contents.bytes)}")
    return 1 if contents.unreadable else 0


def verify(chosen: argparse.Namespace) -> int:
    """Check a backup; 1 where it is not whole."""
    product.set_up()
    from dvctt.ops.backup import checking, place

    with _disk():
        backup = place.chosen(chosen.folder, chosen.name)
        findings = tuple(checking.findings(backup))
    print("\n".join(map(_line, findings)) or f"{backup}: whole")
    return 1 if findings else 0


def restore(chosen: argparse.Namespace) -> int:
    """Restore a backup; 1 where the proof of what came back names something, or acts are lost."""
    with product.with_database(make=True), _disk():
        from dvctt.ops.backup import manifest, place, restoring
        from dvctt.ops.commands.journal import sentence

        outcome = restoring.restore(place.chosen(chosen.folder, chosen.name), _say, set_aside=chosen.set_aside)
        lacking = sorted({*outcome.manifest.signing} - {*manifest.signing_keys()})
    for finding in outcome.wrong:
        print(_line(finding) if finding.code in WORDS else f"{finding.place}: {sentence(finding, 'en')}")
    for finding in outcome.lost[:MOST_NAMED]:
        print(f"{finding.place}: recorded after the backup, lost")
    if len(outcome.lost) > MOST_NAMED:
        print(f"… and {len(outcome.lost) - MOST_NAMED} more: `dvctt journal verify` names them all with --witness and "
              "--published and what was set aside")  # fmt: skip
    if lacking:
        print(f"signing keys are not on this machine: {', '.join(lacking)}")
    contents = outcome.manifest
    print(f"restored as of {contents.at}: {contents.files} files, {sum(contents.tables.values())} rows, "
          f"{'the proof names what is above' if outcome.wrong else 'the journal is whole'}; "
          f"acts and seals after it that are lost: {len(outcome.lost)}")  # fmt: skip
    return 1 if outcome.wrong or outcome.lost else 0


def _act(
    below: Any, name: str, summary: str, description: str, status: str, handle: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    act: argparse.ArgumentParser = below.add_parser(name, help=summary, description=description, epilog=status)
    act.set_defaults(handle=handle)
    return act


@contextmanager
def _disk() -> Iterator[None]:
    """Tell a full or failing disk in a sentence."""
    try:
        yield
    except OSError as error:
        raise Problem(f"{error.filename or 'the disk'}: {error.strerror}") from error


def _line(finding: "Finding") -> str:
    return f"{finding.place}: {WORDS[finding.code].format(**finding.params)}"


def _say(line: str) -> None:
    print(line, flush=True)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError("1 to 10000")
    return int(text)
