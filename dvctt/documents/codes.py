"""Verification codes: 95 random bits and a check digit in the alphabet of Crockford, read back with mercy."""

import re
import secrets
import string

from dvctt.kernel import plain

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
GROUP = 4
_ADDRESS = re.compile(r"/verify/(?:\?code=)?([^/?#&\s]+)")
# A code as it is printed or in one piece, among other words; then as somebody may have spaced it.
_PRINTED = re.compile(r"(?<![A-Z0-9])(?:[A-Z0-9]{20}|[A-Z0-9]{4}(?:-[A-Z0-9]{4}){4})(?![A-Z0-9])")
_SEPARATOR = r"[\s.\-]{0,3}"
_STANDING = re.compile(rf"(?<![A-Z0-9])(?=([A-Z0-9]{{4}}(?:{_SEPARATOR}[A-Z0-9]{{4}}){{4}})(?![A-Z0-9]))")
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_code() -> str:
    """Twenty characters, the last of which checks the others."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check(body)


def shown(code: str) -> str:
    """The code in groups of four: `7K3M-…`."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def understood(typed: str) -> str | None:
    """The code that somebody typed, whatever the case, spaces, dashes and the letters O, I, L; None if it is none.

    The address behind the QR code is understood too, and words before and behind the code are no part of it. One in 32
    texts has the right check digit by chance, so what stands as it is printed comes before what could be one too.
    """
    tail = _ADDRESS.search(typed)
    written = plain(tail[1] if tail else typed).upper()
    codes = (_code(part) for part in (*_PRINTED.findall(written), *_STANDING.findall(written), written))
    return next((code for code in codes if code), None)


def _code(written: str) -> str | None:
    """The code at the end of a text in capitals; None where its check digit says that it is none."""
    letters = [letter for letter in written if letter in string.ascii_uppercase + string.digits]
    code = "".join(letters).translate(_MISREAD)[-LENGTH:]
    return code if len(code) == LENGTH and _check(code[:-1]) == code[-1] else None


def shaped(typed: str) -> bool:
    """Whether what was typed was meant as a code: of its length, in groups or in one piece, and no address or number.

    One letter too few or too many is a mistake in writing too.
    """
    written = typed.strip()
    groups = re.split(r"[\s‐-―.-]+", plain(written).upper())
    letters = "".join(groups)
    meant = len(groups) == 1 or all(GROUP - 1 <= len(group) <= GROUP + 1 for group in groups)
    return meant and abs(len(letters) - LENGTH) <= 1 and letters.isascii() and letters.isalnum()


def as_printed(typed: str) -> str | None:
    """The code that somebody typed, in groups as it is printed; None if it is none."""
    code = understood(typed)
    return shown(code) if code else None


def _check(body: str) -> str:
    """Weights that are odd and change from place to place find a wrong letter and most swapped neighbours."""
    total = sum((2 * place + 1) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
