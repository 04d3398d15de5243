"""Certificates and revocation data around a signature; runs in the limited child, so it asks nobody itself."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from asn1crypto import cms, crl, ocsp, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.fetchers.common_utils import format_ocsp_request, gather_aia_issuer_urls
from pyhanko_certvalidator.policy_decl import (
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
    DisallowWeakAlgorithmsPolicy,
    FreshnessReqType,
    RevocationCheckingPolicy,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

# SHA-1 is reported as a warning: files from before 2018 bear it, and their content is no longer the signer's to forge.
UNUSABLE_HASHES = frozenset({"md2", "md5"})
SMALLEST_RSA_KEY = 2048
STAMPS = CertRevTrustPolicy(
    RevocationCheckingPolicy.from_legacy("soft-fail"),
    freshness=timedelta(days=36_500),
    freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
)


@dataclass
class Evidence:
    """What is known without asking: the trusted roots, and what was fetched for this file."""

    roots: list[x509.Certificate]
    certificates: list[x509.Certificate] = field(default_factory=list)
    answers: list[OCSPContainer] = field(default_factory=list)
    lists: list[CRLContainer] = field(default_factory=list)

    def add(self, kind: str, der: bytes) -> None:
        """Take in something fetched; what cannot be read is as if it had not come."""
        try:
            if kind == "ocsp":
                self.answers.extend(OCSPContainer.load_multi(ocsp.OCSPResponse.load(der)))
            elif kind == "crl":
                self.lists.append(CRLContainer(crl.CertificateList.load(_bare(der))))
            else:
                self.certificates.append(x509.Certificate.load(_bare(der)))
        except (ValueError, TypeError, KeyError):
            return

    def specification(self) -> PdfSignatureValidationSpec:
        """Validation against the roots, nothing asked of the network; revocation must be known for the signer's chain.

        A time-stamping authority that is known to be revoked is refused too, but one whose fresh state cannot be had
        is believed: else no archived document could be judged once the authority has gone.
        """
        knowledge = LocalKnowledge(known_ocsps=self.answers, known_crls=self.lists, known_certs=self.certificates)
        return PdfSignatureValidationSpec(
            SignatureValidationSpec(
                cert_validation_policy=self._policy(CertRevTrustPolicy(REQUIRE_REVINFO)),
                ts_cert_validation_policy=self._policy(STAMPS),
                revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
                local_knowledge=knowledge,
            )
        )

    def _policy(self, revocation: CertRevTrustPolicy) -> CertValidationPolicySpec:
        return CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(self.roots),
            revinfo_policy=revocation,
            algorithm_usage_policy=DisallowWeakAlgorithmsPolicy(
                weak_hash_algos=UNUSABLE_HASHES, rsa_key_size_threshold=SMALLEST_RSA_KEY
            ),
        )


def wanted(reader: PdfFileReader, signatures: Iterable[Any], evidence: Evidence) -> list[dict[str, Any]]:
    """What would help: per certificate places to ask, best first, as {kind, url, question (base64) or None}."""
    chain = {cert.sha256: cert for cert in _all_certificates(reader, signatures)}
    pool = {cert.sha256: cert for cert in (*chain.values(), *evidence.certificates, *evidence.roots)}
    anchors = {root.sha256 for root in evidence.roots}
    asks = []
    for certificate in pool.values():
        if certificate.sha256 in anchors or certificate.ocsp_no_check_value is not None:
            continue
        issuer = next((candidate for candidate in pool.values() if candidate.subject == certificate.issuer), None)
        options = list(_status_places(certificate, issuer)) if issuer else list(_issuer_places(certificate))
        if options:
            asks.append({"options": options})
    return asks


def _status_places(certificate: x509.Certificate, issuer: x509.Certificate) -> Iterator[dict[str, Any]]:
    for url in certificate.ocsp_urls:
        question = format_ocsp_request(
            certificate, AuthorityWithCert(issuer), certid_hash_algo="sha1", request_nonces=False
        )
        yield {"kind": "ocsp", "url": url, "question": base64.b64encode(question.dump()).decode()}
    for point in certificate.crl_distribution_points:
        if point.url:
            yield {"kind": "crl", "url": point.url, "question": None}


def _issuer_places(certificate: x509.Certificate) -> Iterator[dict[str, Any]]:
    for url in gather_aia_issuer_urls(certificate):
        yield {"kind": "certificate", "url": url, "question": None}


def _all_certificates(reader: PdfFileReader, signatures: Iterable[Any]) -> Iterator[x509.Certificate]:
    for signature in signatures:
        yield from _certificates_in(signature.signed_data)
        for stamp in extract_tst_data_iter(signature.signer_info, signed=False):
            yield from _certificates_in(stamp)
    try:
        yield from DocumentSecurityStore.read_dss(reader).load_certs()
    except NoDSSFoundError:
        return


def _certificates_in(signed: cms.SignedData) -> Iterator[x509.Certificate]:
    for choice in signed["certificates"]:
        if choice.name == "certificate":
            yield choice.chosen


def _bare(data: bytes) -> bytes:
    return bytes(pem.unarmor(data)[2]) if pem.detect(data) else data
