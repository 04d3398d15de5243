"""What is said of a signed file: good ones pass, each kind of bad one is named."""

import ipaddress
import json
import socket
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pytest_django import Settings

from dvctt.documents import signing, trust, validation
from dvctt.documents.validation import Report, validate_pdf
from tests.documents import papers
from tests.documents.test_signing import changed
from tests.fixtures_pki import Pki
from tests.patience import PATIENCE


@pytest.fixture(scope="module")
def ours() -> bytes:
    return papers.declaration()


def one(report: Report) -> validation.SignatureReport:
    assert len(report.signatures) == 1
    return report.signatures[0]


def test_signed_declaration_passes_in_the_child(pki: Pki, ours: bytes) -> None:
    report = validate_pdf(pki.sign(ours), expected_prefix=ours)
    signer = one(report)
    assert (report.ok, report.faults, report.intact) == (True, (), True)
    assert (signer.cn, signer.tax_code, signer.citizen_id) == ("Công ty TNHH Đo đạc Sông Hồng", "0100233488", "")
    assert (signer.coverage, signer.modification, signer.revocation, signer.warnings) == (
        "entire_file", "none", "good", ())  # fmt: skip
    assert signer.time_stamp is not None
    assert signer.issuer == "CA công cộng trình diễn"


@pytest.mark.parametrize("stamped", [True, False])
@pytest.mark.parametrize(
    ("flag", "code", "intact"),
    [("revoked", "revoked", True), ("expired", "expired", True), ("unknown_ca", "unknown_issuer", True)],
)
@pytest.mark.usefixtures("here")
def test_certificate_that_is_not_good_is_named(
    pki: Pki, ours: bytes, flag: str, code: str, intact: bool, stamped: bool
) -> None:
    report = validate_pdf(
        pki.sign(ours, pki.key("Nguyễn Văn Ước", "CCCD:001085012345", flag), stamped=stamped), expected_prefix=ours
    )
    assert report.faults == (("signature.0", code),)
    assert (report.ok, report.intact) == (False, intact)
    assert one(report).citizen_id == "001085012345"


@pytest.mark.usefixtures("here")
def test_signature_without_time_stamp_is_good_with_a_warning(pki: Pki, ours: bytes) -> None:
    report = validate_pdf(pki.sign(ours, stamped=False), expected_prefix=ours)
    assert report.ok
    assert one(report).warnings == ("no_time_stamp",)


@pytest.mark.usefixtures("here")
def test_certificate_not_yet_valid_is_named(pki: Pki, ours: bytes) -> None:
    report = validate_pdf(pki.sign(ours, stamped=False), at=datetime(2019, 1, 1, tzinfo=UTC))
    assert "signature.0" in dict(report.faults)
    assert report.codes == {"not_yet_valid"}


@pytest.mark.usefixtures("here")
def test_changed_byte_is_found(pki: Pki, ours: bytes) -> None:
    report = validate_pdf(changed(pki.sign(ours)), expected_prefix=ours)
    assert report.codes == {"changed_after_signing", "does_not_cover_our_bytes"}
    assert not report.intact


@pytest.mark.usefixtures("pki", "here")
@pytest.mark.parametrize("data", [b"%PDF-1.7 rubbish", b"", b"\x00" * 900])
def test_what_is_no_pdf_is_broken(data: bytes) -> None:
    assert validate_pdf(data).codes == {"broken"}


@pytest.mark.usefixtures("pki", "here")
def test_unsigned_is_told(ours: bytes) -> None:
    assert validate_pdf(ours, expected_prefix=ours).codes == {"not_signed"}


@pytest.mark.usefixtures("here")
def test_other_file_signed_does_not_cover_ours(pki: Pki, ours: bytes) -> None:
    other = papers.render(papers.template("declaration"), papers.declaration_data(addressee="Ai đó"), title="Đơn")
    assert validate_pdf(pki.sign(other), expected_prefix=ours).codes == {"does_not_cover_our_bytes"}


