"""A signature as it stood before the newest time stamp over the whole file; runs in the limited child.

A stamp that holds proves that all which it covers was there at its time. So what has ended since is judged as of that
time, in the file as it was before: stamp after stamp, back to the signature (EN 319 102-1, 5.6.3; RFC 4998, 3.3).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_timestamp_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo

from dvctt.documents.signatures.revocation import Evidence

END = b"%%EOF"


@dataclass(frozen=True)
class Earlier:
    """The same signature in the file as it was at an earlier time, which a stamp proves."""

    signature: EmbeddedPdfSignature
    at: datetime


async def before_last(signature: EmbeddedPdfSignature, evidence: Evidence, at: datetime) -> Earlier | None:
    """The signature before the newest document time stamp after it, if that covers the file and holds at this instant.

    Raises what the library does for files that it cannot read.
    """
    stamps = signature.reader.embedded_timestamp_signatures
    if not stamps or stamps[-1].signed_revision <= signature.signed_revision:
        return None
    last = stamps[-1]
    last.compute_integrity_info(skip_diff=True)
    if last.evaluate_signature_coverage() < SignatureCoverageLevel.ENTIRE_REVISION:
        return None
    if not await _holds(last, replace(evidence, certificates=[*evidence.certificates, *_enclosed(last.reader)]), at):
        return None
    same = _in_revision(signature, last.signed_revision - 1)
    stamped_at: datetime = last.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    return None if same is None or stamped_at > at else Earlier(same, stamped_at)


async def _holds(stamp: EmbeddedPdfSignature, evidence: Evidence, at: datetime) -> bool:
    def imprint(algorithm: str) -> bytes:
        if algorithm != stamp.external_md_algorithm:
            raise ValueError("a stamp over another digest")
        return bytes(stamp.compute_digest())

    validation = await ades_timestamp_validation(
        stamp.signed_data, evidence.specification().signature_validation_spec, imprint,
        timing_info=ValidationTimingInfo(at, at, point_in_time_validation=False),
    )  # fmt: skip
    return validation.ades_subindic is AdESPassed.OK


def _enclosed(reader: PdfFileReader) -> list[x509.Certificate]:
    try:
        return list(DocumentSecurityStore.read_dss(reader).load_certs())
    except NoDSSFoundError:
        return []


def _in_revision(signature: EmbeddedPdfSignature, revision: int) -> EmbeddedPdfSignature | None:
    """The same signature in the file as it ended with this revision."""
    data = bytes(signature.reader.stream.getbuffer())
    end = data.find(END, signature.reader.xrefs.get_startxref_for_revision(revision))
    if end < 0:
        return None
    before = PdfFileReader(BytesIO(data[: end + len(END)]), strict=False)
    for candidate in before.embedded_regular_signatures:
        if candidate.field_name == signature.field_name and candidate.pkcs7_content == signature.pkcs7_content:
            candidate.compute_integrity_info(skip_diff=True)
            same: EmbeddedPdfSignature = candidate
            return same
    return None
