"""One row of the table of authority changed at a time: each change must be noticed by the questions of the walk.

`python -m tests.structure.mutations` tries every one and names those that nobody notices; `make test` every fourth.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dvctt.authority import DossierReach, DossierRow, Row
from dvctt.authority import table as authority

if TYPE_CHECKING:
    from tests.structure.authority import Probe

WRITTEN = authority.TABLE


@dataclass(frozen=True)
class Mutant:
    """The table with one row taken away, widened to all dossiers, or freed of its condition."""

    what: str
    row: Row
    table: tuple[Row, ...]

    def __str__(self) -> str:
        held = ", while held" if isinstance(self.row, DossierRow) and self.row.held else ""
        return f"{self.row.who} {self.row.power} {self.row.reach}{held}: {self.what}"


# Changes that another guard makes up for, each with the guard: nobody can notice them.
MADE_UP_FOR = {
    "applicant identity own: widened to all": "answers are shown of dossiers that can be read",
    "applicant draft own: widened to all": "filing needs a mandate of the owner",
}


def mutants() -> Iterator[Mutant]:
    """Every single change of the table."""
    for place, row in enumerate(WRITTEN):
        before, after = WRITTEN[:place], WRITTEN[place + 1 :]
        yield Mutant("taken away", row, (*before, *after))
        if not isinstance(row, DossierRow):
            continue  # on or off
        if row.reach != DossierReach.ALL:
            yield Mutant("widened to all", row, (*before, replace(row, reach=DossierReach.ALL), *after))
        if row.held:
            yield Mutant("freed of its condition", row, (*before, replace(row, held=False), *after))


@contextmanager
def mutated(table: tuple[Row, ...]) -> Iterator[None]:
    """The product with that table."""
    authority.TABLE = table
    try:
        yield
    finally:
        authority.TABLE = WRITTEN


def noticed(mutant: Mutant, probes: "list[Probe]") -> bool:
    """Whether some question about that power is answered otherwise to somebody whom the row is about."""
    asked = [one for one in probes if one.power == mutant.row.power and mutant.row.who in one.whom]
    widened = mutant.what != "taken away"
    with mutated(mutant.table):
        return any(one.got() != one.want for one in sorted(asked, key=lambda one: one.want == widened))


def survivors(probes: "list[Probe]", chosen: list[Mutant]) -> list[str]:
    """Changes that nothing noticed."""
    return [str(one) for one in chosen if str(one) not in MADE_UP_FOR and not noticed(one, probes)]


if __name__ == "__main__":
    import pytest

    os.environ["DVCTT_ALL_MUTANTS"] = "1"
    sys.exit(pytest.main(["-n0", "-q", "-s", "tests/structure/test_authority.py", "-k", "noticed"]))
