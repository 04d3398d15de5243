"""The folder of the demonstration authorities: who has a certificate, and the files that hold keys and certificates."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

Authority = Literal["public-ca", "government-ca", "unknown-ca"]


@dataclass(frozen=True)
class Subject:
    """Somebody with a certificate: `uid` is `MST:…` or `CCCD:…`, dates are `YYYY-MM-DD`, `revoked` is when, if ever."""

    label: str
    name: str
    uid: str
    authority: Authority
    valid_from: str
    valid_to: str
    revoked: str | None = None


@dataclass(frozen=True)
class Register:
    """What the folder knows: the port that the certificates name, and the subjects."""

    folder: Path
    port: int
    subjects: tuple[Subject, ...]

    @property
    def address(self) -> str:
        """Where OCSP, CRLs, certificates and time stamps are served."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def time_stamp_url(self) -> str:
        """Address of the time-stamping authority."""
        return f"{self.address}/dvctt/tsa/tsa"

    def certificate_file(self, label: str) -> Path:
        """Where the certificate of `label` is kept."""
        return self.folder / "certificates" / f"{label}.crt"

    def key_file(self, label: str) -> Path:
        """Where the key of `label` is kept."""
        return self.folder / "keys" / f"{label}.pem"


def path_of(folder: Path) -> Path:
    """The file that changes whenever a certificate is issued or revoked."""
    return folder / "register.json"


def load(folder: Path) -> Register:
    """Read the register of `folder`; FileNotFoundError where `init` was never run."""
    data = json.loads(path_of(folder).read_text("utf-8"))
    return Register(folder, data["port"], tuple(Subject(**subject) for subject in data["subjects"]))


def save(register: Register) -> None:
    """Write the register so that a reader never sees half of it."""
    data = {"port": register.port, "subjects": [asdict(subject) for subject in register.subjects]}
    target = path_of(register.folder)
    fresh = target.with_suffix(".new")
    fresh.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
    fresh.replace(target)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder alone, so that two issuing processes do not lose each other's entry."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure_key(path: Path, *, kind: Literal["ec", "rsa"]) -> None:
    """Make a private key readable by the owner alone, unless it is there."""
    if path.exists():
        return
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65537, 2048)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
