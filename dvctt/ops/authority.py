"""Writes docs/authority.md from the table of authority and the procedures: `dvctt dev pages`."""

from collections.abc import Iterator
from pathlib import Path

from dvctt.kernel import Text
from dvctt.ops.machine import ROOT

PAGE = ROOT / "docs" / "authority.md"
HEAD = """# Who may do what

Written by `dvctt dev pages` from `dvctt/authority/` and the procedures under
`content/procedures/`; not to be edited. A test holds that it is current, another that every page keeps to it
(`tests/structure/test_routes.py`), a third that no line of it can change unnoticed (`tests/structure/mutations.py`).

## The table

Dossiers that a line does not name do not exist for that person: the page answers as if there were none. The operator
manages accounts and the system, and sees no dossier (14.1.c). Identity numbers are masked (`0010******12`) where
the table does not let them be read in full; the declaration, which prints them, then opens (text, picture, download)
for an hour to who has asked for them and said what for. Papers handed in, and those of the process, are shown as they
are.

| what | who | which |
|---|---|---|
"""
ACTS = """
## Acts of each process

The process of a procedure opens its acts by state; nobody acts on a dossier that the table above does not let them
act on. Guards of an act (not by who did the step before, papers complete) narrow this further and are in the bundle.
In no process does a deputy, in another's name, take up the work that the deputy did on the dossier in another role.
"""


def page() -> str:
    """The text of docs/authority.md."""
    return HEAD + "".join(_powers()) + ACTS + "".join(_procedures())


def write(target: Path = PAGE) -> None:
    """Write the page."""
    target.write_text(page(), encoding="utf-8")


def _powers() -> Iterator[str]:
    from dvctt.casework import api as casework

    for line in casework.power_lines():
        for who, reaches in line.held_by:
            yield f"| {_said(line.name)} | {_said(who)} | {'<br>'.join(_said(reach) for reach in reaches)} |\n"


def _procedures() -> Iterator[str]:
    from dvctt.casework import api as casework
    from dvctt.catalogue import api as catalogue

    for file in sorted((ROOT / "content" / "procedures").rglob("procedure.yaml")):
        bundle = catalogue.read_folder(file.parent).bundle
        yield f"\n### {bundle.code}: {_said(bundle.name)} ({_said(bundle.case_name)})\n\n"
        yield "| state | act | who |\n|---|---|---|\n"
        for line in casework.act_lines(bundle.process):
            yield f"| {_said(line.state)} | {_said(line.act)} | {'<br>'.join(_said(who) for who in line.who)} |\n"


def _said(text: Text) -> str:
    return text.en or text.vi
