"""Random walks over every process: they end within their loops' limits and never stand where nobody can act."""

from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from dvctt.workflow import Flow
from tests.workflow.flows import flow as sample
from tests.workflow.walk import Walk, longest, people

BUNDLES = sorted((Path(__file__).resolve().parents[2] / "content/procedures").glob("*/*/procedure.yaml"))
FLOWS = {"sample": sample()} | {
    path.parent.name: Flow.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))["process"])
    for path in BUNDLES
}


def walk(flow: Flow, seed: int, *, small_office: bool, linger: float) -> Walk:
    """Walk to an end; `linger` is how often an end is avoided while there is another way."""
    chance = Random(seed)
    going = Walk(flow, people(flow, small_office=small_office))
    bound = longest(flow)
    while not going.over:
        assert len(going.acts) <= bound, "the walk is longer than its loops' limits"
        assert going.ways(ready=False), f"nobody can act in {going.state} while its guards are closed"
        ways = going.ways(ready=True)
        onward = [way for way in ways if not flow.states[flow.actions[way[1]].to or going.state].end]
        going.go(*chance.choice(onward if onward and chance.random() < linger else ways), chance)
    return going


@pytest.mark.parametrize("name", FLOWS)
@limits(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), small_office=st.booleans(), linger=st.sampled_from([0.0, 0.8]))
def test_a_random_walk_ends(name: str, seed: int, small_office: bool, linger: float) -> None:
    assert walk(FLOWS[name], seed, small_office=small_office, linger=linger).over


@pytest.mark.parametrize("name", FLOWS)
@limits(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_walk_that_shuns_every_end_still_comes_to_one(name: str, seed: int) -> None:
    assert walk(FLOWS[name], seed, small_office=False, linger=1.0).over


@pytest.mark.parametrize("name", FLOWS)
def test_walks_meet_every_end(name: str) -> None:
    flow = FLOWS[name]
    ends = {state for state, spec in flow.states.items() if spec.end}
    met: set[str] = set()
    for seed in range(400):
        met.add(walk(flow, seed, small_office=False, linger=0.3).state)
        if met == ends:
            break
    assert met == ends
