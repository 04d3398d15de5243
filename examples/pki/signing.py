"""The tool with which a person signs a file on one's own machine, outside the portal."""

from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import HTTPTimeStamper


def sign(pdf: bytes, p12: Path, *, time_stamp_url: str | None, field: str = "ChuKy") -> bytes:
    """Sign a PDF with the key in `p12`: PAdES with a time stamp (B-T), or without where there is no address (B-B)."""
    signer = SimpleSigner.load_pkcs12(str(p12))
    if signer is None:
        raise ValueError(f"no usable key in {p12}")
    meta = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    stamper = HTTPTimeStamper(time_stamp_url) if time_stamp_url else None
    out = BytesIO()
    PdfSigner(meta, signer=signer, timestamper=stamper).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out)
    return out.getvalue()
