"""Judges the signatures of a PDF; runs in the limited child: no file, no connection, no Django."""

import asyncio
import codecs
import hashlib
import importlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import tzlocal
from asn1crypto import core, x509
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESPassed, AdESSubIndic
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.general import SigningError, find_unique_cms_attribute
from pyhanko.sign.validation.ades import ades_basic_validation, ades_lta_validation, ades_with_time_validation
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo

from dvctt.documents import late
from dvctt.documents.evidence import Evidence, wanted
from dvctt.documents.growth import grew_by_signing

Answer = dict[str, Any]

# Imported by the libraries only when first needed: in the child that would be too late, no file opens any more.
LATE_MODULES = (
    "cryptography.hazmat.backends.openssl.backend", "dateutil.parser", "lxml.etree", "pyhanko.pdf_utils.crypt.pdfmac",
    "pyhanko.pdf_utils.filters", "pyhanko.pdf_utils.metadata.xmp_xml", "pyhanko.sign.fields",
)  # fmt: skip
# Those of pyHanko, and what the names and strings of a certificate are read with (a test compares with the sources).
LATE_CODECS = (
    "ascii", "cp1252", "hex", "idna", "latin-1", "punycode", "teletex", "utf-16", "utf-16-be", "utf-16-le",
    "utf-32-be", "utf-8-sig",
)  # fmt: skip
# Kinds of names for which the library knows one string type, while authorities write any.
NARROW_NAMES = (core.PrintableString, core.UTF8String)
UID = re.compile(
    r"(?:(MST|MSDN|CCCD|CC|ĐDCN|DDCN|CMND|CMT|HC)\s*[:=.\-\s]\s*)?([0-9A-Z](?:[ .]?[0-9A-Z-]){5,19})", re.IGNORECASE
)
UID_KINDS = {"MSDN": "MST", "CC": "CCCD", "ĐDCN": "CCCD", "DDCN": "CCCD", "CMT": "CMND"}
# Without a word before it a number says by its length what it is.
BARE_NUMBERS = {"MST": r"[0-9]{10}(?:-?[0-9]{3})?", "CCCD": r"[0-9]{12}", "CMND": r"[0-9]{9}"}
UNREADABLE = (PdfReadError, SigningError, ValidationError, PathError, ValueError, TypeError, KeyError, IndexError,
              AttributeError, NotImplementedError, RecursionError, OverflowError)  # fmt: skip
CHAIN = {AdESIndeterminate.NO_SIGNING_CERTIFICATE_FOUND, AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND,
         AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE}  # fmt: skip
REVOKED = {AdESFailure.REVOKED, AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE}
UNKNOWN = {AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE, AdESIndeterminate.TRY_LATER,
           AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.NO_POE}  # fmt: skip
FORGED = {AdESFailure.SIG_CRYPTO_FAILURE, AdESFailure.HASH_FAILURE}
WEAK = {AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE}
OUT_OF_TIME = {AdESIndeterminate.OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
               AdESIndeterminate.EXPIRED, AdESIndeterminate.NOT_YET_VALID, AdESFailure.NOT_YET_VALID}  # fmt: skip

_loop: list[asyncio.AbstractEventLoop] = []


@dataclass(frozen=True)
class Case:
    """What is to be judged: the file, the bytes it must begin with, the evidence at hand and the instant."""

    pdf: bytes
    prefix: bytes | None
    evidence: Evidence
    at: datetime


def warm(fonts: Sequence[str] = ()) -> None:
    """Open what the child may not open later: the event loop's own pipe, the time zone, modules and codecs."""
    for module in LATE_MODULES:
        importlib.import_module(module)
    for codec in LATE_CODECS:
        codecs.lookup(codec)
    read_any_string()
    _loop.append(asyncio.new_event_loop())
    tzlocal.get_localzone()


def read_any_string() -> None:
    """Let a part of a name be any kind of string, as in the certificates that are really issued."""
    specs = x509.NameTypeAndValue._oid_specs
    specs.update({kind: x509.DirectoryString for kind, spec in specs.items() if spec in NARROW_NAMES})


def judge(files: list[bytes], params: Answer) -> Answer:
    """Judge `files[0]`; the answer is {report, wants}, as `validation.Report` reads it.

    `params`: `at` (ISO), `prefix` (whether files[1] is the declaration it must begin with), `roots` (how many files
    follow as trusted roots, DER), `found` (kinds of the remaining files: ocsp, crl, certificate).
    """
    case = _case(files, params)
    try:
        reader = PdfFileReader(BytesIO(case.pdf), strict=False)
        signatures = list(reader.embedded_regular_signatures)
    except UNREADABLE:
        late.insist()
        return {"report": _report(case, [], ["broken"]), "wants": []}
    judged = [_judge_one(signature, case) for signature in signatures]
    faults = [] if signatures else ["not_signed"]
    if case.prefix is not None and signatures and not _covers_ours(reader, signatures, case.prefix):
        faults.append("does_not_cover_our_bytes")
    report = _report(case, judged, faults)
    return {"report": report, "wants": [] if report["ok"] else _wants(reader, case)}


