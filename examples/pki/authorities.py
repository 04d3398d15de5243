"""The authorities as certomancer's configuration: a root, a public and a government authority, one nobody trusts."""

from typing import Any

from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, PKIArchitecture

from examples.pki.register import Register, Subject, ensure_key

ARCHITECTURE = "dvctt"
SINCE, UNTIL = "2020-01-01T00:00:00+0000", "2045-01-01T00:00:00+0000"
# What comes after the first generation: with it what that one has stamped is stamped again before it ends.
LATER = "2075-01-01T00:00:00+0000"
LONGER = frozenset({"root", "government-ca-2", "government-ca-2-ocsp", "tsa-2"})
NAMES = {
    "root": ("Root CA trình diễn", "Trung tâm Chứng thực điện tử quốc gia (trình diễn)"),
    "public-ca": ("CA công cộng trình diễn", "Nhà cung cấp chứng thực chữ ký số công cộng (trình diễn)"),
    "government-ca": ("CA chuyên dùng Chính phủ trình diễn", "Ban Cơ yếu Chính phủ (trình diễn)"),
    "government-ca-2": ("CA chuyên dùng Chính phủ trình diễn G2", "Ban Cơ yếu Chính phủ (trình diễn)"),
    "unknown-root": ("Root CA không rõ nguồn gốc", "Tổ chức không được công nhận"),
    "unknown-ca": ("CA không rõ nguồn gốc", "Tổ chức không được công nhận"),
}
ISSUERS = {"public-ca": "root", "government-ca": "root", "government-ca-2": "root", "unknown-ca": "unknown-root"}
SERVICES = {"tsa": "Dịch vụ cấp dấu thời gian trình diễn", "tsa-2": "Dịch vụ cấp dấu thời gian trình diễn G2"}
# By whom each time-stamping authority is certified.
STAMPERS = {"tsa": "government-ca", "tsa-2": "government-ca-2"}


def architecture(register: Register) -> PKIArchitecture:
    """The authorities with everything they have issued; certificates that were kept are taken from their files."""
    config = CertomancerConfig(
        configuration(register),
        key_search_dir=str(register.folder),
        config_search_dir=str(register.folder),
        lazy_load_keys=True,
    )
    return config.get_pki_arch(ArchLabel(ARCHITECTURE))


def keep_certificate(register: Register, label: str) -> None:
    """Issue the certificate of `label` and keep it; one that is kept already stays as it is."""
    target = register.certificate_file(label)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(architecture(register).get_cert(CertLabel(label)).dump())


def machine_labels() -> list[str]:
    """Labels of everything that is not a person, an organisation or an agency, issuers first."""
    return [*NAMES, *(f"{issuer}-ocsp" for issuer in ISSUERS), *SERVICES]


def make_machine_keys(register: Register) -> None:
    """Make the keys of the authorities: elliptic curves, which load and sign a hundred times faster than RSA."""
    for label in machine_labels():
        ensure_key(register.key_file(label), kind="ec")


def configuration(register: Register) -> dict[str, Any]:
    """Certomancer's own configuration format."""
    labels = machine_labels() + [subject.label for subject in register.subjects]
    return {
        "external-url-prefix": register.address,
        "keysets": {
            ARCHITECTURE: {"path-prefix": "keys", "keys": {label: {"path": f"{label}.pem"} for label in labels}}
        },
        "pki-architectures": {
            ARCHITECTURE: {
                "keyset": ARCHITECTURE,
                "entity-defaults": {"country-name": "VN"},
                "entities": _entities(register),
                "certs": _certificates(register),
                "services": _services(),
            },
        },
    }


def _entities(register: Register) -> dict[str, dict[str, str]]:
    machines = {label: {"organization-name": owner, "common-name": name} for label, (name, owner) in NAMES.items()}
    responders = {f"{issuer}-ocsp": {"common-name": f"OCSP - {NAMES[issuer][0]}"} for issuer in ISSUERS}
    services = {label: {"common-name": name} for label, name in SERVICES.items()}
    people = {subject.label: {"common-name": subject.name, "user-id": subject.uid} for subject in register.subjects}
    return {**machines, **responders, **services, **people}


