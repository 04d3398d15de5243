"""What is kept of a network address."""

import ipaddress


def network(address: str) -> str:
    """Give the network of an address: /24 of IPv4, /48 of IPv6; empty for what is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))
