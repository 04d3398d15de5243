"""Who a certificate says its holder is: the name and the number, however authorities write them."""

import re
import unicodedata
from typing import Any

from asn1crypto import core, x509

# Kinds of names for which the library knows one string type, while authorities write any.
NARROW_NAMES = (core.PrintableString, core.UTF8String)
UID = re.compile(
    r"(?:(MST|MSDN|CCCD|CC|ĐDCN|DDCN|CMND|CMT|HC)\s*[:=.\-\s]\s*)?([0-9A-Z](?:[ .]?[0-9A-Z-]){5,19})", re.IGNORECASE
)
UID_KINDS = {"MSDN": "MST", "CC": "CCCD", "ĐDCN": "CCCD", "DDCN": "CCCD", "CMT": "CMND"}
# Without a word before it a number says by its length what it is.
BARE_NUMBERS = {"MST": r"[0-9]{10}(?:-?[0-9]{3})?", "CCCD": r"[0-9]{12}", "CMND": r"[0-9]{9}"}


def read_any_string() -> None:
    """Let a part of a name be any kind of string, as in the certificates that are really issued."""
    specs = x509.NameTypeAndValue._oid_specs
    specs.update({kind: x509.DirectoryString for kind, spec in specs.items() if spec in NARROW_NAMES})


def facts(certificate: x509.Certificate) -> dict[str, Any]:
    """What a report tells of a certificate."""
    kind, number = _uid(certificate.subject)
    return {
        "cn": named(certificate.subject),
        "uid_kind": kind,
        "uid_number": number,
        "issuer": named(certificate.issuer),
        "serial": format(certificate.serial_number, "x"),
        "certificate_sha256": certificate.sha256.hex(),
        "valid_from": certificate.not_valid_before.isoformat(),
        "valid_until": certificate.not_valid_after.isoformat(),
    }


def named(name: x509.Name) -> str:
    """The common name; without one the whole name."""
    value = name.native.get("common_name") or name.human_friendly
    return value[0] if isinstance(value, list) else str(value)


def _uid(subject: x509.Name) -> tuple[str, str]:
    """The tax or identity number of the subject: `UID=MST:…`, `UID=CCCD:…` (OID 0.9.2342.19200300.100.1.1)."""
    for key in ("user_id", "serial_number"):
        values = subject.native.get(key) or []
        for value in values if isinstance(values, list) else [values]:
            kind, number = told_number(str(value), bare=key == "user_id")
            if number:
                return kind, number
    return "", ""


def told_number(value: str, *, bare: bool) -> tuple[str, str]:
    """Kind and number as an authority wrote them: `mst: 0314409058 - 002`, `CC:001085012345`, or `bare`."""
    match = UID.fullmatch(re.sub(r"\s*-\s*", "-", unicodedata.normalize("NFKC", value).strip()))
    if match is None:
        return "", ""
    number = re.sub(r"[\s.]", "", match[2]).upper()
    if word := (match[1] or "").upper():
        return UID_KINDS.get(word, word), number
    kind = next((kind for kind, shape in BARE_NUMBERS.items() if re.fullmatch(shape, number)), "")
    return (kind, number) if bare and kind else ("", "")
