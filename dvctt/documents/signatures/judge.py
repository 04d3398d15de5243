"""Judges the signatures of a PDF; runs in the limited child: no file, no connection, no Django."""

import asyncio
import codecs
import hashlib
import importlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import tzlocal
from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESPassed, AdESSubIndic
from pyhanko.sign.general import SigningError, find_unique_cms_attribute
from pyhanko.sign.validation.ades import (
    ades_basic_validation,
    ades_lta_validation,
    ades_timestamp_validation,
    ades_with_time_validation,
)
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, message_imprint_checker
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo

from dvctt.documents import late
from dvctt.documents.signatures import bounds, holder, readings, stamped, updates, usage
from dvctt.documents.signatures.additions import grew_by_signing, hides_our_words
from dvctt.documents.signatures.revocation import Evidence, wanted

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
# The library asserts what hostile files do not keep to, so that its assertions are among these.
UNREADABLE = (PdfReadError, SigningError, ValidationError, PathError, ValueError, TypeError, KeyError, IndexError,
              AttributeError, NotImplementedError, RecursionError, OverflowError, AssertionError)  # fmt: skip
CHAIN = {AdESIndeterminate.NO_SIGNING_CERTIFICATE_FOUND, AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND,
         AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE}  # fmt: skip
REVOKED = {AdESFailure.REVOKED, AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE}
UNKNOWN = {AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE, AdESIndeterminate.TRY_LATER,
           AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.NO_POE}  # fmt: skip
FORGED = {AdESFailure.SIG_CRYPTO_FAILURE, AdESFailure.HASH_FAILURE}
WEAK = {AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE}
OUT_OF_TIME = {AdESIndeterminate.OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
               AdESIndeterminate.EXPIRED, AdESIndeterminate.NOT_YET_VALID, AdESFailure.NOT_YET_VALID}  # fmt: skip
STAMP_UNTRUSTED = "time_stamp_untrusted"

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
    holder.read_any_string()
    readings.warm()
    _loop.append(asyncio.new_event_loop())
    tzlocal.get_localzone()


def judge(files: list[bytes], params: Answer) -> Answer:
    """Judge `files[0]`; the answer is {report, wants}, as `validation.Report` reads it.

    `params`: `at` (ISO), `prefix` (whether files[1] is the declaration it must begin with), `roots` (how many files
    follow as trusted roots, DER), `found` (kinds of the remaining files: ocsp, crl, certificate).
    """
    case = _case(files, params)
    try:
        return _judge_within(case, bounds.Time())
    except bounds.TooComplex:
        return {"report": _report(case, [], ["too_complex"]), "wants": []}


def _judge_within(case: Case, time: bounds.Time) -> Answer:
    try:
        reader = bounds.read(case.pdf)
        signatures = list(reader.embedded_regular_signatures)
    except UNREADABLE:
        late.insist()
        return {"report": _report(case, [], ["broken"]), "wants": []}
    judged = []
    for signature in signatures:
        time.check()
        judged.append(_judge_one(signature, case))
    time.check()
    faults = _faults_of_all(reader, judged, case) if signatures else ["not_signed"]
    report = _report(case, judged, faults)
    # What proves a stamp may be had too.
    enough = report["ok"] and not any(STAMP_UNTRUSTED in answer["warnings"] for answer in judged)
    return {"report": report, "wants": [] if enough else _wants(reader, case)}


def _faults_of_all(reader: PdfFileReader, judged: list[Answer], case: Case) -> list[str]:
    """What is wrong with the file as a whole; what stands behind the last signature is told of each of them."""
    faults = []
    if not _read_alike(reader, case):
        signatures = [signature for signature in reader.embedded_signatures if len(signature.byte_range) == 4]
        if signatures and readings.padding_only(case.pdf[max(map(updates.signed_end, signatures)) :]):
            faults.append("read_differently")
        else:
            for answer in judged:
                answer.update(_changed(answer))
    if case.prefix is not None:
        faults += _faults_as_ours(reader, case.prefix)
    return faults


def _changed(answer: Answer) -> Answer:
    """What is told of a signature behind which something was put that was not looked at."""
    if answer["intact"] is None:
        return {}
    return {"faults": ["changed_after_signing"], "trusted": False, "modification": "other", "revocation": "unknown",
            "indication": AdESFailure.HASH_FAILURE.standard_name}  # fmt: skip


