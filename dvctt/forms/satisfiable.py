"""Whether a condition can hold at all: what no answer makes true is a mistake of who wrote it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
    Sum,
    Times,
    Today,
    Unique,
)
from dvctt.forms.evaluation import as_date, as_number, evaluate
from dvctt.forms.spec import (
    AddressField,
    AnyField,
    ChoiceField,
    CoordinatesField,
    DateField,
    MoneyField,
    NumberField,
    TableField,
    YesNoField,
)

Fields = Mapping[str, AnyField]
Interval = tuple[Decimal | None, Decimal | None]
ORDERS = (Lt, Le, Gt, Ge)
ANYTHING = frozenset({"truth", "number", "date", "text"})
# Before the names of facts among the fields.
FACT = "fact:"
NUMBERS = (Plus, Times, Minus, DaysBetween, Count, Sum)


@dataclass(frozen=True)
class Ways:
    """Whether a condition can come out true, and whether it can come out known and false."""

    true: bool
    false: bool


def can_hold(
    condition: Condition, fields: Iterable[AnyField] = (), facts: Mapping[str, AnyField] | None = None
) -> bool:
    """Whether some answers make the condition true; `fields` are those that it may name.

    `facts` are those that are no yes or no, each with the field whose value it is.

    False is a proof: values of kinds that are never equal or have no order, limits that exclude each other or that
    the field's own limits exclude, `not` over what always holds. What the proof does not see counts as possible.
    """
    named = {field.id: field for field in fields} | {f"{FACT}{name}": field for name, field in (facts or {}).items()}
    return _ways(condition, named).true


def _ways(condition: Condition, fields: Fields) -> Ways:
    match condition:
        case And(and_=parts):
            ways = [_ways(part, fields) for part in parts]
            together = all(way.true for way in ways) and not _excluded(parts, fields)
            return Ways(together, any(way.false for way in ways))
        case Or(or_=parts):
            ways = [_ways(part, fields) for part in parts]
            return Ways(any(way.true for way in ways), all(way.false for way in ways))
        case Not(not_=part):
            way = _ways(part, fields)
            return Ways(way.false, way.true)
        case Present() | Unique():
            return Ways(True, True)
        case AnyRow(any=test) | AllRows(all=test):
            return Ways(_ways(test.where, fields).true, True)
    return _compared(condition, fields)


def _compared(condition: Condition, fields: Fields) -> Ways:
    left, rights = _sides(condition)
    if _is_literal(left) and all(_is_literal(right) for right in rights):
        holds = evaluate(condition, values={}, today=date.min)
        return Ways(holds.holds, holds.known and not holds.holds)
    kinds = _each(_kinds(left, fields)) if isinstance(condition, In) else _kinds(left, fields)
    meet = any(not kinds.isdisjoint(_kinds(right, fields)) for right in rights)
    if isinstance(condition, ORDERS):
        ordered = _kinds(left, fields) & _kinds(rights[0], fields) & {"number", "date"}
        possible = bool(ordered) and not _excluded((condition,), fields)
        return Ways(possible, bool(ordered))
    if isinstance(condition, Ne):
        return Ways(True, meet)
    return Ways(meet and not _excluded((condition,), fields), True)


def _sides(condition: Condition) -> tuple[Operand, tuple[Operand, ...]]:
    match condition:
        case In(in_=(left, options)):
            return left, options
        case Eq(eq=pair) | Ne(ne=pair) | Lt(lt=pair) | Le(le=pair) | Gt(gt=pair) | Ge(ge=pair):
            return pair[0], (pair[1],)
    raise TypeError(f"no comparison: {condition!r}")


def _is_literal(operand: Operand) -> bool:
    return isinstance(operand, bool | int | float | str)


def _kinds(operand: Operand, fields: Fields) -> frozenset[str]:
    """The kinds of value that an operand may have; two operands without a common kind are never equal."""
    match operand:
        case FactRef() if (field := _field_of(operand, fields)) is not None:
            return _kinds_of_field(field)
        case bool() | FactRef():
            return frozenset({"truth"})
        case int() | float():
            return frozenset({"number"})
        case str():
            number = {"number"} if as_number(operand) is not None else set()
            return frozenset({"text", *number, *({"date"} if as_date(operand) else ())})
        case Today():
            return frozenset({"date"})
        case FieldRef(field=name) if "." not in name and name in fields:
            return _kinds_of_field(fields[name])
        case FieldRef() | ColumnRef():
            return ANYTHING
    return frozenset({"number"}) if isinstance(operand, NUMBERS) else frozenset()


def _kinds_of_field(field: AnyField) -> frozenset[str]:
    match field:
        case NumberField() | MoneyField():
            return frozenset({"number"})
        case DateField():
            return frozenset({"date"})
        case YesNoField():
            return frozenset({"truth"})
        case ChoiceField(multiple=True):
            return frozenset({"list"})
        case ChoiceField():
            return frozenset({"text", "number"})
        case AddressField() | CoordinatesField() | TableField():
            return frozenset({"parts"})
    return ANYTHING


def _each(kinds: frozenset[str]) -> frozenset[str]:
    """The kinds of what is looked at: `in` asks each choice of a list."""
    return frozenset({"text", "number"}) if "list" in kinds else kinds


def _excluded(parts: Iterable[Condition], fields: Fields) -> bool:
    """Whether comparisons of one operand with literals, all of which must hold, leave it no value."""
    limits: dict[Operand, list[Condition]] = {}
    for part in parts:
        if isinstance(part, (Eq, In, *ORDERS)) and isinstance(_sides(part)[0], FieldRef | FactRef | ColumnRef):
            limits.setdefault(_sides(part)[0], []).append(part)
    return any(_leaves_nothing(operand, conditions, fields) for operand, conditions in limits.items())


def _leaves_nothing(operand: Operand, conditions: list[Condition], fields: Fields) -> bool:
    low, high = _own_limits(operand, fields)
    field = _field_of(operand, fields)
    several = isinstance(field, ChoiceField) and field.multiple
    chosen = frozenset(option.value for option in field.options) if isinstance(field, ChoiceField) else None
    for condition in conditions:
        rights = _sides(condition)[1]
        if isinstance(condition, Eq | In):
            allowed = frozenset(map(_plain, rights)) if all(map(_is_literal, rights)) else None
            if allowed is not None and not several:
                chosen = allowed if chosen is None else chosen & allowed
            continue
        bound = as_number(rights[0]) if _is_literal(rights[0]) else None
        if bound is not None and isinstance(condition, Gt | Ge):
            low = bound if low is None else max(low, bound)
        elif bound is not None:
            high = bound if high is None else min(high, bound)
    crossed = low is not None and high is not None and low > high
    return crossed or (chosen is not None and not any(_within(value, low, high) for value in chosen))


def _field_of(operand: Operand, fields: Fields) -> AnyField | None:
    """The field whose value an operand is; None for all else."""
    match operand:
        case FieldRef(field=name):
            return fields.get(name)
        case FactRef(fact=name):
            return fields.get(f"{FACT}{name}")
    return None


def _own_limits(operand: Operand, fields: Fields) -> Interval:
    field = _field_of(operand, fields)
    if not isinstance(field, NumberField | MoneyField):
        return None, None
    return as_number(field.min), as_number(field.max)


def _plain(value: Operand) -> str:
    number = as_number(value)
    return str(value) if number is None else str(number.normalize())


def _within(value: str, low: Decimal | None, high: Decimal | None) -> bool:
    number = as_number(value)
    return number is None or not ((low is not None and number < low) or (high is not None and number > high))
