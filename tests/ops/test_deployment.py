"""What keeps a deployment from serving the public: each danger alone, by exactly its sentence."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from typing import Any

import pytest
import yaml
from cryptography import x509
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django import Settings

from config import environment
from demo.ministry_people import OFFICIALS
from dvctt.accounts.models import Account
from dvctt.journal import api as journal
from dvctt.kernel import clock
from dvctt.ops import deployment, front
from dvctt.ops.backup import records
from dvctt.ops.command import main
from tests.fixtures_pki import Pki

SOUND: dict[str, Any] = {
    "DEMONSTRATION": False, "DEBUG": False, "BASE_URL": "https://dvc.example",
    "ALLOWED_HOSTS": ["dvc.monre.gov.vn"], "TRUSTED_PROXIES": ["10.1.0.0/24", "fd00:1::/32"],
    "MAIL_FROM": "dvc@monre.gov.vn", "MAIL_HOST": "mail.monre.gov.vn", "MAIL_TLS": "starttls", "MAIL_PASSWORD": "",
    "CLAMD_ADDRESS": "127.0.0.1:3310", "TSA_URL": "https://tsa.ca.gov.vn", "REVOCATION_HOSTS": ["ocsp.ca.gov.vn"],
    "SMS_URL": "https://sms.example.vn", "SMS_BRAND": "MONRE", "SMS_SECRET": token_urlsafe(20),
    "SMS_REPORT_SECRET": token_urlsafe(20), "SECRET_KEY": token_urlsafe(50),
    "SENSITIVE_KEYS": [urlsafe_b64encode(token_bytes(32)).decode() for _ in range(2)],
    "JOURNAL_KEYS": [urlsafe_b64encode(token_bytes(32)).decode()], "JOURNAL_PUBLISH_URL": "",
    "BLIND_INDEX_KEY": urlsafe_b64encode(token_bytes(32)).decode(), "IDENTITY_PROVIDERS": "",
    "HTTPS": True, "SESSION_COOKIE_AGE": 8 * 3600,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
}  # fmt: skip
PROVIDER = {"id": "e-id", "name": {"vi": "Định danh"}, "issuer": "https://id.gov.vn", "client_id": "dvctt",
            "audience": "applicant"}  # fmt: skip


@pytest.fixture
def sound(
    db: None, settings: Settings, tmp_path: Path, pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """A deployment that may serve, asked as a plain role of the database; a proxy answers at its address."""
    monkeypatch.setattr(front, "buffers", lambda: not str(settings.BASE_URL).startswith("https://bare."))
    for name, value in SOUND.items():
        setattr(settings, name, value)
    settings.JOURNAL_WITNESS, settings.JOURNAL_PUBLISHED = tmp_path / "witness", tmp_path / "told" / "seals.jsonl"
    (tmp_path / "trust").mkdir()
    settings.PKI_FOLDER, settings.TRUST_FOLDER, settings.VAR = tmp_path, tmp_path / "trust", tmp_path / "var"
    settings.PKI_FOLDER.joinpath("trust", "root.pem").write_bytes(root(pki))
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE dvctt_plain; GRANT pg_read_all_data TO dvctt_plain; SET LOCAL ROLE dvctt_plain")
    yield settings
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def root(pki: Pki) -> bytes:
    """A root that is no authority of the demonstration."""
    from datetime import UTC, datetime

    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string("CN=Vietnam National Root CA")
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime.now(UTC)).not_valid_after(datetime.now(UTC) + timedelta(1))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def put(**changes: Any) -> Callable[[Settings], None]:
    def change(settings: Settings) -> None:
        for name, value in changes.items():
            setattr(settings, name, value)

    return change


def keys_of_the_demonstration(settings: Settings) -> None:
    folder = Path(settings.VAR) / "keys"
    folder.mkdir(parents=True)
    (folder / "secret_key").write_text(settings.SECRET_KEY)


def open_key_file(settings: Settings) -> None:
    file = Path(settings.PKI_FOLDER) / "agency.p12"
    file.touch(mode=0o644)
    file.chmod(0o644)


def open_folder(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)


def provider(settings: Settings, issuer: str, mode: int) -> None:
    folder = Path(settings.PKI_FOLDER)
    (folder / "secret").write_text("x")
    (folder / "secret").chmod(mode)
    (folder / "providers.yaml").write_text(
        yaml.safe_dump({"providers": [PROVIDER | {"issuer": issuer, "secret_file": str(folder / "secret")}]})
    )
    settings.IDENTITY_PROVIDERS = str(folder / "providers.yaml")


def people_of_the_demonstration(settings: Settings) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        Account.objects.create(username="cu", email=OFFICIALS[0].email, name="Cũ", folded="cu", kind="officer",
                               state="active")  # fmt: skip
        cursor.execute("SET LOCAL ROLE dvctt_plain")


def powerful_role(settings: Settings) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def role_above_row_security(settings: Settings) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; ALTER ROLE dvctt_plain BYPASSRLS; SET LOCAL ROLE dvctt_plain")


def member_of_a_superuser(settings: Settings) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; CREATE ROLE dvctt_above SUPERUSER; GRANT dvctt_above TO dvctt_plain")
        cursor.execute("SET LOCAL ROLE dvctt_plain")


DANGERS: list[tuple[str, Callable[[Settings], None]]] = [
    ("it is a demonstration", put(DEMONSTRATION=True)),
    ("DVCTT_DEBUG is on", put(DEBUG=True)),
    ("DVCTT_SECRET_KEY is the demonstration's key", keys_of_the_demonstration),
    ("DVCTT_SECRET_KEY is short or repeats itself", put(SECRET_KEY="kurz")),
    ("DVCTT_SECRET_KEY is short or repeats itself", put(SECRET_KEY="ab" * 40)),
    ("DVCTT_BLIND_INDEX_KEY is short or repeats itself", put(BLIND_INDEX_KEY="x" * 44)),
    ("DVCTT_SENSITIVE_KEYS: key 1 is not 32 random bytes", put(SENSITIVE_KEYS=["A" * 43 + "="])),
    ("DVCTT_SENSITIVE_KEYS: key 1 is not 32 random bytes", put(SENSITIVE_KEYS=["nonsense"])),
    ("DVCTT_SMS_SECRET is short or repeats itself", put(SMS_SECRET="123456")),
    ("two keys are the same", put(SECRET_KEY=SOUND["BLIND_INDEX_KEY"])),
    ("agency.p12 is open to every user of this machine", open_key_file),
    ("secret is open to every user", lambda settings: provider(settings, "https://id.gov.vn", 0o604)),
    ("the identity provider e-id is the demonstration's",
     lambda settings: provider(settings, "http://127.0.0.1:9/x", 0o600)),
    ("sessions and passwords need https", put(BASE_URL="http://dvc.example")),
    ("DVCTT_ALLOWED_HOSTS names this machine alone", put(ALLOWED_HOSTS=["127.0.0.1"])),
    ("DVCTT_ALLOWED_HOSTS holds *", put(ALLOWED_HOSTS=["*"])),
    ("DVCTT_ALLOWED_HOSTS holds .gov.vn", put(ALLOWED_HOSTS=["dvc.monre.gov.vn", ".gov.vn"])),
    ("DVCTT_TRUSTED_PROXIES holds 0.0.0.0/0", put(TRUSTED_PROXIES=["0.0.0.0/0"])),
    ("DVCTT_TRUSTED_PROXIES holds 128.0.0.0/1", put(TRUSTED_PROXIES=["10.1.0.0/24", "128.0.0.0/1"])),
    ("DVCTT_TRUSTED_PROXIES holds ::/0", put(TRUSTED_PROXIES=["::/0"])),
    ("sessions last 24 hours", put(SESSION_COOKIE_AGE=24 * 3600)),
    ("argon2 must be the first", put(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])),
    ("give an address of the ministry", put(MAIL_FROM="dvctt@monre.example")),
    ("in the clear: set DVCTT_MAIL_TLS", put(MAIL_TLS="")),
    ("links that open accounts need https", put(SMS_URL="http://sms.example.vn")),
    ("where the demonstration's gateway is", put(SMS_URL="https://127.0.0.1:8025")),
    ("give the brand name", put(SMS_BRAND=deployment.DEMO_BRAND)),
    ("do not fit into an SMS", put(BASE_URL="https://dichvucong.tainguyenmoitruong.example")),
    ("are of the demonstration's authorities",
     lambda settings: (Path(settings.PKI_FOLDER) / "register.json").touch(mode=0o600)),
    ("no root is trusted", lambda settings: (Path(settings.TRUST_FOLDER) / "root.pem").unlink()),
    ("time stamps come from this machine", put(TSA_URL="http://127.0.0.1:9001/tsa")),
    ("DVCTT_JOURNAL_KEYS: key 1 is not 32 random bytes", put(JOURNAL_KEYS=["nonsense"])),
    ("two keys are the same", put(JOURNAL_KEYS=SOUND["SENSITIVE_KEYS"][:1])),
    ("nothing would witness", put(JOURNAL_WITNESS=Path("/dev/null/witness"))),
    ("may write to", lambda settings: open_folder(Path(settings.JOURNAL_PUBLISHED).parent)),
    ("seals are sent to this machine", put(JOURNAL_PUBLISH_URL="http://127.0.0.1:9/seals")),
    ("no authority is asked", put(REVOCATION_HOSTS=[])),
    ("DVCTT_REVOCATION_HOSTS holds 127.0.0.1", put(REVOCATION_HOSTS=["ocsp.ca.gov.vn", "127.0.0.1"])),
    ("DVCTT_REVOCATION_HOSTS holds 10.1.0.9:8080", put(REVOCATION_HOSTS=["ocsp.ca.gov.vn", "10.1.0.9:8080"])),
    ("DVCTT_REVOCATION_HOSTS holds [::1]", put(REVOCATION_HOSTS=["ocsp.ca.gov.vn", "[::1]"])),
    ("a few idle clients would stop the site", put(BASE_URL="https://bare.example")),
    ("all clients share the limits of one", put(TRUSTED_PROXIES=[])),
    ("files are not scanned", put(CLAMD_ADDRESS="")),
    ("is a superuser", powerful_role),
    ("is above row security", role_above_row_security),
    ("is a member of dvctt_above", member_of_a_superuser),
    ("the demonstration's people", people_of_the_demonstration),
]  # fmt: skip


def test_a_sound_deployment_may_serve(sound: Settings) -> None:
    assert deployment.findings() == []


@pytest.mark.parametrize(("sentence", "change"), DANGERS, ids=[sentence for sentence, _change in DANGERS])
def test_each_danger_alone_is_refused_by_its_sentence(
    sound: Settings, sentence: str, change: Callable[[Settings], None]
) -> None:
    change(sound)
    found = deployment.findings()
    assert len(found) == 1, found
    assert sentence in found[0]


@pytest.fixture
def scope(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the kernel that says who may trace whom; those of one user may not, as it should be."""
    file = tmp_path / "ptrace_scope"
    file.write_text("1\n")
    monkeypatch.setattr(deployment, "YAMA", file)
    return file