def _read_alike(reader: PdfFileReader, case: Case) -> bool:
    """Whether other readers open what is judged here; what came after our bytes, or a signature, is read with care."""
    try:
        signed = [signature.signed_revision for signature in reader.embedded_signatures]
        after = min(signed) if case.prefix is None else 0
        return readings.same(reader, case.pdf, after)
    except UNREADABLE:
        late.insist()
        return False


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
    entries = [{"place": "document", "code": code} for code in faults]
    for index, signature in enumerate(signatures):
        entries += [{"place": f"signature.{index}", "code": code} for code in signature["faults"]]
    return {
        "ok": not entries,
        "at": case.at.isoformat(),
        "sha256": hashlib.sha256(case.pdf).hexdigest(),
        "faults": entries,
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
    facts = {"field": signature.field_name, "intact": False if changed else None}
    return _blank() | facts | {"faults": ["changed_after_signing" if changed else "signature_unreadable"]}


async def _verdict(signature: EmbeddedPdfSignature, case: Case) -> Answer:
    facts = _blank() | holder.facts(signature.signer_cert) | _integrity(signature)
    stamp = _stamp_facts(signature)
    faults = _integrity_faults(facts)
    # Whom a changed document would have to be believed to does not matter any more.
    indication: AdESSubIndic = AdESFailure.HASH_FAILURE
    stamp_holds = bool(stamp) and await _stamp_holds(signature, case)
    if not faults:
        indication, stamp_holds = await _indication(signature, case, has_stamp=bool(stamp), holds=stamp_holds)
    if stamp_holds:
        facts |= stamp
    elif stamp:
        facts["claimed_time"] = facts["claimed_time"] or stamp["time_stamp"]
    proven = datetime.fromisoformat(facts["time_stamp"]) if facts["time_stamp"] else None
    if not faults and indication in FORGED:
        # The digest matches, but whoever wrote it did not hold the key: nothing is proven of the content.
        facts["intact"] = None
    faults = faults or [
        *_trust_faults(indication, signature.signer_cert, proven or case.at),
        *_faults_of_use(signature, proven),
    ]
    return facts | {
        "indication": indication.standard_name,
        "trusted": indication is AdESPassed.OK and usage.may_sign(signature.signer_cert),
        "revocation": _revocation(indication),
        "faults": list(dict.fromkeys(faults)),
        "warnings": _warnings(facts, stamped=bool(stamp)),
    }


def _faults_of_use(signature: EmbeddedPdfSignature, proven: datetime | None) -> list[str]:
    wrong = [] if usage.may_sign(signature.signer_cert) else ["wrong_key_usage"]
    return [*wrong, "weak_algorithm"] if usage.is_weak(signature, proven) else wrong


async def _stamp_holds(signature: EmbeddedPdfSignature, case: Case) -> bool:
    """Whether a time stamp of the signature holds by itself, whoever signed: anybody can write one down."""
    specification = case.evidence.specification().signature_validation_spec
    timing = ValidationTimingInfo(case.at, case.at, point_in_time_validation=False)
    for stamp in extract_tst_data_iter(signature.signer_info, signed=False):
        try:
            validation = await ades_timestamp_validation(
                stamp, specification, message_imprint_checker(signature.signer_info), timing_info=timing
            )
        except UNREADABLE:
            late.insist()
            return False
        # Only the first one's time is told.
        return validation.ades_subindic is AdESPassed.OK
    return False


async def _indication(
    signature: EmbeddedPdfSignature, case: Case, *, has_stamp: bool, holds: bool
) -> tuple[AdESSubIndic, bool]:
    """What the standard says of a signature whose bytes are whole, and whether a stamp proves its time.

    A stamp that does not hold by itself is as none, unless archived evidence says otherwise.
    """
    specification = case.evidence.specification()
    timing = ValidationTimingInfo(case.at, case.at, point_in_time_validation=False)
    signed = {"signed_data": signature.signed_data, "raw_digest": signature.compute_digest(), "timing_info": timing}
    validate = ades_with_time_validation if holds else ades_basic_validation
    now = (await validate(validation_spec=specification.signature_validation_spec, **signed)).ades_subindic
    if not has_stamp:
        return now, False
    # pyHanko lets an expired certificate pass there, saying nothing of revocation: only archived evidence can help it.
    lapsed = case.at > signature.signer_cert.not_valid_after
    if now is AdESPassed.OK and not lapsed:
        return now, holds
    then = (await ades_lta_validation(signature, specification, timing)).ades_subindic
    if then is AdESPassed.OK:
        return then, True
    # The library gives up where an authority of the chain has ended too: then it is judged as of the time of the stamp.
    earlier = None if {now, then} & REVOKED else await stamped.before_last(signature, case.evidence, case.at)
    if earlier is not None:
        before = replace(case, at=earlier.at)
        earlier_holds = await _stamp_holds(earlier.signature, before)
        return await _indication(earlier.signature, before, has_stamp=True, holds=earlier_holds)
    return AdESIndeterminate.OUT_OF_BOUNDS_NO_POE if lapsed else now, holds


def _blank() -> Answer:
    return {
        "field": "", "cn": "", "uid_kind": "", "uid_number": "", "issuer": "", "serial": "", "certificate_sha256": "",
        "valid_from": None, "valid_until": None, "algorithm": "", "claimed_time": None, "time_stamp": None,
        "time_stamp_by": "", "intact": None, "coverage": "", "modification": "", "indication": "", "trusted": False,
        "revocation": "unknown", "faults": [], "warnings": [],
    }  # fmt: skip


def _integrity(signature: EmbeddedPdfSignature) -> Answer:
    info = signature.signer_info
    claimed = signature.self_reported_timestamp
    intact = _digest_matches(signature)
    signature.compute_integrity_info(skip_diff=True)
    # What a changed revision has become cannot be compared with anything: it may not even be readable.
    coverage = signature.evaluate_signature_coverage()
    compared = intact and coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    return {
        "field": signature.field_name,
        "algorithm": f"{info['signature_algorithm'].signature_algo} {signature.md_algorithm}",
        "claimed_time": claimed.isoformat() if claimed else None,
        "intact": intact,
        "coverage": coverage.name.lower(),
        "modification": _modification(signature) if compared else "none",
    }


def _digest_matches(signature: EmbeddedPdfSignature) -> bool:
    """Whether the signed bytes are those whose digest was signed; raises where the signature does not say it."""
    expected = find_unique_cms_attribute(signature.signer_info["signed_attrs"], "message_digest").native
    return bool(signature.compute_digest() == expected)


def _modification(signature: EmbeddedPdfSignature) -> str:
    try:
        return updates.modification(signature, signature.reader.embedded_signatures)
    except UNREADABLE:
        late.insist()
        return "other"


def _stamp_facts(signature: EmbeddedPdfSignature) -> Answer:
    for stamp in extract_tst_data_iter(signature.signer_info, signed=False):
        info = stamp["encap_content_info"]["content"].parsed
        by = next((choice.chosen for choice in stamp["certificates"] if not choice.chosen.ca), None)
        return {
            "time_stamp": info["gen_time"].native.isoformat(),
            "time_stamp_by": holder.named(by.subject) if by else "",
        }
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


def _warnings(facts: Answer, *, stamped: bool) -> list[str]:
    weak = ["weak_algorithm"] if "sha1" in facts["algorithm"] else []
    if facts["time_stamp"]:
        return weak
    return [*weak, STAMP_UNTRUSTED if stamped else "no_time_stamp"]


def _faults_as_ours(reader: PdfFileReader, prefix: bytes) -> list[str]:
    """Whether the file grew out of exactly our bytes, a signature covers them, and all of it is still to be seen."""
    signatures = reader.embedded_signatures
    begins = bytes(reader.stream.getbuffer()[: len(prefix)]) == prefix
    reaches = any(signature.byte_range[0] == 0 and signature.byte_range[1] >= len(prefix)
                  for signature in reader.embedded_regular_signatures)  # fmt: skip
    try:
        if not (begins and reaches and grew_by_signing(reader, prefix, signatures)):
            return ["does_not_cover_our_bytes"]
        return ["stamp_over_words"] if hides_our_words(reader, prefix, signatures) else []
    except UNREADABLE:
        late.insist()
        return ["does_not_cover_our_bytes"]
