from datetime import date
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dvctt.forms import clean, json_schema
from tests.forms.sample import GOOD, PURPOSES, TODAY, WHOLE, Book, field, form

SCHEMA = json_schema(WHOLE)
VALID = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)

ANY: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["1.234,5", "12.345", "31/12/2020", "nam", "a", "c", "true", "0912345678", "001080000123"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["province", "commune", "line", "number", "date", "x", "y", "zone", "ten", "loai", "ghi_chu"]),
        inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
CHANGES = st.dictionaries(st.sampled_from([one.id for one in WHOLE.fields()]), ANY, max_size=4)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(CHANGES, st.booleans(), st.booleans())
@example({"giay_to": {"number": "0"}}, False, False)
@example({"giay_to": {"province": False}}, False, False)
@example({"giay_to": {"number": True, "date": float("inf")}}, False, False)
@example({"giay_to": {"number": True, "date": float("nan")}}, False, False)
def test_cleaning_what_is_clean_changes_nothing(changes: dict[str, Any], partial: bool, booked: bool) -> None:
    book = Book() if booked else None
    first = clean(WHOLE, {**GOOD, **changes}, today=TODAY, partial=partial, addresses=book)
    second = clean(WHOLE, first.values, today=TODAY, partial=partial, addresses=book)
    assert second.values == first.values and second.kept == {}
    again = clean(WHOLE, {**first.values, **first.kept}, today=TODAY, partial=partial, addresses=book)
    assert again == first


@settings(deadline=None)
@given(CHANGES)
def test_what_is_accepted_satisfies_the_schema(changes: dict[str, Any]) -> None:
    cleaned = clean(WHOLE, {**GOOD, **changes}, today=TODAY)
    if not cleaned.faults:
        assert [error.message for error in VALID.iter_errors(cleaned.values)] == []


SHAPES = form(
    field("a", "text", max_length=5),
    field("b", "number", decimals=2),
    field("c", "number", decimals=3, required=False),
    field("d", "money", max=500),
    field("e", "date"),
    field("f", "choice", options=PURPOSES),
    field("g", "choice", options=PURPOSES, multiple=True, required=False),
    field("h", "yes_no", required=False),
    field("k", "number", decimals=0, required=False),
    field("t", "table", max_rows=2, required=False, columns=[
        field("a", "text", max_length=3), field("b", "number", decimals=5, required=False)]),
)  # fmt: skip
SHAPES_VALID = jsonschema_rs.Draft202012Validator(json_schema(SHAPES), validate_formats=True)
NUMBERS = st.from_regex(r"-?[0-9]{1,4}(\.[0-9]{1,5})?", fullmatch=True)
PLAIN = st.text("ab Ê ", max_size=6)
INSTANCES = st.fixed_dictionaries(
    {
        "a": PLAIN,
        "b": NUMBERS,
        "d": st.integers(-5, 600) | st.booleans(),
        "e": st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(str) | st.sampled_from(["2020-02-30", "1/2/2020", ""]),
        "f": st.sampled_from(["a", "b", "c", "d", ""]),
    },
    optional={
        "c": NUMBERS,
        "g": st.lists(st.sampled_from(["a", "b", "d"]), min_size=1, max_size=3, unique=True).map(sorted),
        "h": st.booleans(),
        "k": NUMBERS,
        "t": st.lists(
            st.fixed_dictionaries({"a": PLAIN}, optional={"b": NUMBERS}) | st.fixed_dictionaries({"b": NUMBERS}),
            min_size=1, max_size=3),
    },
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(INSTANCES)
def test_schema_and_validator_agree_on_what_a_schema_can_say(instance: dict[str, Any]) -> None:
    cleaned = clean(SHAPES, instance, today=TODAY)
    told = [error.message for error in SHAPES_VALID.iter_errors(instance)]
    if not told:
        assert cleaned.faults == ()
    if not cleaned.faults and cleaned.values == instance:
        assert told == []


@pytest.mark.parametrize("number", ["0", "-3", "12.5", "12.3450", "1234.567", "0.345"])
def test_stored_numbers_satisfy_the_pattern(number: str) -> None:
    spec = form(field("n", "number", decimals=4))
    assert clean(spec, {"n": number}, today=TODAY).values == {"n": number}
    jsonschema_rs.Draft202012Validator(json_schema(spec)).validate({"n": number})


def test_the_schema_is_itself_valid_and_says_what_depends() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["properties"]["uy_quyen"]["x-show-when"] == {"eq": [{"field": "co_uy_quyen"}, True]}
    assert "uy_quyen" not in SCHEMA["required"] and "kinh_gui" not in SCHEMA["properties"]
    assert json_schema(WHOLE, "en")["properties"]["ten"]["title"] == "Label ten"
    assert [one["id"] for one in SCHEMA["x-rules"]] == ["so_gieng_khop", "luu_luong_lon"]
