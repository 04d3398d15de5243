"""The SMS gateway as a separate process, which a test may stop and start again."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from pytest_django import Settings

from dvctt.ops.ports import free_port
from tests.fixtures_mailsink import ROOT
from tests.patience import PATIENCE

SECRET, REPORT_SECRET = "shown by senders", "signs the reports"


@dataclass
class SmsGateway:
    """Where the gateway listens, and its process while it runs."""

    folder: Path
    report_to: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Its address, the same after every start."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, with what it kept before."""
        secrets = {"secret": SECRET, "report-secret": REPORT_SECRET}
        for name, text in secrets.items():
            (self.folder / name).write_text(text)
        files = [part for name in secrets for part in (f"--{name}-file", str(self.folder / name))]
        where = ["--port", str(self.port), "--folder", str(self.folder), "--report-to", self.report_to]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "examples.smsgateway", *where, *files], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("http://")

    def stop(self) -> None:
        """End its process."""
        if self.process is not None and self.process.stdout is not None:
            self.process.terminate()
            self.process.wait(PATIENCE)
            self.process.stdout.close()
            self.process = None

    def messages(self, to: str = "") -> list[dict[str, Any]]:
        """The messages that it took, the latest first."""
        with urllib.request.urlopen(f"{self.url}/messages.json?to={quote(to)}", timeout=PATIENCE) as answer:
            found: list[dict[str, Any]] = json.load(answer)
        return found

    def page(self, to: str = "") -> str:
        """Its page."""
        with urllib.request.urlopen(f"{self.url}/?to={quote(to)}", timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def tell(self, number: str, does: str, seconds: float = 0) -> None:
        """Say what becomes of messages to a number."""
        form = urlencode({"number": number, "does": does, "seconds": seconds}).encode()
        urllib.request.urlopen(f"{self.url}/numbers", form, timeout=PATIENCE).close()


def connect(settings: Settings, gateway: SmsGateway) -> None:
    """Make the gateway that of the test's settings."""
    settings.SMS_URL, settings.SMS_USER, settings.SMS_SECRET = gateway.url, "dvctt", SECRET
    settings.SMS_REPORT_SECRET = REPORT_SECRET


@pytest.fixture(scope="session")
def smsgateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmsGateway]:
    """A running gateway whose reports reach nobody: what became of a message has to be asked."""
    gateway = SmsGateway(tmp_path_factory.mktemp("sms"), f"http://127.0.0.1:{free_port()}/")
    gateway.start()
    yield gateway
    gateway.stop()


@pytest.fixture
def sms(smsgateway: SmsGateway, settings: Settings) -> SmsGateway:
    """The running gateway as that of the test's settings."""
    connect(settings, smsgateway)
    return smsgateway
