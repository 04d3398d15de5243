"""Conditions for people: what they refer to, and a sentence that says them."""

from collections.abc import Iterator, Sequence

from pydantic import BaseModel

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
    RowCount,
    RowKey,
    RowSum,
    RowTest,
    Sum,
    Times,
    Today,
    Unique,
)
from dvctt.forms.spec import AnyField, ChoiceField, FormSpec, TableField

_WORDS = {
    "and": (" và ", " and "), "or": (" hoặc ", " or "), "not": ("không phải ({})", "not ({})"),
    "eq": ("{} là {}", "{} is {}"), "ne": ("{} khác {}", "{} is not {}"),
    "lt": ("{} nhỏ hơn {}", "{} is less than {}"), "le": ("{} không quá {}", "{} is at most {}"),
    "gt": ("{} lớn hơn {}", "{} is more than {}"), "ge": ("{} từ {} trở lên", "{} is at least {}"),
    "in": ("{} là một trong: {}", "{} is one of: {}"), "present": ("có {}", "{} is given"),
    "any": ("có dòng của {} mà {}", "some row of {} has {}"),
    "all": ("mọi dòng của {} có {}", "every row of {} has {}"),
    "unique": ("không có hai dòng của {} trùng {}", "no two rows of {} have the same {}"),
    "count": ("số dòng của {}", "the number of rows of {}"),
    "count_where": ("số dòng của {} mà {}", "the number of rows of {} where {}"),
    "sum": ("tổng {1} của {0}", "the total of {1} in {0}"),
    "days": ("số ngày từ {} đến {}", "the days from {} to {}"),
    "today": ("hôm nay", "today"), "yes": ("có", "yes"), "no": ("không", "no"),
}  # fmt: skip


def references(condition: Condition) -> frozenset[str]:
    """Collect what a condition refers to: `field:x`, `fact:y`, `table:t.column`, and `field:t` for the table itself.

    A column outside of any table is `column:c`.
    """
    return frozenset(_walk(condition, ""))


def _walk(node: object, table: str) -> Iterator[str]:
    match node:
        case FieldRef(field=name):
            yield f"field:{name.partition('.')[0]}"
        case ColumnRef(column=name):
            column = name.partition(".")[0]
            yield f"table:{table}.{column}" if table else f"column:{column}"
        case FactRef(fact=name):
            yield f"fact:{name}"
        case RowTest(table=name, where=where) | RowCount(table=name, where=where):
            yield f"field:{name}"
            yield from _walk(where, name)
        case RowSum(table=name, of=column):
            yield from (f"field:{name}", f"table:{name}.{column}")
        case RowKey(table=name, by=columns):
            yield from (f"field:{name}", *(f"table:{name}.{column}" for column in columns))
        case tuple():
            for part in node:
                yield from _walk(part, table)
        case BaseModel():
            for name in type(node).model_fields:
                yield from _walk(getattr(node, name), table)


def describe(
    condition: Condition, form: FormSpec | None = None, language: str = "vi", *, table: TableField | None = None
) -> str:
    """Say a condition in words, with the labels of the form's fields, in Vietnamese or English.

    `table` is that in whose rows the condition stands.
    """
    fields = {} if form is None else {field.id: field for field in form.fields()}
    return _Speaker(fields, language).say(condition, table)


def describe_operand(operand: Operand, fields: Sequence[AnyField], language: str = "vi") -> str:
    """Say what is compared in words: `tổng “Lưu lượng” của “Bảng thông số giếng”`."""
    return _Speaker({field.id: field for field in fields}, language).operand(operand, None)