def _case(files: list[bytes], params: Answer) -> Case:
    rest = iter(files[1:])
    prefix = next(rest) if params["prefix"] else None
    evidence = Evidence([x509.Certificate.load(next(rest)) for _ in range(params["roots"])])
    for kind in params["found"]:
        evidence.add(kind, next(rest))
    return Case(files[0], prefix, evidence, datetime.fromisoformat(params["at"]))


def _wants(reader: PdfFileReader, case: Case) -> list[Answer]:
    try:
        return wanted(reader, reader.embedded_signatures, case.evidence)
    except UNREADABLE:
        return []


def _report(case: Case, signatures: list[Answer], faults: list[str]) -> Answer:
    told = [{"place": "document", "code": code} for code in faults]
    for index, one in enumerate(signatures):
        told += [{"place": f"signature.{index}", "code": code} for code in one["faults"]]
    return {
        "ok": not told,
        "at": case.at.isoformat(),
        "sha256": hashlib.sha256(case.pdf).hexdigest(),
        "faults": told,
        "signatures": signatures,
    }


def _judge_one(signature: EmbeddedPdfSignature, case: Case) -> Answer:
    try:
        return _loop[0].run_until_complete(_verdict(signature, case))
    except UNREADABLE:
        late.insist()
        return _unread(signature)


def _unread(signature: EmbeddedPdfSignature) -> Answer:
    """What is known of a signature that cannot be read: that the file was changed where its digest differs, no more."""
    try:
        changed = not _digest_matches(signature)
    except UNREADABLE:
        late.insist()
        changed = False
    known = {"field": signature.field_name, "intact": False if changed else None}
    return _blank() | known | {"faults": ["changed_after_signing" if changed else "signature_unreadable"]}


async def _verdict(signature: EmbeddedPdfSignature, case: Case) -> Answer:
    facts = _blank() | _certificate_facts(signature.signer_cert) | _integrity(signature)
    faults = _integrity_faults(facts)
    # Whom a changed document would have to be believed to does not matter any more.
    indication = AdESFailure.HASH_FAILURE if faults else await _indication(signature, case, facts)
    moment = datetime.fromisoformat(facts["time_stamp"]) if facts["time_stamp"] else case.at
    if not faults and indication in FORGED:
        # The digest matches, but whoever wrote it did not hold the key: nothing is proven of the content.
        facts["intact"] = None
    return facts | {
        "indication": indication.standard_name,
        "trusted": indication is AdESPassed.OK,
        "revocation": _revocation(indication),
        "faults": faults or _trust_faults(indication, signature.signer_cert, moment),
        "warnings": _warnings(facts),
    }


async def _indication(signature: EmbeddedPdfSignature, case: Case, facts: Answer) -> AdESSubIndic:
    specification = case.evidence.specification()
    timing = ValidationTimingInfo(case.at, case.at, point_in_time_validation=False)
    signed = {"signed_data": signature.signed_data, "raw_digest": signature.compute_digest(), "timing_info": timing}
    if not facts["time_stamp"]:
        return (
            await ades_basic_validation(validation_spec=specification.signature_validation_spec, **signed)
        ).ades_subindic
    now = (
        await ades_with_time_validation(validation_spec=specification.signature_validation_spec, **signed)
    ).ades_subindic
    # pyHanko lets an expired certificate pass there, saying nothing of revocation: only archived evidence can help it.
    lapsed = case.at > signature.signer_cert.not_valid_after
    if now is AdESPassed.OK and not lapsed:
        return now
    then = (await ades_lta_validation(signature, specification, timing)).ades_subindic
    if then is AdESPassed.OK:
        return then
    return AdESIndeterminate.OUT_OF_BOUNDS_NO_POE if lapsed else now


def _blank() -> Answer:
    return {
        "field": "", "cn": "", "uid_kind": "", "uid_number": "", "issuer": "", "serial": "", "certificate_sha256": "",
        "valid_from": None, "valid_until": None, "algorithm": "", "claimed_time": None, "time_stamp": None,
        "time_stamp_by": "", "intact": None, "coverage": "", "modification": "", "indication": "", "trusted": False,
        "revocation": "unknown", "faults": [], "warnings": [],
    }  # fmt: skip


def _certificate_facts(certificate: x509.Certificate) -> Answer:
    kind, number = _uid(certificate.subject)
    return {
        "cn": _named(certificate.subject),
        "uid_kind": kind,
        "uid_number": number,
        "issuer": _named(certificate.issuer),
        "serial": format(certificate.serial_number, "x"),
        "certificate_sha256": certificate.sha256.hex(),
        "valid_from": certificate.not_valid_before.isoformat(),
        "valid_until": certificate.not_valid_after.isoformat(),
    }


