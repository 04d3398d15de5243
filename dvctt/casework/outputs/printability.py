"""The proof that a document can be made, before the act whose words it prints is accepted.

Typesetting takes a fraction of a second and so is done outside of the act's transaction: the act breaks off before
anything is written, the document is tried, and the act begins anew.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dvctt.casework.core.act_context import ActContext
from dvctt.casework.outputs import contents, document_data, issued_documents
from dvctt.documents import api as documents
from dvctt.forms import TextField
from dvctt.kernel import Fault, Invalid, digest
from dvctt.workflow import DocumentDuty


class Untried(Exception):
    """Nothing was done yet: the documents of this act are to be tried first."""

    def __init__(self, context: ActContext) -> None:
        super().__init__(context.action)
        self.context = context


def tried_as(context: ActContext) -> str:
    """What tells one try from another: the act's own words and contents."""
    return digest({"inputs": context.inputs, "contents": context.contents})


def to_try(context: ActContext) -> tuple[str, ...]:
    """Documents that print what this act says: contents that it sets otherwise than they stand, and its own papers."""
    loaded, action = context.loaded, context.loaded.flow.actions[context.action]
    changed = [name for name, values in context.contents.items() if values != contents.standing(loaded, name)]
    own = [duty.document for duty in action.duties if isinstance(duty, DocumentDuty)]
    return (*changed, *(own if any(True for _ in _words(context)) else ()))


def prove(context: ActContext) -> None:
    """Try the documents of an act; raises Invalid at the field whose words cannot be printed."""
    for name in to_try(context):
        suspects = list(_suspects(context, name))
        try:
            draft(context, name, [without for _place, without in suspects])
        except documents.Unprintable as error:
            place = name if error.place is None else suspects[error.place][0]
            raise Invalid(Fault(place, "not_typeset", {"detail": error.detail})) from error


def draft(context: ActContext, name: str, others: list[ActContext] | None = None) -> bytes:
    """The draft of a document as the act would have it; raises documents.Unprintable."""
    loaded = context.loaded
    spec = loaded.flow.documents[name]
    return documents.draw_draft(
        issued_documents.template(loaded, spec.template),
        document_data.document_data(context, name, ""),
        title=spec.title.vi,
        others=[document_data.document_data(other, name, "") for other in others or ()],
    )


def _suspects(context: ActContext, name: str) -> Iterator[tuple[str, ActContext]]:
    """The place of each value that the document prints, with the act as it would be without it."""
    values = context.contents.get(name, {})
    for field in values:
        left: dict[str, Any] = {one: value for one, value in values.items() if one != field}
        yield field, replace(context, contents={**context.contents, name: left})
    for place, without in _words(context):
        yield place, replace(context, inputs=without)


def _words(context: ActContext) -> Iterator[tuple[str, dict[str, Any]]]:
    """The place of each text typed with the act, with its inputs as they would be without it."""
    action = context.loaded.flow.actions[context.action]
    for field in (field for section in action.input for field in section.fields):
        if isinstance(field, TextField) and context.inputs.get(field.id):
            yield field.id, {**context.inputs, field.id: ""}
    items = context.inputs.get("items", [])
    for number, item in enumerate(items):
        blank = [{**one, "wrong": ""} if one is item else one for one in items]
        yield f"items.{number}.wrong", {**context.inputs, "items": blank}
