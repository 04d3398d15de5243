"""An address outside that keeps the digests of seals, over HTTP."""

import httpx
import structlog

log = structlog.get_logger(__name__)

SECONDS = 10


def post(url: str, line: str) -> bool:
    """Send a line as the body of a POST; whether it was taken (any 2xx). It is tried again later."""
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False) as client:
            answer = client.post(url, content=f"{line}\n", headers={"Content-Type": "application/json"})
    except httpx.HTTPError as error:
        log.warning("seal_not_sent", error=type(error).__name__)
        return False
    if not answer.is_success:
        log.warning("seal_not_sent", status=answer.status_code)
    return answer.is_success


def fetch(url: str) -> str | None:
    """What an address holds; None where it does not answer, or points elsewhere."""
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False, follow_redirects=False) as client:
            answer = client.get(url)
    except httpx.HTTPError:
        return None
    return answer.text if answer.is_success else None
