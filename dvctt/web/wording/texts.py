"""Texts of the data, and stored values, in the language of the page."""

from typing import Any

from django.utils.translation import get_language

from dvctt import forms
from dvctt.kernel import Text
from dvctt.ministry import api as ministry


def words(value: Text | None) -> str:
    """A text of the data in the current language."""
    return value.in_language(get_language() or "vi") if value else ""


def answer(field: forms.AnyField, value: Any) -> str:
    """A stored value as people read it in the current language; empty where there is none."""
    return forms.display(field, value, get_language() or "vi", ministry.address_book())
