"""Templates of letters: which fields there are, which template language may be used, and what is wrong with a text.

The language is Django's without escaping and without what reaches outside the values that are given.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal

from django.conf import settings
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.template.base import FilterExpression, TextNode, VariableNode
from django.template.defaulttags import CommentNode, ForNode, IfNode
from pydantic import Field, model_validator

from dvctt.forms import Spec
from dvctt.kernel import Text, clock, dong

ENGINE = Engine(autoescape=False)
FILTERS = frozenset({"default", "join"})
# A line that holds a tag alone leaves no line behind.
LONE_TAG = re.compile(r"(?m)^[ \t]*(\{%[^%]*%\})[ \t]*\n")
LOOP = frozenset({"counter", "first", "last"})
FieldName = str
Wrong = tuple[str, str]


class LetterField(Spec):
    """A value that the sender of a letter gives, with a sample for previews.

    `name` is a text in both languages, `link` a path on this site, `rows` a list of rows with `columns`.
    """

    type: Literal["text", "texts", "flag", "number", "money", "moment", "day", "link", "name", "rows"]
    sample: Any = None
    columns: dict[FieldName, "LetterField"] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_a_sample(self) -> "LetterField":
        if (self.type == "rows") != bool(self.columns):
            raise ValueError("rows have columns, and nothing else has")
        if self.sample is None and not self.columns:
            raise ValueError("there is no sample")
        try:
            self.written(self.example(), "vi")
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"the sample is no {self.type}") from error
        return self

    def example(self) -> Any:
        """The sample as a sender would give the value."""
        if self.type == "name":
            return Text.model_validate(self.sample)
        return [{name: column.example() for name, column in self.columns.items()}] if self.columns else self.sample

    def written(self, value: Any, language: str) -> Any:
        """The value as a reader of the language reads it; an empty text for None."""
        if value is None:
            return ""
        match self.type:
            case "texts":
                return [str(item) for item in value]
            case "flag":
                return bool(value)
            case "number":
                return int(value)
            case "money":
                return dong(value, language)
            case "moment":
                return clock.written(value)
            case "day":
                return clock.written_day(value)
            case "link":
                return f"{settings.BASE_URL}{value}"
            case "name":
                return value.in_language(language)
            case "rows":
                columns = self.columns.items()
                return [{name: column.written(row[name], language) for name, column in columns} for row in value]
        return str(value)


Fields = Mapping[FieldName, LetterField]


def rendered(source: str, values: Mapping[str, Any]) -> str:
    """The text of a template with its values; nothing is escaped, for it is read as plain text."""
    return str(_compiled(source).render(Context(dict(values), autoescape=False, use_l10n=False))).strip()


@lru_cache(maxsize=2048)
def used(source: str) -> frozenset[FieldName]:
    """The names that a template asks for; raises TemplateSyntaxError."""
    reading = _Reading({})
    reading.nodes(_compiled(source).nodelist, {})
    return frozenset(reading.names)


def wrong_with(source: str, fields: Fields) -> Iterator[Wrong]:
    """What may not stand in a template: code (`syntax`, `tag`, `filter`, `unknown_field`) and what it is about."""
    try:
        nodes = _compiled(source).nodelist
    except TemplateSyntaxError as error:
        yield "syntax", str(error)
        return
    reading = _Reading(fields)
    reading.nodes(nodes, {})
    yield from dict.fromkeys(reading.wrong)


@lru_cache(maxsize=2048)
def _compiled(source: str) -> Template:
    return Template(LONE_TAG.sub(r"\1", f"{source.strip()}\n"), engine=ENGINE)


class _Reading:
    """One walk through a template: the names that it asks for, and what is wrong with it."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.names: set[FieldName] = set()
        self.wrong: list[Wrong] = []

    def nodes(self, nodes: Iterable[Any], loops: Mapping[str, frozenset[str]]) -> None:
        """Read nodes inside of loops, whose variables have these columns."""
        for node in nodes:
            if isinstance(node, VariableNode):
                self._output(node.filter_expression)
                self._expression(node.filter_expression, loops)
            elif isinstance(node, IfNode):
                for condition, inner in node.conditions_nodelists:
                    self._condition(condition, loops)
                    self.nodes(inner, loops)
            elif isinstance(node, ForNode):
                self._loop(node, loops)
            elif not isinstance(node, TextNode | CommentNode):
                self.wrong.append(("tag", node.token.contents.split()[0] if node.token else ""))

    def _output(self, expression: FilterExpression) -> None:
        field = self.fields.get(str(expression.var))
        joined = any(_name_of(function) == "join" for function, _arguments in expression.filters)
        if field and (field.type == "rows" or (field.type == "texts" and not joined)):
            self.wrong.append(("not_a_text", str(expression.var)))

    def _loop(self, node: ForNode, loops: Mapping[str, frozenset[str]]) -> None:
        sequence: Any = node.sequence
        self._expression(sequence, loops)
        field = self.fields.get(str(sequence.var))
        if self.fields and (field is None or field.type not in ("texts", "rows")):
            self.wrong.append(("not_a_list", str(sequence.var)))
        inner = {name: frozenset(field.columns if field else ()) for name in node.loopvars}
        self.nodes(node.nodelist_loop, {**loops, **inner, "forloop": LOOP})
        self.nodes(node.nodelist_empty, loops)

    def _condition(self, condition: Any, loops: Mapping[str, frozenset[str]]) -> None:
        """Read a condition: an expression, or an operator over one or two of them."""
        if isinstance(getattr(condition, "value", None), FilterExpression):
            self._expression(condition.value, loops)
        for operand in (getattr(condition, "first", None), getattr(condition, "second", None)):
            if operand is not None:
                self._condition(operand, loops)

    def _expression(self, expression: FilterExpression, loops: Mapping[str, frozenset[str]]) -> None:
        self._variable(expression.var, loops)
        for function, arguments in expression.filters:
            name = _name_of(function)
            if name not in FILTERS:
                self.wrong.append(("filter", name))
            for is_variable, argument in arguments:
                if is_variable:
                    self._variable(argument, loops)

    def _variable(self, variable: Any, loops: Mapping[str, frozenset[str]]) -> None:
        lookups = getattr(variable, "lookups", None)
        if lookups is None:
            return
        name, *inner = lookups
        if name in loops:
            if inner and (len(inner) > 1 or inner[0] not in loops[name]) and self.fields:
                self.wrong.append(("unknown_field", ".".join(lookups)))
            return
        self.names.add(name)
        if inner or name not in self.fields:
            self.wrong.append(("unknown_field", ".".join(lookups)))


def _name_of(function: Any) -> str:
    return str(getattr(function, "_filter_name", function.__name__))
