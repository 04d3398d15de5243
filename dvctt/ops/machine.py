"""This machine: where things lie, which ports and keys are its own, and the environment of the processes."""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from dvctt.ops.ports import claim, free_port

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


def var() -> Path:
    """The folder of everything that this machine makes; never committed."""
    folder = Path(os.environ.get("DVCTT_VAR", ROOT / "var"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def ports() -> Ports:
    """The ports of this folder: those of its first start, the preferred ones before it. DVCTT_PORT gives the web's."""
    numbers = {**PREFERRED, "pki": 0, **_known()}
    if port := os.environ.get("DVCTT_PORT"):
        numbers["web"] = _port(port)
    return Ports(**numbers)


def free_ports() -> Ports:
    """The ports for a start, each free and kept for this process, so that another start at the same time gets others.

    Raises PortTaken where one that may not move is taken: the web's stands in people's mails, the authorities' in
    certificates. At the first start of a folder, and for all others at any start, a free one is chosen instead.
    """
    former, is_set = ports(), "DVCTT_PORT" in os.environ
    first = not _known()
    web = former.web if claim(former.web) or is_set or not first else free_port()
    if not claim(web):
        raise PortTaken(
            f"port {web} is taken by another program: end it, or choose another port, "
            f"for instance `DVCTT_PORT={free_port()} make run`"
        )
    pki = former.pki or free_port()
    if not claim(pki):
        raise PortTaken(
            f"port {pki}, which the demonstration's certificates name, is taken by another program: end it; "
            f"or remove {var()} and begin anew"
        )
    fixed = {"web": web, "pki": pki}
    others = {name: port for name, port in asdict(former).items() if name not in fixed}
    chosen = Ports(**fixed, **{name: port if claim(port) else free_port() for name, port in others.items()})
    (var() / "ports.json").write_text(json.dumps(asdict(chosen)))
    return chosen


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
        "journal_keys": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
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
        "DVCTT_REVOCATION_HOSTS": f"127.0.0.1:{chosen.pki}",
    }
    providers = var() / "identity" / "providers.yaml"
    if counterparts and providers.is_file():
        values["DVCTT_IDENTITY_PROVIDERS"] = str(providers)
    for name, value in values.items():
        os.environ.setdefault(name, value)


def _known() -> dict[str, int]:
    path = var() / "ports.json"
    return dict(json.loads(path.read_text())) if path.is_file() else {}


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise PortTaken(f"DVCTT_PORT must be a port from 1 to 65535, not {text!r}")
    return int(text)
