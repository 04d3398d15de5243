"""How many statements acts and pages cost: within their budgets, and the same with 3 dossiers as with 60."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from bench.copies import multiply
from dvctt import workflow
from dvctt.casework import api as casework
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import Dossier
from dvctt.kernel import Actor
from dvctt.outbox import api as outbox
from tests.counting import cost
from tests.fixtures_casework import CONFIRMED, World

# With one that asks, under the lock, what who acts may do at this moment.
OFFICERS_ACT, SUBMISSION, DOSSIER_PAGE, LIST = 13, 16, 8, 4
COURSE: list[tuple[str, str, dict[str, Any]]] = [
    ("applicant", "submit", CONFIRMED),
    ("desk", "accept", {}),
    ("appraiser", "take", {}),
    ("appraiser", "appraise", {"report": "Đủ.", "proposal": "grant"}),
    ("head", "recommend_grant", {"opinion": "Đồng ý."}),
    ("competent", "approve", {}),
    ("clerk", "number_and_seal", {}),
    ("clerk", "publish", {}),
]


def cost_of_act(world: World, dossier: UUID, who: str, action: str, payload: dict[str, Any]) -> int:
    """The statements of one `perform`."""
    seen = Dossier.objects.get(pk=dossier).revision
    actor = replace(world.people[who], channel="web", proved_at=time.time())
    payload = world.appraisal(dossier, payload) if action == "appraise" else payload
    return cost(lambda: casework.perform(actor, dossier, action, payload, seen=seen, key=str(uuid4())))


def course(world: World) -> dict[str, int]:
    """What every act costs from submission to delivery, on a fresh dossier."""
    dossier, spent = world.ready(), {}
    for who, action, payload in COURSE:
        if action == "publish":
            outbox.drain("rendition")
            outbox.drain("event")
        spent[action] = cost_of_act(world, dossier, who, action, payload)
    return spent


@pytest.mark.parametrize("code", ["surveying", "water"])
def test_acts_keep_within_their_budget(code: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(code)
    course(world)
    spent = course(world)
    assert spent.pop("submit") <= SUBMISSION
    # A weighty act reads the entries on which it rests, to prove them.
    flow = LoadedDossier(Dossier.objects.latest("created_at")).flow
    most = {action: OFFICERS_ACT + workflow.requires_step_up(flow, flow.actions[action]) for action in spent}
    # It is begun twice: the document is tried between the two, outside of the transaction.
    most["number_and_seal"] += 1
    assert {action: count for action, count in spent.items() if count > most[action]} == {}


def test_pages_cost_the_same_whatever_the_volume(surveying: World) -> None:
    draft, dossier = surveying.ready(), surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant"})
    pages = _pages(surveying, draft, dossier)
    few = {name: cost(page) for name, page in pages.items()}
    multiply(dossier, 60)
    assert len(casework.queue(surveying.people["head"]).rows) == 40
    many = {name: cost(page) for name, page in pages.items()}
    assert many == few
    budget = {name: DOSSIER_PAGE if "page" in name else LIST for name in many}
    assert {name: count for name, count in many.items() if count > budget[name]} == {}


def test_an_act_costs_the_same_whatever_the_volume(surveying: World) -> None:
    first, second = surveying.in_appraisal(), surveying.in_appraisal()
    report = {"report": "Đủ.", "proposal": "grant"}
    few = cost_of_act(surveying, first, "appraiser", "appraise", report)
    multiply(second, 60)
    assert cost_of_act(surveying, second, "appraiser", "appraise", report) == few


def _pages(world: World, draft: UUID, dossier: UUID) -> dict[str, Callable[[], object]]:
    people = world.people
    code = Dossier.objects.get(pk=dossier).code or ""

    def seen_by(actor: Actor) -> Callable[[], object]:
        return lambda: casework.dossier_page(actor, dossier)

    pages: dict[str, Callable[[], object]] = {
        "page of the applicant": seen_by(people["applicant"]),
        "page of the head": seen_by(people["head"]),
        "page of the draft": lambda: casework.draft_page(people["applicant"], draft),
        "my dossiers": lambda: casework.my_dossiers(people["applicant"]),
        "counters": lambda: casework.counters(people["head"]),
        "look-up": lambda: casework.look_up(code, "1234"),
        "code": lambda: casework.find_by_code(people["head"], code),
    }
    for tab in casework.TABS:
        pages[f"queue {tab}"] = lambda tab=tab: casework.queue(people["head"], tab)
    for page in pages.values():
        page()
    return pages
