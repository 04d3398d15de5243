"""Names and passwords as they are compared, however a keyboard spells them."""

import unicodedata

from dvctt.kernel import composed, printable, tidied


def password_text(typed: str) -> str:
    """A password in the form of RFC 8265 (OpaqueString): composed, every blank a plain one; nothing else changes."""
    return composed("".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in typed))


def password_forms(typed: str) -> tuple[str, ...]:
    """The forms that are tried: the one in which passwords are set, then as typed, as older ones were set."""
    return tuple(dict.fromkeys((password_text(typed), typed)))


def login_text(typed: str) -> str:
    """A user name or e-mail address as it is looked for: tidied, full-width letters as plain ones, no outer blanks."""
    return printable(unicodedata.normalize("NFKC", tidied(typed))).strip()
