"""Conditions as data: what a form shows, requires and checks, and what opens an act of a process.

A condition is a mapping with one key, for instance `{and: [{present: {field: x}}, {lt: [{field: x}, 5]}]}`.
"""

import math
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

Reference = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z]{1,20})?$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")]


class Expression(BaseModel):
    """Base of all expressions: immutable, one key, dumped in the form in which it was written."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


class FieldRef(Expression):
    """The value of a field; `address.province` takes one part of a value that has parts."""

    field: Reference


class ColumnRef(Expression):
    """The value of a column in the row that is looked at."""

    column: Reference


class FactRef(Expression):
    """A fact that the caller supplies, such as `amendments`."""

    fact: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,127}$")]


class Today(Expression):
    """The day of the check in Viet Nam."""

    today: Literal[True]


class Plus(Expression):
    """The sum of numbers."""

    plus: "tuple[Operand, ...]" = Field(min_length=1)


class Times(Expression):
    """The product of numbers."""

    times: "tuple[Operand, ...]" = Field(min_length=1)


class Minus(Expression):
    """The first number less the second."""

    minus: "tuple[Operand, Operand]"


class DaysBetween(Expression):
    """Days from the first date to the second; negative where the second is earlier."""

    days_between: "tuple[Operand, Operand]"


class RowCount(Expression):
    """A table whose rows are counted, those of which `where` holds."""

    table: Identifier
    where: "Condition | None" = None


class RowTest(Expression):
    """A table and the condition that its rows are tested with."""

    table: Identifier
    where: "Condition"


class RowKey(Expression):
    """A table and the columns by which its rows are told apart."""

    table: Identifier
    by: tuple[Identifier, ...] = Field(min_length=1)


class RowSum(Expression):
    """A table and the column that is added up."""

    table: Identifier
    of: Identifier


class Count(Expression):
    """How many rows."""

    count: RowCount


class Sum(Expression):
    """The total of a column."""

    sum: RowSum


class And(Expression):
    """All hold."""

    and_: "tuple[Condition, ...]" = Field(alias="and", min_length=1)


class Or(Expression):
    """At least one holds."""

    or_: "tuple[Condition, ...]" = Field(alias="or", min_length=1)


class Not(Expression):
    """It is known not to hold."""

    not_: "Condition" = Field(alias="not")


class Eq(Expression):
    """Equal."""

    eq: "tuple[Operand, Operand]"


class Ne(Expression):
    """Not equal."""

    ne: "tuple[Operand, Operand]"


class Lt(Expression):
    """Less than, or earlier than."""

    lt: "tuple[Operand, Operand]"


class Le(Expression):
    """At most."""

    le: "tuple[Operand, Operand]"


class Gt(Expression):
    """Greater than, or later than."""

    gt: "tuple[Operand, Operand]"


class Ge(Expression):
    """At least."""

    ge: "tuple[Operand, Operand]"


class In(Expression):
    """One of the listed values; of a choice of several, any of them."""

    in_: "tuple[Operand, tuple[LiteralValue, ...]]" = Field(alias="in")


class Present(Expression):
    """There is a value."""

    present: "Operand"


class AnyRow(Expression):
    """At least one row of the table satisfies the condition."""

    any: RowTest


class AllRows(Expression):
    """The table has rows and each satisfies the condition."""

    all: RowTest


class Unique(Expression):
    """No two rows of the table say the same in all of these columns."""

    unique: RowKey


def _plain(value: Any) -> Any:
    """Give a literal the form in which values are stored: a date becomes its ISO text."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number must be finite")
    return value


def _key(value: Any) -> str:
    """Find the one key of an expression, by which its class is known."""
    if isinstance(value, BaseModel):
        return next((info.alias or name) for name, info in type(value).model_fields.items())
    if isinstance(value, dict) and len(value) == 1:
        return str(next(iter(value)))
    return "literal" if isinstance(value, bool | int | float | str | date | Decimal) else ""


LiteralValue = Annotated[bool | int | float | str, BeforeValidator(_plain)]

Operand = Annotated[
    Annotated[LiteralValue, Tag("literal")]
    | Annotated[FieldRef, Tag("field")]
    | Annotated[ColumnRef, Tag("column")]
    | Annotated[FactRef, Tag("fact")]
    | Annotated[Today, Tag("today")]
    | Annotated[Plus, Tag("plus")]
    | Annotated[Times, Tag("times")]
    | Annotated[Minus, Tag("minus")]
    | Annotated[DaysBetween, Tag("days_between")]
    | Annotated[Count, Tag("count")]
    | Annotated[Sum, Tag("sum")],
    Discriminator(_key),
]

Condition = Annotated[
    Annotated[And, Tag("and")]
    | Annotated[Or, Tag("or")]
    | Annotated[Not, Tag("not")]
    | Annotated[Eq, Tag("eq")]
    | Annotated[Ne, Tag("ne")]
    | Annotated[Lt, Tag("lt")]
    | Annotated[Le, Tag("le")]
    | Annotated[Gt, Tag("gt")]
    | Annotated[Ge, Tag("ge")]
    | Annotated[In, Tag("in")]
    | Annotated[Present, Tag("present")]
    | Annotated[AnyRow, Tag("any")]
    | Annotated[AllRows, Tag("all")]
    | Annotated[Unique, Tag("unique")],
    Discriminator(_key),
]

for _model in (
    Plus, Times, Minus, DaysBetween, RowCount, RowTest, Count, Sum, And, Or, Not,
    Eq, Ne, Lt, Le, Gt, Ge, In, Present, AnyRow, AllRows,
):  # fmt: skip
    _model.model_rebuild()


def all_of(conditions: "tuple[Condition, ...]") -> "Condition | None":
    """The condition that holds where all of these hold; None, which always holds, for none."""
    return And(**{"and": conditions}) if len(conditions) > 1 else next(iter(conditions), None)
