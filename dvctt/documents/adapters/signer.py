"""The agency's key as a file on this machine (PKCS#12): what stands behind `signing.Signer` until an HSM does."""

from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates, load_pkcs12
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign import Signer as PyHankoSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

HASHES: dict[str, HashAlgorithm] = {"sha256": SHA256(), "sha384": SHA384(), "sha512": SHA512()}


class SoftwareKey(PyHankoSigner):
    """A key that was parsed and checked once: parsing an RSA key costs 70 ms, signing with it 1 ms."""

    def __init__(self, bundle: PKCS12KeyAndCertificates) -> None:
        if bundle.cert is None or not isinstance(bundle.key, RSAPrivateKey | EllipticCurvePrivateKey):
            raise ValueError("the file holds no certificate with an RSA or EC key")
        chain = [entry.certificate for entry in (bundle.cert, *bundle.additional_certs)]
        parsed = [next(iter(load_certs_from_pemder_data(cert.public_bytes(Encoding.DER)))) for cert in chain]
        registry = SimpleCertificateStore()
        registry.register_multiple(parsed)
        super().__init__(signing_cert=parsed[0], cert_registry=registry)
        self.key = bundle.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign `data`; part of pyHanko's interface."""
        method = HASHES[digest_algorithm]
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(data, PKCS1v15(), method)
        return self.key.sign(data, ECDSA(method))


def software_key(folder: Path, unit: str) -> SoftwareKey:
    """The key of `unit` from `<folder>/agencies/<unit>.p12`; raises LookupError where there is none."""
    path = folder / "agencies" / f"{unit}.p12"
    if not path.is_file():
        raise LookupError(f"no signing key for {unit}")
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _load(path: Path, changed: int) -> SoftwareKey:
    return SoftwareKey(load_pkcs12(path.read_bytes(), None))
