"""Words for finding procedures: whole syllables with and without accents, and the tsvector and tsquery made of them.

Punctuation is a blank, a point or comma between digits is nothing (`5.000` and `1.000070` are `5000` and `1000070`),
a unit parts from its number (`5000m3`). PostgreSQL's own parser is not asked: it cuts by the locale of the database.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from dvctt.kernel import fold, plain

Weight = Literal["A", "B", "C", "D"]
MOST_WORDS = 24
LONGEST_WORD = 60
# Words of two texts are no neighbours: a phrase does not reach from one into the other.
GAP = 3
LAST_POSITION = 16383
# The national portal writes behind a procedure's code the place at which it is filed: `1.000082.000.00.00.H18`.
_CODE_OF_PLACE = re.compile(r"\b(\d\.\d{6})\.\d{3}\.\d\d\.\d\d\.[a-z]\d\d\b")
_CODE = re.compile(r"(?<![\d.])\d\.\d{6}(?![\d])")
# What keyboards for Vietnamese turn into accents, and other programs leave as it was typed: Telex and VNI.
_TYPED_SYLLABLE = re.compile(r"([a-z][a-z9]*?|)([aeiouyw][a-z0-9]*)")
_TONES = re.compile(r"[sfrxjw0-9]")
_DOUBLE = re.compile(r"([aeo])\1")
# Before a word as it is written; without it stands the word without accents.
AS_WRITTEN = "_"


@dataclass(frozen=True)
class Word:
    """A syllable or number: as written in lower case, and without accents."""

    shown: str
    folded: str


def words(text: str) -> list[Word]:
    """The words of a text, in order."""
    written = unicodedata.normalize("NFKC", plain(text)).lower()
    written = _CODE_OF_PLACE.sub(r"\1 ", written)
    written = re.sub(r"(?<=\d)[.,](?=\d)", "", written)
    written = re.sub(r"(?<=\d\d)(?=[^\W\d_])", " ", written)
    shown = ("".join(letter if letter.isalnum() else " " for letter in written)).split()
    return [Word(word[:LONGEST_WORD], fold(word[:LONGEST_WORD])) for word in shown]


def code_of(text: str) -> str:
    """The first code of a procedure in a text, `1.000082` in `Mã TTHC: 1.000082`; empty where none stands in it."""
    found = _CODE.search(plain(text))
    return found[0] if found else ""


def retyped(text: str) -> str:
    """What was typed for an input method that was off, without accents: `nuwowcs` and `nu7o7c1` are `nuoc`.

    Empty where any word has accents, or none is changed by it.
    """
    typed = fold(plain(text))
    bare = " ".join(_without_keys(word) for word in typed.split())
    return "" if bare == typed or has_accents(words(text)) else bare


def _without_keys(word: str) -> str:
    """A syllable without the keys for its accents: no Vietnamese one has s, f, r, x, j or w behind its vowels."""
    parts = _TYPED_SYLLABLE.fullmatch(word)
    if parts is None:
        return word
    onset = parts[1].replace("dd", "d").replace("d9", "d")
    return onset + _DOUBLE.sub(r"\1", _TONES.sub("", parts[2]))


def without(spoken: Sequence[Word], stopped: Iterable[Sequence[Word]]) -> list[Word]:
    """The words without those that say nothing; all of them where nothing else would stay."""
    phrases = sorted((tuple(phrase) for phrase in stopped if phrase), key=len, reverse=True)
    kept: list[Word] = []
    at = 0
    while at < len(spoken):
        length = next((len(phrase) for phrase in phrases if _says(spoken[at : at + len(phrase)], phrase)), 0)
        if not length:
            kept.append(spoken[at])
        at += length or 1
    return kept


def _says(spoken: Sequence[Word], phrase: Sequence[Word]) -> bool:
    """Whether the words are the phrase: with its accents, or typed without any."""
    return len(spoken) == len(phrase) and all(
        one.folded == other.folded and one.shown in (other.shown, other.folded)
        for one, other in zip(spoken, phrase, strict=True)
    )


def vector(parts: Iterable[tuple[str, Weight]]) -> str:
    """The tsvector of some texts, each with its weight: every word as written and without accents, at one place."""
    places: dict[str, list[str]] = {}
    at = 0
    for text, weight in parts:
        for word in words(text):
            at = min(at + 1, LAST_POSITION)
            for lexeme in (word.folded, AS_WRITTEN + word.shown):
                places.setdefault(lexeme, []).append(f"{at}{weight}")
        at += GAP
    return " ".join(f"'{lexeme}':{','.join(found)}" for lexeme, found in sorted(places.items()) if lexeme)


@dataclass(frozen=True)
class Asked:
    """A question as two tsqueries.

    `match`: every word, and each in a place of weight A or beside a neighbour that it has in the question.
    `rank`: any word.
    """

    match: str
    rank: str


def asked(spoken: Sequence[Word], *, accents: bool, anywhere: bool = True) -> Asked:
    """What is asked for: with the accents that were written, or without any; not `anywhere`, each in weight A alone."""
    lexemes = [f"'{AS_WRITTEN + word.shown if accents else word.folded}'" for word in spoken if word.folded]
    rank = " | ".join(lexemes)
    if not anywhere:
        return Asked(" & ".join(f"{lexeme}:A" for lexeme in lexemes), rank)
    if len(lexemes) == 1:
        return Asked(lexemes[0], lexemes[0])
    pairs = [f"({one} <-> {other})" for one, other in pairwise(lexemes)]
    covered = [" | ".join((f"{lexeme}:A", *pairs[max(0, at - 1) : at + 1])) for at, lexeme in enumerate(lexemes)]
    return Asked(" & ".join(f"({one})" for one in covered), rank)


def has_accents(spoken: Sequence[Word]) -> bool:
    """Whether any word was written with accents: then all of them count."""
    return any(_accented(word) for word in spoken)


def all_accented(spoken: Sequence[Word]) -> bool:
    """Whether every word was written with accents, so that no other accents were meant: *sổ đỏ* is no *sơ đồ*."""
    return all(_accented(word) for word in spoken)


def other_accents(spoken: Sequence[Word], term: Sequence[Word]) -> bool:
    """Whether a term has nothing of what was written with all accents but a word with others: *sổ đỏ*, *hải đồ*."""
    if not all_accented(spoken):
        return False
    shown, folded = {word.shown for word in spoken}, {word.folded for word in spoken}
    return not any(word.shown in shown for word in term) and any(word.folded in folded for word in term)


def _accented(word: Word) -> bool:
    return word.shown != word.folded
