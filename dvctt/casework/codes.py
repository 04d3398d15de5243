"""Codes of dossiers as people read them out, type and paste them."""

from django.db.models import F, Func, Value
from django.db.models.functions import Lower

from dvctt.kernel import compact

# What a code is found by: its letters and digits alone, as `compact` gives them.
CODE_KEY = Lower(Func(F("code"), Value("[^0-9A-Za-z]+"), Value(""), Value("g"), function="regexp_replace"))


def key_of(typed: str) -> str:
    """The letters and digits of a code: `Mã hồ sơ: 000.00.15.G13 – 261015 – 0001.` gives `0000015g132610150001`.

    Whatever stands before a colon, and words without a digit at either end, are no part of it.
    """
    words = typed.rpartition(":")[2].split()
    numbered = [at for at, word in enumerate(words) if any(letter.isdigit() for letter in word)]
    return compact("".join(words[numbered[0] : numbered[-1] + 1])) if numbered else ""
