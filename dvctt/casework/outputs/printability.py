"""The proof that a document can be made, before the act whose words it prints is accepted.

Typesetting takes a fraction of a second and so is done outside of the act's transaction: the act breaks off before
anything is written, the document is tried, and the act begins anew.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dvctt.casework.core.act_context import Performing
from dvctt.casework.outputs import contents, document_data, issued_documents
from dvctt.documents import api as documents
from dvctt.forms import TextField
from dvctt.kernel import Fault, Invalid, digest
from dvctt.workflow import DocumentDuty


class Untried(Exception):
    """Nothing was done yet: the documents of this act are to be tried first."""

    def __init__(self, performing: Performing) -> None:
        super().__init__(performing.action)
        self.performing = performing


def tried_as(performing: Performing) -> str:
    """What tells one try from another: the act's own words and contents."""
    return digest({"inputs": performing.inputs, "contents": performing.contents})


def to_try(performing: Performing) -> tuple[str, ...]:
    """Documents that print what this act says: contents that it sets otherwise than they stand, and its own papers."""
    subject, action = performing.subject, performing.subject.flow.actions[performing.action]
    changed = [name for name, values in performing.contents.items() if values != contents.standing(subject, name)]
    own = [duty.document for duty in action.duties if isinstance(duty, DocumentDuty)]
    return (*changed, *(own if any(True for _ in _words(performing)) else ()))


def prove(performing: Performing) -> None:
    """Try the documents of an act; raises Invalid at the field whose words cannot be printed."""
    for name in to_try(performing):
        suspects = list(_suspects(performing, name))
        try:
            draft(performing, name, [without for _place, without in suspects])
        except documents.Unprintable as error:
            place = name if error.place is None else suspects[error.place][0]
            raise Invalid(Fault(place, "not_typeset", {"detail": error.detail})) from error


def draft(performing: Performing, name: str, others: list[Performing] | None = None) -> bytes:
    """The draft of a document as the act would have it; raises documents.Unprintable."""
    subject = performing.subject
    spec = subject.flow.documents[name]
    return documents.draw_draft(
        issued_documents.template(subject, spec.template),
        document_data.paper(performing, name, ""),
        title=spec.title.vi,
        others=[document_data.paper(other, name, "") for other in others or ()],
    )


def _suspects(performing: Performing, name: str) -> Iterator[tuple[str, Performing]]:
    """The place of each value that the document prints, with the act as it would be without it."""
    values = performing.contents.get(name, {})
    for field in values:
        left: dict[str, Any] = {one: value for one, value in values.items() if one != field}
        yield field, replace(performing, contents={**performing.contents, name: left})
    for place, without in _words(performing):
        yield place, replace(performing, inputs=without)


def _words(performing: Performing) -> Iterator[tuple[str, dict[str, Any]]]:
    """The place of each text typed with the act, with its inputs as they would be without it."""
    action = performing.subject.flow.actions[performing.action]
    for field in (field for section in action.input for field in section.fields):
        if isinstance(field, TextField) and performing.inputs.get(field.id):
            yield field.id, {**performing.inputs, field.id: ""}
    items = performing.inputs.get("items", [])
    for number, item in enumerate(items):
        blank = [{**one, "wrong": ""} if one is item else one for one in items]
        yield f"items.{number}.wrong", {**performing.inputs, "items": blank}
