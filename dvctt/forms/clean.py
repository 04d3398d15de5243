"""Cleaning a form's answers: what was typed becomes what is stored, and every fault names its place."""

import dataclasses
import math
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from dvctt.forms.addresses import AddressBook
from dvctt.forms.composites import read_parts
from dvctt.forms.conditions import AllRows, Condition, Unique
from dvctt.forms.evaluation import HOLDS, evaluate, repeated
from dvctt.forms.faults import Wrong
from dvctt.forms.figures import so_far, told
from dvctt.forms.identity import citizen_id_faults
from dvctt.forms.printing import references
from dvctt.forms.rows import blank_rows
from dvctt.forms.scalars import Reading, read, said, simple
from dvctt.forms.spec import AnyField, CitizenIdField, FormSpec, Rule, Section, TableField, YesNoField
from dvctt.kernel import Fault, printable


@dataclasses.dataclass(frozen=True)
class Cleaned:
    """Cleaned answers.

    `values` holds, by field id, what is good and is stored as JSON; `kept` holds what was given for
    every field that has something unreadable in it, whole, as it was typed: cleaning
    `{**values, **kept}` again gives the same. Faults bar submission, warnings do not.
    """

    values: dict[str, Any]
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    kept: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Setting:
    """What cleaning needs to know besides the answers."""

    today: date
    partial: bool
    addresses: AddressBook | None
    language: str = "vi"

    @property
    def reading(self) -> Reading:
        """By what single answers are read."""
        return Reading(self.today, self.language)


@dataclasses.dataclass
class Answers:
    """The answers of a form or of one row while they are read; `outer` are the form's, seen from a row."""

    fields: Sequence[AnyField]
    place: str
    setting: Setting
    conditions: Mapping[str, tuple[Condition, ...]]
    outer: Mapping[str, Any] | None = None
    given: Any = None
    rows: "dict[str, list[Answers]]" = dataclasses.field(default_factory=dict)
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    kept: dict[str, Any] = dataclasses.field(default_factory=dict)
    faults: dict[str, list[Fault]] = dataclasses.field(default_factory=dict)

    def holds(self, condition: Condition, values: Mapping[str, Any]) -> bool:
        """Judge a condition over these answers."""
        if self.outer is None:
            return evaluate(condition, values=values, today=self.setting.today).holds
        return evaluate(condition, values=self.outer, row=values, today=self.setting.today).holds

    def path(self, name: str) -> str:
        """Name the place of a field."""
        return f"{self.place}{name}"


def clean(
    form: FormSpec,
    raw: Mapping[str, Any],
    *,
    today: date,
    partial: bool = False,
    addresses: AddressBook | None = None,
    language: str = "vi",
) -> Cleaned:
    """Clean the answers to a form; `partial` is a draft, in which nothing is required yet (9.1).

    `raw` maps field ids to what was typed, in `language`, or to stored values; unknown keys are dropped, and so are
    answers to fields that are not asked (`show_when`). Cleaning what is clean changes nothing.
    """
    return clean_sections(
        form.sections, form.rules, raw, today=today, partial=partial, addresses=addresses, language=language
    )


def clean_sections(
    sections: Sequence[Section],
    rules: Sequence[Rule],
    raw: Mapping[str, Any],
    *,
    today: date,
    partial: bool = False,
    addresses: AddressBook | None = None,
    language: str = "vi",
) -> Cleaned:
    """Clean the answers to some sections, such as the input of an act; as `clean` does for a whole form."""
    fields = [field for section in sections for field in section.fields]
    answers = Answers(fields, "", Setting(today, partial, addresses, language), conditions=_conditions(sections))
    _read_all(answers, raw)
    while _drop_hidden(answers):
        continue
    _finish(answers)
    _finish_tables(answers)
    errors, warnings = _judge_rules(answers, rules)
    _drop_blank_rows(answers)
    faults = [fault for field in fields for fault in answers.faults.get(field.id, [])]
    return Cleaned(answers.values, (*faults, *errors), tuple(warnings), answers.kept)


