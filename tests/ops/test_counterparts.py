"""The counterparts of the demonstration say that they are up however much they keep."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from dvctt.ops.ports import free_port
from examples.mailsink.box import Box
from examples.mailsink.server import pages
from examples.smsgateway.server import Gateway
from examples.smsgateway.store import Store
from tests.patience import PATIENCE


class Unread(Exception):
    """What is kept was read."""


def unread(*_asked: object) -> None:
    raise Unread


@pytest.fixture(params=["mail", "sms"])
def counterpart(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """One whose messages cannot be read; its address."""
    monkeypatch.setattr(Box, "mails", unread)
    monkeypatch.setattr(Store, "messages", unread)
    monkeypatch.setattr(ThreadingHTTPServer, "handle_error", lambda *_more: None)
    port = free_port()
    server = pages(Box(tmp_path), port) if request.param == "mail" else Gateway(Store(tmp_path), port, "u", "s")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_that_a_counterpart_is_up_is_said_without_reading_what_it_keeps(counterpart: str) -> None:
    with urllib.request.urlopen(f"{counterpart}/health", timeout=PATIENCE) as answer:
        assert answer.read() == b"ok\n"
    with pytest.raises((urllib.error.URLError, OSError)):
        urllib.request.urlopen(f"{counterpart}/", timeout=PATIENCE)
