"""The mail sink as a separate process; import `mailsink` and `mailbox` into a conftest or a test module."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pytest_django import Settings

from dvctt.ops.ports import free_port
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class MailSink:
    """Where the mail sink listens."""

    smtp_port: int
    url: str

    def messages(self, to: str = "") -> list[dict[str, Any]]:
        """The mails kept so far, the latest first."""
        with urllib.request.urlopen(f"{self.url}messages.json?to={quote(to)}", timeout=PATIENCE) as answer:
            found: list[dict[str, Any]] = json.load(answer)
        return found


@pytest.fixture(scope="session")
def mailsink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailSink]:
    """A running mail sink with an empty folder."""
    smtp, http = free_port(), free_port()
    ports = ["--smtp-port", str(smtp), "--http-port", str(http)]
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.mailsink", *ports, "--folder", str(tmp_path_factory.mktemp("mail"))],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process, process.stdout:
        assert process.stdout.readline().startswith("smtp://")
        yield MailSink(smtp, f"http://127.0.0.1:{http}/")
        process.terminate()


@pytest.fixture
def mailbox(mailsink: MailSink, settings: Settings) -> MailSink:
    """The mail sink as the mail server of the test's settings."""
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", mailsink.smtp_port
    return mailsink