def _named(name: x509.Name) -> str:
    value = name.native.get("common_name") or name.human_friendly
    return value[0] if isinstance(value, list) else str(value)


def _uid(subject: x509.Name) -> tuple[str, str]:
    """The tax or identity number of the subject: `UID=MST:…`, `UID=CCCD:…` (OID 0.9.2342.19200300.100.1.1)."""
    for key in ("user_id", "serial_number"):
        values = subject.native.get(key) or []
        for value in values if isinstance(values, list) else [values]:
            kind, number = _told_number(str(value), bare=key == "user_id")
            if number:
                return kind, number
    return "", ""


def _told_number(value: str, *, bare: bool) -> tuple[str, str]:
    """Kind and number as an authority wrote them: `mst: 0314409058 - 002`, `CC:001085012345`, or `bare`."""
    found = UID.fullmatch(re.sub(r"\s*-\s*", "-", unicodedata.normalize("NFKC", value).strip()))
    if found is None:
        return "", ""
    number = re.sub(r"[\s.]", "", found[2]).upper()
    if word := (found[1] or "").upper():
        return UID_KINDS.get(word, word), number
    kind = next((kind for kind, shape in BARE_NUMBERS.items() if re.fullmatch(shape, number)), "")
    return (kind, number) if bare and kind else ("", "")


def _integrity(signature: EmbeddedPdfSignature) -> Answer:
    info = signature.signer_info
    claimed = signature.self_reported_timestamp
    intact = _digest_matches(signature)
    # What a changed revision has become cannot be compared with anything: it may not even be readable.
    signature.compute_integrity_info(DEFAULT_DIFF_POLICY, skip_diff=not intact)
    return {
        "field": signature.field_name,
        "algorithm": f"{info['signature_algorithm'].signature_algo} {signature.md_algorithm}",
        "claimed_time": claimed.isoformat() if claimed else None,
        "intact": intact,
        "coverage": signature.evaluate_signature_coverage().name.lower(),
        "modification": _modification(signature),
        **_stamp_facts(signature),
    }


def _digest_matches(signature: EmbeddedPdfSignature) -> bool:
    """Whether the signed bytes are those whose digest was signed; raises where the signature does not say it."""
    expected = find_unique_cms_attribute(signature.signer_info["signed_attrs"], "message_digest").native
    return bool(signature.compute_digest() == expected)


def _modification(signature: EmbeddedPdfSignature) -> str:
    found = signature.diff_result
    if isinstance(found, DiffResult):
        return str(found.modification_level.name).lower()
    return "none" if found is None else ModificationLevel.OTHER.name.lower()


def _stamp_facts(signature: EmbeddedPdfSignature) -> Answer:
    for stamp in extract_tst_data_iter(signature.signer_info, signed=False):
        info = stamp["encap_content_info"]["content"].parsed
        by = next((one.chosen for one in stamp["certificates"] if not one.chosen.ca), None)
        return {"time_stamp": info["gen_time"].native.isoformat(), "time_stamp_by": _named(by.subject) if by else ""}
    return {}


def _integrity_faults(facts: Answer) -> list[str]:
    if not facts["intact"]:
        return ["changed_after_signing"]
    if facts["coverage"] not in ("entire_revision", "entire_file"):
        return ["covers_part_only"]
    return ["changed_after_signing"] if facts["modification"] in ("other", "annotations") else []


def _trust_faults(indication: AdESSubIndic, certificate: x509.Certificate, moment: datetime) -> list[str]:
    if indication is AdESPassed.OK:
        return []
    if indication in REVOKED:
        return ["revoked"]
    if indication in OUT_OF_TIME or indication in UNKNOWN:
        if moment < certificate.not_valid_before:
            return ["not_yet_valid"]
        return ["expired"] if moment > certificate.not_valid_after else ["revocation_unknown"]
    if indication in CHAIN:
        return ["unknown_issuer"]
    if indication in FORGED:
        return ["signature_invalid"]
    return ["weak_algorithm"] if indication in WEAK else ["signature_unreadable"]


def _revocation(indication: AdESSubIndic) -> str:
    if indication is AdESPassed.OK:
        return "good"
    return "revoked" if indication in REVOKED else "unknown"


def _warnings(facts: Answer) -> list[str]:
    weak = ["weak_algorithm"] if "sha1" in facts["algorithm"] else []
    return weak if facts["time_stamp"] else [*weak, "no_time_stamp"]


def _covers_ours(reader: PdfFileReader, signatures: list[EmbeddedPdfSignature], prefix: bytes) -> bool:
    """Whether the file grew out of exactly our bytes, a signature covers them, and nothing was slipped between."""
    source = reader.stream.getbuffer()
    if bytes(source[: len(prefix)]) != prefix:
        return False
    reaches = any(one.byte_range[0] == 0 and one.byte_range[1] >= len(prefix) for one in signatures)
    try:
        return reaches and grew_by_signing(reader, prefix)
    except UNREADABLE:
        return False
