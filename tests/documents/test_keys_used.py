"""Keys that are for something else, digests that can be forged, and times that nobody has proven."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from asn1crypto import algos
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ExtendedKeyUsageOID as Purpose

from dvctt.documents.signatures import usage
from dvctt.documents.validation import validate_pdf
from tests.documents import forging, pens
from tests.documents.pens import CERTIFICATES, DIGITAL_SIGNATURE, KEY_ENCIPHERMENT, NON_REPUDIATION
from tests.fixtures_pki import Pki

pytestmark = pytest.mark.usefixtures("here")
SMART_CARD = Purpose.SMARTCARD_LOGON


@pytest.mark.parametrize(
    ("uses", "purposes", "good"),
    [
        ((DIGITAL_SIGNATURE, NON_REPUDIATION), (), True), ((DIGITAL_SIGNATURE,), (), True),
        ((NON_REPUDIATION,), (), True), ((), (), True), ((DIGITAL_SIGNATURE,), (SMART_CARD,), True),
        ((DIGITAL_SIGNATURE,), (Purpose.CLIENT_AUTH, Purpose.EMAIL_PROTECTION), True),
        ((DIGITAL_SIGNATURE,), (Purpose.SERVER_AUTH, Purpose.EMAIL_PROTECTION), True),
        ((KEY_ENCIPHERMENT,), (), False), ((CERTIFICATES,), (), False),
        ((DIGITAL_SIGNATURE,), (Purpose.SERVER_AUTH,), False), ((DIGITAL_SIGNATURE,), (Purpose.TIME_STAMPING,), False),
        ((DIGITAL_SIGNATURE, NON_REPUDIATION), (Purpose.OCSP_SIGNING,), False),
        ((DIGITAL_SIGNATURE, NON_REPUDIATION), (Purpose.SERVER_AUTH, Purpose.CLIENT_AUTH), False),
        ((DIGITAL_SIGNATURE,), (Purpose.CODE_SIGNING,), False), ((DIGITAL_SIGNATURE,), (Purpose.CLIENT_AUTH,), True),
        ((DIGITAL_SIGNATURE,), (Purpose.SERVER_AUTH, Purpose.CLIENT_AUTH, Purpose.EMAIL_PROTECTION), True),
    ],
)  # fmt: skip
def test_only_a_key_that_is_for_signing_signs(
    pki: Pki, uses: Sequence[int], purposes: Sequence[Any], good: bool
) -> None:
    made = pens.certificate(pki, *uses, purposes=purposes)
    report = validate_pdf(pens.sign(forging.paper(), pens.signer(made, pki)))
    assert (report.ok, report.codes) == (good, set() if good else {"wrong_key_usage"})
    assert (report.signatures[0].intact, report.signatures[0].trusted) == (True, good)


@pytest.mark.parametrize("digest", ["sha1", "sha224", "md5", "sha256", "sha512"])
def test_a_digest_that_can_be_forged_is_a_fault(pki: Pki, digest: str) -> None:
    by = pens.SimpleSigner.load_pkcs12(str(pki.key()))
    assert by is not None
    report = validate_pdf(pens.sign(forging.paper(), by, md_algorithm=digest))
    assert report.codes == ({"weak_algorithm"} if digest in ("sha1", "sha224", "md5") else set()), report


def test_an_old_digest_is_believed_where_its_time_is_proven(pki: Pki) -> None:
    class Signed:
        md_algorithm = "sha1"
        signer_info: Any = {"signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha1_rsa"})}

    signed: Any = Signed()
    assert usage.is_weak(signed, None) and usage.is_weak(signed, datetime(2020, 1, 1, tzinfo=UTC))
    assert not usage.is_weak(signed, datetime(2016, 1, 1, tzinfo=UTC))
    signed.md_algorithm = "md5"
    assert usage.is_weak(signed, datetime(2016, 1, 1, tzinfo=UTC))


def test_the_time_of_a_made_up_stamp_is_only_said(pki: Pki) -> None:
    by = pens.signer(pens.certificate(pki, DIGITAL_SIGNATURE), pki)
    report = validate_pdf(pens.sign(forging.paper(), by, stamper=pens.made_up_stamper()))
    (one,) = report.signatures
    assert one.time_stamp is None and one.time_stamp_by == "" and "time_stamp_untrusted" in one.warnings
    assert one.claimed_time is not None and not report.codes


def test_the_time_of_a_stamp_that_holds_is_proven_whoever_signed(pki: Pki) -> None:
    stranger = pki.key("Người lạ", "CCCD:001203000123", "unknown_ca")
    (one,) = validate_pdf(pki.sign(forging.paper(), stranger)).signatures
    assert one.faults == ("unknown_issuer",) and one.time_stamp is not None
    assert one.time_stamp_by == "Dịch vụ cấp dấu thời gian trình diễn"


def test_a_key_that_is_too_short_signs_nothing(pki: Pki, monkeypatch: pytest.MonkeyPatch) -> None:
    short = rsa.generate_private_key(65537, 1024)
    monkeypatch.setattr(pens, "key", lambda: short)
    made = pens.certificate(pki, DIGITAL_SIGNATURE, NON_REPUDIATION)
    report = validate_pdf(pens.sign(forging.paper(), pens.signer(made, pki)))
    assert not report.ok and not report.signatures[0].trusted
    assert report.codes == {"weak_algorithm"}
