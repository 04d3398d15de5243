"""The tool with which a person signs a file on one's own machine, outside the portal."""

import ssl
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

import httpx
from asn1crypto import tsp
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers

DIGEST = "sha256"
REPLY = "application/timestamp-reply"
SECONDS = 5


class Key(SimpleSigner):
    """A key that is parsed once: one of RSA takes 40 ms, and pyHanko parses it thrice for every signature."""

    def __init__(self, read: SimpleSigner) -> None:
        super().__init__(read.signing_cert, read.signing_key, read.cert_registry)
        self._parsed = load_der_private_key(read.signing_key.dump(), password=None)

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """Sign `data`; part of pyHanko's interface."""
        if isinstance(self._parsed, RSAPrivateKey) and digest_algorithm == DIGEST:
            return self._parsed.sign(data, PKCS1v15(), SHA256())
        signed: bytes = super().sign_raw(data, digest_algorithm)
        return signed


class Stamper(TimeStamper):
    """A client of a time-stamping authority; pyHanko's own reads the authorities of TLS anew for every question."""

    def __init__(self, url: str) -> None:
        TimeStamper.__init__(self)
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send a request; part of pyHanko's interface. Raises TimestampRequestError."""
        try:
            async with httpx.AsyncClient(
                timeout=SECONDS, trust_env=False, follow_redirects=True, verify=_authorities()
            ) as client:
                answer = await client.post(self.url, headers=set_tsp_headers({}), content=req.dump())
                answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TimestampRequestError("the time-stamping authority does not answer") from error
        if answer.headers.get("Content-Type") != REPLY:
            raise TimestampRequestError("what the time-stamping authority answers is no time stamp")
        return tsp.TimeStampResp.load(answer.content)


def sign(pdf: bytes, p12: Path, *, time_stamp_url: str | None, field: str = "ChuKy") -> bytes:
    """Sign a PDF with the key in `p12`: PAdES with a time stamp (B-T), or without where there is no address (B-B)."""
    signer = _key(p12, p12.stat().st_mtime_ns if p12.exists() else 0)
    meta = PdfSignatureMetadata(field_name=field, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES)
    stamper = Stamper(time_stamp_url) if time_stamp_url else None
    out = BytesIO()
    PdfSigner(meta, signer=signer, timestamper=stamper).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out)
    return out.getvalue()


@lru_cache(maxsize=64)
def _key(p12: Path, changed: int) -> Key:
    """The key in the file as it stood then; raises ValueError where there is none that can be used."""
    read = SimpleSigner.load_pkcs12(str(p12))
    if read is None:
        raise ValueError(f"no usable key in {p12}")
    return Key(read)


@cache
def _authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
