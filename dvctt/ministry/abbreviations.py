"""How people shorten the words of names: `cp` for cổ phần, `tnhh` for trách nhiệm hữu hạn. A setting lists them."""

from collections.abc import Iterator, Mapping, Sequence

from dvctt.kernel import fold
from dvctt.ministry import queries

ABBREVIATIONS = "search.abbreviations"


def spellings(words: Sequence[str], short: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Give folded words in order, each with how else it is written: (`cp`, `co phan`), (`nuoc`,).

    Words that together are what an abbreviation stands for come as one: (`co phan`, `cp`). `short` is what
    `abbreviations` gives.
    """
    spelt = {tuple(phrase.split()): word for word, phrase in short.items()}
    longest = max(map(len, spelt), default=0)
    place = 0
    while place < len(words):
        sizes = range(min(longest, len(words) - place), 1, -1)
        size = next((count for count in sizes if tuple(words[place : place + count]) in spelt), 1)
        run = tuple(words[place : place + size])
        if size > 1:
            yield " ".join(run), spelt[run]
        else:
            yield (run[0], short[run[0]]) if run[0] in short else run
        place += size


def abbreviations() -> dict[str, str]:
    """Give what each abbreviation stands for, folded; one query.

    What is not of the shape `cp = cổ phần` is left out.
    """
    pairs = (pair.partition("=") for pair in str(queries.setting(ABBREVIATIONS)).split(";"))
    folded = ((fold(short), fold(phrase)) for short, _sign, phrase in pairs)
    return {short: phrase for short, phrase in folded if short and phrase and " " not in short}
