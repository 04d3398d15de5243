"""Checking a form as data: every name resolves, every limit can be met, every text is there."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from pydantic import BaseModel

from dvctt.forms.conditions import Condition, Eq, FieldRef, In, Ne
from dvctt.forms.printing import references
from dvctt.forms.spec import (
    AnyField,
    ChoiceField,
    CitizenIdField,
    DateField,
    FormSpec,
    MoneyField,
    NumberField,
    Rule,
    Section,
    TableField,
    TextField,
)
from dvctt.kernel import Fault, Text

PREFILLS = frozenset({
    "owner.kind", "owner.organisation_kind", "owner.name", "owner.tax_code", "owner.citizen_id", "owner.identity",
    "owner.birth_date", "owner.sex", "owner.address", "owner.phone", "owner.email", "owner.representative",
    "owner.representative_position", "owner.representative_id", "filer.name", "filer.phone", "filer.email",
})  # fmt: skip
# Columns that may begin as in the row before: one input each, and the system of a point.
FOLLOWING = frozenset({"text", "number", "money", "date", "coordinates"})


def check_form(form: FormSpec, prefills: Collection[str] = PREFILLS) -> tuple[Fault, ...]:
    """Find what is wrong with a form as data; each fault has its place and a sentence.

    Places are `form.<section>.<field>`, `form.rules.<rule>`. `prefills` are the sources of values that are known.
    """
    return (*_texts(form, "form", own=True), *check_sections(form.sections, form.rules, "form", prefills))


def check_sections(
    sections: Sequence[Section], rules: Sequence[Rule], place: str, prefills: Collection[str] = PREFILLS
) -> tuple[Fault, ...]:
    """Check some sections with their rules, as `check_form` does: an act's input, a document's content."""
    fields = {field.id: field for section in sections for field in section.fields}
    faults = [*_twice(place, "section", (section.id for section in sections))]
    faults += _twice(place, "field", (field.id for section in sections for field in section.fields))
    faults += _twice(f"{place}.rules", "rule", (rule.id for rule in rules))
    for section in sections:
        inside = f"{place}.{section.id}"
        faults += _texts(section, inside, own=True)
        faults += _condition(section.show_when, f"{inside}.show_when", fields)
        for field in section.fields:
            faults += _field(field, f"{inside}.{field.id}", fields, prefills)
    for rule in rules:
        faults += _rule(rule, f"{place}.rules.{rule.id}", fields)
    faults += _circles(sections, place)
    return tuple(faults)


def _fault(place: str, code: str, vi: str, en: str, **params: str | int) -> Fault:
    return Fault(place, code, params, Text(vi=vi, en=en))


def _twice(place: str, kind: str, names: Iterable[str]) -> Iterator[Fault]:
    word = {"section": "phần", "field": "trường", "rule": "quy tắc", "column": "cột", "option": "lựa chọn"}[kind]
    for name, count in Counter(names).items():
        if count > 1:
            yield _fault(place, "duplicate", f"{word} “{name}” được khai báo {count} lần",
                         f"{kind} “{name}” is declared {count} times", name=name)  # fmt: skip


def _texts(node: BaseModel, place: str, *, own: bool = False) -> Iterator[Fault]:
    """Find texts without Vietnamese; `own` looks at the node's own texts alone."""
    for name in type(node).model_fields:
        value = getattr(node, name)
        if isinstance(value, Text) and not value.vi.strip():
            yield _fault(f"{place}.{name}", "no_text", "thiếu văn bản tiếng Việt", "the Vietnamese text is missing")
        elif isinstance(value, tuple) and not own:
            for part in value:
                if isinstance(part, BaseModel):
                    yield from _texts(part, f"{place}.{name}")


