"""The part of a client's address that its owner cannot change at will."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

# What a provider gives to one customer: who has a single IPv6 address has 2^64 of them.
IPV6_PREFIX = 64


@lru_cache(maxsize=1024)
def network_of(address: str) -> str:
    """Return an IPv4 address, also one written as IPv6, or the /64 network of an IPv6 address.

    Any other text comes back as it is.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), IPV6_PREFIX), strict=False))
