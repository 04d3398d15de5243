"""Proofs about the contents of documents: each use names one, each is set somewhere and starts from answers."""

from collections import Counter
from collections.abc import Iterator

from dvctt.forms import PREFILLS, AnyField, FormSpec, TableField, check_sections
from dvctt.kernel import Fault
from dvctt.workflow.check_messages import fault_at
from dvctt.workflow.contents import asked_rules, asked_sections
from dvctt.workflow.spec import Action, Content, Flow

ANSWER = "answer."


def content_faults(flow: Flow, form: FormSpec | None) -> Iterator[Fault]:
    """Find what is wrong with the contents of a flow's documents and with what its acts do with them."""
    answers: dict[str, AnyField] = {}
    if form is not None:
        answers = {f"{ANSWER}{one.id}": one for one in form.fields() if one.type != "constant"}
    edited = {use.of for action in flow.actions.values() for use in action.contents if use.may == "edit"}
    for name, document in flow.documents.items():
        if document.content is not None:
            place = f"process.documents.{name}.content"
            known = answers if form else {one.prefill or "" for one in document.content.fields()}
            yield from check_sections(document.content.sections, document.content.rules, place, known)
            yield from _sources(document.content, place, answers)
            if name not in edited:
                yield fault_at(place, "content_never_set", name)


def use_faults(flow: Flow, action: Action, place: str) -> Iterator[Fault]:
    """Find what is wrong with the questions of an act: its own and those of the contents that it edits."""
    known = [use for use in action.contents if use.of in flow.documents]
    for number, use in enumerate(action.contents):
        spot = f"{place}.contents.{number}"
        if use.of not in flow.documents:
            yield fault_at(f"{spot}.of", "unknown_document", use.of)
        elif flow.documents[use.of].content is None:
            yield fault_at(f"{spot}.of", "document_without_content", use.of)
        if use.may == "see" and use.when is not None:
            yield fault_at(f"{spot}.when", "when_without_edit")
    for name, times in Counter(use.of for use in known).items():
        if times > 1:
            yield fault_at(f"{place}.contents", "content_twice", name)
    whole = action.model_copy(update={"contents": tuple(known)})
    sections = asked_sections(flow, whole)
    prefills = PREFILLS | {one.prefill or "" for one in (field for section in sections for field in section.fields)}
    yield from check_sections(sections, asked_rules(flow, whole), f"{place}.input", prefills)


def _sources(content: Content, place: str, answers: dict[str, AnyField]) -> Iterator[Fault]:
    """A field starts from an answer of its own kind; what was sealed as an answer is sealed as content."""
    for section in content.sections:
        for one in section.fields:
            source = answers.get(one.prefill or "")
            if source is None:
                continue
            spot = f"{place}.{section.id}.{one.id}.prefill"
            if _kind(source) != _kind(one) or not _fits(one, source):
                yield fault_at(spot, "prefill_of_another_kind", one.prefill or "")
            if _opens(one, source):
                yield fault_at(spot, "prefill_opens_seal", one.prefill or "")


def _kind(one: AnyField) -> tuple[str, bool]:
    return one.type, bool(getattr(one, "multiple", False))


def _fits(one: AnyField, source: AnyField) -> bool:
    """Whether a table shares columns with the table that it starts from, each of the same kind."""
    if not isinstance(one, TableField) or not isinstance(source, TableField):
        return True
    given = {column.id: column for column in source.columns}
    shared = [(column, given[column.id]) for column in one.columns if column.id in given]
    return bool(shared) and all(_kind(mine) == _kind(theirs) for mine, theirs in shared)


def _opens(one: AnyField, source: AnyField) -> bool:
    """Whether a value that is sensitive as an answer would stand open as content."""
    if isinstance(one, TableField) and isinstance(source, TableField):
        given = {column.id: column for column in source.columns}
        return any(column.id in given and _opens(column, given[column.id]) for column in one.columns)
    return source.sensitive and not one.sensitive