class _Speaker:
    """Says expressions in one language with the labels of one form."""

    def __init__(self, fields: dict[str, AnyField], language: str) -> None:
        self.fields = fields
        self.language = language

    def word(self, name: str) -> str:
        return _WORDS[name][1 if self.language.startswith("en") else 0]

    def say(self, condition: Condition, table: TableField | None = None) -> str:
        match condition:
            case And(and_=parts):
                return self.word("and").join(self.bracketed(part, table) for part in parts)
            case Or(or_=parts):
                return self.word("or").join(self.bracketed(part, table) for part in parts)
            case Not(not_=part):
                return self.word("not").format(self.say(part, table))
            case Present(present=operand):
                return self.word("present").format(self.operand(operand, table))
            case In(in_=(operand, options)):
                literals = ", ".join(self.literal(option, self.field_of(operand, table)) for option in options)
                return self.word("in").format(self.operand(operand, table), literals)
            case AnyRow(any=test):
                return self.rows("any", test)
            case AllRows(all=test):
                return self.rows("all", test)
            case Unique(unique=key):
                inside = self.fields.get(key.table)
                columns = [self.column(inside, name) for name in key.by]
                named = [f"“{column.label.in_language(self.language)}”" for column in columns if column]
                return self.word("unique").format(self.label(key.table), self.word("and").join(named))
        return self.comparison(condition, table)

    def bracketed(self, part: Condition, table: TableField | None) -> str:
        text = self.say(part, table)
        return f"({text})" if isinstance(part, And | Or) else text

    def comparison(self, condition: Condition, table: TableField | None) -> str:
        name = type(condition).__name__.lower()
        match condition:
            case (
                Eq(eq=(left, right)) | Ne(ne=(left, right)) | Lt(lt=(left, right))
                | Le(le=(left, right)) | Gt(gt=(left, right)) | Ge(ge=(left, right))
            ):  # fmt: skip
                near = self.field_of(left, table) or self.field_of(right, table)
                return self.word(name).format(self.operand(left, table, near), self.operand(right, table, near))
        return name

    def rows(self, word: str, test: RowTest) -> str:
        table = self.fields.get(test.table)
        inside = table if isinstance(table, TableField) else None
        return self.word(word).format(self.label(test.table), self.say(test.where, inside))

    def operand(self, operand: Operand, table: TableField | None, near: AnyField | None = None) -> str:
        match operand:
            case FieldRef(field=name):
                return self.label(name)
            case ColumnRef(column=name):
                column = self.field_of(operand, table)
                return f"“{column.label.in_language(self.language)}”" if column else name
            case FactRef(fact=name):
                return name
            case Today():
                return self.word("today")
            case Count() | Sum():
                return self.aggregate(operand)
            case Plus(plus=parts):
                return self.joined(" + ", parts, table)
            case Times(times=parts):
                return self.joined(" × ", parts, table)
            case Minus(minus=parts):
                return self.joined(" − ", parts, table)
            case DaysBetween(days_between=(start, end)):
                return self.word("days").format(self.operand(start, table), self.operand(end, table))
        return self.literal(operand, near)

    def joined(self, sign: str, parts: Sequence[Operand], table: TableField | None) -> str:
        return sign.join(self.operand(part, table) for part in parts)

    def aggregate(self, operand: Count | Sum) -> str:
        if isinstance(operand, Sum):
            table = self.fields.get(operand.sum.table)
            column = self.column(table, operand.sum.of)
            label = f"“{column.label.in_language(self.language)}”" if column else operand.sum.of
            return self.word("sum").format(self.label(operand.sum.table), label)
        spec = operand.count
        if spec.where is None:
            return self.word("count").format(self.label(spec.table))
        table = self.fields.get(spec.table)
        inside = table if isinstance(table, TableField) else None
        return self.word("count_where").format(self.label(spec.table), self.say(spec.where, inside))

    def label(self, name: str) -> str:
        base, _, part = name.partition(".")
        spec = self.fields.get(base)
        return f"“{spec.label.in_language(self.language)}”" + (f" ({part})" if part else "") if spec else name

    def field_of(self, operand: Operand, table: TableField | None) -> AnyField | None:
        match operand:
            case FieldRef(field=name):
                return self.fields.get(name)
            case ColumnRef(column=name):
                return self.column(table, name)
        return None

    def column(self, table: AnyField | None, name: str) -> AnyField | None:
        columns = table.columns if isinstance(table, TableField) else ()
        return next((column for column in columns if column.id == name), None)

    def literal(self, value: object, near: AnyField | None) -> str:
        if isinstance(value, bool):
            return self.word("yes" if value else "no")
        if isinstance(near, ChoiceField):
            for option in near.options:
                if option.value == value:
                    return f"“{option.label.in_language(self.language)}”"
        return str(value)
