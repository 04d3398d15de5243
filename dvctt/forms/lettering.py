"""Which letters of an answer can be printed: the package that prints says so when the product starts."""

from collections.abc import Callable

from dvctt.forms.faults import Wrong
from dvctt.kernel import Fault

# How many of the letters a sentence names.
NAMED = 12

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
    return (Fault(place, "unprintable", {"letters": lacking[:NAMED]}),) if lacking else ()


def all_printable(text: str) -> str:
    """Give the text back unless it has a letter that cannot be printed; raises Wrong."""
    if lacking := unprintable(text):
        raise Wrong("unprintable", letters=lacking[:NAMED])
    return text
