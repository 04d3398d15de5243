"""Signatures by certificates of any subject, and signatures that break the rules, made as tools outside make them."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from asn1crypto import algos, cms, core, keys, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

KEY = ec.generate_private_key(ec.SECP256R1())
NAME = ("2.5.4.3", core.UTF8String("Công ty Nước Thử Nghiệm"))


def teletex(text: str) -> core.Asn1Value:
    """A TeletexString whose bytes are those of the Windows code page, as authorities write them."""
    return core.Asn1Value.load(b"\x14" + bytes([len(text)]) + text.encode("cp1252"))


def certificate(*names: tuple[str, core.Asn1Value]) -> x509.Certificate:
    """A certificate signed by its own key, whose subject has these object identifiers and values."""
    subject = x509.Name("", x509.RDNSequence([_rdn(kind, value) for kind, value in names]))
    now = datetime.now(UTC).replace(microsecond=0)
    body = x509.TbsCertificate({
        "version": "v3", "serial_number": 20_26, "signature": {"algorithm": "sha256_ecdsa"}, "issuer": subject,
        "subject": subject, "subject_public_key_info": keys.PublicKeyInfo.load(_public()),
        "validity": {"not_before": _time(now - timedelta(days=9)), "not_after": _time(now + timedelta(days=90))},
        "extensions": [
            {"extn_id": "key_usage", "critical": True, "extn_value": {"digital_signature", "non_repudiation"}},
        ],
    })  # fmt: skip
    signature = KEY.sign(body.dump(), ec.ECDSA(hashes.SHA256()))
    made = x509.Certificate({
        "tbs_certificate": body, "signature_algorithm": {"algorithm": "sha256_ecdsa"}, "signature_value": signature,
    })  # fmt: skip
    return x509.Certificate.load(made.dump())


def signed(pdf: bytes, *names: tuple[str, core.Asn1Value]) -> bytes:
    """The PDF, signed by such a certificate."""
    private = KEY.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = SimpleSigner(
        signing_cert=certificate(*names),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    )
    out = BytesIO()
    meta = PdfSignatureMetadata(field_name="ChuKy", md_algorithm="sha256")
    PdfSigner(meta, signer=signer).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out)
    return out.getvalue()


def with_cms(pdf: bytes, change: Any) -> bytes:
    """The signed PDF after `change` worked on the signed data of its signature; the signed bytes stay."""
    start = pdf.index(b"/Contents <") + len(b"/Contents <")
    end = pdf.index(b">", start)
    content = cms.ContentInfo.load(bytes.fromhex(pdf[start:end].decode()))
    change(content["content"])
    written = content.dump(force=True).hex().encode()
    assert len(written) <= end - start
    return pdf[:start] + written.ljust(end - start, b"0") + pdf[end:]


def _rdn(kind: str, value: core.Asn1Value) -> x509.RelativeDistinguishedName:
    # The value is given as it is, not as the library would write one of that kind.
    pair = core.SequenceOf([core.ObjectIdentifier(kind), value], spec=core.Any)
    return x509.RelativeDistinguishedName.load(core.SetOf([pair], spec=core.Any).dump())


def _public() -> bytes:
    return KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _time(at: datetime) -> x509.Time:
    return x509.Time({"utc_time": at})
