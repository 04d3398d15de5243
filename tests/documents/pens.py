"""Signing with certificates of any use, with stamps to be seen, other digests and time stamps of one's own."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from dvctt.documents import signing
from dvctt.documents.adapters import tsa
from examples.pki.register import load
from tests.fixtures_pki import Pki

# Bits of the key usage, in the order of RFC 5280.
DIGITAL_SIGNATURE, NON_REPUDIATION, KEY_ENCIPHERMENT, CERTIFICATES = 0, 1, 2, 5


@cache
def key() -> ec.EllipticCurvePrivateKey:
    """One key for all of them: only certificates differ."""
    return ec.generate_private_key(ec.SECP256R1())


def certificate(
    pki: Pki | None, *uses: int, purposes: Iterable[x509.ObjectIdentifier] = (), name: str = "Công ty Nước"
) -> x509.Certificate:
    """A certificate of the public authority for these uses, or, without authorities, one that its own key signed.

    It bears the number of a certificate that was issued, so that its state is known as good.
    """
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name),
                         x509.NameAttribute(NameOID.USER_ID, "MST:0100233488")])  # fmt: skip
    issuer, signer, number = (subject, key(), 7) if pki is None else _authority(pki)
    now = datetime.now(UTC).replace(microsecond=0)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key().public_key())
        .serial_number(number).not_valid_before(now - timedelta(days=9)).not_valid_after(now + timedelta(days=900))
    )  # fmt: skip
    if uses:
        made = made.add_extension(x509.KeyUsage(*(one in uses for one in range(9))), critical=True)
    if wanted := list(purposes):
        made = made.add_extension(x509.ExtendedKeyUsage(wanted), critical=False)
    if pki is not None:
        for extension in _issued(pki).extensions:
            if extension.oid.dotted_string in ("1.3.6.1.5.5.7.1.1", "2.5.29.31"):
                made = made.add_extension(extension.value, critical=False)
    return made.sign(signer, hashes.SHA256())


def _issued(pki: Pki) -> x509.Certificate:
    pki.key()
    register = load(pki.folder)
    subject = next(one for one in register.subjects if one.authority == "public-ca" and not one.revoked)
    return x509.load_der_x509_certificate(register.certificate_file(subject.label).read_bytes())


def _authority(pki: Pki) -> tuple[x509.Name, Any, int]:
    register = load(pki.folder)
    issuer = x509.load_der_x509_certificate(register.certificate_file("public-ca").read_bytes())
    signer = serialization.load_pem_private_key(register.key_file("public-ca").read_bytes(), None)
    return issuer.subject, signer, _issued(pki).serial_number


def signer(made: x509.Certificate, pki: Pki | None = None) -> SimpleSigner:
    """PyHanko's signer with this certificate."""
    known = SimpleCertificateStore()
    if pki is not None:
        known.register(asn1_x509.Certificate.load(load(pki.folder).certificate_file("public-ca").read_bytes()))
    return SimpleSigner(signing_cert=_asn1(made), signing_key=_private(), cert_registry=known)


def sign(
    pdf: bytes,
    by: SimpleSigner,
    *,
    field: str = "ChuKy",
    box: tuple[float, float, float, float] | None = None,
    stamper: Any = None,
    drawn: bool = True,
    **how: Any,
) -> bytes:
    """The PDF signed by `by`; with a `box` its stamp is to be seen there on the first page.

    `drawn`: it has the tool's own picture, which does not fit into a narrow box.
    """
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    if box is not None:
        append_signature_field(writer, SigFieldSpec(field, box=box))
    meta = PdfSignatureMetadata(
        field_name=field, **{"md_algorithm": "sha256", "subfilter": SigSeedSubFilter.PADES, **how}
    )
    out = BytesIO()
    style = None if drawn else StaticStampStyle(border_width=0)
    PdfSigner(meta, signer=by, timestamper=stamper, stamp_style=style).sign_pdf(writer, output=out)
    return out.getvalue()


def made_up_stamper() -> DummyTimeStamper:
    """A time-stamping authority of one's own that says it is 2001."""
    own = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TSA tự xưng")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(own.public_key()).serial_number(9)
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(own, hashes.SHA256())
    )  # fmt: skip
    return DummyTimeStamper(_asn1(made), _private(own), fixed_dt=datetime(2001, 2, 3, tzinfo=UTC))


def provable(pdf: bytes, by: SimpleSigner, url: str, **how: Any) -> bytes:
    """Signed and stamped, with what proves it in an update behind the signature (B-LT)."""
    return sign(pdf, by, stamper=tsa.client(url), embed_validation_info=True, validation_context=signing._context(),
                **how)  # fmt: skip


def _asn1(made: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(made.public_bytes(serialization.Encoding.DER))


def _private(one: Any = None) -> keys.PrivateKeyInfo:
    return keys.PrivateKeyInfo.load((one or key()).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))  # fmt: skip
