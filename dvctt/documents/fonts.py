"""The typeface of official documents: Liberation Serif where the system has it, else Tinos from the web assets."""

from functools import cache
from pathlib import Path

import typst
from django.conf import settings

FAMILIES = ("Liberation Serif", "Tinos")


@cache
def faces() -> tuple[typst.Fonts, str]:
    """The loaded fonts and the family to use; raises LookupError where no folder of the settings has one."""
    fonts, family, _folder = _loaded()
    return fonts, family


def source() -> tuple[str, str]:
    """The folder in which the typeface lies, and the family to use; raises as `faces` does."""
    _fonts, family, folder = _loaded()
    return folder, family


@cache
def _loaded() -> tuple[typst.Fonts, str, str]:
    for folder in settings.FONT_FOLDERS:
        if not Path(folder).is_dir():
            continue
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
        found = set(fonts.families())
        for family in FAMILIES:
            if family in found:
                return fonts, family, str(folder)
    raise LookupError(f"none of {', '.join(FAMILIES)} in {', '.join(map(str, settings.FONT_FOLDERS))}")
