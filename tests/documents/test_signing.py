"""The agency's seal and the time stamps, made with the real authorities."""

import hashlib
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from dvctt.documents import signing
from tests.documents import papers
from tests.fixtures_pki import Pki

pytestmark = pytest.mark.usefixtures("pki")
AT = datetime(2026, 2, 5, 3, 0, tzinfo=UTC)


def seal(pdf: bytes) -> bytes:
    return signing.sign_pdf(pdf, unit="TNN", reason="Cấp giấy phép", location="Hà Nội", at=AT)


def test_poppler_agrees_until_a_byte_is_changed(tmp_path: Path) -> None:
    signed = seal(papers.declaration())
    for name, data, verdict in (("good", signed, "Signature is Valid"), ("bad", changed(signed), "Digest Mismatch")):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        told = subprocess.run(["pdfsig", "-nocert", path], check=False, capture_output=True, text=True).stdout
        assert verdict in told
        assert "Cục Quản lý tài nguyên nước" in told


def changed(pdf: bytes) -> bytes:
    """One byte of the first page's content differs."""
    place = pdf.index(b"stream") + 40
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def test_agency_without_key_is_told() -> None:
    with pytest.raises(LookupError, match="NOWHERE"):
        signing.sign_pdf(papers.declaration(), unit="NOWHERE", at=AT)


def test_silent_authority_is_an_error_to_try_again(pki: Pki) -> None:
    pdf = papers.declaration()
    pki.stop()
    try:
        with pytest.raises(signing.SignerUnavailable):
            seal(pdf)
        with pytest.raises(signing.SignerUnavailable):
            signing.time_stamp(hashlib.sha256(b"x").digest())
    finally:
        pki.start()
    assert seal(pdf).startswith(pdf)


def test_an_authority_that_points_elsewhere_is_not_followed(pki: Pki, settings: Settings) -> None:
    pdf, digest = papers.declaration(), hashlib.sha256(b"x").digest()
    pki.stop()
    pki.start("--moved")
    try:
        with pytest.raises(signing.SignerUnavailable, match="time-stamping"):
            signing.time_stamp(digest)
        settings.TSA_URL = pki.time_stamp_url.replace("/dvctt/", "/moved/dvctt/")
        assert signing.check_time_stamp(digest, signing.time_stamp(digest))
        with pytest.raises(signing.SignerUnavailable):
            seal(pdf)
    finally:
        pki.stop()
        pki.start()
    settings.TSA_URL = pki.time_stamp_url
    assert seal(pdf).startswith(pdf)


def test_time_stamp_holds_for_its_digest_alone() -> None:
    digest, other = (hashlib.sha256(text).digest() for text in (b"seal", b"other"))
    token = signing.time_stamp(digest)
    assert signing.check_time_stamp(digest, token)
    assert not signing.check_time_stamp(other, token)
    assert not signing.check_time_stamp(digest, token[:-4] + b"0000")
    assert not signing.check_time_stamp(digest, b"no token")


def test_time_stamp_of_an_untrusted_authority_does_not_hold(tmp_path: Path, settings: object) -> None:
    digest = hashlib.sha256(b"seal").digest()
    token = signing.time_stamp(digest)
    settings.TRUST_FOLDER = tmp_path  # type: ignore[attr-defined]
    assert not signing.check_time_stamp(digest, token)
