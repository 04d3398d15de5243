"""The proxy of deploy/: what it lets through is what the product takes, and it is known by its answer."""

import re
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from dvctt.accounts.signin import devices
from dvctt.ops import front
from dvctt.ops.machine import ROOT
from dvctt.web.public import verification

CONFIGURATION = ROOT / "deploy" / "nginx" / "dvctt.conf"
MEGABYTE = 1024 * 1024


def told(name: str) -> str:
    """What the configuration says of a directive."""
    found = re.findall(rf"^\s*{name} ([^;]+);", CONFIGURATION.read_text(), re.MULTILINE)
    assert len(found) == 1, (name, found)
    return str(found[0])


def test_the_proxy_takes_what_the_product_takes_and_no_more() -> None:
    most = int(told("client_max_body_size").removesuffix("m")) * MEGABYTE
    assert max(configured.UPLOAD_LIMIT, verification.LIMIT) + MEGABYTE < most <= configured.UPLOAD_LIMIT + 2 * MEGABYTE
    assert (told("proxy_request_buffering"), told("proxy_buffering")) == ("on", "on")
    assert (told("limit_conn"), told("limit_req")) == ("dvctt_connections 100", "zone=dvctt_requests burst=200 nodelay")
    for wait in ("client_header_timeout", "client_body_timeout", "send_timeout", "keepalive_timeout"):
        assert 0 < int(told(wait).removesuffix("s")) <= 30


def test_the_proxy_says_who_asks_and_how() -> None:
    text = CONFIGURATION.read_text()
    assert "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;" in text
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in text
    assert f"location = {front.MARK} {{" in text and f'return 200 "{front.ANSWER}\\n";' in text


ADDRESSES = (
    "203.0.113.9", "203.0.113.10", "2001:db8:7:1::5", "2001:db8:7::9", "2001:db8:7:ffff::", "2001:db8:8::1",
    "2001:db8::1", "2001:db8:0:5::1", "2001:db8:0:5:1:2:3:4", "2001::1", "2001:0:0:1::5", "2001:0:7::1",
    "2001:0:7:1:1:1:1:1", "2a00:db8:7:1::5",
)  # fmt: skip


def test_the_proxy_counts_as_one_what_the_product_counts_as_one() -> None:
    rules = re.findall(r'^\s*"~(\S+)"\s+"(\S+)";', CONFIGURATION.read_text(), re.MULTILINE)
    assert len(rules) == 3

    def counted(address: str) -> str:
        for pattern, meant in rules:
            if found := re.search(pattern, address):
                return meant.replace("$1", found[1])
        return address

    for one in ADDRESSES:
        for other in ADDRESSES:
            same = devices.counted(one) == devices.counted(other)
            assert (counted(one) == counted(other)) is same, (one, other)


def test_only_pages_are_led_to_https() -> None:
    plain, secure = re.findall(r"^server \{$(.*?)^\}$", CONFIGURATION.read_text(), re.MULTILINE | re.DOTALL)
    places = dict(re.findall(r"^    location (\S+) \{\s+([^}]*?)\s+\}$", plain, re.MULTILINE))
    assert places == {"/": "return 301 https://$host$request_uri;", "/machine/": "return 403;"}
    assert "proxy_pass" not in plain and "listen 443 ssl" in secure and "listen 80" not in secure


def test_tls_is_of_today() -> None:
    assert told("ssl_protocols") == "TLSv1.2 TLSv1.3"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(told("ssl_ciphers"))
    offered = [one for one in context.get_ciphers() if one["protocol"] == "TLSv1.2"]
    assert [one["name"] for one in offered] == told("ssl_ciphers").split(":")
    assert all(one["aead"] and one["kea"] == "kx-ecdhe" for one in offered)
    assert [one["strength_bits"] for one in offered] == sorted((one["strength_bits"] for one in offered), reverse=True)
    assert told("ssl_prefer_server_ciphers") == "on"


class Answers(BaseHTTPRequestHandler):
    """Answers what the test says."""

    said: tuple[int, bytes] = (404, b"")

    def do_GET(self) -> None:
        """Answer."""
        status, body = self.said
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def proxy(settings: Settings) -> Iterator[type[Answers]]:
    """Something that answers at the public address."""
    server = HTTPServer(("127.0.0.1", 0), Answers)
    settings.BASE_URL = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield Answers
    server.shutdown()
    server.server_close()


def test_a_proxy_is_known_by_its_answer(proxy: type[Answers], settings: Settings) -> None:
    proxy.said = (200, b"buffers bodies\n")
    assert front.buffers()
    for said in ((404, b"buffers bodies\n"), (200, b"<html>"), (301, b"")):
        proxy.said = said
        assert not front.buffers()
    settings.BASE_URL = "http://127.0.0.1:9"
    assert not front.buffers()
