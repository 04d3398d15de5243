"""Mail to a server elsewhere goes encrypted, to the server that it is meant for, or not at all."""

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_django import Settings

from dvctt.kernel import clock
from dvctt.notices.adapters import smtp
from dvctt.notices.adapters.letter import Letter
from dvctt.ops.ports import free_port


class Kept:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(bytes(envelope.content or b""))
        return "250 OK"

    def known(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (b"dvctt", b"a password"))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of 127.0.0.1, which is its own authority, in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string("CN=mail")
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(datetime.now(UTC) - timedelta(1)).not_valid_after(datetime.now(UTC) + timedelta(1))
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = made.add_extension(here, critical=False).add_extension(x509.BasicConstraints(True, None), critical=True)
    file = tmp_path / "mail.pem"
    shape = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signed = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    file.write_bytes(key.private_bytes(*shape) + signed)
    return file


@pytest.fixture
def kept(certificate: Path, settings: Settings) -> Iterator[Kept]:
    """A server that insists on TLS and on a password."""
    handler, context = Kept(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = Controller(handler, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True,
                        authenticator=handler.known, auth_required=True)  # fmt: skip
    server.start()
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", server.port
    settings.MAIL_TLS, settings.MAIL_CA = "starttls", str(certificate)
    settings.MAIL_USER, settings.MAIL_PASSWORD = "dvctt", "a password"
    yield handler
    server.stop()


def letter() -> Letter:
    return Letter(reference="r", address="lan@vidu.example", name="Lan", language="vi", title="Thư", body="Xin chào.",
                  at=clock.now())  # fmt: skip


def test_mail_goes_encrypted_and_signed_in(kept: Kept) -> None:
    smtp.send(letter())
    assert len(kept.mails) == 1


@pytest.mark.parametrize("change", [{"MAIL_CA": ""}, {"MAIL_HOST": "localhost"}, {"MAIL_TLS": ""},
                                    {"MAIL_PASSWORD": "another"}])  # fmt: skip
def test_mail_waits_where_the_server_is_not_the_one_or_nothing_is_encrypted(
    kept: Kept, settings: Settings, change: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 2)  # a server of the library that hangs after a wrong password
    for name, value in change.items():
        setattr(settings, name, value)
    with pytest.raises(OSError):
        smtp.send(letter())
    assert kept.mails == []
