"""Where calls to the outside world may lead: which addresses are public, and which others a house allows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from cairnloop.errors import ConfigError, OffLimits

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

REMEDY = "whoever runs this house can allow it in [outside] of the configuration"
LONGEST = 2000
PORTS = {"http": 80, "https": 443}

# What is not the public internet (IANA's special-purpose registries), and what a call from inside could abuse.
NOT_PUBLIC: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "an unspecified address"),
    ("10.0.0.0/8", "a private network"),
    ("100.64.0.0/10", "a provider's own network"),
    ("127.0.0.0/8", "this machine itself"),
    ("168.63.129.16/32", "a cloud's own services"),
    ("169.254.0.0/16", "a link-local address, where clouds keep their metadata"),
    ("172.16.0.0/12", "a private network"),
    ("192.0.0.0/24", "a reserved address"),
    ("192.0.2.0/24", "an address of examples"),
    ("192.31.196.0/24", "a reserved address"),
    ("192.52.193.0/24", "a reserved address"),
    ("192.88.99.0/24", "a reserved address"),
    ("192.168.0.0/16", "a private network"),
    ("192.175.48.0/24", "a reserved address"),
    ("198.18.0.0/15", "a network of benchmarks"),
    ("198.51.100.0/24", "an address of examples"),
    ("203.0.113.0/24", "an address of examples"),
    ("224.0.0.0/4", "a multicast address"),
    ("240.0.0.0/4", "a reserved address"),
    ("::/128", "an unspecified address"),
    ("::1/128", "this machine itself"),
    ("fc00::/7", "a private network"),
    ("fe80::/10", "a link-local address"),
    ("fec0::/10", "a private network"),
    ("ff00::/8", "a multicast address"),
    ("2001::/23", "a reserved address"),
    ("2001:db8::/32", "an address of examples"),
    ("2620:4f:8000::/48", "a reserved address"),
    ("3fff::/20", "an address of examples"),
)
_NOT_PUBLIC: tuple[tuple[Network, str], ...] = tuple((ip_network(text), why) for text, why in NOT_PUBLIC)
_UNICAST = IPv6Network("2000::/3")
# Where an IPv6 address carries an IPv4 one, and how far from its right end.
_CARRIERS: tuple[tuple[IPv6Network, int], ...] = (
    (IPv6Network("::ffff:0:0/96"), 0),  # mapped
    (IPv6Network("::ffff:0:0:0/96"), 0),  # translated
    (IPv6Network("::/96"), 0),  # compatible
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("2002::/16"), 80),  # 6to4
)
_ISATAP = (0x00005EFE, 0x02005EFE)
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
# A name whose last label is a number is read as an address by some resolvers: decimal, octal or hexadecimal.
_NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")


@dataclass(frozen=True, slots=True)
class Target:
    """An address on the web, taken apart once, so that nobody reads it differently later. `host` has no brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def shown(self) -> str:
        """Whom it names, without what may be secret in a path or query."""
        return f"[{self.host}]" if ":" in self.host else self.host


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far calls may go: `networks` and `hosts` though they are not public; http; only these ports (none: all)."""

    networks: tuple[Network, ...] = ()
    hosts: frozenset[str] = frozenset()
    http: bool = False
    ports: frozenset[int] = frozenset()

    @classmethod
    def of(cls, allow: Sequence[str], *, http: bool = False, ports: Sequence[int] = ()) -> "Bounds":
        """From settings: networks (10.0.0.0/8), addresses, hosts, and `.example` for all hosts below a name.

        Raises ConfigError for what is neither.
        """
        networks: list[Network] = []
        hosts: set[str] = set()
        for text in (one.strip().lower().rstrip(".") for one in allow):
            try:
                networks.append(ip_network(text, strict=False))
            except ValueError:
                if "/" in text or not _HOST.fullmatch(text.removeprefix(".")):
                    raise ConfigError(f"outside.allow: {text!r} is no network, address or host") from None
                hosts.add(text)
        return cls(tuple(networks), frozenset(hosts), http, frozenset(ports))

    def names(self, host: str) -> bool:
        """Whether this host, or one above it as `.example`, is allowed by name."""
        labels = host.split(".")
        return host in self.hosts or any(f".{'.'.join(labels[n:])}" in self.hosts for n in range(1, len(labels)))

    def refusal(self, host: str, address: Address) -> str | None:
        """Why this address of this host may not be called; None when it may."""
        if self.names(host):
            return None
        for one in (address, *carried(address)):
            why = _why_not_public(one)
            if why is not None and not any(one in network for network in self.networks):
                return why
        return None


def carried(address: Address) -> tuple[Address, ...]:
    """The IPv4 addresses that an IPv6 address stands for on its way."""
    if isinstance(address, IPv4Address):
        return ()
    number = int(address)
    if number <= 0xFFFF:
        return ()  # ::1 and its neighbours, which no IPv4 address is written as
    found = [IPv4Address((number >> shift) & 0xFFFFFFFF) for net, shift in _CARRIERS if address in net]
    if ((number >> 32) & 0xFFFFFFFF) in _ISATAP:
        found.append(IPv4Address(number & 0xFFFFFFFF))
    if address.teredo is not None:
        found += address.teredo
    return tuple(found)


def _why_not_public(address: Address) -> str | None:
    for network, why in _NOT_PUBLIC:
        if address in network:
            return why
    if isinstance(address, IPv6Address) and address not in _UNICAST and not carried(address):
        return "a reserved address"
    return None


def target(url: str, bounds: Bounds) -> Target:
    """Take an address apart. Raises OffLimits, saying what would be right, for one that may not be called."""
    if len(url) > LONGEST:
        raise OffLimits(f"is longer than {LONGEST} characters")
    if not url.isascii() or not url.isprintable() or any(one in url for one in ' \\"<>^`{|}'):
        raise OffLimits("may hold only characters of a written address; names of other scripts start with xn--")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError:
        raise OffLimits("cannot be read; write https://host/path") from None
    if parts.scheme not in PORTS or not host:
        raise OffLimits("must look like https://host/path")
    if parts.scheme == "http" and not bounds.http:
        raise OffLimits(f"must begin with https://; {REMEDY}: allow_http = true")
    if "@" in parts.netloc:
        raise OffLimits("must not hold a user or password before the host")
    port = PORTS[parts.scheme] if port is None else port
    if port == 0 or (bounds.ports and port not in bounds.ports):
        raise OffLimits(f"must not use port {port}; {REMEDY}: ports")
    _check_host(host, bounds)
    path = parts.path or "/"
    return Target(parts.scheme, host, port, f"{path}?{parts.query}" if parts.query else path)


def _check_host(host: str, bounds: Bounds) -> None:
    address = literal(host)
    if address is not None and "%" not in host:
        admit(host, [address], bounds)
    elif _NUMBER.fullmatch(host):
        raise OffLimits("writes an address in an unusual form; write four numbers from 0 to 255 with dots, or a name")
    elif len(host) > 253 or not _HOST.fullmatch(host):
        raise OffLimits("names no host; write https://host/path")


def literal(host: str) -> Address | None:
    """The address that a host is, when it is none by name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def admit(host: str, addresses: Sequence[Address], bounds: Bounds) -> None:
    """Raises OffLimits unless all addresses of the host may be called: one that may not makes the others suspect."""
    for address in addresses:
        if (why := bounds.refusal(host, address)) is not None:
            raise OffLimits(f"leads to {why}; {REMEDY}: allow")
