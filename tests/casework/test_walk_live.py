"""Dossiers walk at random through both bundles' processes, by `perform` on the real database, while time passes."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from dvctt.casework import api as casework
from dvctt.casework.models import Act, ClockEvent, Dossier
from dvctt.forms import AnyField, ChoiceField, DateField
from dvctt.journal import api as journal
from dvctt.kernel import NotFound, Ref, clock
from dvctt.outbox import api as outbox
from tests.fixtures_casework import CONFIRMED, World

STEPS = 9
LAWFUL = {
    None: {"start"},
    "start": {"pause", "stop", "replace", "extend"},
    "pause": {"resume", "stop", "replace", "extend"},
    "resume": {"pause", "stop", "replace", "extend"},
    "replace": {"pause", "resume", "stop", "extend"},
    "extend": {"pause", "resume", "stop", "replace"},
    "stop": {"start"},
}

Way = tuple[str, casework.OfferView]


class Walk:
    """One dossier on its way: `now` is the walk's own time."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, Random(seed)
        self.dossier = world.ready()
        self.now = clock.now()

    def go(self) -> None:
        """Submit, then do what chance chooses; look at everything after each step."""
        with clock.travel(self.now):
            self.world.act("applicant", self.dossier, "submit", CONFIRMED)
        for _ in range(STEPS):
            self.now += timedelta(hours=self.chance.choice([1, 5, 30, 30, 24 * 35]))
            with clock.travel(self.now):
                self._step()
                self._consistent()
            if self._row().closed_at:
                break
        assert journal.verify() == ()
        assert tuple(casework.proof_findings()) == ()

    def _step(self) -> None:
        casework.sweep()
        # What the process waits for is made and told of; other papers and the messages have tests of their own.
        while self._row().holder == "system" and outbox.work("rendition") + outbox.work("event"):
            pass
        ways = list(self._ways())
        if self._row().closed_at:
            assert all(offer.kind == "note" for _, offer in ways if offer.allowed)
            return
        able = [(who, offer) for who, offer in ways if offer.allowed]
        assert able, f"nobody can act in {self._row().state}"
        who, offer = self.chance.choice(able)
        self.world.act(who, self.dossier, offer.action, self._payload(who, offer))

    def _ways(self) -> Iterator[Way]:
        for who, actor in self.world.people.items():
            try:
                page = casework.dossier_page(actor, self.dossier)
            except NotFound:
                continue
            yield from ((who, offer) for offer in page.offers)

    def _payload(self, who: str, offer: casework.OfferView) -> dict[str, Any]:
        given = {field.id: self._value(field) for section in offer.sections for field in section.fields} | offer.start
        if offer.kind == "amendment_request":
            given["items"] = [{"kind": "other", "target": "", "wrong": "Cần làm rõ."}]
        elif offer.kind == "amendment_answer":
            given["answers"] = {"1": "Đã làm rõ."}
        elif offer.kind == "assign":
            given["assignee"] = self.world.people[who].id
        return given

    def _value(self, field: AnyField) -> Any:
        if isinstance(field, ChoiceField):
            return self.chance.choice(field.options).value
        if isinstance(field, DateField):
            return clock.today().isoformat()
        return {"yes_no": True, "money": "500000", "number": "5"}.get(field.type, "Theo hồ sơ.")

    def _row(self) -> Dossier:
        return Dossier.objects.get(pk=self.dossier)

    def _consistent(self) -> None:
        row = self._row()
        acts = list(Act.objects.filter(dossier=row).order_by("seq"))
        done = [act for act in acts if not act.action.startswith("clock:")]
        assert [act.revision for act in done] == list(range(1, row.revision + 1))
        assert (done[-1].to_state, [act.to_state for act in done[:-1]]) == (
            row.state,
            [act.from_state for act in done[1:]],
        )
        entries = journal.entries(Ref("dossier", str(row.pk)))
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert [act.seq for act in acts] == [entry.seq for entry in entries if entry.act != "document:made"]
        self._ledger(row)

    def _ledger(self, row: Dossier) -> None:
        """The ledger's events follow each other lawfully, and the row's due date is what they come to."""
        last: dict[str, str] = {}
        for event in ClockEvent.objects.filter(dossier=row).order_by("pk"):
            assert event.event in LAWFUL[last.get(event.clock)]
            last[event.clock] = event.event
        page = casework.dossier_page(self.world.people["applicant"], row.pk)
        running = [one.due for one in page.clocks if one.state == "running" and one.whose == "agency" and one.due]
        assert row.due_at == (None if row.closed_at else min(running, default=None))
        if row.closed_at:
            assert (row.wake_at, row.outcome != "") == (None, True)


@pytest.mark.parametrize("code", ["surveying", "water"])
def test_a_random_walk_leaves_everything_in_agreement(code: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(code)

    @limits(max_examples=4, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**32))
    def walk(seed: int) -> None:
        Walk(world, seed).go()

    walk()
