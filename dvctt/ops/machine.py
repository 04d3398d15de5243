"""This machine: where things lie, which ports and keys are its own, and the environment of the processes."""

import base64
import fcntl
import json
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class PortTaken(RuntimeError):
    """Another program listens where one of ours has to; the sentence says what to do."""


class AlreadyRunning(RuntimeError):
    """Another run works in this folder."""


@dataclass(frozen=True)
class Ports:
    """Ports on 127.0.0.1, chosen once for this folder so that addresses in mails and certificates stay true."""

    web: int
    mail: int
    mailbox: int
    pki: int
    identity: int
    sms: int


PREFERRED = {"web": 8000, "mail": 2525, "mailbox": 8025, "identity": 8035, "sms": 8026}
# Below what the kernel hands out by itself, so that nobody else happens to sit there at a later start.
FIXED = range(20_000, 32_000)


def var() -> Path:
    """The folder of everything that this machine makes; never committed."""
    folder = Path(os.environ.get("DVCTT_VAR", ROOT / "var"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def ports() -> Ports:
    """The ports of this folder: the preferred ones, or free ones where those were taken at the first start.

    DVCTT_PORT gives the web's.
    """
    kept = var() / "ports.json"
    known = _chosen()
    if kept.is_file():
        known = replace(known, **json.loads(kept.read_text()))
    if given := os.environ.get("DVCTT_PORT"):
        known = replace(known, web=_port(given))
    kept.write_text(json.dumps(asdict(known)))
    return known


def free_ports() -> Ports:
    """The ports for a start, each proven free; raises PortTaken where one that may not move is taken.

    Those of the mail sink and the identity providers move by themselves. The web's stands in people's mails, the
    authorities' in certificates.
    """
    known = ports()
    if not is_free(known.web):
        raise PortTaken(
            f"port {known.web} is taken by another program: end it, or choose another port, "
            f"for instance `DVCTT_PORT={free_port()} make run`"
        )
    if not is_free(known.pki):
        raise PortTaken(
            f"port {known.pki}, which the demonstration's certificates name, is taken by another program: end it; "
            f"or remove {var()} and begin anew"
        )
    moved = {name: port if is_free(port) else free_port() for name, port in asdict(known).items()}
    (var() / "ports.json").write_text(json.dumps(moved))
    return Ports(**moved)


@contextmanager
def alone() -> Iterator[None]:
    """Hold this folder for one run; raises AlreadyRunning."""
    with (var() / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"it runs already, at {base_url()}") from None
        yield


def base_url() -> str:
    """The address of the web."""
    return f"http://127.0.0.1:{ports().web}"


def make_keys() -> None:
    """Make this machine's secrets where they are missing, readable by their owner alone."""
    makers: dict[str, Callable[[], str]] = {
        "secret_key": lambda: secrets.token_urlsafe(50),
        "sensitive_keys": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "blind_index_key": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "sms_secret": lambda: secrets.token_urlsafe(32),
        "sms_report_secret": lambda: secrets.token_urlsafe(32),
    }
    for name, make in makers.items():
        path = var() / "keys" / name
        if not path.exists():
            write_secret(path, make())


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.replace(path)


def set_environment(database_url: str, *, counterparts: bool = True) -> None:
    """Give this process and its children what config/settings.py reads; what is set already stays.

    Without `counterparts` there is no SMS gateway and no identity provider: tests start their own where they need one.
    """
    chosen = ports()
    values = {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DVCTT_VAR": str(var()),
        "DVCTT_BASE_URL": f"http://127.0.0.1:{chosen.web}",
        "DVCTT_MAIL_PORT": str(chosen.mail),
        "DVCTT_SMS_URL": f"http://127.0.0.1:{chosen.sms}" if counterparts else "",
        "DVCTT_TSA_URL": f"http://127.0.0.1:{chosen.pki}/dvctt/tsa/tsa",
    }
    providers = var() / "identity" / "providers.yaml"
    if counterparts and providers.is_file():
        values["DVCTT_IDENTITY_PROVIDERS"] = str(providers)
    for name, value in values.items():
        os.environ.setdefault(name, value)


def is_free(port: int) -> bool:
    """Whether a server may listen on the port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _chosen() -> Ports:
    chosen = {name: port if is_free(port) else free_port() for name, port in PREFERRED.items()}
    shuffled = secrets.SystemRandom().sample(FIXED, len(FIXED))
    return Ports(pki=next(port for port in shuffled if is_free(port)), **chosen)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise PortTaken(f"DVCTT_PORT must be a port from 1 to 65535, not {text!r}")
    return int(text)
