"""What a database knows of persons, and where a log names it: logs that people were in must name nobody (16.1)."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import unquote_plus, urlsplit
from uuid import UUID

from django.apps import apps
from django.db import models

APPS = ("accounts", "casework", "notices", "journal", "mfa")
SEALED = "gAAAA"
URL = re.compile(r"https?://\S+")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
NUMBER = re.compile(r"\+?\d{9,14}")
WORD = re.compile(r"\w+")
SECRET_LETTERS = 16


def personal() -> dict[str, str]:
    """Everything in the connected database that names a person or opens something, and where it stands.

    Names and what people wrote (two words or more), e-mail addresses, telephone numbers in both spellings, tax codes
    and identity numbers, keys of sessions, and all that is kept sealed, links' secrets included.
    """
    found: dict[str, str] = {}
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            names = [one.name for one in model._meta.concrete_fields if _speaks(one)]
            for row in model._default_manager.values_list(*names).iterator() if names else ():
                for name, value in zip(names, row, strict=True):
                    for text in _texts(value, secret=name == "session_key"):
                        found.setdefault(text, f"{model.__name__}.{name}")
    return found


def leaks(log: str, known: Mapping[str, str]) -> list[str]:
    """The lines of a log that name something known, each with what sort it is and not with what it says."""
    lines = [(line, _spellings(line)) for line in log.splitlines()]
    whole = "\n".join(spelt for _line, spelt in lines)
    # A text stands between word borders, so that all of its words do: most are ruled out without reading the log again.
    said = set(WORD.findall(whole))
    present = [text for text in known if said.issuperset(WORD.findall(text)) and text in whole]
    return [
        f"line {place}: {', '.join(sorted({known[text] for text in named}))}: {line[:200]}"
        for place, (line, spelt) in enumerate(lines, 1)
        if (named := [text for text in present if _stands_in(text, spelt)])
    ]


def _speaks(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices


def _texts(value: Any, *, secret: bool = False) -> Iterator[str]:
    """What a value holds that is worth looking for."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one, secret=secret)
    elif isinstance(value, str) and value.startswith(SEALED):
        yield from _opened(value)
    elif isinstance(value, str) and value[:1] in ("{", "["):
        with suppress(ValueError):
            yield from _texts(json.loads(value), secret=secret)
    elif isinstance(value, str):
        yield from _words(value, secret)


def _opened(sealed: str) -> Iterator[str]:
    from dvctt.journal import api as journal
    from dvctt.kernel.field_encryption import Unreadable

    with suppress(Unreadable):
        text = journal.cipher().decrypt(sealed)
        try:
            yield from _texts(json.loads(text), secret=True)
        except ValueError:
            yield from _texts(text, secret=True)


def _words(text: str, secret: bool) -> Iterator[str]:
    yield from EMAIL.findall(text)
    for address in URL.findall(text):
        parts = urlsplit(address).path.strip("/").split("/")
        yield from (one for one in parts if len(one) >= SECRET_LETTERS and not _is_uuid(one))
    plain = text.strip()
    if NUMBER.fullmatch(plain):
        yield plain
        if plain.startswith("+84"):
            yield f"0{plain[3:]}"
    elif "\n" not in plain and _is_telling(plain, secret):
        yield plain


def _is_telling(text: str, secret: bool) -> bool:
    """Whether a line is a name or a sentence, or, of what is secret, a key."""
    if " " in text:
        return len(text) >= 5 and re.search(r"[^\W\d_]", text) is not None
    return secret and len(text) >= SECRET_LETTERS and re.fullmatch(r"[\w-]+", text) is not None and not _is_uuid(text)


def _spellings(line: str) -> str:
    """A line as it stands, as an address would spell it, and with what JSON escapes written out."""
    written = re.sub(r"\\u([0-9a-fA-F]{4})", lambda one: chr(int(one[1], 16)), line)
    return "\x00".join(dict.fromkeys((line, unquote_plus(line), written)))


def _stands_in(text: str, line: str) -> bool:
    return re.search(rf"(?<![\w]){re.escape(text)}(?![\w])", line) is not None


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
