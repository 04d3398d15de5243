"""Evaluating conditions: never raises; what is missing makes a condition false, with the reason."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Context, Decimal, DecimalException
from typing import Any
from uuid import UUID

from dvctt.forms.conditions import (
    AllRows,
    And,
    AnyRow,
    ColumnRef,
    Condition,
    Count,
    DaysBetween,
    Eq,
    FactRef,
    FieldRef,
    Ge,
    Gt,
    In,
    Le,
    Lt,
    Minus,
    Ne,
    Not,
    Operand,
    Or,
    Plus,
    Present,
    RowKey,
    Sum,
    Times,
    Today,
    Unique,
)
from dvctt.kernel import clock

_NUMBER = re.compile(r"-?[0-9]{1,60}(\.[0-9]{1,60})?")
_ARITHMETIC = Context(prec=60)


@dataclass(frozen=True)
class Verdict:
    """Whether a condition holds, and if not why. `known` is false where something was missing."""

    holds: bool
    reason: str = ""
    known: bool = True


@dataclass(frozen=True)
class Scene:
    """What a condition looks at; `row` only inside a table."""

    values: Mapping[str, Any]
    facts: Mapping[str, Any]
    today: date
    row: Mapping[str, Any] = field(default_factory=dict)

    def in_row(self, row: Any) -> "Scene":
        """Step into a row of a table."""
        return Scene(self.values, self.facts, self.today, row if isinstance(row, Mapping) else {})


class _Missing(Exception):
    """A value that the condition needs is absent, or is not of a kind that can be compared."""


HOLDS = Verdict(holds=True)


def evaluate(
    condition: Condition,
    *,
    values: Mapping[str, Any],
    today: date,
    facts: Mapping[str, Any] | None = None,
    row: Mapping[str, Any] | None = None,
) -> Verdict:
    """Judge a condition over stored values and facts on the day `today`; never raises.

    A missing value makes a comparison unknown; unknown counts as false, also under `not`, and the
    verdict names what was missing. `present`, `any` and `count` are always known. `row` is the row of a
    table in which the condition stands.
    """
    return _judge(condition, Scene(values, facts or {}, today, row or {}))


def worked_out(operand: Operand, *, values: Mapping[str, Any], today: date) -> Any:
    """The value of what a condition compares; none where something is missing."""
    try:
        return _value(operand, Scene(values, {}, today))
    except (_Missing, DecimalException, OverflowError, RecursionError):
        return None


def repeated(key: RowKey, values: Mapping[str, Any]) -> list[int]:
    """The rows that say the same as another one in all columns of the key; one that lacks some of it says nothing."""
    rows = [_mapping(row) for row in values.get(key.table) or ()]
    texts = ["" if any(is_empty(row.get(name)) for name in key.by) else repr([row[name] for name in key.by])
             for row in rows]  # fmt: skip
    times = Counter(texts)
    return [index for index, text in enumerate(texts) if text and times[text] > 1]


def is_empty(value: Any) -> bool:
    """Whether a stored value says nothing: none, empty text, empty list or mapping."""
    return value is None or (isinstance(value, str | Sequence | Mapping) and len(value) == 0)


def _judge(condition: Condition, scene: Scene) -> Verdict:
    match condition:
        case And(and_=parts):
            return _conjunction([_judge(part, scene) for part in parts])
        case Or(or_=parts):
            return _disjunction([_judge(part, scene) for part in parts])
        case Not(not_=part):
            return _negation(_judge(part, scene))
        case Present(present=operand):
            return _presence(operand, scene)
        case AnyRow(any=test):
            return _disjunction([_judge(test.where, scene.in_row(row)) for row in _rows(test.table, scene)])
        case AllRows(all=test):
            verdicts = [_judge(test.where, scene.in_row(row)) for row in _rows(test.table, scene)]
            return _conjunction(verdicts) if verdicts else Verdict(False, f"missing table:{test.table}", known=False)
        case Unique(unique=key):
            return Verdict(False, "false unique") if repeated(key, scene.values) else HOLDS
    try:
        return HOLDS if _compare(condition, scene) else Verdict(False, f"false {_operator(condition)}")
    except _Missing as missing:
        return Verdict(False, str(missing), known=False)
    except (DecimalException, OverflowError, RecursionError):
        return Verdict(False, "out of range", known=False)


def _conjunction(verdicts: Sequence[Verdict]) -> Verdict:
    failed = [verdict for verdict in verdicts if not verdict.holds]
    return next((verdict for verdict in failed if verdict.known), failed[0] if failed else HOLDS)


def _disjunction(verdicts: Sequence[Verdict]) -> Verdict:
    if any(verdict.holds for verdict in verdicts):
        return HOLDS
    return next((verdict for verdict in verdicts if not verdict.known), Verdict(False, "false any"))


def _negation(verdict: Verdict) -> Verdict:
    if not verdict.known:
        return verdict
    return Verdict(False, "false not") if verdict.holds else HOLDS


def _presence(operand: Operand, scene: Scene) -> Verdict:
    try:
        _value(operand, scene)
    except _Missing as missing:
        return Verdict(False, str(missing))
    except (DecimalException, OverflowError, RecursionError):
        return Verdict(False, "out of range")
    return HOLDS


def _operator(condition: Condition) -> str:
    return type(condition).__name__.lower()


def _compare(condition: Condition, scene: Scene) -> bool:
    match condition:
        case Eq(eq=(left, right)):
            return _equal(_value(left, scene), _value(right, scene))
        case Ne(ne=(left, right)):
            return not _equal(_value(left, scene), _value(right, scene))
        case In(in_=(operand, options)):
            value = _value(operand, scene)
            chosen = value if isinstance(value, list | tuple) else [value]
            return any(_equal(choice, option) for choice in chosen for option in options)
        case Lt(lt=(left, right)):
            return _order(left, right, scene) < 0
        case Le(le=(left, right)):
            return _order(left, right, scene) <= 0
        case Gt(gt=(left, right)):
            return _order(left, right, scene) > 0
        case Ge(ge=(left, right)):
            return _order(left, right, scene) >= 0
    raise _Missing("unknown condition")


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    first, second = as_number(left), as_number(right)
    if first is not None and second is not None:
        return first == second
    return type(left) is type(right) and bool(left == right)


def _order(left: Operand, right: Operand, scene: Scene) -> int:
    """-1, 0 or 1 for numbers and for dates; texts have no order."""
    left_value, right_value = _value(left, scene), _value(right, scene)
    first, second = as_number(left_value), as_number(right_value)
    if first is not None and second is not None:
        return (first > second) - (first < second)
    start, end = as_date(left_value), as_date(right_value)
    if start is not None and end is not None:
        return (start > end) - (start < end)
    raise _Missing("cannot be compared")


def _value(operand: Operand, scene: Scene) -> Any:
    """Look up or work out the operand; raises `_Missing` where there is no value."""
    match operand:
        case FieldRef(field=name):
            return _look_up(scene.values, name, "field")
        case ColumnRef(column=name):
            return _look_up(scene.row, name, "column")
        case FactRef(fact=name):
            return _present(scene.facts.get(name), f"fact:{name}")
        case Today():
            return scene.today.isoformat()
        case Count() | Sum():
            return _aggregate(operand, scene)
        case Plus() | Times() | Minus() | DaysBetween():
            return _arithmetic(operand, scene)
    return operand


def _look_up(values: Mapping[str, Any], name: str, kind: str) -> Any:
    base, _, part = name.partition(".")
    value = values.get(base)
    if part:
        value = value.get(part) if isinstance(value, Mapping) else None
    return _present(value, f"{kind}:{name}")


def _present(value: Any, name: str) -> Any:
    if is_empty(value):
        raise _Missing(f"missing {name}")
    if isinstance(value, datetime):
        return (value.astimezone(clock.HANOI) if value.tzinfo else value).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _aggregate(operand: Count | Sum, scene: Scene) -> Decimal:
    if isinstance(operand, Count):
        where = operand.count.where
        rows = _rows(operand.count.table, scene)
        return Decimal(sum(1 for row in rows if where is None or _judge(where, scene.in_row(row)).holds))
    table, column = operand.sum.table, operand.sum.of
    rows = _rows(table, scene)
    if not rows:
        raise _Missing(f"missing table:{table}")
    return _total([_needed_number(_present(_mapping(row).get(column), f"table:{table}.{column}")) for row in rows])


def _arithmetic(operand: Plus | Times | Minus | DaysBetween, scene: Scene) -> Decimal:
    match operand:
        case Plus(plus=parts):
            return _total([_needed_number(_value(part, scene)) for part in parts])
        case Times(times=parts):
            product = Decimal(1)
            for part in parts:
                product = _ARITHMETIC.multiply(product, _needed_number(_value(part, scene)))
            return product
        case Minus(minus=(left, right)):
            return _ARITHMETIC.subtract(_needed_number(_value(left, scene)), _needed_number(_value(right, scene)))
        case DaysBetween(days_between=(start, end)):
            return Decimal((_needed_date(_value(end, scene)) - _needed_date(_value(start, scene))).days)


def _total(numbers: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = _ARITHMETIC.add(total, number)
    return total


def _rows(table: str, scene: Scene) -> Sequence[Any]:
    rows = scene.values.get(table)
    return rows if isinstance(rows, list | tuple) else ()


def _mapping(row: Any) -> Mapping[str, Any]:
    return row if isinstance(row, Mapping) else {}


def as_number(value: Any) -> Decimal | None:
    """A stored value or literal as a number; none where it is no number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return Decimal(value) if _NUMBER.fullmatch(value) else None
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
        return number if number.is_finite() else None
    return None


def _needed_number(value: Any) -> Decimal:
    number = as_number(value)
    if number is None:
        raise _Missing("not a number")
    return number


def as_date(value: Any) -> date | None:
    """A stored value or literal as a date; none where it is no date."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10]) if len(value) >= 10 and value[4:5] == "-" else None
    except ValueError:
        return None


def _needed_date(value: Any) -> date:
    day = as_date(value)
    if day is None:
        raise _Missing("not a date")
    return day
