"""Every text and every number field of a bundle with its place, and which texts operators alone read."""

from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel

from dvctt.catalogue.bundle import Bundle
from dvctt.forms import NumberField
from dvctt.kernel import Text

Kind = TypeVar("Kind")
NOTE = "editor_note"
CONFIDENCE = "confidence"


def texts(bundle: Bundle) -> Iterator[tuple[str, Text]]:
    """Every text of the bundle; a place is such as `components.so_do.name`."""
    yield from _walk("", bundle, Text)


def number_fields(bundle: Bundle) -> Iterator[tuple[str, NumberField]]:
    """Every number that is asked, in the form, of acts and in contents; a column by its table."""
    yield from _walk("", bundle, NumberField)


def editor_notes(bundle: Bundle) -> tuple[tuple[str, Text], ...]:
    """What is uncertain or left open, each with the place that it is about (empty: the whole bundle)."""
    return tuple(
        (place.removesuffix(NOTE).rstrip("."), text) for place, text in texts(bundle) if place.split(".")[-1] == NOTE
    )


def unverified(bundle: Bundle) -> tuple[str, ...]:
    """The places of what was written from memory, and not compared with a source yet."""
    parts = _walk("", bundle, str)
    return tuple(
        place.removesuffix(CONFIDENCE).rstrip(".")
        for place, said in parts
        if place.endswith(CONFIDENCE) and said == "memory"
    )


def names_at(bundle: Bundle, place: str) -> tuple[Text, ...]:
    """What the things are called that a place leads through, the outermost first: section, question, column."""
    found: list[Text] = []
    here: object = bundle
    for part in place.split(".") if place else ():
        here = _inside(here, part)
        named = (getattr(here, name, None) for name in ("label", "name", "title"))
        if isinstance(here, BaseModel) and (text := next((one for one in named if isinstance(one, Text)), None)):
            found.append(text)
    return tuple(found)


def _inside(value: object, part: str) -> object:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields.items()
        return next((getattr(value, name) for name, info in fields if part == (info.alias or name)), None)
    if isinstance(value, dict):
        return next((item for key, item in value.items() if str(key) == part), None)
    if isinstance(value, tuple):
        return next((item for index, item in enumerate(value) if str(getattr(item, "id", index)) == part), None)
    return None


def _walk(place: str, value: object, kind: type[Kind]) -> Iterator[tuple[str, Kind]]:
    if isinstance(value, kind):
        yield place, value
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from _walk(_join(place, info.alias or name), getattr(value, name), kind)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(_join(place, str(key)), item, kind)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk(_join(place, str(getattr(item, "id", index))), item, kind)


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
