"""The trust list: which roots are believed, and which addresses are asked about revocation."""

import functools
import ipaddress
import socket
import ssl
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog
from asn1crypto import pem, x509
from django.conf import settings

log = structlog.get_logger(__name__)

SECONDS = 5
LEAST_SECONDS = 0.01
# Of a host with more addresses than these the others are not tried.
MOST_ADDRESSES = 4
LARGEST_ANSWER = 4 * 1024 * 1024
PORTS = {"http": 80, "https": 443}

_kept: dict[str, tuple[tuple[tuple[str, int], ...], tuple[bytes, ...]]] = {}


def roots() -> tuple[bytes, ...]:
    """The trusted roots as DER, one per certificate in `*.pem` of the trust folder; read again when a file changes."""
    folder = Path(settings.TRUST_FOLDER)
    files = sorted(folder.glob("*.pem"))
    state = tuple((path.name, path.stat().st_mtime_ns) for path in files)
    cached = _kept.get(str(folder))
    if cached is None or cached[0] != state:
        ders = tuple(der for path in files for _, _, der in pem.unarmor(path.read_bytes(), multiple=True))
        cached = _kept[str(folder)] = (state, ders)
    return cached[1]


def certificates() -> list[x509.Certificate]:
    """The trusted roots, parsed."""
    return [x509.Certificate.load(der) for der in roots()]


class Patience:
    """How long several questions may take together, from the first one on, and how often an address may be tried."""

    def __init__(self, seconds: float, tries: int) -> None:
        self._seconds = seconds
        self._tries = tries
        self._until: float | None = None

    def left(self) -> float:
        """The seconds that are left; none where it is 0 or less."""
        if self._until is None:
            self._until = time.monotonic() + self._seconds
        return self._until - time.monotonic()

    def is_over(self) -> bool:
        """Whether nothing more may be tried."""
        return self._tries <= 0 or self.left() <= 0

    def try_once(self, share: int) -> float:
        """Count a try and give its seconds: of what is left one of `share` parts."""
        self._tries -= 1
        return max(LEAST_SECONDS, min(SECONDS, self.left() / share))


def allowed(url: str) -> bool:
    """Whether a certificate's address may be asked: HTTP(S) to a host that the settings name.

    At the port that is named with it, `host:8080`, else at the usual one.
    """
    try:
        parts = urlsplit(url)
        usual, port = PORTS.get(parts.scheme), parts.port
    except ValueError:
        return False
    if usual is None or parts.hostname is None:
        return False
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    named = {f"{host}:{port or usual}", *([host] if port in (None, usual) else [])}
    return not named.isdisjoint(settings.REVOCATION_HOSTS)


def ask(url: str, question: bytes | None, patience: Patience | None = None) -> bytes | None:
    """Fetch a CRL or certificate, or post an OCSP question; None where the address is not allowed or does not answer.

    No redirect is followed and no proxy of the environment used. Of a host with several addresses the next one is tried
    where one is silent. A host that is named and leads into a network of our own is not asked: whoever can change what
    its name means is not let in there.
    """
    patience = patience or Patience(2 * SECONDS, MOST_ADDRESSES)
    if patience.is_over():
        return None
    host = urlsplit(url).hostname or ""
    addresses = _addresses(host) if allowed(url) else []
    if not addresses:
        log.warning("revocation_address_refused", host=host)
    for place, address in enumerate(addresses):
        if patience.is_over():
            break
        try:
            return _asked(url, address, question, patience.try_once(len(addresses) - place), patience)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            log.warning("revocation_address_silent", host=host, error=type(error).__name__)
    return None


def _asked(url: str, address: str, question: bytes | None, seconds: float, patience: Patience) -> bytes | None:
    """What one address answers; raises HTTPError where it is silent, InvalidURL for what is no address."""
    with (
        httpx.Client(timeout=seconds, trust_env=False, follow_redirects=False, verify=_authorities()) as client,
        client.stream(**_question(url, address, question)) as answer,
    ):
        return _limited(answer, patience) if answer.status_code == httpx.codes.OK else None


@functools.cache
def _authorities() -> ssl.SSLContext:
    """The authorities of TLS that httpx brings, read once: it takes longer than most answers."""
    return httpx.create_ssl_context(trust_env=False)


def _addresses(host: str) -> list[str]:
    """The public addresses of a named host, in their order; an address that the settings name is what they mean."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    try:
        resolved = [str(row[4][0]).partition("%")[0] for row in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return []
    chosen = list(dict.fromkeys(resolved))[:MOST_ADDRESSES]
    return chosen if all(ipaddress.ip_address(address).is_global for address in resolved) else []


def _question(url: str, address: str, question: bytes | None) -> dict[str, Any]:
    """What is sent to the address that was found: a name that means something else meanwhile leads nowhere."""
    target = httpx.URL(url)
    headers = {"Host": target.netloc.decode("ascii")}
    if question is not None:
        headers["Content-Type"] = "application/ocsp-request"
    return {
        "method": "GET" if question is None else "POST", "url": target.copy_with(host=address), "content": question,
        "headers": headers, "extensions": {"sni_hostname": target.host},
    }  # fmt: skip


def _limited(answer: httpx.Response, patience: Patience) -> bytes | None:
    body = bytearray()
    for part in answer.iter_bytes():
        body += part
        if len(body) > LARGEST_ANSWER or patience.left() <= 0:
            return None
    return bytes(body)
