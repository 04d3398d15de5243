from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from dvctt.forms import Condition, Verdict, describe, evaluate, references
from tests.forms.sample import TODAY, WHOLE

READ: TypeAdapter[Condition] = TypeAdapter(Condition)


def judge(condition: dict[str, Any], facts: dict[str, Any] | None = None, **values: Any) -> Verdict:
    return evaluate(READ.validate_python(condition), values=values, facts=facts or {}, today=TODAY)


F: dict[str, Any] = {"field": "x"}
ROWS = [{"a": "5", "k": "p"}, {"a": "12.5", "k": "q"}]


@pytest.mark.parametrize(
    ("condition", "values", "holds"),
    [
        ({"eq": [F, "a"]}, {"x": "a"}, True),
        ({"eq": [F, True]}, {"x": True}, True),
        ({"eq": [F, 1]}, {"x": True}, False),
        ({"ne": [F, "a"]}, {"x": "b"}, True),
        ({"eq": [F, 12.5]}, {"x": "12.50"}, True),
        ({"lt": [F, 12.5]}, {"x": "9"}, True),
        ({"lt": [F, {"field": "y"}]}, {"x": "9", "y": "12.5"}, True),
        ({"ge": [F, 5]}, {"x": 5}, True),
        ({"gt": [F, date(2020, 1, 1)]}, {"x": "2020-01-02"}, True),
        ({"le": [F, {"today": True}]}, {"x": TODAY.isoformat()}, True),
        ({"lt": [F, "b"]}, {"x": "a"}, False),
        ({"in": [F, ["a", "b"]]}, {"x": "b"}, True),
        ({"in": [F, ["a", "b"]]}, {"x": ["c", "b"]}, True),
        ({"in": [F, ["a"]]}, {"x": ["c"]}, False),
        ({"present": F}, {"x": 0}, True),
        ({"present": F}, {"x": ""}, False),
        ({"eq": [{"field": "x.province"}, "01"]}, {"x": {"province": "01"}}, True),
        ({"any": {"table": "t", "where": {"gt": [{"column": "a"}, 12]}}}, {"t": ROWS}, True),
        ({"all": {"table": "t", "where": {"gt": [{"column": "a"}, 12]}}}, {"t": ROWS}, False),
        ({"all": {"table": "t", "where": {"gt": [{"column": "a"}, F]}}}, {"t": ROWS, "x": "1"}, True),
        ({"unique": {"table": "t", "by": ["a"]}}, {"t": ROWS}, True),
        ({"unique": {"table": "t", "by": ["a"]}}, {"t": [*ROWS, {"a": "5"}]}, False),
        ({"unique": {"table": "t", "by": ["a", "k"]}}, {"t": [*ROWS, {"a": "5", "k": "q"}, {"a": "5"}, {}]}, True),
        ({"unique": {"table": "t", "by": ["a"]}}, {}, True),
        ({"eq": [{"count": {"table": "t"}}, 2]}, {"t": ROWS}, True),
        ({"eq": [{"count": {"table": "t"}}, 0]}, {}, True),
        ({"eq": [{"count": {"table": "t", "where": {"eq": [{"column": "k"}, "q"]}}}, 1]}, {"t": ROWS}, True),
        ({"eq": [{"sum": {"table": "t", "of": "a"}}, 17.5]}, {"t": ROWS}, True),
        ({"eq": [{"plus": [1, {"times": [2, 3]}, {"minus": [5, F]}]}, 10]}, {"x": "2"}, True),
        ({"eq": [{"days_between": [F, {"today": True}]}, 19]}, {"x": "2026-05-01"}, True),
        ({"not": {"eq": [F, "a"]}}, {"x": "b"}, True),
        ({"not": {"eq": [F, "a"]}}, {}, False),
        ({"or": [{"eq": [F, "a"]}, {"eq": [{"field": "y"}, 1]}]}, {"y": 1}, True),
        ({"and": [{"eq": [F, "a"]}, {"eq": [{"field": "y"}, 1]}]}, {"y": 1}, False),
    ],
)
def test_conditions_hold(condition: dict[str, Any], values: dict[str, Any], holds: bool) -> None:
    verdict = judge(condition, **values)
    assert verdict.holds is holds
    assert bool(verdict.reason) is not holds


def test_what_is_missing_is_named_and_unknown() -> None:
    verdict = judge({"or": [{"eq": [F, "a"]}, {"eq": [{"field": "y"}, 1]}]}, y=2)
    assert verdict == Verdict(False, "missing field:x", known=False)
    assert judge({"and": [{"eq": [F, "a"]}, {"eq": [{"field": "y"}, 1]}]}, y=2).known
    assert judge({"not": {"lt": [F, 1]}}, x="chữ") == Verdict(False, "cannot be compared", known=False)
    assert judge({"eq": [{"sum": {"table": "t", "of": "a"}}, 5]}, t=[{"a": "5"}, {}]).reason == "missing table:t.a"


