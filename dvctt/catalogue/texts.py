"""Every text of a bundle with its place, and which of them operators alone read."""

from collections.abc import Iterator

from pydantic import BaseModel

from dvctt.catalogue.bundle import Bundle
from dvctt.kernel import Text

NOTE = "editor_note"


def texts(bundle: Bundle) -> Iterator[tuple[str, Text]]:
    """Every text of the bundle; a place is such as `components.so_do.name`."""
    yield from _walk("", bundle)


def editor_notes(bundle: Bundle) -> tuple[tuple[str, Text], ...]:
    """What is uncertain or left open, each with the place that it is about (empty: the whole bundle)."""
    return tuple(
        (place.removesuffix(NOTE).rstrip("."), text) for place, text in texts(bundle) if place.split(".")[-1] == NOTE
    )


def _walk(place: str, value: object) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from _walk(_join(place, info.alias or name), getattr(value, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(_join(place, str(key)), item)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk(_join(place, str(getattr(item, "id", index))), item)


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
