"""Text in the product's languages, and the folding that search uses."""

import unicodedata

from pydantic import BaseModel, ConfigDict


class Text(BaseModel):
    """A text that data supplies: Vietnamese always, English where it exists."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vi: str
    en: str | None = None

    def in_language(self, language: str) -> str:
        """The text in `language` ("vi" or "en"), in Vietnamese where there is no other."""
        return self.en if language.startswith("en") and self.en else self.vi


def fold(text: str) -> str:
    """Lower case without accents, `đ` as `d`, inner white space single: `Đắk  Lắk` becomes `dak lak`."""
    return " ".join(unaccented(text).lower().split())


def unaccented(text: str) -> str:
    """Without accents, `đ` as `d`, everything else as it stands: `Đắk Lắk` becomes `Dak Lak`."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def composed(text: str) -> str:
    """The text in NFC, the form in which everything is stored."""
    return unicodedata.normalize("NFC", text)
