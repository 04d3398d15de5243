"""Numbers that the state gives to people: personal number, tax code, telephone number."""

import re
from datetime import date

import phonenumbers
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.vn import mst

from dvctt.kernel import Fault, fold, plain

_CITIZEN_ID = re.compile(r"[0-9]{12}")
_TAX_CODE = re.compile(r"[0-9]{10}(?:-[0-9]{3})?")
# An inner number behind a telephone number: `máy lẻ 101`, `(101)`, `ext. 101`, `x101`, `#101`, `;ext=101`.
_EXTENSION = re.compile(
    r"[\s,;/-]*(?:[(\[]\s*)?(?:(?:số\s+)?(?:máy\s*lẻ|may\s*le|máy\s*nhánh|may\s*nhanh|nội\s*bộ|noi\s*bo|máy|nhánh|lẻ)(?:\s*số)?"
    r"|extension|extn?|ml|nb|x|#|(?<=[(\[]))[\s.:=-]*([0-9]{1,6})\s*[)\]]?$",
    re.IGNORECASE,
)
# Digits behind a mark alone may be an inner number or the end of a second number (`3883 1122/23`): it is asked.
_DOUBTFUL = re.compile(r"\s*[-/;,\s]\s*[0-9]{1,6}$")
# Several numbers in one line, and the mobile numbers of eleven digits that got a digit less in 2018.
_BETWEEN = re.compile(r"\s*(?:[/;,]|\s-\s|\bhoặc\b|\bhoac\b|\bvà\b|\bor\b)\s*", re.IGNORECASE)
_BEFORE_2018 = re.compile(r"(?:0|\+?84|0084)1[2689][0-9]{8}")
_NOTE = re.compile(r"\s*[(\[][^()\[\]0-9]*[)\]]\s*$|\s+[^\W\d_][^0-9]*$")
# How a stored number says its extension (RFC 3966).
EXTENSION_MARK = ";ext="
_EXTENSION_WORDS = {"vi": "{number}, máy lẻ {extension}", "en": "{number}, ext. {extension}"}
COUNTRY = 84
_LAST_PROVINCE = 96
_MALE = frozenset({"male", "nam", "m"})
_FEMALE = frozenset({"female", "nu", "f"})


def citizen_id_faults(
    number: str, birth_date: date | None = None, sex: str | None = None, *, place: str = "", today: date | None = None
) -> tuple[Fault, ...]:
    """Judge a personal number of twelve digits, province (3), century and sex (1), year (2), serial (6).

    It must agree with the date of birth and the sex (`male`/`nam`, `female`/`nữ`; any other word is not
    compared). There is no check digit. `today` refuses a year of birth to come.
    """
    if not _CITIZEN_ID.fullmatch(number):
        return (Fault(place, "not_a_citizen_id"),)
    faults = []
    if not 1 <= int(number[:3]) <= _LAST_PROVINCE:
        faults.append(Fault(place, "unknown_birth_province", {"code": number[:3]}))
    year = birth_year(number)
    if birth_date is not None and birth_date.year != year:
        faults.append(Fault(place, "contradicts_birth_date", {"year": year, "declared": birth_date.year}))
    elif today is not None and year > today.year:
        faults.append(Fault(place, "born_in_future", {"year": year}))
    if contradicts_sex(number, sex):
        faults.append(Fault(place, "contradicts_sex"))
    return tuple(faults)


def birth_year(citizen_id: str) -> int:
    """Read the year of birth from a personal number of twelve digits: 0-1 the 1900s, 2-3 the 2000s, and so on."""
    return 1900 + 100 * (int(citizen_id[3]) // 2) + int(citizen_id[4:6])


def contradicts_sex(citizen_id: str, sex: str | None) -> bool:
    """Whether the personal number tells another sex than the one declared: even is male, odd is female."""
    declared = fold(sex or "")
    female = int(citizen_id[3]) % 2 == 1
    return (declared in _MALE and female) or (declared in _FEMALE and not female)


def tax_code_ok(code: str) -> bool:
    """Whether the tax code is of the right shape with the right check digit; an individual's is the personal number."""
    return tax_code_fault(code) is None


def tax_code_fault(code: str) -> str | None:
    """Tell what is wrong with a tax code: `not_a_tax_code`, `wrong_check_digit` or nothing."""
    compact = tax_code_text(code)
    if _CITIZEN_ID.fullmatch(compact):
        return None if 1 <= int(compact[:3]) <= _LAST_PROVINCE else "not_a_tax_code"
    if not _TAX_CODE.fullmatch(compact):
        return "not_a_tax_code"
    try:
        mst.validate(compact)
    except InvalidChecksum:
        return "wrong_check_digit"
    except ValidationError:
        return "not_a_tax_code"
    return None


def tax_code_text(code: str) -> str:
    """Write a tax code as the law does, `0314409058-002` for a branch: what is judged is what is stored.

    A hyphen stands before the number of a branch alone, so that twelve digits with one are no personal number.
    """
    compact = re.sub(r"[\s.]", "", plain(code))
    return f"{compact[:10]}-{compact[10:]}" if re.fullmatch(r"[0-9]{13}", compact) else compact


def compact_digits(text: str) -> str:
    """Drop the spaces, points and hyphens that people put between digits, and spell the digits in ASCII."""
    return re.sub(r"[\s.\-]", "", plain(text))


def phone_e164(text: str) -> str | None:
    """Give a Vietnamese telephone number in E.164, `+84912345678`, with its extension `+842438831122;ext=101`.

    None where it is not one in use.
    """
    typed = plain(text)
    if number := _in_use(typed):
        return number
    inner = _EXTENSION.search(typed)
    number = _in_use(typed[: inner.start()]) if inner else None
    return f"{number}{EXTENSION_MARK}{inner[1]}" if inner and number else None


def _in_use(typed: str) -> str | None:
    """A number without extension in E.164."""
    try:
        number = phonenumbers.parse(typed, "VN")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != COUNTRY or number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_fault(text: str) -> str:
    """Tell why `phone_e164` gives none: `several_phones`, `phone_with_words`, `phone_before_2018`,
    `phone_with_extension` or `not_a_phone`, foreign numbers among these.
    """
    typed = plain(text)
    listed = (_BETWEEN.split(typed), typed.split("-"))
    if any(sum(phone_e164(part) is not None for part in parts) > 1 for parts in listed):
        return "several_phones"
    if _in_use(_NOTE.sub("", typed)):
        return "phone_with_words"
    if _BEFORE_2018.fullmatch(compact_digits(typed)):
        return "phone_before_2018"
    rest = _DOUBTFUL.search(typed)
    return "phone_with_extension" if rest and _in_use(typed[: rest.start()]) else "not_a_phone"


def phone_main(stored: str) -> str:
    """A stored telephone number without its extension."""
    return stored.partition(EXTENSION_MARK)[0]


def phone_text(stored: str, language: str = "vi") -> str:
    """Write a stored telephone number as people read it: `0912 345 678`, `024 3883 1122, máy lẻ 101`."""
    main, _, extension = stored.partition(EXTENSION_MARK)
    try:
        number = phonenumbers.parse(main, "VN")
    except phonenumbers.NumberParseException:
        return stored
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    words = _EXTENSION_WORDS["en" if language.startswith("en") else "vi"]
    return words.format(number=written, extension=extension) if extension else written
