"""What guards may ask of the process itself: fees, documents, contents; each by name, with where it can be known."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from dvctt.forms import AnyField, TableField, evaluate, references
from dvctt.workflow.contents import edited_contents
from dvctt.workflow.lasting import open_from
from dvctt.workflow.spec import DocumentDuty, FeeDuty, Flow, Guard, PublishDuty
from dvctt.workflow.transitions import reached, transitions
from dvctt.workflow.unused import HANDED_OVER

FEE_SETTLED, CONTENT = "fee_settled", "content"
DOCUMENT_READY, DOCUMENT_PUBLISHED = "document_ready", "document_published"
HEADS = frozenset({FEE_SETTLED, DOCUMENT_READY, DOCUMENT_PUBLISHED, CONTENT})


def is_of_process(fact: str) -> bool:
    """Whether a fact is one of the process, by its name."""
    return fact.partition(".")[0] in HEADS


def process_facts(flow: Flow) -> Mapping[str, frozenset[str]]:
    """The facts of a process by name, each with the states in which it can be known.

    `fee_settled.<fee>`: it is owed, and nothing of it is left; known where a payment can be noted, and after.
    `document_ready.<name>`: the document was made, and signed where it is; `document_published.<name>`: it was handed
    over, a result by an act of its own; both known once an act can have asked for it.
    `content.<document>.<field>`: what stands in the content, once an act can have set it.
    """
    return dict(_facts(flow))


def content_fields(flow: Flow) -> Mapping[str, AnyField]:
    """The fields behind the facts about contents, by the fact's name; a table is none."""
    return {
        f"{CONTENT}.{name}.{field.id}": field
        for name, document in flow.documents.items()
        if document.content is not None
        for field in document.content.fields()
        if not isinstance(field, TableField)
    }


def can_be_settled(flow: Flow, state: str, guard: Guard) -> bool:
    """Whether a guard asks for one thing alone, that a fee is settled, and somebody can settle it in the state."""
    named = references(guard.that) if guard.that is not None and not guard.not_done_by else frozenset[str]()
    fact = next(iter(named), "").removeprefix("fact:")
    head, _, fee = fact.partition(".")
    if guard.that is None or len(named) != 1 or head != FEE_SETTLED:
        return False
    settling = (
        action
        for action in flow.actions.values()
        if not action.guards and state in open_from(flow, action) and FeeDuty(fee=fee) in action.duties
    )
    return any(settling) and evaluate(guard.that, values={}, facts={fact: True}, today=date.min).holds


def states_after(flow: Flow, actions: Iterable[str]) -> frozenset[str]:
    """The states in which one of the acts can have been done before."""
    steps, names = transitions(flow), frozenset(actions)
    after = [move.target for move in steps if move.name in names]
    return reached(after, ((move.source, move.target) for move in steps))


def _facts(flow: Flow) -> Iterator[tuple[str, frozenset[str]]]:
    duties = [(name, duty) for name, action in flow.actions.items() for duty in action.duties]
    for document in flow.documents:
        asking = [name for name, duty in duties if isinstance(duty, DocumentDuty) and duty.document == document]
        yield f"{DOCUMENT_READY}.{document}", states_after(flow, asking)
        if flow.documents[document].kind in HANDED_OVER:
            asking = [name for name, duty in duties if isinstance(duty, PublishDuty) and duty.publish == document]
        yield f"{DOCUMENT_PUBLISHED}.{document}", states_after(flow, asking)
    edits = [(name, use.of) for name, action in flow.actions.items() for use, _content in edited_contents(flow, action)]
    for fact in content_fields(flow):
        yield fact, states_after(flow, (name for name, document in edits if fact.split(".")[1] == document))
    notes = [(duty.fee, name) for name, duty in duties if isinstance(duty, FeeDuty) and duty.does == "note"]
    for fee in {fee for fee, _name in notes}:
        noting = {name for noted, name in notes if noted == fee}
        here = (open_from(flow, flow.actions[name]) for name in noting)
        yield f"{FEE_SETTLED}.{fee}", states_after(flow, noting).union(*here)
