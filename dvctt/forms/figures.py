"""What a broken rule says besides its own text: the figures that it compared, where nobody typed one of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dvctt.forms import numbers
from dvctt.forms.conditions import (
    And,
    Condition,
    Count,
    DaysBetween,
    Eq,
    FieldRef,
    Ge,
    Gt,
    Le,
    Lt,
    Minus,
    Ne,
    Operand,
    Plus,
    Sum,
    Times,
)
from dvctt.forms.display import display
from dvctt.forms.evaluation import as_number, worked_out
from dvctt.forms.printing import describe_operand
from dvctt.forms.spec import AnyField, Rule, TableField
from dvctt.kernel import Text

_NOW = {
    "vi": "Hiện {left} là {first}, còn {right} là {second}.",
    "en": "Now {left} is {first}, and {right} is {second}.",
}
_NOW_ONE = {"vi": "Hiện {left} là {first}.", "en": "Now {left} is {first}."}
_SO_FAR = {
    "vi": "Cộng đến nay, {left} là {first}; còn {count} {rows} chưa có số dùng được.",
    "en": "So far {left} is {first}; without a usable number yet ({rows}): {count}.",
}
_ROWS = {"vi": "dòng", "en": "rows"}


def told(rule: Rule, fields: Sequence[AnyField], values: Mapping[str, Any], today: date) -> Text:
    """The text of a broken rule, followed by both figures where it compares a sum, a count or the like.

    "… phải bằng tổng lượng nước. Hiện tổng “Lưu lượng” của “Giếng” là 4.500 m³, còn “Tổng lượng” là 6.000 m³."
    """
    pairs = [
        pair
        for pair in _comparisons(rule.that)
        if any(isinstance(side, Sum | Count | Plus | Minus | Times | DaysBetween) for side in pair)
    ]
    vi, en = (" ".join(_sentences(pairs, fields, values, today, language)) for language in ("vi", "en"))
    if not vi:
        return rule.text
    return Text(vi=f"{rule.text.vi} {vi}", en=f"{rule.text.en} {en}" if rule.text.en else None)


def so_far(rule: Rule, fields: Sequence[AnyField], values: Mapping[str, Any], today: date) -> Text | None:
    """What the sums of a rule come to while rows still lack their number, beside what they are compared with.

    None where no sum has both rows with a number and rows without.
    """
    sums = [
        (pair, side)
        for pair in _comparisons(rule.that)
        for side in pair
        if isinstance(side, Sum) and any(_numbered(side, values)) and not all(_numbered(side, values))
    ]
    if not sums:
        return None
    vi, en = (
        " ".join(_part_sum(side, pair, fields, values, today, language) for pair, side in sums)
        for language in ("vi", "en")
    )
    return Text(vi=vi, en=en)


def _numbered(total: Sum, values: Mapping[str, Any]) -> list[bool]:
    """Of each row whether it has the number that is added up."""
    return [as_number(row.get(total.sum.of)) is not None for row in values.get(total.sum.table) or ()]


def _part_sum(
    total: Sum,
    pair: tuple[Operand, Operand],
    fields: Sequence[AnyField],
    values: Mapping[str, Any],
    today: date,
    language: str,
) -> str:
    by_id = {field.id: field for field in fields}
    table, numbered = by_id[total.sum.table], _numbered(total, values)
    added = [row for row, good in zip(values[table.id], numbered, strict=True) if good]
    label = table.row_label.in_language(language) if isinstance(table, TableField) and table.row_label else ""
    text = _SO_FAR[language].format(
        left=describe_operand(total, fields, language),
        first=_figure(total, by_id, {**values, table.id: added}, today, language),
        count=numbered.count(False),
        rows=label.lower() or _ROWS[language],
    )
    other = pair[1] if pair[0] is total else pair[0]
    if not isinstance(other, FieldRef) or other.field not in values:
        return text
    figure = _figure(other, by_id, values, today, language)
    return f"{text} {_NOW_ONE[language].format(left=describe_operand(other, fields, language), first=figure)}"


def _figure(
    side: Operand, fields: Mapping[str, AnyField], values: Mapping[str, Any], today: date, language: str
) -> str:
    figure = as_number(worked_out(side, values=values, today=today))
    return "" if figure is None else _written(figure, _shape(side, fields), language)


def _comparisons(condition: Condition) -> Iterator[tuple[Operand, Operand]]:
    """The comparisons of two sides that must all hold."""
    match condition:
        case And(and_=parts):
            for part in parts:
                yield from _comparisons(part)
        case (
            Eq(eq=pair) | Ne(ne=pair) | Lt(lt=pair) | Le(le=pair) | Gt(gt=pair) | Ge(ge=pair)
        ):  # fmt: skip
            yield pair


def _sentences(
    pairs: Sequence[tuple[Operand, Operand]],
    fields: Sequence[AnyField],
    values: Mapping[str, Any],
    today: date,
    language: str,
) -> Iterator[str]:
    by_id = {field.id: field for field in fields}
    for pair in pairs:
        sides = [side for side in pair if not isinstance(side, str | int | Decimal | float | bool)]
        figures = [as_number(worked_out(side, values=values, today=today)) for side in sides]
        if any(figure is None for figure in figures):
            continue
        shape = next((shape for side in sides if (shape := _shape(side, by_id))), None)
        words = [describe_operand(side, fields, language) for side in sides]
        written = [_written(figure, shape, language) for figure in figures if figure is not None]
        if len(sides) == 2:
            yield _NOW[language].format(left=words[0], first=written[0], right=words[1], second=written[1])
        else:
            yield _NOW_ONE[language].format(left=words[0], first=written[0])


def _shape(operand: Operand, fields: Mapping[str, AnyField]) -> AnyField | None:
    """The field or column whose unit a figure has."""
    match operand:
        case FieldRef(field=name):
            return fields.get(name)
        case Sum(sum=total):
            table = fields.get(total.table)
            columns = table.columns if isinstance(table, TableField) else ()
            return next((column for column in columns if column.id == total.of), None)
    return None


def _written(figure: Decimal, shape: AnyField | None, language: str) -> str:
    if shape is not None and shape.type in ("number", "money"):
        return display(shape, numbers.canonical(figure), language)
    return numbers.written(figure, language)
