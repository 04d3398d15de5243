"""Whether a signature was made with a key that is for signing, and with a digest that nobody can forge."""

from datetime import UTC, datetime

from asn1crypto import x509
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

SIGNING = frozenset({"digital_signature", "non_repudiation"})
# Purposes of machines and programs. A certificate that is for one of these, and for nothing that people do with a key,
# signs no document, whatever its key may do. To sign in somewhere is for both: web servers' certificates name it too.
OF_MACHINES = frozenset({"server_auth", "time_stamping", "ocsp_signing", "code_signing"})
OF_BOTH = frozenset({"client_auth"})
# Too short to be relied on; SHA-1 has been forged.
OUTDATED = frozenset({"sha1", "sha224", "sha3_224", "sha512_224"})
BROKEN = frozenset({"md2", "md4", "md5"}) | OUTDATED
# Until then they were in use, and nobody could make two files with one digest.
BELIEVED_UNTIL = datetime(2018, 1, 1, tzinfo=UTC)


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether the certificate lets its key sign documents; one that names no use is for any (RFC 5280, 4.2.1.3)."""
    usage, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    if usage is not None and not SIGNING & usage.native:
        return False
    named = set() if purposes is None else set(purposes.native)
    return not named & OF_MACHINES or bool(named - OF_MACHINES - OF_BOTH)


def is_weak(signature: EmbeddedPdfSignature, proven: datetime | None) -> bool:
    """Whether the digest is forged or too short; one of OUTDATED is believed of an old file whose time is proven.

    Certificates and answers of authorities are not meant: what they sign is no stranger's to choose.
    """
    used = _digests(signature) & BROKEN
    old = proven is not None and proven < BELIEVED_UNTIL
    return bool(used - OUTDATED) or (bool(used) and not old)


def _digests(signature: EmbeddedPdfSignature) -> set[str]:
    used = {signature.md_algorithm}
    algorithm = signature.signer_info["signature_algorithm"]
    try:
        used.add(algorithm.hash_algo)
    except ValueError:
        # The algorithm names none: that of the content counts.
        return used
    return used
