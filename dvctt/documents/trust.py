"""The trust list: which roots are believed, and which addresses are asked about revocation."""

from pathlib import Path
from urllib.parse import urlsplit

import httpx
import structlog
from asn1crypto import pem, x509
from django.conf import settings

log = structlog.get_logger(__name__)

SECONDS = 5
LARGEST_ANSWER = 4 * 1024 * 1024

_kept: dict[str, tuple[tuple[tuple[str, int], ...], tuple[bytes, ...]]] = {}


def roots() -> tuple[bytes, ...]:
    """The trusted roots as DER, one per certificate in `*.pem` of the trust folder; read again when a file changes."""
    folder = Path(settings.TRUST_FOLDER)
    files = sorted(folder.glob("*.pem"))
    state = tuple((path.name, path.stat().st_mtime_ns) for path in files)
    kept = _kept.get(str(folder))
    if kept is None or kept[0] != state:
        ders = tuple(der for path in files for _, _, der in pem.unarmor(path.read_bytes(), multiple=True))
        kept = _kept[str(folder)] = (state, ders)
    return kept[1]


def certificates() -> list[x509.Certificate]:
    """The trusted roots, parsed."""
    return [x509.Certificate.load(der) for der in roots()]


def allowed(url: str) -> bool:
    """Whether a certificate's address may be asked: HTTP(S) to a host that the settings name."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.hostname in settings.REVOCATION_HOSTS


def ask(url: str, question: bytes | None) -> bytes | None:
    """Fetch a CRL or certificate, or post an OCSP question; None where the address is not allowed or does not answer.

    No redirect is followed and no proxy of the environment used.
    """
    if not allowed(url):
        log.warning("revocation_address_refused", host=urlsplit(url).hostname)
        return None
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False, follow_redirects=False) as client:
            headers = {"Content-Type": "application/ocsp-request"} if question is not None else {}
            method = "GET" if question is None else "POST"
            with client.stream(method, url, content=question, headers=headers) as answer:
                return _limited(answer) if answer.status_code == httpx.codes.OK else None
    except httpx.HTTPError as error:
        log.warning("revocation_address_silent", host=urlsplit(url).hostname, error=type(error).__name__)
        return None


def _limited(answer: httpx.Response) -> bytes | None:
    got = bytearray()
    for part in answer.iter_bytes():
        got += part
        if len(got) > LARGEST_ANSWER:
            return None
    return bytes(got)
