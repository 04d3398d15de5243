"""The contents of documents among the questions of acts: what is asked, what must stand before."""

from collections.abc import Collection, Iterator

from dvctt.forms import Condition, Rule, Section, all_of
from dvctt.workflow.spec import Action, Content, ContentUse, DocumentDuty, Flow


def edited_contents(flow: Flow, action: Action) -> Iterator[tuple[ContentUse, Content]]:
    """The contents that the act's form asks for, each with its use."""
    for use in action.contents:
        document = flow.documents.get(use.of)
        if use.may == "edit" and document is not None and document.content is not None:
            yield use, document.content


def needed_contents(flow: Flow, action: Action) -> tuple[str, ...]:
    """Documents whose content must stand before the act: those that it shows, and those that it has made."""
    shown = [use.of for use in action.contents if use.may == "see"]
    made = [duty.document for duty in action.duties if isinstance(duty, DocumentDuty)]
    own = {use.of for use, _content in edited_contents(flow, action)}
    with_content = {name for name, document in flow.documents.items() if document.content is not None} - own
    return tuple(dict.fromkeys(name for name in (*shown, *made) if name in with_content))


def asked_sections(flow: Flow, action: Action) -> tuple[Section, ...]:
    """All that the act's form asks: its own questions, then the contents that it edits."""
    return (
        *action.input,
        *(_under(section, use) for use, one in edited_contents(flow, action) for section in one.sections),
    )


def asked_rules(flow: Flow, action: Action) -> tuple[Rule, ...]:
    """The rules over all that the act's form asks."""
    return (*action.input_rules, *(rule for _use, one in edited_contents(flow, action) for rule in one.rules))


def deciding(flow: Flow, state: str) -> dict[str, frozenset[str]]:
    """The acts of a state that take on the content of a document, each with its documents: to grant, or not to."""
    here = ((name, one) for name, one in flow.actions.items() if state in one.from_)
    found = {name: frozenset(use.of for use in one.contents if use.when is None) for name, one in here}
    return {name: documents for name, documents in found.items() if documents}


def following(flow: Flow, state: str, proposed: Collection[str]) -> frozenset[str]:
    """Of these acts those that take on the content which was set last: what was proposed."""
    return frozenset(name for name, documents in deciding(flow, state).items() if documents & set(proposed))


def opposing(flow: Flow, state: str, proposed: Collection[str]) -> frozenset[str]:
    """Of these acts those that begin another document than the one that was proposed."""
    follow = following(flow, state, proposed)
    return frozenset(deciding(flow, state)) - follow if follow else frozenset()


def _under(section: Section, use: ContentUse) -> Section:
    """The section of a content, asked only while the use's condition holds."""
    conditions: tuple[Condition, ...] = tuple(when for when in (use.when, section.show_when) if when is not None)
    return section.model_copy(update={"show_when": all_of(conditions)})
