"""The typefaces of official documents, and which letters they have."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from fontTools.ttLib import TTFont

# The text's own, which is Times by its measures: Liberation Serif where the system has it, else Tinos.
TEXT = ("Liberation Serif", "Tinos")
# For what it lacks: other alphabets, signs, and the characters of names from East Asia.
RESERVE = ("DejaVu Serif", "DejaVu Sans", "Noto Sans CJK TC")
CUTS = frozenset({(False, False), (True, False), (False, True), (True, True)})
BOX = "\u25a1"
LINE_ENDS = frozenset("\n\r\t")
# Private use, surrogates, unassigned, control: nobody can say what would be printed.
NAMELESS = frozenset({"Co", "Cs", "Cn", "Cc"})


@dataclass(frozen=True)
class Face:
    """One font file: its family, its cut (bold, italic), the code points that it has."""

    family: str
    cut: tuple[bool, bool]
    letters: frozenset[int]


@cache
def faces() -> tuple[typst.Fonts, tuple[str, ...]]:
    """The loaded fonts and the families to use, in order; raises LookupError where no folder of the settings has one
    for the text.
    """
    folders = _folders()
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    families = set(fonts.families())
    text = next((family for family in TEXT if family in families), None)
    if text is None:
        raise LookupError(f"none of {', '.join(TEXT)} in {', '.join(map(str, settings.FONT_FOLDERS))}")
    return fonts, (text, *(family for family in RESERVE if family in families))


def source() -> tuple[list[str], tuple[str, ...]]:
    """The folders in which the typefaces lie, and the families to use; raises as `faces` does."""
    return _folders(), faces()[1]


def _folders() -> list[str]:
    return [str(folder) for folder in settings.FONT_FOLDERS if Path(folder).is_dir()]


def unprintable(text: str) -> str:
    """The letters of a text that no document can print, each once, in their order; empty where all can be.

    A letter with its marks is printed from one face, whatever the cut of the text around it.
    """
    if text.isascii() and text.isprintable():
        return ""
    lacking = (cluster for cluster in _clusters(text) if not _has(cluster))
    return "".join(dict.fromkeys("".join(lacking)))


def lacking_in(data: Any) -> str:
    """The letters, anywhere in the data of a document, that cannot be printed."""
    if isinstance(data, str):
        return unprintable(data)
    parts = data.values() if isinstance(data, Mapping) else data if isinstance(data, list | tuple) else ()
    return "".join(dict.fromkeys("".join(lacking_in(part) for part in parts)))


def substituted(text: str) -> str:
    """The text with an empty box for each letter that cannot be printed: for names that nobody types, as of files."""
    lacking = unprintable(text)
    return text.translate(dict.fromkeys(map(ord, lacking), BOX)) if lacking else text


def _clusters(text: str) -> Iterator[str]:
    """Each letter with the marks that belong to it."""
    cluster = ""
    for letter in text:
        if cluster and not unicodedata.category(letter).startswith("M"):
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


@lru_cache(maxsize=16_384)
def _has(cluster: str) -> bool:
    if cluster in LINE_ENDS:
        return True
    if any(unicodedata.category(letter) in NAMELESS for letter in cluster):
        return False
    wanted = {ord(letter) for letter in cluster}
    # A letter in its composed form, where there is one, is what the printer looks for too.
    composed = {ord(letter) for letter in unicodedata.normalize("NFC", cluster)}
    return all(any(wanted <= face or composed <= face for face in chain) for chain in _chains())


@cache
def _chains() -> tuple[tuple[frozenset[int], ...], ...]:
    """For each cut of a text the letters of the face that each family gives, in order."""
    typefaces, families = _known(), faces()[1]
    return tuple(
        tuple(face.letters for family in families if (face := _nearest(typefaces, family, cut))) for cut in sorted(CUTS)
    )


def _nearest(typefaces: tuple[Face, ...], family: str, cut: tuple[bool, bool]) -> Face | None:
    """The face of a family that is printed for a cut: its own, else the plainest there is."""
    own = [face for face in typefaces if face.family == family]
    return min(own, key=lambda face: (face.cut != cut, face.cut), default=None)


@cache
def _known() -> tuple[Face, ...]:
    """The faces of the families in use, read from the very files that documents are printed with."""
    typefaces: dict[tuple[str, tuple[bool, bool]], Face] = {}
    wanted = faces()[1]
    for path in sorted(
        path for folder in _folders() for path in Path(folder).iterdir() if path.suffix in (".ttf", ".otf")
    ):
        with TTFont(path, lazy=True) as font:
            family = str(font["name"].getBestFamilyName() or "")
            style = int(font["OS/2"].fsSelection)
            if family in wanted:
                face = Face(family, (bool(style & 1 << 5), bool(style & 1)), frozenset(font.getBestCmap()))
                typefaces.setdefault((family, face.cut), face)
    return tuple(typefaces.values())