def _field(field: AnyField, place: str, fields: dict[str, AnyField], prefills: Collection[str]) -> Iterator[Fault]:
    yield from _texts(field, place)
    yield from _condition(field.show_when, f"{place}.show_when", fields)
    if not isinstance(field.required, bool):
        yield from _condition(field.required, f"{place}.required", fields)
    if field.prefill is not None and field.prefill not in prefills:
        yield _fault(f"{place}.prefill", "unknown_prefill", f"không biết nguồn điền sẵn “{field.prefill}”",
                     f"“{field.prefill}” is not a known source of prefilled values", name=field.prefill)  # fmt: skip
    yield from _bounds(field, place)
    if field.follows:
        yield _fault(f"{place}.follows", "follows_outside_table", "“follows” chỉ dùng cho cột của bảng",
                     "“follows” is for the columns of a table alone")  # fmt: skip
    if isinstance(field, ChoiceField):
        yield from _twice(f"{place}.options", "option", (option.value for option in field.options))
        if field.prefill is None and any(option.known_as for option in field.options):
            yield _fault(f"{place}.options", "known_as_without_prefill",
                         "lựa chọn có “known_as” nhưng trường không có “prefill”",
                         "an option has “known_as”, but the field has no “prefill”")  # fmt: skip
    if isinstance(field, CitizenIdField):
        yield from _siblings(field, place, fields)
    if isinstance(field, TableField):
        yield from _table(field, place, fields)


def _table(table: TableField, place: str, fields: dict[str, AnyField]) -> Iterator[Fault]:
    columns: dict[str, AnyField] = {column.id: column for column in table.columns}
    yield from _twice(place, "column", (column.id for column in table.columns))
    for column in table.columns:
        inside = f"{place}.{column.id}"
        yield from _bounds(column, inside)
        if column.follows and (column.sensitive or column.type not in FOLLOWING):
            yield _fault(f"{inside}.follows", "cannot_follow", "cột loại này không lấy theo dòng trước",
                         "a column of this kind does not follow the row before")  # fmt: skip
        if isinstance(column, ChoiceField):
            yield from _twice(f"{inside}.options", "option", (option.value for option in column.options))
        if isinstance(column, CitizenIdField):
            yield from _siblings(column, inside, columns)
        for name, condition in (("show_when", column.show_when), ("required", column.required)):
            if condition is not None and not isinstance(condition, bool):
                yield from _condition(condition, f"{inside}.{name}", fields, columns)


def _bounds(field: AnyField, place: str) -> Iterator[Fault]:
    limits: tuple[object, object] = (None, None)
    crossed = False
    match field:
        case NumberField(min=low, max=high) | MoneyField(min=low, max=high):
            limits, crossed = (low, high), low is not None and high is not None and low > high
        case DateField(min=first, max=last):
            limits, crossed = (first, last), first is not None and last is not None and first > last
        case TableField(min_rows=few, max_rows=many):
            limits, crossed = (few, many), few > many or few < 0
        case TextField(max_length=longest):
            limits, crossed = (1, longest), longest < 1
    if crossed:
        low_text, high_text = str(limits[0]), str(limits[1])
        yield _fault(place, "bounds", f"giới hạn dưới {low_text} lớn hơn giới hạn trên {high_text}",
                     f"the lower limit {low_text} is above the upper limit {high_text}")  # fmt: skip
    if isinstance(field, NumberField) and not 0 <= field.decimals <= 9:
        yield _fault(f"{place}.decimals", "bounds", "số chữ số thập phân phải từ 0 đến 9",
                     "decimals must be between 0 and 9")  # fmt: skip


def _siblings(field: CitizenIdField, place: str, fields: dict[str, AnyField]) -> Iterator[Fault]:
    for name, sibling, kinds in (("birth_date", field.birth_date, {"date"}), ("sex", field.sex, {"choice", "text"})):
        if sibling is not None and (sibling not in fields or fields[sibling].type not in kinds):
            yield _fault(f"{place}.{name}", "unknown_field", f"“{sibling}” không phải là trường phù hợp của biểu mẫu",
                         f"“{sibling}” is not a suitable field of the form", name=sibling)  # fmt: skip


def _rule(rule: Rule, place: str, fields: dict[str, AnyField]) -> Iterator[Fault]:
    yield from _texts(rule, place, own=True)
    yield from _condition(rule.that, f"{place}.that", fields)
    if rule.at not in fields:
        yield _unknown(f"{place}.at", rule.at)


