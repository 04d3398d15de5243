from typing import Any

import pytest

from dvctt.forms import FormSpec, check_form
from tests.forms.sample import OPTIONS, field, form

RULE = {"id": "r", "that": {"present": {"field": "a"}}, "text": {"vi": "t"}, "at": "a"}
COLUMN = field("c", "text")


@pytest.mark.parametrize(
    ("spec", "place", "code"),
    [
        (form(field("a", "text"), field("a", "date")), "form", "duplicate"),
        (form(field("a", "text", show_when={"present": {"field": "b"}})), "form.phan.a.show_when", "unknown_field"),
        (form(field("a", "text", required={"present": {"field": "b"}})), "form.phan.a.required", "unknown_field"),
        (form(field("a", "text", show_when={"present": {"fact": "b"}})), "form.phan.a.show_when", "fact_in_form"),
        (form(field("a", "text"), rules=({**RULE, "at": "b"},)), "form.rules.r.at", "unknown_field"),
        (form(field("b", "text"), rules=({**RULE, "at": "b"},)), "form.rules.r.that", "unknown_field"),
        (form(field("a", "text"), rules=(RULE, RULE)), "form.rules", "duplicate"),
        (form(field("a", "text", prefill="owner.shoe_size")), "form.phan.a.prefill", "unknown_prefill"),
        (form(field("a", "text", follows="previous_row")), "form.phan.a.follows", "follows_outside_table"),
        (
            form(field("t", "table", columns=[field("c", "address", follows="previous_row")])),
            "form.phan.t.c.follows", "cannot_follow",
        ),
        (form(field("a", "number", min=5, max=1)), "form.phan.a", "bounds"),
        (form(field("a", "number", decimals=-1)), "form.phan.a.decimals", "bounds"),
        (form(field("a", "text", max_length=0)), "form.phan.a", "bounds"),
        (form(field("t", "table", columns=[COLUMN], min_rows=3, max_rows=2)), "form.phan.t", "bounds"),
        (form(field("t", "table", columns=[COLUMN, COLUMN])), "form.phan.t", "duplicate"),
        (form(field("a", "choice", options=[OPTIONS[0], OPTIONS[0]])), "form.phan.a.options", "duplicate"),
        (
            form(field("a", "choice", options=[{**OPTIONS[0], "known_as": "organisation"}, OPTIONS[1]])),
            "form.phan.a.options", "known_as_without_prefill",
        ),
        (form(field("a", "citizen_id", birth_date="b")), "form.phan.a.birth_date", "unknown_field"),
        (form(field("a", "text", show_when={"present": {"field": "a"}})), "form.phan.a.show_when", "circular"),
        (form(field("a", "text", show_when={"present": {"column": "c"}})), "form.phan.a.show_when", "unknown_column"),
        (
            form(field("t", "table", columns=[COLUMN]),
                 field("a", "number", show_when={"gt": [{"sum": {"table": "t", "of": "d"}}, 1]})),
            "form.phan.a.show_when", "unknown_column",
        ),
        (
            form(field("b", "text"), field("a", "text", show_when={"gt": [{"sum": {"table": "b", "of": "d"}}, 1]})),
            "form.phan.a.show_when", "not_a_table",
        ),
        (
            form(field("b", "choice", options=OPTIONS), field("a", "text", show_when={"eq": [{"field": "b"}, "x"]})),
            "form.phan.a.show_when", "unknown_option",
        ),
        (form({**field("a", "text"), "label": {"vi": " "}}), "form.phan.a.label", "no_text"),
        (
            form(field("a", "choice", options=[OPTIONS[0], {"value": "x", "label": {"vi": ""}}])),
            "form.phan.a.options.label", "no_text",
        ),
    ],
)  # fmt: skip
def test_a_broken_form_is_told_where(spec: FormSpec, place: str, code: str) -> None:
    found = {(fault.place, fault.code) for fault in check_form(spec)}
    told: list[Any] = [fault.text for fault in check_form(spec)]
    assert any(one == code and (where == place or where.startswith(place)) for where, one in found), found
    assert all(text is not None and text.vi and text.en for text in told)