def shown_fields(sections: Sequence[Section], values: Mapping[str, Any], *, today: date) -> tuple[AnyField, ...]:
    """Give the fields that are asked, in order, with the answers given so far."""
    fields = [field for section in sections for field in section.fields]
    setting = Setting(today, partial=True, addresses=None)
    hidden = _hidden(Answers(fields, "", setting, conditions=_conditions(sections), values=dict(values)))
    return tuple(field for field in fields if field.id not in hidden)


def _conditions(sections: Sequence[Section]) -> dict[str, tuple[Condition, ...]]:
    """Collect the conditions on which each field is asked: its own and its section's."""
    return {
        field.id: tuple(when for when in (section.show_when, field.show_when) if when is not None)
        for section in sections
        for field in section.fields
    }


def _read_all(answers: Answers, raw: Mapping[str, Any]) -> None:
    for field in answers.fields:
        given = raw.get(field.id)
        if field.type == "constant" or not said(given):
            continue
        if isinstance(field, TableField):
            _read_rows(answers, field, given)
        elif simple(field):
            _read_simple(answers, field, given)
        else:
            _read_composite(answers, field, given)


def _read_simple(answers: Answers, field: AnyField, given: Any) -> None:
    try:
        answers.values[field.id] = read(field, given, answers.setting.reading)
    except Wrong as wrong:
        _spoil(answers, field, given, [wrong.at(answers.path(field.id))])


def _read_composite(answers: Answers, field: AnyField, given: Any) -> None:
    place, setting = answers.path(field.id), answers.setting
    values, faults = read_parts(
        field, given, place, reading=setting.reading, partial=setting.partial, addresses=setting.addresses
    )
    if said(values):
        answers.values[field.id] = values
    if any(fault.code != "required" for fault in faults):
        _spoil(answers, field, given, faults)
    elif said(values) and faults:
        # All that was given could be read; what is missing was never typed, so there is nothing to keep.
        answers.faults.setdefault(field.id, []).extend(faults)


def _spoil(answers: Answers, field: AnyField, given: Any, faults: Sequence[Fault]) -> None:
    answers.faults.setdefault(field.id, []).extend(faults)
    answers.kept[field.id] = _as_given(given)


def _as_given(given: Any) -> Any:
    """Make what was typed fit to be stored as JSON, without losing a letter that can be shown."""
    if isinstance(given, Mapping):
        return {printable(str(name)): _as_given(part) for name, part in given.items()}
    if isinstance(given, list | tuple):
        return [_as_given(part) for part in given]
    if given is None or isinstance(given, bool | int):
        return given
    if isinstance(given, float):
        # What is no number says nothing (`said`), and JSON has no word for it.
        return given if math.isfinite(given) else None
    return printable(str(given))


def _read_rows(answers: Answers, table: TableField, given: Any) -> None:
    """Read the rows of a table that say something; `values` shares each row's answers until it is finished."""
    if not isinstance(given, list | tuple):
        _spoil(answers, table, given, [Fault(answers.path(table.id), "wrong_shape")])
        return
    rows = [row for row, blank in zip(given, blank_rows(table, given), strict=True) if not blank]
    if not rows:
        return
    conditions = {column.id: (column.show_when,) for column in table.columns if column.show_when is not None}
    answers.rows[table.id] = [
        Answers(table.columns, f"{answers.path(table.id)}.{number}.", answers.setting, conditions, answers.values)
        for number in range(min(len(rows), table.max_rows))
    ]
    for inner, row in zip(answers.rows[table.id], rows, strict=False):
        inner.given = _as_given(row)
        if isinstance(row, Mapping):
            _read_all(inner, row)
        else:
            inner.faults[""], inner.kept[""] = [Fault(inner.place.rstrip("."), "wrong_shape")], row
    answers.values[table.id] = [inner.values for inner in answers.rows[table.id]]
    if len(rows) > table.max_rows:
        params = {"max": table.max_rows, "count": len(rows)}
        _spoil(answers, table, rows, [Fault(answers.path(table.id), "too_many_rows", params)])


