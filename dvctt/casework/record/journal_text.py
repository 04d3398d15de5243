"""What the journal keeps of an act's inputs for ever, and what it keeps so that it can be erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dvctt.forms import AnyField, ChoiceField, TextField
from dvctt.workflow import Action


@dataclass(frozen=True)
class JournalParts:
    """`grounds` are the codes that were chosen; `words` the free text by its place; `rest` the inputs without it."""

    grounds: str
    words: Mapping[str, str]
    rest: Mapping[str, Any]


def split_for_journal(action: Action, inputs: Mapping[str, Any]) -> JournalParts:
    """Part an act's cleaned inputs: whatever somebody wrote in words may speak of persons, a chosen code does not."""
    fields = _fields(action)
    texts = _texts(fields)
    words = {name: str(inputs[name]) for name in texts if inputs.get(name)}
    for number, item in enumerate(inputs.get("items", ())):
        words[f"items.{number}.wrong"] = item["wrong"]
    words |= {f"answers.{position}": text for position, text in inputs.get("answers", {}).items()}
    rest = {name: value for name, value in inputs.items() if name not in texts | {"items", "answers"}}
    if "items" in inputs:
        rest["items"] = [{"kind": item["kind"], "target": item["target"]} for item in inputs["items"]]
    return JournalParts(_grounds(fields, inputs), words, rest)


def without_free_text(action: Action | None, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of an act with its words emptied; of an act that no process names, such as a hand-over, all text."""
    if action is None:
        return {name: "" if isinstance(value, str) else value for name, value in inputs.items()}
    texts = _texts(_fields(action))
    left: dict[str, Any] = {name: "" if name in texts and value else value for name, value in inputs.items()}
    if "items" in left:
        left["items"] = [item | {"wrong": ""} for item in left["items"]]
    if "answers" in left:
        left["answers"] = dict.fromkeys(left["answers"], "")
    return left


def _fields(action: Action) -> dict[str, AnyField]:
    return {field.id: field for section in action.input for field in section.fields}


def _texts(fields: Mapping[str, AnyField]) -> set[str]:
    return {name for name, field in fields.items() if isinstance(field, TextField)}


def _grounds(fields: Mapping[str, object], inputs: Mapping[str, Any]) -> str:
    chosen = [inputs.get(name) for name, field in fields.items() if isinstance(field, ChoiceField)]
    codes = [code for value in chosen for code in (value if isinstance(value, list) else [value])]
    return ", ".join(str(code) for code in codes if code)
