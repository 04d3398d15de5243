"""A condition that can never hold is told from one that some answers make true."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from dvctt.forms import AnyField, Condition, can_hold, evaluate

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
FIELD: TypeAdapter[AnyField] = TypeAdapter(AnyField)
LABEL = {"vi": "Ô", "en": "Field"}
FIELDS = [
    FIELD.validate_python({"label": LABEL, **field})
    for field in (
        {"id": "flow", "type": "number", "min": 10, "max": 6000},
        {"id": "name", "type": "text"},
        {"id": "day", "type": "date"},
        {"id": "new", "type": "yes_no"},
        {"id": "uses", "type": "choice", "multiple": True,
         "options": [{"value": "drink", "label": LABEL}, {"value": "farm", "label": LABEL}]},
        {"id": "place", "type": "address"},
    )
]  # fmt: skip
FLOW, DAY, NEW, USES = ({"field": name} for name in ("flow", "day", "new", "uses"))


def holds(condition: dict[str, Any]) -> bool:
    return can_hold(CONDITION.validate_python(condition), FIELDS)


@pytest.mark.parametrize(
    "condition",
    [
        {"eq": [1, 2]},
        {"eq": [NEW, "true"]},
        {"eq": [FLOW, "many"]},
        {"gt": [DAY, 5]},
        {"ge": [NEW, True]},
        {"ge": [{"fact": "form_valid"}, 1]},
        {"ge": [FLOW, 12000]},
        {"and": [{"gt": [FLOW, 100]}, {"lt": [FLOW, 50]}]},
        {"and": [{"eq": [FLOW, 100]}, {"in": [FLOW, [200, 300]]}]},
        {"eq": [USES, "drink"]},
        {"eq": [{"field": "place"}, "Hà Nội"]},
        {"not": {"eq": ["a", "a"]}},
        {"or": [{"eq": [1, 2]}, {"ge": [FLOW, 12000]}]},
        {"all": {"table": "wells", "where": {"eq": [{"fact": "form_valid"}, 1]}}},
    ],
)
def test_what_no_answer_makes_true(condition: dict[str, Any]) -> None:
    assert not holds(condition)


@pytest.mark.parametrize(
    "condition",
    [
        {"ge": [FLOW, 3000]},
        {"and": [{"ge": [FLOW, 100]}, {"le": [FLOW, 100]}]},
        {"eq": [{"field": "name"}, "5"]},
        {"gt": [DAY, {"today": True}]},
        {"ne": [NEW, "true"]},
        {"in": [USES, ["drink"]]},
        {"eq": [USES, USES]},
        {"and": [{"in": [USES, ["drink"]]}, {"in": [USES, ["farm"]]}]},
        {"eq": [{"field": "place.province"}, "01"]},
        {"not": {"eq": [1, 2]}},
        {"gt": [{"count": {"table": "wells"}}, 2]},
        {"present": {"field": "name"}},
    ],
)
def test_what_some_answer_makes_true(condition: dict[str, Any]) -> None:
    assert holds(condition)


operands = st.one_of(
    st.sampled_from([FLOW, DAY, NEW, USES, {"field": "name"}, {"fact": "form_valid"}, {"today": True}]),
    st.sampled_from([True, False, 5, 100, 7000, "5", "drink", "2026-11-30", "x"]),
)
comparisons = st.builds(
    lambda name, left, right: {name: [left, right]},
    st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"]),
    operands,
    operands,
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"and": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"or": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=5,
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "flow": st.sampled_from(["10", "100", "5999.5", "6000"]),
        "name": st.sampled_from(["x", "5", "drink", "2026-11-30"]),
        "day": st.sampled_from(["2026-11-29", "2026-11-30", "2026-12-01"]),
        "new": st.booleans(),
        "uses": st.sampled_from([["drink"], ["drink", "farm"]]),
    },
)


@given(condition=conditions, values=answers, fact=st.booleans())
def test_the_proof_never_denies_what_holds(condition: dict[str, Any], values: dict[str, Any], fact: bool) -> None:
    read = CONDITION.validate_python(condition)
    verdict = evaluate(read, values=values, facts={"form_valid": fact}, today=date(2026, 11, 30))
    assert can_hold(read, FIELDS) or not verdict.holds
