"""Texts of the data in the language of the page."""

from django.utils.translation import get_language

from dvctt.kernel import Text


def words(value: Text | None) -> str:
    """A text of the data in the current language."""
    return value.in_language(get_language() or "vi") if value else ""
