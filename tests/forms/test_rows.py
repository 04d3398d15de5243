"""A new row takes over what the bundle says, and one that says nothing else is blank (decisions/0021)."""

import pytest

from dvctt.forms import PostedRows, TableField, begun_row, clean, posted_rows, read_post, with_new_row
from dvctt.forms.post import MOST_LETTERS, SPARE_ROWS
from dvctt.kernel import Refused
from tests.forms.sample import TODAY, field, form
from tests.forms.test_clean import codes

POINTS = form(
    field("t", "table", max_rows=5, columns=[
        field("n", "text"), field("p", "coordinates", follows="previous_row"),
        field("c", "text", follows="previous_row"),
    ]),
)  # fmt: skip


def test_a_row_with_nothing_but_what_it_took_over_is_blank() -> None:
    (table,) = POINTS.fields()
    assert isinstance(table, TableField)
    first = {"n": "G1", "p": {"x": "2325000", "y": "567890", "meridian": "105", "zone": "6"}, "c": "qh"}
    taken = {"p": {"meridian": "105", "zone": "6"}, "c": "qh"}
    assert begun_row(table, first) == taken and with_new_row(table, [first]) == [first, taken]
    assert with_new_row(table, None) == [{}, {}]
    drawn = {**taken, "n": "", "p": {**taken["p"], "x": "", "y": ""}}
    kept = clean(POINTS, {"t": [first, drawn, drawn]}, today=TODAY, partial=True)
    assert [row["n"] for row in kept.values["t"]] == ["G1"] and kept.kept == {}
    for changed in ({**taken, "c": "pleistocen"}, {"p": {**taken["p"], "meridian": "111"}, "c": "qh"}):
        said = clean(POINTS, {"t": [first, drawn, changed]}, today=TODAY, partial=True)
        assert len(said.values["t"]) == 2
        assert codes(clean(POINTS, {"t": [first, changed]}, today=TODAY)).keys() >= {"t.1.n", "t.1.p.x"}
    # The first row takes nothing over: what stands there somebody said.
    assert clean(POINTS, {"t": [taken]}, today=TODAY, partial=True).values["t"] != []


def test_posted_rows_tell_which_only_took_over() -> None:
    data = {
        "t.0.n": ["G1"], "t.0.p.meridian": ["105"], "t.0.p.zone": ["6"], "t.1.n": [""], "t.1.p.x": [""],
        "t.1.p.meridian": ["105"], "t.1.p.zone": ["6"], "t.2.p.meridian": ["111"], "t.2.p.zone": ["6"],
    }  # fmt: skip
    assert posted_rows(POINTS, data)["t"] == PostedRows((0, 2), (1,))
    assert [row["p"]["meridian"] for row in read_post(POINTS, data)["t"]] == ["105", "111"]


def test_what_no_page_of_ours_sends_is_refused_before_it_is_read() -> None:
    def sent(rows: int) -> dict[str, list[str]]:
        return {f"t.{number}.n": ["G"] for number in range(rows)}

    most = 5 + SPARE_ROWS
    assert len(read_post(POINTS, sent(most))["t"]) == most
    for read in (read_post, posted_rows):
        with pytest.raises(Refused) as refused:
            read(POINTS, sent(most + 1))
        assert [(one.code, one.params) for one in refused.value.reasons] == [("too_many_rows_sent", {"max": 5})]
    half = "x" * (MOST_LETTERS // 2)
    assert read_post(POINTS, {"t.0.n": [half], "t.1.n": [half]})["t"]
    with pytest.raises(Refused) as refused:
        read_post(POINTS, {"t.0.n": [half], "t.1.n": [half, "x"]})
    assert [one.code for one in refused.value.reasons] == ["too_much_sent"]
