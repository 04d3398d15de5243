"""The contents of documents: what was asked, what acts set, what stands and is printed (7.2.c).

What an act sets stands with it in `Act.contents`, by document, sensitive values sealed; acts are only added, so that
every earlier state of a content can be read. The latest act that edits a document's content says what stands.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dvctt.casework.core import encrypted_answers
from dvctt.casework.core.filer import SENDING
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import Act
from dvctt.forms import AnyField, TableField, clean_sections, evaluate
from dvctt.kernel import Invalid, canonical_json
from dvctt.ministry import api as ministry
from dvctt.workflow import Action, Content, edited_contents

Values = Mapping[str, Any]
ANSWER = "answer."
# Before the name of a document, in the names under which the journal keeps contents.
TOLD = "contents."


@dataclass(frozen=True)
class Input:
    """What was given with an act: the values of its own form, and the contents that it sets, by document."""

    values: dict[str, Any]
    contents: dict[str, dict[str, Any]]


def content_of(loaded: LoadedDossier, document: str) -> Content | None:
    """The content that the version gives to a document."""
    return loaded.flow.documents[document].content


def asked(loaded: LoadedDossier, document: str) -> dict[str, Any]:
    """The content as the filed answers ask for it: where each field starts."""
    content = content_of(loaded, document)
    answers = loaded.values(loaded.filed or loaded.sets[-1])
    found = {field.id: _taken_over(field, answers) for field in content.fields()} if content else {}
    return {name: value for name, value in found.items() if value is not None}


def standing(loaded: LoadedDossier, document: str, *, before: int | None = None) -> dict[str, Any] | None:
    """The content that stands (before the act of that number); None where none was set."""
    stored = loaded.stored_content(document, before=before)
    if stored is None:
        return None
    opened = encrypted_answers.open_values(stored)
    assert isinstance(opened, dict)
    return opened


@dataclass(frozen=True)
class Proposal:
    """What the latest act that set contents proposed: the documents, the act and who did it."""

    documents: tuple[str, ...]
    act: Act


def proposal(loaded: LoadedDossier) -> Proposal | None:
    """What is proposed now; None where no act set a content."""
    act = next((one for one in reversed(loaded.acts) if one.contents), None)
    return Proposal(tuple(act.contents), act) if act else None


def starting(loaded: LoadedDossier, action: Action) -> dict[str, Any]:
    """The values with which the questions about contents start in the act's form: what stands, else what is asked."""
    found: dict[str, Any] = {}
    for use, _content in edited_contents(loaded.flow, action):
        known = standing(loaded, use.of)
        found |= asked(loaded, use.of) if known is None else known
    return found


def set_at(loaded: LoadedDossier, action: Action) -> datetime | None:
    """Since when the questions about contents start as they do: by an act that set one, or by what was filed last."""
    edited = {use.of for use, _content in edited_contents(loaded.flow, action)}
    if not edited:
        return None
    return next((act.at for act in reversed(loaded.acts) if _sets(loaded.flow.actions.get(act.action), edited)), None)


def _sets(action: Action | None, documents: Collection[str]) -> bool:
    if action is None:
        return False
    return action.kind in SENDING or any(use.of in documents and use.may == "edit" for use in action.contents)


def asked_by(loaded: LoadedDossier, action: Action) -> dict[str, Any]:
    """What was asked of all contents that the act edits."""
    uses = edited_contents(loaded.flow, action)
    return {name: value for use, _ in uses for name, value in asked(loaded, use.of).items()}


def decided_fields(loaded: LoadedDossier, action: Action) -> frozenset[str]:
    """Ids of the act's questions that belong to contents."""
    return frozenset(one.id for _use, content in edited_contents(loaded.flow, action) for one in content.fields())


def kept(loaded: LoadedDossier, action: Action) -> dict[str, Any]:
    """What stands of the contents that the act edits: a payload that leaves a question out leaves it as it is."""
    uses = edited_contents(loaded.flow, action)
    return {name: value for use, _ in uses for name, value in (standing(loaded, use.of) or {}).items()}


def parted(loaded: LoadedDossier, action: Action, values: Mapping[str, Any]) -> Input:
    """The cleaned values of an act's form, those of each content apart."""
    own, contents = dict(values), dict[str, dict[str, Any]]()
    for use, content in edited_contents(loaded.flow, action):
        given = {field.id: own.pop(field.id) for field in content.fields() if field.id in own}
        if use.when is None or evaluate(use.when, values=values, today=loaded.today).holds:
            contents[use.of] = given
    return Input(own, contents)


def cleaned(loaded: LoadedDossier, document: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a document as it is typed; raises Invalid naming every field that is wrong."""
    content = content_of(loaded, document)
    assert content is not None
    found = clean_sections(
        content.sections, content.rules, payload, today=loaded.today, addresses=ministry.address_book()
    )
    if found.faults:
        raise Invalid(*found.faults)
    return found.values


def stored(loaded: LoadedDossier, contents: Mapping[str, Values]) -> dict[str, Any]:
    """The contents as an act keeps them: what is sensitive sealed."""
    kept = {}
    for name, values in contents.items():
        content = content_of(loaded, name)
        kept[name] = encrypted_answers.seal_fields(content.fields() if content else (), values)
    return kept


def told(contents: Mapping[str, Values]) -> dict[str, str]:
    """The contents for the journal, which commits to them and keeps them where they can be erased."""
    return {f"{TOLD}{name}": canonical_json(values) for name, values in contents.items()}


def sources(loaded: LoadedDossier, document: str) -> frozenset[str]:
    """Ids of the answers from which the content starts: the paper prints the content instead."""
    content = content_of(loaded, document)
    fields = content.fields() if content else ()
    return frozenset(_source(field) for field in fields) - {""}


def as_answers(content: Content, values: Values) -> dict[str, Any]:
    """The values of a content under the ids of the answers from which its fields start."""
    return {_source(field): values[field.id] for field in content.fields() if _source(field) and field.id in values}


def _source(field: AnyField) -> str:
    return (field.prefill or "").removeprefix(ANSWER) if (field.prefill or "").startswith(ANSWER) else ""


def _taken_over(field: AnyField, answers: Values) -> Any:
    value = answers.get(_source(field))
    if not isinstance(field, TableField) or not isinstance(value, list):
        return value
    columns = {column.id for column in field.columns}
    return [{name: cell for name, cell in row.items() if name in columns} for row in value]
