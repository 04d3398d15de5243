"""The demonstration authorities as a real process, one for the whole run, and the settings that point to them."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dvctt.ops.ports import free_port
from examples.pki import issuing, signing
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Pki:
    """The running authorities; `stop` and `start` let a test see them silent."""

    folder: Path
    port: int
    process: subprocess.Popen[str] | None = None
    keys: dict[tuple[str, ...], Path] = field(default_factory=dict)

    @property
    def time_stamp_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/dvctt/tsa/tsa"

    def start(self, *flags: str) -> None:
        where = ["--folder", str(self.folder), "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "examples.pki", "serve", *where, *flags], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        assert self.process.stdout.readline().startswith("http://")
        self._until(self._answers)

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()

    def key(self, name: str = "Công ty TNHH Đo đạc Sông Hồng", uid: str = "MST:0100233488", *flags: str) -> Path:
        """A PKCS#12 file of somebody, made once; flags: revoked, expired, unknown_ca."""
        wanted = (name, uid, *flags)
        if wanted not in self.keys:
            out = self.folder / "people" / f"{len(self.keys)}.p12"
            issuing.issue(self.folder, name=name, uid=uid, out=out, **dict.fromkeys(flags, True))
            self.keys[wanted] = out
        return self.keys[wanted]

    def sign(self, pdf: bytes, p12: Path | None = None, *, stamped: bool = True, field: str = "ChuKy") -> bytes:
        """The PDF signed as a tool outside the product does it."""
        address = self.time_stamp_url if stamped else None
        return signing.sign(pdf, p12 or self.key(), time_stamp_url=address, field=field)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _until(self, holds: Callable[[], bool]) -> None:
        limit = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < limit, "the authorities do not answer"
            time.sleep(0.02)


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pki]:
    """The authorities, with PKI_FOLDER, TRUST_FOLDER, TSA_URL of the settings pointing to them."""
    from django.conf import settings

    running = Pki(tmp_path_factory.mktemp("pki"), free_port())
    running.start()
    before = (settings.PKI_FOLDER, settings.TRUST_FOLDER, settings.TSA_URL, settings.REVOCATION_HOSTS)
    settings.PKI_FOLDER, settings.TRUST_FOLDER = running.folder, running.folder / "trust"
    settings.TSA_URL, settings.REVOCATION_HOSTS = running.time_stamp_url, [f"127.0.0.1:{running.port}"]
    yield running
    settings.PKI_FOLDER, settings.TRUST_FOLDER, settings.TSA_URL, settings.REVOCATION_HOSTS = before
    running.stop()
