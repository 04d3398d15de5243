"""Whether a proxy that takes bodies in whole stands before the product: it answers one address itself (deploy/)."""

import ssl

import httpx
from django.conf import settings

MARK = "/.well-known/dvctt-proxy"
ANSWER = "buffers bodies"
SECONDS = 5


def buffers() -> bool:
    """Whether what answers at the public address says that it buffers; False also where nothing answers."""
    try:
        # The machine's own authorities: that of the ministry may be one of them.
        trusted = ssl.create_default_context()
        answer = httpx.get(f"{settings.BASE_URL}{MARK}", timeout=SECONDS, trust_env=False, verify=trusted)
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK and answer.text.strip() == ANSWER
