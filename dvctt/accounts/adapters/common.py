"""Passwords that people here choose first: common words with figures behind them, with diacritics or without."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dvctt.kernel import fold

# As many other characters do not make a common word a password.
MOST_ADDED = 8


class CommonWordValidator:
    """Refuses a word of a file (one a line, without diacritics) to which only figures or signs are put."""

    def __init__(self, words: str) -> None:
        self.words = words

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with the code of Django's own list."""
        letters = re.sub(r"[^a-z]", "", fold(password).replace("@", "a").replace("đ", "d"))
        if letters in _words(self.words) and len(password.replace(" ", "")) <= len(letters) + MOST_ADDED:
            raise ValidationError(_("Mật khẩu này quá phổ biến."), code="password_too_common")

    def get_help_text(self) -> str:
        """Say what is refused."""
        return _("Mật khẩu này quá phổ biến.")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset((Path(settings.ROOT) / name).read_text(encoding="utf-8").split())
