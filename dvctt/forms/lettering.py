"""Which letters of an answer can be printed: the package that prints says so when the product starts."""

import unicodedata
from collections.abc import Callable

from dvctt.forms.faults import Wrong
from dvctt.kernel import Fault

# How many of the letters a sentence names.
NAMED = 12
# Private use, unassigned, control: what is seen of them is a box or nothing.
NAMELESS = frozenset({"Co", "Cn", "Cc"})

Judge = Callable[[str], str]

_judges: list[Judge] = []


def judge_letters(lacking: Judge) -> None:
    """Have `lacking` say which letters of a text cannot be printed; without it every letter can."""
    _judges[:] = [lacking]


def unprintable(text: str) -> str:
    """The letters of a text that cannot be printed, each once; empty where all can be."""
    return "".join(judge(text) for judge in _judges)


def unprintable_fault(place: str, text: str) -> tuple[Fault, ...]:
    """The fault of a text at a place, for texts that no form reads; none where all its letters can be printed."""
    lacking = unprintable(text)
    return (Fault(place, "unprintable", {"letters": _named(lacking)}),) if lacking else ()


def all_printable(text: str) -> str:
    """Give the text back unless it has a letter that cannot be printed; raises Wrong."""
    if lacking := unprintable(text):
        raise Wrong("unprintable", letters=_named(lacking))
    return text


def _named(letters: str) -> str:
    """The letters as a sentence names them: by their number where no screen shows them either."""
    return "".join(
        f"U+{ord(letter):04X}" if unicodedata.category(letter) in NAMELESS else letter for letter in letters[:NAMED]
    )