def test_facts_may_be_of_any_plain_type() -> None:
    condition = {"lt": [{"fact": "at"}, {"today": True}]}
    assert judge(condition, {"at": date(2026, 1, 1)}).holds
    assert not judge(condition, {"at": datetime(2026, 5, 19, 17, tzinfo=UTC)}).holds
    assert judge({"ge": [{"fact": "n"}, 3]}, {"n": Decimal("3.0")}).holds
    assert judge({"ge": [{"fact": "n"}, 3]}).reason == "missing fact:n"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"eq": [1]},
        {"eq": [1, 2, 3]},
        {"like": [1, 2]},
        {"eq": [1, 2], "ne": [1, 2]},
        {"and": []},
        {"eq": [{"field": "Ê"}, 1]},
        {"eq": [{"field": "a", "column": "b"}, 1]},
        {"eq": [float("inf"), 1]},
        {"today": True},
        "x",
        None,
    ],
)
def test_what_is_no_condition_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python(wrong)


def test_references_tell_fields_facts_and_columns() -> None:
    condition = READ.validate_python(
        {
            "and": [
                {"present": {"field": "dia_chi.province"}},
                {"gt": [{"fact": "n"}, {"sum": {"table": "t", "of": "a"}}]},
                {"any": {"table": "u", "where": {"eq": [{"column": "k"}, {"field": "x"}]}}},
                {"eq": [{"column": "z"}, 1]},
            ]
        }
    )
    assert references(condition) == {
        "field:dia_chi", "fact:n", "field:t", "table:t.a", "field:u", "table:u.k", "field:x", "column:z",
    }  # fmt: skip


def test_a_condition_is_said_in_words() -> None:
    condition = READ.validate_python(
        {
            "and": [
                {"eq": [{"field": "gioi_tinh"}, "nu"]},
                {"or": [{"not": {"present": {"field": "mo_ta"}}}, {"le": [{"field": "luu_luong"}, 5000]}]},
                {"any": {"table": "gieng", "where": {"in": [{"column": "loai"}, ["a", "b"]]}}},
                {"ge": [{"count": {"table": "gieng"}}, 2]},
            ]
        }
    )
    assert describe(condition, WHOLE) == (
        "“Nhãn gioi_tinh” là “Nữ” và (không phải (có “Nhãn mo_ta”) hoặc “Nhãn luu_luong” không quá 5000)"
        " và có dòng của “Nhãn gieng” mà “Nhãn loai” là một trong: “A”, “B” và số dòng của “Nhãn gieng” từ 2 trở lên"
    )
    assert describe(condition, WHOLE, "en").startswith("“Label gioi_tinh” is “Nữ” and (not (“Label mo_ta” is given)")


NAMES = st.sampled_from(["x", "y", "t", "x.part"])
PLAIN = st.one_of(
    st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8),
    st.dates().map(str), st.sampled_from(["5", "12.5", "-3", "2020-01-01"]),
)  # fmt: skip
PAIR = st.deferred(lambda: st.tuples(OPERANDS, OPERANDS).map(list))
OPERANDS: st.SearchStrategy[Any] = st.deferred(
    lambda: st.one_of(
        PLAIN,
        NAMES.map(lambda name: {"field": name}),
        NAMES.map(lambda name: {"column": name}),
        st.just({"fact": "f"}),
        st.just({"today": True}),
        st.just({"count": {"table": "t"}}),
        st.just({"sum": {"table": "t", "of": "x"}}),
        PAIR.map(lambda pair: {"minus": pair}),
        PAIR.map(lambda pair: {"times": pair}),
        PAIR.map(lambda pair: {"plus": pair}),
        PAIR.map(lambda pair: {"days_between": pair}),
    )
)
LEAVES = st.one_of(
    st.tuples(st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"]), PAIR).map(lambda one: {one[0]: one[1]}),
    OPERANDS.map(lambda operand: {"present": operand}),
    st.tuples(OPERANDS, st.lists(PLAIN, max_size=3)).map(lambda pair: {"in": list(pair)}),
)
CONDITIONS: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"and": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"or": parts}),
        inner.map(lambda part: {"not": part}),
        inner.map(lambda part: {"any": {"table": "t", "where": part}}),
        inner.map(lambda part: {"all": {"table": "t", "where": part}}),
    ),
    max_leaves=6,
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just("1" * 61),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["x", "y", "part"]), inner, max_size=3),
    max_leaves=6,
)


@given(CONDITIONS, st.dictionaries(st.sampled_from(["x", "y", "t"]), JSON), st.dictionaries(st.just("f"), JSON))
def test_evaluation_never_raises(condition: Any, values: dict[str, Any], facts: dict[str, Any]) -> None:
    read = READ.validate_python(condition)
    verdict = evaluate(read, values=values, facts=facts, today=TODAY)
    assert verdict.holds is not bool(verdict.reason)
    assert verdict.known or not verdict.holds
    assert READ.validate_python(READ.dump_python(read, mode="json")) == read
    assert describe(read, WHOLE) and references(read) is not None


@given(st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"]), OPERANDS, st.booleans(), st.sampled_from([None, "", []]))
def test_a_missing_field_makes_a_comparison_false_also_under_not(
    operator: str, other: Any, negated: bool, empty: Any
) -> None:
    comparison: dict[str, Any] = {operator: [{"field": "gone"}, other]}
    verdict = judge({"not": comparison} if negated else comparison, gone=empty)
    assert verdict == Verdict(False, "missing field:gone", known=False)