def _hidden(answers: Answers) -> frozenset[str]:
    """Find the fields that are not asked; what a hidden field says counts as missing for the others."""
    hidden: frozenset[str] = frozenset()
    for _round in range(len(answers.conditions) + 1):
        values = {name: value for name, value in answers.values.items() if name not in hidden}
        now_hidden = frozenset(
            name for name, whens in answers.conditions.items() if not all(answers.holds(when, values) for when in whens)
        )
        if now_hidden == hidden:
            break
        hidden = now_hidden
    return hidden


def _drop_hidden(answers: Answers) -> bool:
    """Drop the answers to what is not asked, in the rows of tables too; tells whether there were any."""
    dropped = False
    for name in _hidden(answers):
        dropped = dropped or name in answers.values
        for by_field in (answers.values, answers.kept, answers.faults, answers.rows):
            _forget(by_field, name)
    return any([dropped, *(_drop_hidden(row) for rows in answers.rows.values() for row in rows)])


def _forget(by_field: dict[str, Any], name: str) -> None:
    by_field.pop(name, None)


def _finish(answers: Answers) -> None:
    _compare_citizen_ids(answers)
    _require(answers)


def _finish_tables(answers: Answers) -> None:
    """Judge the rows by themselves, and collect their faults under the table."""
    tables = {table.id: table for table in answers.fields if isinstance(table, TableField)}
    for name, rows in answers.rows.items():
        faults = _too_few(answers, tables[name], len(rows))
        for row in rows:
            if "" not in row.faults:
                _finish(row)
            faults.extend(
                fault for column in ("", *(field.id for field in row.fields)) for fault in row.faults.get(column, ())
            )
        if faults:
            answers.faults.setdefault(name, []).extend(faults)
        if any(row.kept or not said(row.values) for row in rows) and name not in answers.kept:
            answers.kept[name] = [row.given for row in rows]


def _drop_blank_rows(answers: Answers) -> None:
    """Leave out of the values the rows in which nothing could be read; `kept` has them."""
    for name in answers.rows:
        rows = [row.values for row in answers.rows[name] if said(row.values)]
        if rows:
            answers.values[name] = rows
        else:
            answers.values.pop(name, None)


def _too_few(answers: Answers, table: TableField, count: int) -> list[Fault]:
    if count >= table.min_rows or answers.setting.partial:
        return []
    return [Fault(answers.path(table.id), "too_few_rows", {"min": table.min_rows, "count": count})]


def _compare_citizen_ids(answers: Answers) -> None:
    """Refuse a personal number that contradicts the date of birth or the sex declared beside it."""
    for field in answers.fields:
        number = answers.values.get(field.id)
        if not isinstance(field, CitizenIdField) or number is None:
            continue
        born, sex = _sibling(answers, field.birth_date), _sibling(answers, field.sex)
        place = answers.path(field.id)
        faults = citizen_id_faults(number, date.fromisoformat(born) if born else None, sex, place=place)
        if faults:
            del answers.values[field.id]
            _spoil(answers, field, number, faults)


def _sibling(answers: Answers, name: str | None) -> str | None:
    value = answers.values.get(name) if name else None
    return value if isinstance(value, str) else None


def _require(answers: Answers) -> None:
    """Name what is required, asked and not answered; a confirmation must be yes. Not in a draft."""
    if answers.setting.partial:
        return
    hidden = _hidden(answers)
    for field in answers.fields:
        if field.type == "constant" or field.id in hidden or field.id in answers.faults:
            continue
        code = _lack(field, answers)
        if code:
            answers.faults[field.id] = [Fault(answers.path(field.id), code)]


def _lack(field: AnyField, answers: Answers) -> str | None:
    value = answers.values.get(field.id)
    needed = field.required if isinstance(field.required, bool) else answers.holds(field.required, answers.values)
    if isinstance(field, YesNoField) and field.must_be_true and value is not True and (needed or value is False):
        return "must_be_true"
    return "required" if needed and value is None else None


