"""The contents of documents as pages show them: what is decided, and beside it what was asked where it differs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.masking import Reader
from dvctt.casework.models import Act
from dvctt.casework.outputs import contents
from dvctt.casework.read_models import ContentCell, ContentLine, ContentRow, ContentView
from dvctt.forms import AnyField, TableField, clean_sections, row_pairs, rule_fields, rule_sentences
from dvctt.kernel import Fault, Text
from dvctt.workflow import Content, DocumentDuty

Rows = Sequence[contents.Values]
ROW = Text(vi="Dòng", en="Row")
ADDED = Text(vi="thêm", en="added")
DROPPED = Text(vi="bỏ", en="taken out")
REORDERED = Text(vi="đổi thứ tự", en="in another order")


def standing_views(loaded: LoadedDossier, reader: Reader) -> Iterator[ContentView]:
    """The contents that stand."""
    for name in loaded.flow.documents:
        values = contents.standing(loaded, name)
        if values is not None:
            yield content_view(loaded, name, values, reader)


def content_view(loaded: LoadedDossier, document: str, values: contents.Values, reader: Reader) -> ContentView:
    """The content of a document with these values beside what was asked."""
    asked, content = contents.asked(loaded, document), contents.content_of(loaded, document)
    fields = content.fields() if content else ()
    broken = _broken(loaded, content, values) if content else ()
    names = {str(fault.params.get("rule")) for fault in broken}
    rules = (rule for rule in (content.rules if content else ()) if rule.id in names)
    doubtful = {name for rule in rules for name in rule_fields(rule)}
    lines = tuple(
        replace(_line(field, values.get(field.id), asked.get(field.id), reader), doubtful=field.id in doubtful)
        for field in fields
    )
    drafted = not any(_makes(loaded, act, document) for act in loaded.acts)
    doubts = tuple(rule_sentences(fields, broken).values())
    return ContentView(document, loaded.flow.documents[document].title, lines, drafted, doubts)


def _broken(loaded: LoadedDossier, content: Content, values: contents.Values) -> tuple[Fault, ...]:
    """Where the rules between the content's fields do not hold, those that only warn too."""
    judged = clean_sections(content.sections, content.rules, values, today=loaded.today)
    return tuple(fault for fault in (*judged.faults, *judged.warnings) if fault.code == "rule")


def _makes(loaded: LoadedDossier, act: Act, document: str) -> bool:
    spec = loaded.flow.actions.get(act.action)
    duties = spec.duties if spec else ()
    return any(isinstance(duty, DocumentDuty) and duty.document == document for duty in duties)


def changes_by(loaded: LoadedDossier, act: Act, reader: Reader) -> Iterator[tuple[Text, str]]:
    """What an act changed in contents: label, and the value before and after; first against what was asked.

    Of a table each changed cell, each row that was added and each that was taken out is a line of its own.
    """
    for document in act.contents:
        content = contents.content_of(loaded, document)
        after = contents.standing(loaded, document, before=act.seq + 1) or {}
        before = contents.standing(loaded, document, before=act.seq)
        known = contents.asked(loaded, document) if before is None else before
        for field in content.fields() if content else ():
            was, now = known.get(field.id), after.get(field.id)
            if was == now:
                continue
            if isinstance(field, TableField):
                yield from _row_changes(field, was or [], now or [], reader)
            else:
                yield field.label, _moved(field, was, now, reader)


def _row_changes(table: TableField, old: Rows, new: Rows, reader: Reader) -> Iterator[tuple[Text, str]]:
    """What changed in a table: each cell of a row that stays, each row that came or went; or else only the order."""
    pairs = row_pairs(table, old, new)
    for before, after in pairs:
        if before is None and after is not None:
            yield _named(table, new, after, ADDED, reader), reader.row(table, new[after])
        elif after is None and before is not None:
            yield _named(table, old, before, DROPPED, reader), reader.row(table, old[before])
        elif before is not None and after is not None:
            yield from (
                (_named(table, new, after, column.label, reader), _moved(column, *cells, reader))
                for column in table.columns
                if (cells := (old[before].get(column.id), new[after].get(column.id)))[0] != cells[1]
            )
    if len(old) == len(new) and all(before is not None and old[before] == new[after or 0] for before, after in pairs):
        yield (
            _joined(table.label, REORDERED),
            "; ".join(_row_name(table, new, at, reader).in_language(reader.language) for at in range(len(new))),
        )


def _named(table: TableField, rows: Rows, place: int, what: Text, reader: Reader) -> Text:
    return _joined(table.label, _row_name(table, rows, place, reader), what)


def _row_name(table: TableField, rows: Rows, place: int, reader: Reader) -> Text:
    """The first cell of a row, or what a row is called and its number."""
    first = reader.shown(table.columns[0], rows[place].get(table.columns[0].id))
    label = table.row_label or ROW
    return (
        Text(vi=first, en=first)
        if first
        else Text(vi=f"{label.vi} {place + 1}", en=f"{label.en or label.vi} {place + 1}")
    )


def _joined(*parts: Text) -> Text:
    return Text(vi=" – ".join(one.vi for one in parts), en=" – ".join(one.in_language("en") for one in parts))


def _moved(field: AnyField, was: Any, now: Any, reader: Reader) -> str:
    return " → ".join(reader.shown(field, one) or "–" for one in (was, now))


def _line(field: AnyField, value: Any, asked: Any, reader: Reader) -> ContentLine:
    compared = field.prefill is not None
    changed = compared and value != asked
    if isinstance(field, TableField):
        read = field.model_copy(update={"columns": field.columns_read([*(value or []), *(asked or [])])})
        heads = tuple(column.label for column in read.columns)
        rows = tuple(_rows(read, value, asked, reader))
        return ContentLine(field.id, field.label, "", "", changed, heads, rows, compared)
    decided, wanted = (reader.shown(field, one) for one in (value, asked))
    return ContentLine(field.id, field.label, decided, wanted, changed, compared=compared)


def _rows(table: TableField, value: Any, asked: Any, reader: Reader) -> Iterator[ContentRow]:
    old, new = asked or [], value or []
    for before, after in row_pairs(table, old, new):
        row = {} if after is None else new[after]
        was = {} if before is None else old[before]
        state = "dropped" if after is None else "added" if before is None else "kept"
        yield ContentRow(state, tuple(_cell(column, row, was, state, reader) for column in table.columns))


def _cell(column: AnyField, row: contents.Values, was: contents.Values, state: str, reader: Reader) -> ContentCell:
    value, asked = (reader.shown(column, one.get(column.id)) for one in (row, was))
    if state == "dropped":
        return ContentCell(column.label, asked, "", changed=False)
    changed = state == "kept" and row.get(column.id) != was.get(column.id)
    return ContentCell(column.label, value, asked, changed=changed)
