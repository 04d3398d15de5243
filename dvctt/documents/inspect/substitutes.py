"""Fonts in place of those that a PDF names and does not bring along: PDFium's own know no Vietnamese letters."""

import ctypes
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pypdfium2

# By family and cut, the first that is there; the families have all Vietnamese letters.
SERIF = ("LiberationSerif", "Tinos")
SANS = ("LiberationSans", "BeVietnamPro")
MONO = ("LiberationMono", *SANS)
CUTS = ("Regular", "Italic", "Bold", "BoldItalic")
BOLD_FROM = 600
# Bits of the pitch and family that PDFium asks for, as in Windows' LOGFONT.
FIXED_PITCH, ROMAN = 1, 16
ROMAN_NAMES = (b"times", b"serif", b"roman", b"georgia", b"cambria", b"garamond", b".vntime")

_installed: list["Substitutes"] = []


class Substitutes(pypdfium2.PdfSysfontBase):  # type: ignore[misc] # the library has no types
    """The substitutes that PDFium is handed; a font is known to it by its place in `faces`, from 1."""

    def __init__(self, faces: list[bytes]) -> None:
        super().__init__()
        self._faces = faces

    def MapFont(  # noqa: N802 - PDFium's name
        self, _: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any
    ) -> int:
        """The substitute nearest to what is asked for."""
        name = ctypes.cast(face, ctypes.c_char_p).value or b""
        cut = (1 if italic else 0) + (2 if weight >= BOLD_FROM else 0)
        return 1 + cut + len(CUTS) * _family(name.lower(), pitch)

    def GetFont(self, _: Any, face: Any) -> None:  # noqa: N802
        """No font by its own name: PDFium asks `MapFont` then."""

    def GetFontData(self, _: Any, font: int, table: int, buffer: Any, size: int) -> int:  # noqa: N802
        """The whole file of a font; single tables are not given."""
        data = self._faces[font - 1]
        if table:
            return 0
        if buffer and size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    def GetFaceName(self, _: Any, font: int, buffer: Any, size: int) -> int:  # noqa: N802
        """A name of its own for each substitute: PDFium keeps them apart by it."""
        name = f"Substitute{font}".encode() + b"\0"
        if buffer and size >= len(name):
            ctypes.memmove(buffer, name, len(name))
        return len(name)

    def GetFontCharset(self, _: Any, font: int) -> int:  # noqa: N802
        """All letters of Western scripts."""
        return 0

    def EnumFonts(self, _: Any, mapper: Any) -> None:  # noqa: N802
        """Nothing is listed."""

    def DeleteFont(self, _: Any, font: int) -> None:  # noqa: N802
        """The fonts stay for the life of the process."""


def install(folders: Iterable[str]) -> None:
    """Hand PDFium the substitutes found in the folders; without a complete set it keeps to its own."""
    paths = {path.name: path for folder in folders for path in Path(folder).glob("*.ttf")}
    faces = [_face(paths, families, cut) for families in (SERIF, SANS, MONO) for cut in CUTS]
    if _installed or not all(faces):
        return
    _installed.append(Substitutes([path.read_bytes() for path in faces if path]))
    _installed[0].setup()


def _family(name: bytes, pitch: int) -> int:
    if pitch & FIXED_PITCH or b"courier" in name:
        return 2
    return 0 if pitch & ROMAN or any(roman in name for roman in ROMAN_NAMES) else 1


def _face(paths: dict[str, Path], families: tuple[str, ...], cut: str) -> Path | None:
    return next((paths[f"{family}-{cut}.ttf"] for family in families if f"{family}-{cut}.ttf" in paths), None)
