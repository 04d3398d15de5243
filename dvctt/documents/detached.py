"""The agency's signature over any bytes: a detached CMS, time-stamped, which stands beside them for others to check."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from django.conf import settings
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from dvctt.documents import signing, trust
from dvctt.documents.adapters import tsa
from dvctt.kernel import clock


@dataclass(frozen=True)
class DetachedReport:
    """Who signed these bytes: `stamped_at` is proven by a time stamp, None where none holds.

    `intact` says that the signature is of these very bytes; `trusted` that its certificate, as of then, chains to the
    trust list. Whether the certificate was revoked is not asked of anybody.
    """

    name: str
    issuer: str
    certificate_sha256: str
    stamped_at: datetime | None
    intact: bool
    trusted: bool


def sign_bytes(data: bytes, *, unit: str, signer: signing.Signer = signing.software_signer) -> bytes:
    """A detached CMS (DER) over the bytes with the key of the agency `unit`; raises as `signing.sign_pdf` does."""
    key, attributes = signer(unit), PdfCMSSignedAttributes(signing_time=clock.now())

    async def sign() -> bytes:
        signature = await key.async_sign_general_data(
            data, "sha256", timestamper=tsa.client(settings.TSA_URL), signed_attr_settings=attributes
        )
        return bytes(signature.dump())

    return signing.outside(lambda: asyncio.run(sign()))


def check_bytes(data: bytes, der: bytes) -> DetachedReport | None:
    """What a detached signature says of these bytes, asked of nobody; None where it cannot be read at all."""
    try:
        info = cms.ContentInfo.load(der, strict=True)
        signed = info["content"]
        if info["content_type"].native != "signed_data":
            return None
        status = asyncio.run(_judged(data, signed, clock.now()))
        stamp = status.timestamp_validity
        proven = stamp.timestamp if stamp is not None and stamp.valid and stamp.intact and stamp.trusted else None
        if proven is not None:
            status = asyncio.run(_judged(data, signed, proven))
        certificate = status.signing_cert
        return DetachedReport(
            str(certificate.subject.native.get("common_name", "")), str(certificate.issuer.human_friendly),
            certificate.sha256.hex(), proven, bool(status.intact and status.valid), bool(status.trusted),
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError, SigningError, SignatureValidationError, ValidationError,
            PathError):  # fmt: skip
        return None


async def _judged(data: bytes, signed: cms.SignedData, moment: datetime) -> StandardCMSSignatureStatus:
    def context(certificates: cms.CertificateSet) -> ValidationContext:
        return ValidationContext(
            trust_roots=trust.certificates(),
            other_certs=[choice.chosen for choice in certificates if choice.name == "certificate"],
            moment=moment, allow_fetching=False, revocation_mode="soft-fail",
        )  # fmt: skip

    return await async_validate_detached_cms(data, signed, context(signed["certificates"]))
