"""Text in the product's languages, the one form in which it is kept, and the folding that search uses."""

import re
import unicodedata

from pydantic import BaseModel, ConfigDict

# Look-alikes of Đ that keyboards and old fonts send: ETH, AFRICAN D, and their small letters (đ itself is U+0111).
ETHS = {"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"}
# Bullets and arrows of the fonts Symbol and Wingdings, as word processors copy them, with the letters they look like.
PICTURES = str.maketrans({
    "\uf02d": "-", "\uf06c": "●", "\uf06e": "■", "\uf071": "❑", "\uf076": "❖", "\uf0a7": "▪", "\uf0a8": "□",
    "\uf0b7": "•", "\uf0d8": "➢", "\uf0e0": "→", "\uf0fc": "✓", "\uf0fe": "☑",
})  # fmt: skip
# Signs of the category Cf that are seen: Arabic and other number signs that stand under or over digits.
SEEN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# What is not seen though it counts as a mark or letter: grapheme joiner, Hangul fillers, Khmer inherent vowels.
FILLERS = frozenset("\u034f\u115f\u1160\u3164\uffa0\u17b4\u17b5")
JOINERS = frozenset("\u200c\u200d")
VIRAMA = 9
UNPRINTABLE = "\ufffd"
# The last two of every plane are no characters, nor are thirty-two of the first.
_NO_CHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_CONTROL = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]")
JOINED_SCRIPTS = ("ARABIC", "SYRIAC", "MONGOLIAN", "NKO", "MANDAIC")


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


def chunks(text: str) -> list[str]:
    """What stands between white space, folded, with compatible letters as one: `6.000 m³` becomes `6.000`, `m3`."""
    return fold(unicodedata.normalize("NFKC", text)).split()


def compact(text: str) -> str:
    """The letters and digits alone, folded: `G13-261005-0001` becomes `g132610050001`."""
    return "".join(letter for chunk in chunks(text) for letter in chunk if letter.isalnum())


def unaccented(text: str) -> str:
    """Without accents and unseen characters, `đ` and its look-alikes as `d`: `Đắk Lắk` becomes `Dak Lak`."""
    plain = "".join(ETHS.get(letter, letter) for letter in tidied(text)).replace("đ", "d").replace("Đ", "D")
    bare = unicodedata.normalize("NFD", plain)
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def composed(text: str) -> str:
    """The text in NFC, the form in which everything is stored."""
    return unicodedata.normalize("NFC", text)


def tidied(text: str) -> str:
    """The one form of text from outside: NFC, without characters that nobody sees, with Đ for its look-alikes, and
    bullets as letters that every font has.

    Zero-width joiners stay where a script needs them (after a virama, in Arabic, in emoji). The result of tidying is
    tidy; words, dashes and spaces stay as they are.
    """
    if text.isascii():
        return text
    letters = composed(text).translate(PICTURES)
    visible = "".join(letter for place, letter in enumerate(letters) if not _is_unseen(letters, place))
    return composed(_with_dyet(visible))


def printable(text: str) -> str:
    """Put `\ufffd` for what no database nor page can carry: control characters, lone surrogates, and what is
    no character.
    """
    return _CONTROL.sub(UNPRINTABLE, text)


def plain(text: str) -> str:
    """The text of a number or code as a plain keyboard gives it: ASCII digits, letters, dashes, strokes and blanks.

    Full-width letters, digits of every script, minus signs and dashes, strokes of fractions, no-break and thin spaces
    have one spelling.
    """
    return tidied(text) if text.isascii() else "".join(map(_plain, tidied(text)))


def _plain(letter: str) -> str:
    if unicodedata.category(letter) == "Nd":
        return str(unicodedata.decimal(letter))
    if unicodedata.category(letter) == "Pd" or letter in "\u2212\u2043\u02d7":
        return "-"
    if letter in "\u2044\u2215\u29f8":
        return "/"
    if unicodedata.category(letter) == "Zs":
        return " "
    if unicodedata.decomposition(letter).startswith(("<wide>", "<narrow>", "<small>")):
        return unicodedata.normalize("NFKC", letter)
    return letter


def _is_unseen(letters: str, place: int) -> bool:
    letter = letters[place]
    if letter in JOINERS:
        return not _joins(letters[place - 1] if place else "")
    if letter in FILLERS:
        return True
    return unicodedata.category(letter) == "Cf" and letter not in SEEN_FORMATS


def _joins(before: str) -> bool:
    """Whether a zero-width joiner after this character changes what is read."""
    if not before:
        return False
    emoji = unicodedata.category(before) in ("So", "Sk") or before == "\ufe0f"
    return emoji or unicodedata.combining(before) == VIRAMA or unicodedata.name(before, "").startswith(JOINED_SCRIPTS)


def _with_dyet(text: str) -> str:
    """Put Đ where a look-alike begins a word or stands in an abbreviation (QÐ-UBND); no Vietnamese đ stands elsewhere.

    Inside other words, as in the Icelandic Guðrún, ð is itself.
    """
    if not any(eth in text for eth in ETHS):
        return text
    letters = list(text)
    for place, letter in enumerate(letters):
        if letter in ETHS and (not _in_word(text, place) or _in_abbreviation(text, place)):
            letters[place] = ETHS[letter]
    return "".join(letters)


def _in_word(text: str, place: int) -> bool:
    return place > 0 and text[place - 1].isalpha()


def _in_abbreviation(text: str, place: int) -> bool:
    """Whether the letters around are all capitals."""
    start, end = place, place + 1
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[start:end].isupper()
