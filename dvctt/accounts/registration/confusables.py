"""Names that look alike: homoglyphs, plus-addresses, dots and case, folded into one skeleton (Unicode TS 39)."""

import unicodedata
from functools import cache

from confusable_homoglyphs import utils

from dvctt.kernel import fold

# What a reader takes for one another within ASCII itself.
LOOKS_LIKE = str.maketrans({"0": "o", "1": "l", "|": "l"})


def email_skeleton(address: str) -> str:
    """Give what addresses that look alike share: case, dots, what follows a plus, and look-alike letters are gone.

    Empty for an empty address. `h.oa+2@dan.example` and `hоа@dan.example` with Cyrillic letters share theirs.
    """
    local, _at, domain = unicodedata.normalize("NFKC", address).strip().rpartition("@")
    return f"{skeleton(local.partition('+')[0].replace('.', ''))}@{skeleton(domain)}" if domain else ""


def skeleton(text: str) -> str:
    """Give what texts that look alike share: plain small letters where there are such."""
    plain = "".join(_prototype(one) for one in unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    return bare.casefold().translate(LOOKS_LIKE).replace("rn", "m")


def foreign_letters(name: str) -> str:
    """Letters of a name that are of another script and taken for Latin ones, each once: the Cyrillic `o` of a `Hoa`.

    A name that nobody reads as Latin, such as one all in Cyrillic, borrows none.
    """
    if not all(one.isascii() for one in latin_reading(name) if one.isalpha()):
        return ""
    return "".join(dict.fromkeys(one for one in unicodedata.normalize("NFC", name) if _is_borrowed(one)))


def latin_reading(name: str) -> str:
    """The name as a reader takes it, folded as names are searched for: its borrowed letters are Latin ones."""
    letters = unicodedata.normalize("NFC", name)
    return fold("".join(_prototype(one.casefold()) if _is_borrowed(one) else one for one in letters))


def _is_borrowed(letter: str) -> bool:
    foreign = letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN")
    return foreign and _prototype(letter.casefold()).isascii()


def _prototype(letter: str) -> str:
    return letter if letter.isascii() else _prototypes().get(letter, letter)


@cache
def _prototypes() -> dict[str, str]:
    """Letters outside of ASCII, each with the ASCII letters that it is taken for."""
    table: dict[str, list[dict[str, str]]] = utils.load("confusables.json")
    found = {}
    for letter, alike in table.items():
        ascii_ones = [one["c"] for one in alike if one["c"].isascii() and one["c"].isalnum()]
        if len(letter) == 1 and not letter.isascii() and ascii_ones:
            found[letter] = min(ascii_ones, key=lambda one: (len(one), not one.isalpha(), one))
    return found
