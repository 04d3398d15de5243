"""Where a request comes from: what every limit, log and journal entry means by the network address."""

import ipaddress
from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ClientAddressMiddleware:
    """Puts the client's address into REMOTE_ADDR where one of the ministry's own proxies connects."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.trusted = [ipaddress.ip_network(one) for one in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; a header from anybody else is not believed."""
        if not _within(request.META.get("REMOTE_ADDR", ""), self.trusted):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        if self.trusted:
            chain = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            request.META["REMOTE_ADDR"] = client(request.META.get("REMOTE_ADDR", ""), chain, self.trusted)
        return self.get_response(request)


def client(
    peer: str, forwarded: Sequence[str], trusted: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> str:
    """Give the nearest address of `peer` and the forwarded ones, read from the right, that is no trusted proxy.

    Each proxy appends whom it saw, so that what stands left of the first stranger is the stranger's own word.
    """
    nearest = peer
    for stated in reversed([one.strip() for one in forwarded if one.strip()]):
        if not _within(nearest, trusted):
            break
        if _address(stated) is None:
            break
        nearest = stated
    return nearest


def _within(text: str, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    address = _address(text)
    return address is not None and any(address in one for one in networks)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
