"""This machine: where things lie, which ports and keys are its own, and the environment of the processes."""

import base64
import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ports:
    """Ports on 127.0.0.1, chosen once for this folder so that addresses in certificates stay true."""

    web: int
    mail: int
    mailbox: int
    pki: int


PREFERRED = Ports(web=8000, mail=2525, mailbox=8025, pki=9001)


def var() -> Path:
    """The folder of everything that this machine makes; never committed."""
    folder = Path(os.environ.get("DVCTT_VAR", ROOT / "var"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def ports() -> Ports:
    """The ports of this folder: the preferred ones, or free ones where those were taken at the first start."""
    kept = var() / "ports.json"
    if kept.is_file():
        return Ports(**json.loads(kept.read_text()))
    wanted = asdict(PREFERRED)
    if given := os.environ.get("DVCTT_PORT"):
        wanted["web"] = int(given)
    chosen = Ports(**{name: port if _is_free(port) else _free_port() for name, port in wanted.items()})
    kept.write_text(json.dumps(asdict(chosen)))
    return chosen


def make_keys() -> None:
    """Make this machine's secrets where they are missing, readable by their owner alone."""
    folder = var() / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    makers = {
        "secret_key": lambda: secrets.token_urlsafe(50),
        "sensitive_keys": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "blind_index_key": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }
    for name, make in makers.items():
        path = folder / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(make())


def set_environment(database_url: str) -> None:
    """Give this process and its children what config/settings.py reads; what is set already stays."""
    chosen = ports()
    values = {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DVCTT_VAR": str(var()),
        "DVCTT_BASE_URL": f"http://127.0.0.1:{chosen.web}",
        "DVCTT_MAIL_PORT": str(chosen.mail),
        "DVCTT_TSA_URL": f"http://127.0.0.1:{chosen.pki}/dvctt/tsa/tsa",
    }
    for name, value in values.items():
        os.environ.setdefault(name, value)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
