"""The reference page of the bundle's format, written from the classes that read it."""

import inspect
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from dvctt.catalogue.bundle import Bundle
from dvctt.forms import FormSpec
from dvctt.kernel import Text
from dvctt.workflow import Flow

_HEAD = """# Procedure bundle: reference

This page is generated from the classes that read `procedure.yaml`. How to write a bundle is told in
[Adding a procedure](../guides/adding-a-procedure.md). `dvctt procedures check PATH` applies all of it.

A key that is not named here is a fault. A text is a mapping `{vi: …, en: …}`. A condition is a mapping with one key:
`and`, `or` (lists), `not`; `eq`, `ne`, `lt`, `le`, `gt`, `ge` (two operands); `in` (operand, list of values);
`present`; `any`, `all` with `table` and `where`; `{unique: {table: id, by: [columns]}}`. Operands: a literal,
`{field: id}`, `{column: id}` in a table's row, `{fact: name}`, `{today: true}`, `{count: {table: id, where: …}}`,
`{sum: {table: id, of: column}}`, `plus`, `times`, `minus`, `{days_between: [from, to]}`. What is missing makes a
condition false.
"""
_PLAIN = {str: "text", int: "whole number", bool: "yes or no", type(None): "nothing"}


def reference_markdown() -> str:
    """The page docs/reference/procedure-bundle.md: one table for each part, from the bundle downwards."""
    return _HEAD + "".join(_part(model) for model in _models())


def _models() -> Iterator[type[BaseModel]]:
    """The bundle, the form and the process with all that they hold; expressions are told in the head."""
    waiting: list[type[BaseModel]] = [Bundle, FormSpec, Flow]
    seen: list[type[BaseModel]] = []
    while waiting:
        model = waiting.pop(0)
        if model in seen or model is Text or model.__module__ == "dvctt.forms.conditions":
            continue
        seen.append(model)
        yield model
        waiting += [one for info in model.model_fields.values() for one in _held(info.annotation)]


def _held(kind: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        yield kind
    for argument in get_args(kind):
        yield from _held(argument)


def _part(model: type[BaseModel]) -> str:
    lines = [
        f"\n## {model.__name__}\n",
        inspect.cleandoc(model.__doc__ or ""),
        "",
        "| key | value | default | meaning |",
    ]
    lines.append("|---|---|---|---|")
    lines += [_row(info.alias or name, info) for name, info in model.model_fields.items()]
    return "\n".join(lines) + "\n"


def _row(key: str, info: FieldInfo) -> str:
    default = "" if info.is_required() else _default(info.get_default(call_default_factory=False))
    cells = (
        f"`{key}`",
        _kind(info.annotation),
        default or ("required" if info.is_required() else ""),
        info.description,
    )
    return "| " + " | ".join((cell or "").replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _default(value: Any) -> str:
    if value in (None, PydanticUndefined, ()) or isinstance(value, BaseModel):
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _kind(kind: Any) -> str:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _kind(arguments[0])
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in arguments)
    if origin is tuple:
        return f"list of: {_kind(arguments[0])}"
    if origin is dict:
        return f"mapping of name to: {_kind(arguments[1])}"
    if origin in (Union, types.UnionType):
        return _either(arguments)
    return _name(kind)


def _either(kinds: tuple[Any, ...]) -> str:
    words = []
    for kind in kinds:
        word = _kind(kind)
        if kind is not type(None) and word not in words:
            words.append(word)
    return " or ".join(words)


def _name(kind: Any) -> str:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if not inspect.isclass(kind):
        return "condition"
    if kind.__module__ == "dvctt.forms.conditions":
        return "condition"
    if kind is Text:
        return "text in both languages"
    if issubclass(kind, BaseModel):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    return kind.__name__.lower()
