"""Whom limits count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.daemon.visitors import LONGEST, network, visitor_of


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("unknown", "unknown"),
        ("2001:db8::x", "2001:db8::x"),
    ],
)
def test_an_address_counts_for_itself_and_one_of_ipv6_for_its_network(host: str, counted: str) -> None:
    assert network(host) == counted


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_whoever_has_a_network_of_64_bits_is_one_visitor(address: object, other: int) -> None:
    from ipaddress import IPv6Address

    here = IPv6Address(str(address))
    there = IPv6Address((int(here) >> 64 << 64) | other)
    mapped = here.ipv4_mapped is not None or there.ipv4_mapped is not None
    assert network(str(here)) == network(str(there)) or mapped


@given(st.text())
def test_whatever_a_proxy_passes_on_is_somebody(host: str) -> None:
    assert len(network(host)) <= LONGEST


def test_who_cannot_be_told_is_counted_with_others_of_the_kind() -> None:
    assert visitor_of({"type": "http", "client": None}) == visitor_of({"type": "http"}) == "unknown"