def _judge_rules(answers: Answers, rules: Sequence[Rule]) -> tuple[list[Fault], list[Fault]]:
    """Judge the rules across fields: a rule speaks only where all that it needs is known and good.

    It is silent at a field that is not asked, about a field or column that has a fault of its own, and in a draft
    about a field that is still empty. What other columns of a table lack does not silence it. A sum of which some rows
    still lack the number is told as far as it goes, as a warning.
    """
    hidden, errors, warnings = _hidden(answers), list[Fault](), list[Fault]()
    for rule in rules:
        if rule.at in hidden:
            continue
        if part := so_far(rule, answers.fields, answers.values, answers.setting.today):
            warnings.append(Fault(answers.path(rule.at), "rule", {"rule": rule.id}, part))
        if part or _unsettled(answers, rule):
            continue
        verdict = evaluate(rule.that, values=answers.values, today=answers.setting.today)
        if verdict != HOLDS and verdict.known:
            text = told(rule, answers.fields, answers.values, answers.setting.today)
            faults = [Fault(place, "rule", {"rule": rule.id}, text) for place in _places(answers, rule)]
            (errors if rule.level == "error" else warnings).extend(faults)
    return errors, warnings


def _places(answers: Answers, rule: Rule) -> list[str]:
    """Where a broken rule speaks: at the rows that break it where it is about each row, else at its field."""
    at = answers.path(rule.at)
    if isinstance(rule.that, Unique) and rule.that.unique.table == rule.at:
        return [f"{at}.{index}" for index in repeated(rule.that.unique, answers.values)]
    if not isinstance(rule.that, AllRows) or rule.that.all.table != rule.at:
        return [at]
    verdicts = [
        evaluate(rule.that.all.where, values=answers.values, row=row, today=answers.setting.today)
        for row in answers.values.get(rule.at, ())
    ]
    return [f"{at}.{index}" for index, verdict in enumerate(verdicts) if verdict != HOLDS and verdict.known] or [at]


def rule_fields(rule: Rule) -> frozenset[str]:
    """Ids of the fields that a rule compares."""
    named = (name.partition(":") for name in references(rule.that))
    return frozenset(rest.partition(".")[0] for kind, _, rest in named if kind in {"field", "table"})


def rule_columns(rule: Rule, place: str) -> frozenset[str]:
    """The columns that a rule which is broken at `place` compares, as `table.column`; as `table.row.column` where the
    rule is about each row and the place is one.
    """
    named = (name.partition(":") for name in references(rule.that))
    columns = (rest for kind, _, rest in named if kind == "table" and "." in rest)
    if not isinstance(rule.that, AllRows | Unique):
        return frozenset(columns)
    table, _, row = place.partition(".")
    return frozenset(f"{place}.{name.partition('.')[2]}" for name in columns if row and name.startswith(f"{table}."))


def _unsettled(answers: Answers, rule: Rule) -> bool:
    """Whether something that the rule compares is wrong itself, or in a draft not there yet."""
    named = references(rule.that)
    # A rule about each row judges the rows that are good: what is wrong in another makes that one unknown alone.
    by_row = isinstance(rule.that, AllRows | Unique)
    columns = {name.removeprefix("table:") for name in named if name.startswith("table:") and not by_row}
    for name in rule_fields(rule):
        faults = answers.faults.get(name, ())
        if any(_concerns(fault.place, answers.path(name), columns, table=name in answers.rows) for fault in faults):
            return True
        if answers.setting.partial and name not in answers.values:
            return True
    return False


def _concerns(place: str, at: str, columns: Collection[str], *, table: bool) -> bool:
    """Whether a fault at this place is one of the field itself, of a row as a whole or of one of these columns."""
    _row, _, column = place.removeprefix(at).lstrip(".").partition(".")
    return not table or not column or f"{at}.{column.partition('.')[0]}" in columns