@pytest.fixture
def warnings(sound: Settings, scope: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """Says of what the check of a deployment warns that may serve."""

    def said() -> list[str]:
        capsys.readouterr()
        assert main(["check-deploy"]) == 0
        return [line for line in capsys.readouterr().out.splitlines() if line.startswith("warning: ")]

    return said


def test_a_kernel_that_lets_processes_read_each_other_is_warned_of(
    scope: Path, warnings: Callable[[], list[str]]
) -> None:
    def named() -> bool:
        return any("ptrace_scope" in one for one in warnings())

    assert not named()
    for said in ("0\n", "", "2\n"):
        scope.write_text(said)
        assert named() is (said != "2\n")
    scope.unlink()
    assert named()


def test_backups_that_were_not_made_or_tried_are_warned_of(warnings: Callable[[], list[str]]) -> None:
    assert ["made" in one for one in warnings()] == [True, False]
    for ref, after in ((records.MADE, {}), (records.TRIED, {"at": clock.now().isoformat(), "whole": True})):
        with as_owner():
            journal.append(ref, records.SELF, "backup", before={}, after=after)
    assert warnings() == []
    for days, expected in ((1, 0), (3, 1), (101, 2)):
        with clock.travel(clock.now() + timedelta(days=days)):
            assert len(warnings()) == expected
    with as_owner():
        later = {"at": (clock.now() + timedelta(minutes=1)).isoformat(), "whole": False}
        journal.append(records.TRIED, records.SELF, "backup", before={}, after=later)
    assert ["restored" in one for one in warnings()] == [True]


@contextmanager
def as_owner() -> Iterator[None]:
    """As the role that writes."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        yield
        cursor.execute("SET LOCAL ROLE dvctt_plain")


@pytest.mark.parametrize(("host", "mode", "refused"), [
    ("db.monre.local", "", True), ("db.monre.local", "require", True), ("db.monre.local", "verify-full", False),
    ("127.0.0.1", "", False), ("/run/postgresql", "", False), ("", "", False),
])  # fmt: skip
def test_a_database_elsewhere_must_be_verified(
    sound: Settings, monkeypatch: pytest.MonkeyPatch, host: str, mode: str, refused: bool
) -> None:
    told = connection.settings_dict
    monkeypatch.setitem(told, "HOST", host)
    monkeypatch.setitem(told, "OPTIONS", {**told["OPTIONS"], "sslmode": mode})
    assert [one for one in deployment.findings() if "is not verified by TLS" not in one] == []
    assert bool(deployment.findings()) == refused


def test_a_setting_out_of_its_words_keeps_the_process_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DVCTT_MAIL_TLS", "yes")
    with pytest.raises(ImproperlyConfigured, match="one of starttls, tls"):
        environment.choice("DVCTT_MAIL_TLS", ("", "starttls", "tls"))
