"""Codes of dossiers as people read them out, type and paste them: one reading for look-up and searches."""

import re

from django.db.models import F, Func, Value
from django.db.models.functions import Lower, Right

from dvctt.kernel import compact, fold

# What a code is found by: its letters and digits alone, as `compact` gives them.
CODE_KEY = Lower(Func(F("code"), Value("[^0-9A-Za-z]+"), Value(""), Value("g"), function="regexp_replace"))
# So many signs at its end may stand for a code, as `261015-0001` does: the day and the number.
SHORTEST_END = 10
CODE_END = Right(CODE_KEY, SHORTEST_END)
# Agencies number apart, so that some codes of a day end alike: so many are looked at.
MOST_ALIKE = 100


# What people write before a number, with or without a colon; the abbreviations also without a space.
LABEL = re.compile(
    r"((ma )?(so )?(thue|doanh nghiep|ho so|bien nhan|dinh danh( ca nhan)?|can cuoc( cong dan)?|cong dan)"
    r"|(so )?(giay phep|chung minh( nhan dan)?|cmnd|cmt|cccd|cc|gp|gpkt|mst|msdn|mhs)"
    r"|ma|so|no|number|(tax|dossier|file) (code|number)|tax id|identity number|(licence|permit)( number)?)( so| no)?"
)
SHORT_LABEL = re.compile(r"(?:mst|msdn|cccd|cmnd|cmt|mhs)[.\-]*(?=\d)", re.IGNORECASE)

POINTS = str.maketrans(".#", "  ")


def unlabelled(typed: str) -> str:
    """What stands behind a label: `Mã hồ sơ: 000.00.15.G13-261015-0001` gives the code, `mst 4238372266` the number."""
    words = typed.rpartition(":")[2].split()
    for count in range(len(words) - 1, 0, -1):
        said = fold(" ".join(words[:count]).translate(POINTS))
        if LABEL.fullmatch(said) and all(any(letter.isdigit() for letter in word) for word in words[count:]):
            return " ".join(words[count:])
    return SHORT_LABEL.sub("", " ".join(words), count=1) if len(words) == 1 else " ".join(words)


def key_of(typed: str) -> str:
    """The letters and digits of a code: `Mã hồ sơ: 000.00.15.G13 – 261015 – 0001.` gives `0000015g132610150001`.

    Whatever stands before a colon, and words without a digit at either end, are no part of it.
    """
    words = unlabelled(typed).split()
    numbered = [at for at, word in enumerate(words) if any(letter.isdigit() for letter in word)]
    return compact("".join(words[numbered[0] : numbered[-1] + 1])) if numbered else ""


def end_of(typed: str) -> str:
    """The end of a code, under which tries are counted: the same however much of its beginning was left out."""
    return key_of(typed)[-SHORTEST_END:]