def _unknown(place: str, name: str) -> Fault:
    return _fault(place, "unknown_field", f"biểu mẫu không có trường “{name}”",
                  f"the form has no field “{name}”", name=name)  # fmt: skip


def check_condition(condition: Condition, place: str, form: FormSpec) -> tuple[Fault, ...]:
    """Find what a condition outside of the form names wrongly in it; what facts it may ask for is the caller's."""
    faults = _condition(condition, place, {field.id: field for field in form.fields()})
    return tuple(fault for fault in faults if fault.code != "fact_in_form")


def _condition(
    condition: Condition | None, place: str, fields: dict[str, AnyField], columns: dict[str, AnyField] | None = None
) -> Iterator[Fault]:
    if condition is None:
        return
    for reference in sorted(references(condition)):
        kind, _, name = reference.partition(":")
        if kind == "field" and name not in fields:
            yield _unknown(place, name)
        elif kind == "column" and name not in (columns or {}):
            yield _fault(place, "unknown_column", f"không có cột “{name}” ở đây", f"there is no column “{name}” here",
                         name=name)  # fmt: skip
        elif kind == "table":
            yield from _column(name, place, fields)
        elif kind == "fact":
            yield _fault(place, "fact_in_form", f"biểu mẫu không biết dữ kiện “{name}”",
                         f"a form knows no fact “{name}”", name=name)  # fmt: skip
    yield from _literals(condition, place, fields)


def _column(name: str, place: str, fields: dict[str, AnyField]) -> Iterator[Fault]:
    table, _, column = name.partition(".")
    spec = fields.get(table)
    if spec is None:
        return
    if not isinstance(spec, TableField):
        yield _fault(place, "not_a_table", f"“{table}” không phải là bảng", f"“{table}” is not a table", name=table)
    elif column not in {column.id for column in spec.columns}:
        yield _fault(place, "unknown_column", f"bảng “{table}” không có cột “{column}”",
                     f"table “{table}” has no column “{column}”", name=column)  # fmt: skip


def _literals(node: object, place: str, fields: dict[str, AnyField]) -> Iterator[Fault]:
    """Find comparisons of a choice with what is none of its options."""
    match node:
        case Eq(eq=(FieldRef(field=name), str() as value)) | Ne(ne=(FieldRef(field=name), str() as value)):
            yield from _not_options(fields.get(name), (value,), place)
        case In(in_=(FieldRef(field=name), values)):
            yield from _not_options(fields.get(name), values, place)
        case tuple():
            for part in node:
                yield from _literals(part, place, fields)
        case BaseModel():
            for name in type(node).model_fields:
                yield from _literals(getattr(node, name), place, fields)


def _not_options(spec: AnyField | None, values: Sequence[object], place: str) -> Iterator[Fault]:
    if not isinstance(spec, ChoiceField):
        return
    options = {option.value for option in spec.options}
    for value in values:
        if value not in options:
            yield _fault(place, "unknown_option", f"trường “{spec.id}” không có lựa chọn “{value}”",
                         f"field “{spec.id}” has no option “{value}”", name=str(value))  # fmt: skip


def _circles(sections: Sequence[Section], place: str) -> Iterator[Fault]:
    """Find fields that are asked only if they themselves are answered, directly or round about."""
    needs: dict[str, set[str]] = {}
    home = {field.id: section.id for section in sections for field in section.fields}
    for section in sections:
        for field in section.fields:
            whens = [when for when in (section.show_when, field.show_when) if when is not None]
            named = {name for when in whens for name in references(when)}
            needs[field.id] = {name.removeprefix("field:") for name in named if name.startswith("field:")}
    for name in needs:
        if name in _reached(name, needs):
            where = f"{place}.{home[name]}.{name}.show_when"
            yield _fault(where, "circular", f"trường “{name}” phụ thuộc vào chính nó",
                         f"whether field “{name}” is asked depends on itself", name=name)  # fmt: skip


def _reached(start: str, needs: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = list(needs.get(start, ()))
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead.extend(needs.get(name, ()))
    return reached
