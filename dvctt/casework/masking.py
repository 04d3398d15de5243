"""Identity numbers as they are shown to who has no need of them: enough to tell two apart, too little to use (16.1)."""

from typing import Any

from dvctt.forms import AnyField, display
from dvctt.ministry import api as ministry

HEAD, TAIL = 4, 2


def shown(field: AnyField, value: Any, *, hide: bool, language: str = "vi") -> str:
    """The value in its human form, of papers in Vietnamese; what the form calls sensitive is masked where `hide`."""
    text = display(field, value, language, ministry.address_book())
    return mask(text) if hide and field.sensitive else text


def mask(text: str) -> str:
    """The text with all but its first four and last two signs hidden; a short one is hidden whole."""
    if len(text) <= HEAD + TAIL:
        return "*" * len(text)
    return text[:HEAD] + "*" * (len(text) - HEAD - TAIL) + text[-TAIL:]
