"""Where a request ends has one answer: with two lengths, or one that is none, nothing is read as a second request."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dvctt.ops import serving
from dvctt.ops.ports import free_port
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
HEAD = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n"
LAST = HEAD + b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The product's own server."""
    found = free_port()
    command = [sys.executable, *serving.command(port=found, workers=1, threads=2)]
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, stdout=silent, stderr=silent) as server:
        try:
            answering(found, server)
            yield found
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def answering(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the server listens; the waiting is on its end, never a plain sleep."""
    for _try in range(10 * PATIENCE):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            server.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError("the server went away")
    raise AssertionError("the server does not answer")


def statuses(port: int, sent: bytes) -> list[int]:
    """What the server answers to these bytes, until it closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        line.sendall(sent)
        told = b""
        while part := line.recv(65536):
            told += part
    return [int(one) for one in re.findall(rb"HTTP/1\.1 (\d{3})", told)]


def test_requests_follow_one_another_by_their_lengths(port: int) -> None:
    assert statuses(port, HEAD + b"\r\n" + LAST) == [200, 200]
    assert statuses(port, HEAD + b"Content-Length: 3\r\n\r\nabc" + LAST) == [200, 200]
    chunked = b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    assert statuses(port, HEAD + chunked + LAST) == [200, 200]


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n",
        b"Content-Length: 5\r\nContent-Length: 0\r\n\r\n",
        b"Content-Length: +0\r\n\r\n",
        b"Content-Length: 0, 6\r\n\r\n",
        b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n",
        b"Content-Length : 0\r\n\r\n",
    ],
)
def test_a_body_has_one_length(port: int, lengths: bytes) -> None:
    """Chunks go before a length, and the line is closed after that (RFC 9112, 6.3); or the request is refused."""
    assert statuses(port, HEAD + lengths + LAST) in ([200, 200], [200], [400])