@pytest.mark.usefixtures("here")
def test_page_rewritten_before_signing_is_found(pki: Pki, ours: bytes) -> None:
    """The file begins with our bytes and the signature covers all of it, but the page shows something else."""
    writer = IncrementalPdfFileWriter(BytesIO(ours))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 100 100 re f"))
    writer.mark_update(page.container_ref)
    out = BytesIO()
    writer.write(out)
    slipped = out.getvalue()
    assert slipped.startswith(ours)
    assert validate_pdf(pki.sign(slipped), expected_prefix=ours).codes == {"does_not_cover_our_bytes"}


@pytest.mark.usefixtures("here")
def test_page_rewritten_after_signing_is_found(pki: Pki, ours: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(pki.sign(ours)))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 100 100 re f"))
    writer.mark_update(page.container_ref)
    out = BytesIO()
    writer.write(out)
    assert "changed_after_signing" in validate_pdf(out.getvalue()).codes


@pytest.mark.usefixtures("here")
def test_two_signers_are_both_judged(pki: Pki, ours: bytes) -> None:
    person = pki.key("Nguyễn Thị Hường", "CCCD:001185012345")
    report = validate_pdf(pki.sign(pki.sign(ours), person, field="Hai"), expected_prefix=ours)
    assert report.ok
    assert [signer.uid_kind for signer in report.signatures] == ["MST", "CCCD"]


@pytest.mark.parametrize("days", [0, 10, 3650])
@pytest.mark.usefixtures("here")
def test_agency_seal_is_judged_years_later_while_all_authorities_are_silent(pki: Pki, ours: bytes, days: int) -> None:
    sealed = signing.sign_pdf(ours, unit="TNN", at=datetime.now(UTC))
    pki.stop()
    try:
        at = datetime.now(UTC) + timedelta(days=days)
        report, spoilt = validate_pdf(sealed, at=at), validate_pdf(changed(sealed), at=at)
    finally:
        pki.start()
    assert (report.ok, spoilt.codes) == (True, {"changed_after_signing"})
    assert one(report).cn == "Cục Quản lý tài nguyên nước"


@pytest.mark.usefixtures("here")
def test_revocation_that_cannot_be_known_is_no_pass(pki: Pki, ours: bytes) -> None:
    signed = pki.sign(ours)
    pki.stop()
    try:
        assert validate_pdf(signed, expected_prefix=ours).codes == {"revocation_unknown"}
    finally:
        pki.start()


@pytest.mark.usefixtures("here")
def test_only_named_hosts_are_asked(pki: Pki, ours: bytes, settings: object) -> None:
    signed = pki.sign(ours)
    settings.REVOCATION_HOSTS = ["ocsp.example"]  # type: ignore[attr-defined]
    assert not trust.allowed(pki.time_stamp_url)
    assert validate_pdf(signed).codes == {"revocation_unknown"}


@pytest.mark.parametrize(
    ("named", "url", "asked"),
    [
        ("ocsp.example", "http://ocsp.example/a", True), ("ocsp.example", "https://ocsp.example:443/", True),
        ("ocsp.example", "http://ocsp.example:8080/", False), ("ocsp.example:8080", "http://ocsp.example:8080/", True),
        ("ocsp.example:8080", "http://ocsp.example/", False), ("ocsp.example", "ftp://ocsp.example/", False),
        ("ocsp.example", "http://ocsp.example@evil.example/", False), ("ocsp.example", "http://ocsp.example:x/", False),
        ("[::1]:9001", "http://[::1]:9001/x", True), ("127.0.0.1:9001", "http://127.0.0.1:9998/", False),
    ],
)  # fmt: skip
def test_a_host_is_asked_at_its_port_alone(settings: Settings, named: str, url: str, asked: bool) -> None:
    settings.REVOCATION_HOSTS = [named]
    assert trust.allowed(url) is asked


