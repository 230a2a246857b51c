"""Whom limits count: an address, and of IPv6 the network of 64 bits, all of whose addresses one household has."""

from socket import AF_INET, AF_INET6, inet_ntop, inet_pton

from starlette.types import Scope

# An IPv4 address as sockets that take both kinds show it.
MAPPED = bytes(10) + b"\xff\xff"
# Longer than any address: what a proxy passes on may be none.
LONGEST = 64


def visitor_of(scope: Scope) -> str:
    """Who asks, as far as it shows; behind a trusted proxy the server has put the forwarded address there already."""
    client = scope.get("client")
    return network(client[0]) if client else "unknown"


def network(host: str) -> str:
    if ":" not in host:
        return host[:LONGEST]
    try:
        packed = inet_pton(AF_INET6, host.partition("%")[0])
    except (OSError, ValueError):
        return host[:LONGEST]
    if packed.startswith(MAPPED):
        return inet_ntop(AF_INET, packed[12:])
    return inet_ntop(AF_INET6, packed[:8] + bytes(8)) + "/64"
