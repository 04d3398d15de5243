"""The table of authority is what the product does: asked of every power, person and state; and no row is idle."""

import os
import time

from dvctt.authority import DossierPower, SystemPower
from dvctt.ops import authority as page
from tests.structure.authority import QUESTIONS, SYSTEM_WIDE, Ground, probes
from tests.structure.mutations import mutants, survivors

# Of the changes, so many are tried within `make test`: one in four.
SAMPLED = 1 if os.environ.get("DVCTT_ALL_MUTANTS") else 4


def test_every_power_reaches_what_the_table_says_and_every_change_is_noticed(made: Ground) -> None:
    asked, begun = probes(made), time.perf_counter()
    wrong = [f"{one.who} {one.power} {one.about}: {not one.want}" for one in asked if one.got() != one.want]
    assert not wrong, "\n".join(wrong)
    assert len(asked) > 1000
    answered, tried = time.perf_counter(), list(mutants())[::SAMPLED]
    assert survivors(asked, tried) == []
    spent = f"{answered - begun:.1f} s; {len(tried)} changes of the table in {time.perf_counter() - answered:.1f} s"
    print(f"{len(asked)} questions in {spent}")


def test_every_power_is_asked_for() -> None:
    assert {*QUESTIONS, *SYSTEM_WIDE, SystemPower.VET} == {*DossierPower, *SystemPower}


def test_the_page_of_authority_is_current() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.page(), "run dvctt dev pages"