@pytest.mark.usefixtures("here")
def test_a_name_that_leads_into_our_own_network_is_not_asked(
    pki: Pki, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = pki.time_stamp_url.replace("127.0.0.1", "ocsp.example").replace("/tsa/tsa", "/crls/root/latest.crl")
    settings.REVOCATION_HOSTS = [f"ocsp.example:{pki.port}", f"127.0.0.1:{pki.port}"]
    led, real = ["127.0.0.1"], socket.getaddrinfo

    def found(host: str, port: Any, *more: Any, **named: Any) -> Any:
        return [entry for one in led for entry in real(one, port, *more, **named)] if host == "ocsp.example" else (
            real(host, port, *more, **named))  # fmt: skip

    monkeypatch.setattr(socket, "getaddrinfo", found)
    assert trust.ask(url, None) is None
    assert trust.ask(url.replace("ocsp.example", "127.0.0.1"), None)


@pytest.mark.usefixtures("here")
def test_the_address_that_was_looked_at_is_the_one_that_is_asked(
    pki: Pki, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = pki.time_stamp_url.replace("127.0.0.1", "ocsp.example").replace("/tsa/tsa", "/crls/root/latest.crl")
    settings.REVOCATION_HOSTS = [f"ocsp.example:{pki.port}"]
    answers, real = ["8.8.8.8", "127.0.0.1", "127.0.0.1"], socket.getaddrinfo

    def found(host: str, port: Any, *more: Any, **named: Any) -> Any:
        return real(answers.pop(0) if host == "ocsp.example" else host, port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    assert trust.ask(url, None, trust.Patience(0.5, 4)) is None
    monkeypatch.setattr(trust, "_addresses", lambda _host: ["127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", real)
    assert trust.ask(url, None)


@pytest.fixture
def twice_there(pki: Pki, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """An address of a host that has two, as public ones: at the first nobody answers."""
    settings.REVOCATION_HOSTS = [f"ocsp.example:{pki.port}"]
    real = socket.getaddrinfo

    def found(host: str, port: Any, *more: Any, **named: Any) -> Any:
        led = ["127.0.0.2", "127.0.0.1"] if host == "ocsp.example" else [host]
        return [entry for one in led for entry in real(one, port, *more, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    monkeypatch.setattr(ipaddress.IPv4Address, "is_global", True)
    return pki.time_stamp_url.replace("127.0.0.1", "ocsp.example").replace("/tsa/tsa", "/crls/root/latest.crl")


def test_where_one_address_of_a_host_is_silent_the_next_is_asked(twice_there: str) -> None:
    assert trust.ask(twice_there, None, trust.Patience(PATIENCE, 2))
    assert trust.ask(twice_there, None, trust.Patience(PATIENCE, 1)) is None
    assert trust.ask(twice_there, None, trust.Patience(0, 2)) is None


def test_what_is_no_address_is_not_asked(twice_there: str) -> None:
    assert trust.ask(f"{twice_there}\x01", None) is None


@pytest.mark.usefixtures("here")
def test_all_questions_about_a_file_have_one_time_together(
    pki: Pki, ours: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = pki.sign(ours)
    asked: list[float] = []
    ask = trust.ask

    def slow(url: str, question: bytes | None, patience: trust.Patience) -> bytes | None:
        asked.append(patience.left())
        patience._until = time.monotonic()
        return ask(url, question, patience)

    monkeypatch.setattr(trust, "ask", slow)
    assert validate_pdf(signed).codes == {"revocation_unknown"}
    assert asked[0] <= validation.SECONDS_ASKING and all(left <= 0 for left in asked[1:])


@pytest.mark.usefixtures("here")
def test_report_survives_being_kept(pki: Pki, ours: bytes) -> None:
    kept, _answers = validation.examine(pki.sign(ours), at=datetime.now(UTC) + timedelta(seconds=2))
    assert validation.from_json(json.loads(json.dumps(kept))).signatures[0].field == "ChuKy"
