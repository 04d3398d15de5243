"""Where addresses, fields and formulas of office files lead: nothing is fetched or started when a file is opened."""

import re
import unicodedata
from urllib.parse import unquote

LONGEST_WHAT = 80
# On the writer's own disk.
LOCAL_TARGET = re.compile(r"(?:file:///)?[A-Za-z][:|][\\/]")
# An address or a share, also where nothing says that it lies outside.
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|[\\/]{2}")
# Where a link may lead that somebody follows: pages, mail, telephone. Other names start programs, or name a machine.
FOLLOWED = re.compile(r"(?:https?|mailto|tel|fax):", re.IGNORECASE)
# Codes within codes: nobody writes so many.
CODED_AT_MOST = 8
# Stands in an instruction for a field within it, of which nobody knows what it will come to.
NESTED = "\0"
# Fields that start a program, or bring in what lies elsewhere, as soon as the file is opened or printed.
STARTING_FIELD = re.compile(r"\s*(DDE(?:AUTO)?)\b", re.IGNORECASE)
FETCHING_FIELD = re.compile(
    rf"\s*(INCLUDE(?:PICTURE|TEXT)|IMPORT|RD|DATABASE|LINK)\b.*?(?:[A-Za-z]{{2,}}:|[\\/]{{2}}|{NESTED})", re.I | re.S
)
LINK_FIELD = re.compile(r"\s*HYPERLINK\s+(?:\\[a-z]\s+)*(?:\"([^\"]*)|(\S+))", re.IGNORECASE)
# `program|'topic'!item`; a stroke has no other use in a formula outside of texts.
DDE_FORMULA = re.compile(r"\|\s*'|\|\w+!")
# A text, or the name of a sheet; what follows a stroke is the topic of a program, and stays.
QUOTED = re.compile(r"""(?<!\|)(?<!\|\s)'(?:[^']|'')*'(?=!)|"[^"]*\"""")
FETCHING = re.compile(
    r"(?:^|[^\w.])(?:_xlfn\.)*(WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|DDE)\s*\(", re.IGNORECASE
)
LINK_FORMULA = re.compile(r"\bHYPERLINK\s*\(\s*\"([^\"]*)", re.IGNORECASE)


def spelled_out(target: str) -> str:
    """An address as programs read it in the end: without percent codes, wide letters and unseen signs.

    Codes within codes beyond what anybody writes are given as a share, which is nowhere allowed.
    """
    for _time in range(CODED_AT_MOST):
        plain = unicodedata.normalize("NFKC", unquote(target))
        plain = "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cc", "Cf")).strip()
        if plain == target:
            return target
        target = plain
    return f"//{target}"


def leads_elsewhere(target: str) -> bool:
    """Whether an address leads off the reader's own disk."""
    target = spelled_out(target)
    return LOCAL_TARGET.match(target) is None and ELSEWHERE.match(target) is not None


def may_be_followed(target: str) -> bool:
    """Whether a link leads to a page, or to a file on the reader's own disk or beside this one."""
    begun, unknown, _rest = target.partition(NESTED)
    begun = spelled_out(begun)
    return FOLLOWED.match(begun) is not None or not (unknown or leads_elsewhere(begun))


def acting_field(instruction: str) -> str:
    """What a field of Word would start, fetch or lead to; empty for one that does no harm."""
    link = LINK_FIELD.match(instruction)
    target = (link[1] or link[2] or "") if link else ""
    # Word writes a backslash twice in an instruction, and reads it written once.
    if not all(map(may_be_followed, (target, target.replace("\\\\", "\\")))):
        return f"HYPERLINK: {instruction.strip()}"[:LONGEST_WHAT]
    match = STARTING_FIELD.match(instruction) or FETCHING_FIELD.match(instruction)
    return f"{match[1]}: {instruction.strip()}"[:LONGEST_WHAT] if match else ""


def acting_formula(formula: str) -> str:
    """What a formula of Excel would start, fetch or lead to; empty for one that does no harm."""
    bare = QUOTED.sub("", formula)
    if DDE_FORMULA.search(bare):
        return f"DDE: {formula}"[:LONGEST_WHAT]
    if link := next((target for target in LINK_FORMULA.findall(formula) if not may_be_followed(target)), ""):
        return f"HYPERLINK: {link}"[:LONGEST_WHAT]
    match = FETCHING.search(bare)
    return f"{match[1]}: {formula}"[:LONGEST_WHAT] if match else ""
