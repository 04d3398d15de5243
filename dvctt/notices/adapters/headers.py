"""Headers of a mail that are not plain ASCII, in encoded words (RFC 2047)."""

from base64 import b64encode
from email.headerregistry import BaseHeader
from email.policy import EmailPolicy
from typing import Any

MOST_BYTES = 42


class MailPolicy(EmailPolicy):
    """Folds long headers so that readers join them again letter for letter.

    The library's own folding loses a blank between two encoded words, or puts one into a word.
    """

    def fold(self, name: str, value: str) -> str:
        """The header in lines."""
        held: Any = value
        if self.utf8 or str(value).isascii() or not isinstance(value, BaseHeader):
            return str(super().fold(name, value))
        if not hasattr(held, "addresses"):
            return f"{name}: {self._words(str(value))}{self.linesep}"
        listed = [self._words(one.display_name) + f"{self.linesep} <{one.addr_spec}>" for one in held.addresses]
        return f"{name}: {f',{self.linesep} '.join(listed)}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same in bytes."""
        return self.fold(name, value).encode() if isinstance(value, BaseHeader) else super().fold_binary(name, value)

    def _words(self, text: str) -> str:
        parts = [""]
        for letter in text:
            if len((parts[-1] + letter).encode()) > MOST_BYTES:
                parts.append("")
            parts[-1] += letter
        return f"{self.linesep} ".join(f"=?utf-8?b?{b64encode(part.encode()).decode()}?=" for part in parts)
