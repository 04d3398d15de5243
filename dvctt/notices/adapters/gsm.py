"""What fits into one SMS: letters of the GSM 7-bit alphabet that are ASCII too, at most 160 of them (GSM 03.38)."""

from dvctt.kernel import unaccented

LENGTH = 160
# `[ ] { } \ ^ ~ |` cost two letters each and the grave accent is in no table: texts do without them.
ALPHABET = frozenset(
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)  # fmt: skip
PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‑": "-", "…": "...", "•": "-", "×": "x",
     "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "}
)  # fmt: skip


def plain(text: str) -> str:
    """The text on one line without diacritics; a letter that an SMS does not carry becomes a question mark."""
    bare = " ".join(unaccented(text.translate(PLAIN)).split())
    return "".join(letter if letter in ALPHABET else "?" for letter in bare)


def fits(text: str) -> bool:
    """Whether a plain text is one SMS; nothing is ever cut, for the end of it is a link or a code."""
    return 0 < len(text) <= LENGTH
