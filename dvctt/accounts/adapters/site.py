"""Where passkeys belong: the host and the origin of our own pages."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings


def host() -> str:
    """The host that passkeys are for: that of BASE_URL; browsers take no address for one, but localhost."""
    named = urlsplit(settings.BASE_URL).hostname or "localhost"
    try:
        return "localhost" if ip_address(named) else named
    except ValueError:
        return named


def origin() -> str:
    """From where our pages ask. Browsers let those of a subdomain, or of another port, ask for our passkeys too."""
    told = urlsplit(settings.BASE_URL)
    return f"{told.scheme}://{host()}{f':{told.port}' if told.port else ''}"
