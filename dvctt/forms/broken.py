"""Broken rules in sentences that name the rows which break them, for where no row stands beside them."""

from collections.abc import Sequence

from dvctt.forms.spec import AnyField, TableField
from dvctt.kernel import Fault, Text

MOST_ROWS = 8


def rule_sentences(fields: Sequence[AnyField], faults: Sequence[Fault]) -> dict[str, Text]:
    """One sentence for each broken rule among the faults, by its id, led by the rows of which it speaks or a field."""
    by_id = {field.id: field for field in fields}
    places: dict[str, list[str]] = {}
    texts: dict[str, Text] = {}
    for fault in faults:
        if fault.code == "rule" and fault.text is not None and fault.place.partition(".")[0] in by_id:
            rule = str(fault.params.get("rule", ""))
            places.setdefault(rule, []).append(fault.place)
            texts.setdefault(rule, fault.text)
    return {rule: _led(by_id[places[rule][0].partition(".")[0]], places[rule], text) for rule, text in texts.items()}


def _led(field: AnyField, places: Sequence[str], text: Text) -> Text:
    rows = [int(row) + 1 for place in places if (row := place.partition(".")[2].partition(".")[0]).isdigit()]
    name = (field.row_label if rows and isinstance(field, TableField) else None) or field.label
    numbers = ", ".join(str(row) for row in rows[:MOST_ROWS]) + (", …" if len(rows) > MOST_ROWS else "")
    vi, en = (" ".join(part for part in (name.in_language(language), numbers) if part) for language in ("vi", "en"))
    return Text(vi=f"{vi}: {text.vi}", en=f"{en}: {text.en}" if text.en else None)
