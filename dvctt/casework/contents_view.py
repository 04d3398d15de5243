"""The contents of documents as pages show them: what is decided, and beside it what was asked where it differs."""

from collections.abc import Iterator
from typing import Any

from dvctt.casework import contents, masking
from dvctt.casework.models import Act
from dvctt.casework.subject import Subject
from dvctt.casework.views import ContentCell, ContentLine, ContentRow, ContentView
from dvctt.forms import AnyField, TableField, row_pairs
from dvctt.kernel import Text
from dvctt.workflow import DocumentDuty


def standing_views(subject: Subject, *, hide: bool) -> Iterator[ContentView]:
    """The contents that stand; what is sensitive masked where `hide`."""
    for name in subject.flow.documents:
        values = contents.standing(subject, name)
        if values is not None:
            yield content_view(subject, name, values, hide=hide)


def content_view(subject: Subject, document: str, values: contents.Values, *, hide: bool) -> ContentView:
    """The content of a document with these values beside what was asked."""
    asked, content = contents.asked(subject, document), contents.content_of(subject, document)
    fields = content.fields() if content else ()
    lines = tuple(_line(field, values.get(field.id), asked.get(field.id), hide=hide) for field in fields)
    drafted = not any(_makes(subject, act, document) for act in subject.acts)
    return ContentView(document, subject.flow.documents[document].title, lines, drafted)


def _makes(subject: Subject, act: Act, document: str) -> bool:
    spec = subject.flow.actions.get(act.action)
    duties = spec.duties if spec else ()
    return any(isinstance(duty, DocumentDuty) and duty.document == document for duty in duties)


def changes_by(subject: Subject, act: Act, *, hide: bool) -> Iterator[tuple[Text, str]]:
    """What an act changed in contents: label, and the value before and after; first against what was asked."""
    for document in act.contents:
        content = contents.content_of(subject, document)
        after = contents.standing(subject, document, before=act.seq + 1) or {}
        before = contents.standing(subject, document, before=act.seq)
        known = contents.asked(subject, document) if before is None else before
        for field in content.fields() if content else ():
            if known.get(field.id) != after.get(field.id):
                yield field.label, " → ".join(_brief(field, one.get(field.id), hide=hide) for one in (known, after))


def _brief(field: AnyField, value: Any, *, hide: bool) -> str:
    if isinstance(field, TableField):
        return f"{len(value or [])} {field.row_label.vi.lower() if field.row_label else 'dòng'}"
    return masking.shown(field, value, hide=hide) or "–"


def _line(field: AnyField, value: Any, asked: Any, *, hide: bool) -> ContentLine:
    changed = field.prefill is not None and value != asked
    if isinstance(field, TableField):
        heads = tuple(column.label for column in field.columns)
        return ContentLine(field.id, field.label, "", "", changed, heads, tuple(_rows(field, value, asked, hide=hide)))
    decided, wanted = (masking.shown(field, one, hide=hide) for one in (value, asked))
    return ContentLine(field.id, field.label, decided, wanted, changed)


def _rows(table: TableField, value: Any, asked: Any, *, hide: bool) -> Iterator[ContentRow]:
    old, new = asked or [], value or []
    for before, after in row_pairs(table, old, new):
        row = {} if after is None else new[after]
        was = {} if before is None else old[before]
        state = "dropped" if after is None else "added" if before is None else "kept"
        yield ContentRow(state, tuple(_cell(column, row, was, state, hide=hide) for column in table.columns))


def _cell(column: AnyField, row: contents.Values, was: contents.Values, state: str, *, hide: bool) -> ContentCell:
    value, asked = (masking.shown(column, one.get(column.id), hide=hide) for one in (row, was))
    if state == "dropped":
        return ContentCell(column.label, asked, "", changed=False)
    changed = state == "kept" and row.get(column.id) != was.get(column.id)
    return ContentCell(column.label, value, asked, changed=changed)