def _certificates(register: Register) -> dict[str, dict[str, Any]]:
    certificates = {root: _authority_certificate(root) for root in ("root", "unknown-root")}
    for issuer, root in ISSUERS.items():
        certificates[issuer] = _authority(root)
        certificates[f"{issuer}-ocsp"] = _certificate(issuer) | {"profiles": ["ocsp-responder"]}
    for label, issuer in STAMPERS.items():
        certificates[label] = _certificate(issuer) | {"extensions": [*_time_stamping(), *_addresses(issuer)]}
    certificates |= {subject.label: _end_entity(subject) for subject in register.subjects}
    for label, certificate in certificates.items():
        certificate.setdefault("subject", label)
        if label in LONGER:
            certificate["validity"] = {"valid-from": SINCE, "valid-to": LATER}
        if register.certificate_file(label).exists():
            certificate["certificate-file"] = f"certificates/{label}.crt"
    return certificates


def _certificate(issuer: str) -> dict[str, Any]:
    return {"issuer": issuer, "validity": {"valid-from": SINCE, "valid-to": UNTIL}}


def _authority_certificate(issuer: str) -> dict[str, Any]:
    return _certificate(issuer) | {"extensions": _authority_extensions()}


def _authority(root: str) -> dict[str, Any]:
    return _certificate(root) | {"extensions": [*_authority_extensions(), _crl(root)]}


def _end_entity(subject: Subject) -> dict[str, Any]:
    certificate: dict[str, Any] = {
        "issuer": subject.authority,
        "validity": {
            "valid-from": f"{subject.valid_from}T00:00:00+0000",
            "valid-to": f"{subject.valid_to}T00:00:00+0000",
        },
        "extensions": [_key_usage("digital_signature", "non_repudiation"), *_addresses(subject.authority)],
    }
    if subject.revoked:
        certificate["revocation"] = {"revoked-since": f"{subject.revoked}T00:00:00+0000", "reason": "key_compromise"}
    return certificate


def _authority_extensions() -> list[dict[str, Any]]:
    return [
        {"id": "basic_constraints", "critical": True, "value": {"ca": True}},
        _key_usage("digital_signature", "key_cert_sign", "crl_sign"),
    ]


def _time_stamping() -> list[dict[str, Any]]:
    usage = {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]}
    return [_key_usage("digital_signature"), usage]


def _key_usage(*names: str) -> dict[str, Any]:
    return {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": list(names)}}


def _crl(issuer: str) -> dict[str, Any]:
    params = {"crl-repo-names": [issuer]}
    return {"id": "crl_distribution_points", "smart-value": {"schema": "crl-dist-url", "params": params}}


def _addresses(issuer: str) -> list[dict[str, Any]]:
    params = {"ocsp-responder-names": [issuer], "ca-issuer-links": [{"repo": issuer}]}
    urls = {"id": "authority_information_access", "smart-value": {"schema": "aia-urls", "params": params}}
    return [urls, _crl(issuer)]


def _services() -> dict[str, Any]:
    issuers = ["root", "unknown-root", *ISSUERS]
    return {
        "ocsp": {issuer: {"for-issuer": issuer, "responder-cert": f"{issuer}-ocsp"} for issuer in ISSUERS},
        "crl-repo": {issuer: {"for-issuer": issuer, "simulated-update-schedule": "PT1H"} for issuer in issuers},
        "cert-repo": {issuer: {"for-issuer": issuer, "publish-issued-certs": True} for issuer in issuers},
        "time-stamping": {
            label: {"signing-cert": label, "certs-to-embed": [issuer]} for label, issuer in STAMPERS.items()
        },
    }
