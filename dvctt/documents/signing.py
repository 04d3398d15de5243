"""Signing documents with an agency's key (PAdES B-LTA), and time stamps for the journal's seals."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol, TypeVar

from asn1crypto import cms
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign import Signer as PyHankoSigner
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession, PdfTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from dvctt.documents import trust
from dvctt.documents.adapters import outward, tsa
from dvctt.documents.adapters.signer import software_key

FIELD = "ChuKyCoQuan"
Result = TypeVar("Result")


class SignerUnavailable(Exception):
    """The key, the time-stamping authority or the revocation service does not answer now: try again later."""


class Signer(Protocol):
    """Whatever holds the keys of agencies: a file here, an HSM or a remote signing service elsewhere."""

    def __call__(self, unit: str) -> PyHankoSigner:
        """PyHanko's signer for the agency `unit`; raises LookupError where it has no key."""


def software_signer(unit: str) -> PyHankoSigner:
    """Keys as files in the folder of the settings."""
    return software_key(Path(settings.PKI_FOLDER), unit)


def sign_pdf(
    pdf: bytes,
    *,
    unit: str,
    reason: str = "",
    location: str = "",
    at: datetime,
    signer: Signer = software_signer,
) -> bytes:
    """Sign `pdf` with the seal of the agency `unit` and stamp it for the long term: PAdES B-LTA.

    It is certified: nobody may change or sign it afterwards, only prove it for longer (DSS and document time stamps).
    `at` (aware) is the claimed signing time; the stamp bears the authority's own. The signature is invisible: the
    page names the signer already. Raises SignerUnavailable where it has to be tried again, LookupError without a key.
    """
    key = signer(unit)
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason or None,
        location=location or None,
        validation_context=_context(),
        embed_validation_info=True,
        use_pades_lta=True,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    pen = _PenAt(meta, signer=key, timestamper=tsa.client(settings.TSA_URL))
    pen.at = at
    out = BytesIO()
    outside(lambda: pen.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out))
    return out.getvalue()


def stamp_again(pdf: bytes) -> bytes:
    """A file that `sign_pdf` gave, with what shows that its newest time stamp is good and a further one over all of it.

    Raises SignerUnavailable where it has to be tried again, which is also so where the newest one is good no more.
    """
    stamper, out = PdfTimeStamper(tsa.client(settings.TSA_URL)), BytesIO()

    def stamp() -> None:
        try:
            stamper.update_archival_timestamp_chain(PdfFileReader(BytesIO(pdf)), _context(), in_place=False, output=out)
        except (AssertionError, AttributeError, TypeError) as error:
            # The library goes on with a stamp that it could not judge, until it lacks what that would have given.
            raise SigningError("the newest time stamp cannot be judged") from error

    outside(stamp)
    return out.getvalue()


def time_stamp(digest: bytes) -> bytes:
    """A time-stamp token (RFC 3161, DER) over a SHA-256 digest; raises SignerUnavailable."""
    return outside(lambda: tsa.token(settings.TSA_URL, digest))


def check_time_stamp(digest: bytes, token: bytes) -> bool:
    """Whether `token` stamps this SHA-256 digest and was made by an authority that chains to the trust list.

    Needs no network: the seal must stay checkable when the authority is long gone.
    """
    try:
        if tsa.imprint(token) != ("sha256", digest):
            return False
        return asyncio.run(_stamp_holds(cms.ContentInfo.load(token)["content"], digest))
    except (ValueError, TypeError, KeyError, SigningError, ValidationError, PathError):
        return False


class _PenAt(PdfSigner):
    """A PDF signer that writes a given signing time."""

    at: datetime

    def init_signing_session(self, *args: Any, **keywords: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **keywords)
        session.system_time = self.at
        return session


async def _stamp_holds(signed: cms.SignedData, digest: bytes) -> bool:
    stamped_at = signed["encap_content_info"]["content"].parsed["gen_time"].native
    context = ValidationContext(
        trust_roots=trust.certificates(),
        other_certs=[choice.chosen for choice in signed["certificates"]],
        moment=stamped_at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    facts = await validate_tst_signed_data(signed, context, lambda _: digest)
    status = TimestampSignatureStatus(**facts)
    return bool(status.intact and status.valid and status.trusted)


def _context() -> ValidationContext:
    return ValidationContext(
        trust_roots=trust.certificates(),
        allow_fetching=True,
        revocation_mode="require",
        fetcher_backend=outward.Backend(),
    )


def outside(work: Callable[[], Result]) -> Result:
    """Do something that talks to the signing infrastructure, with one error for all of its failures."""
    try:
        return work()
    except (TimestampRequestError, SigningError, ValidationError, PathError, OSError, TimeoutError) as error:
        raise SignerUnavailable(f"{type(error).__name__}: {error}") from error
