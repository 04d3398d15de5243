"""Making the folder, and certificates for those who ask."""

import secrets
from dataclasses import replace
from pathlib import Path

from asn1crypto import pem
from certomancer.registry import CertLabel

from examples.pki import authorities
from examples.pki.register import Authority, Register, Subject, ensure_key, load, locked, path_of, save

AGENCIES = {
    "BO": ("Bộ Tài nguyên và Môi trường", "MST:0100100015"),
    "LDB": ("Bộ Tài nguyên và Môi trường", "MST:0100100015"),
    "VPB": ("Văn phòng Bộ Tài nguyên và Môi trường", "MST:0100100022"),
    "MOTCUA": ("Bộ phận Tiếp nhận và Trả kết quả - Bộ Tài nguyên và Môi trường", "MST:0100100079"),
    "TNN": ("Cục Quản lý tài nguyên nước", "MST:0100100047"),
    "DDBD": ("Cục Đo đạc, Bản đồ và Thông tin địa lý Việt Nam", "MST:0100100054"),
    "DDBD-MC": ("Bộ phận Một cửa - Cục Đo đạc, Bản đồ và Thông tin địa lý Việt Nam", "MST:0100100061"),
}


def initialise(folder: Path, port: int) -> Register:
    """Make keys and certificates of the authorities and the agencies' seals; what is there already stays."""
    with locked(folder):
        register = load(folder) if path_of(folder).exists() else Register(folder, port, ())
        if register.port != port:
            raise ValueError(f"the certificates in {folder} name port {register.port}")
        authorities.make_machine_keys(register)
        for label in authorities.machine_labels():
            authorities.keep_certificate(register, label)
        _trust(register)
        for code, (name, uid) in AGENCIES.items():
            if not (folder / "agencies" / f"{code}.p12").exists():
                subject = Subject(f"agency-{code}", name, uid, "government-ca", "2020-01-01", "2044-01-01")
                register = _admit(register, subject)
                _export(register, subject, folder / "agencies" / f"{code}.p12")
        save(register)
        return register


def issue(
    folder: Path,
    *,
    name: str,
    uid: str,
    out: Path,
    revoked: bool = False,
    expired: bool = False,
    unknown_ca: bool = False,
) -> Subject:
    """Give `name` a certificate with `uid` (`MST:…`, `CCCD:…`) and write key and chain to `out` (PKCS#12)."""
    authority: Authority = "unknown-ca" if unknown_ca else "public-ca"
    years = ("2021-01-01", "2023-01-01") if expired else ("2020-06-01", "2044-01-01")
    subject = Subject(f"subject-{secrets.token_hex(6)}", name, uid, authority, *years)
    if revoked:
        subject = replace(subject, revoked="2022-06-01")
    with locked(folder):
        register = _admit(load(folder), subject)
        _export(register, subject, out)
        save(register)
    return subject


def revoke(folder: Path, label: str, since: str) -> None:
    """Revoke the certificate of `label` since the date `since` (`YYYY-MM-DD`)."""
    with locked(folder):
        register = load(folder)
        subjects = tuple(replace(one, revoked=since) if one.label == label else one for one in register.subjects)
        save(replace(register, subjects=subjects))


def _admit(register: Register, subject: Subject) -> Register:
    ensure_key(register.key_file(subject.label), kind="rsa")
    register = replace(register, subjects=(*register.subjects, subject))
    authorities.keep_certificate(register, subject.label)
    return register


def _export(register: Register, subject: Subject, out: Path) -> None:
    data: bytes = authorities.architecture(register).package_pkcs12(CertLabel(subject.label))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.touch(mode=0o600)
    out.write_bytes(data)


def _trust(register: Register) -> None:
    folder = register.folder / "trust"
    folder.mkdir(exist_ok=True)
    certificate = register.certificate_file("root").read_bytes()
    (folder / "root.pem").write_bytes(pem.armor("CERTIFICATE", certificate))
