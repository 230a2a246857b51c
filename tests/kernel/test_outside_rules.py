"""Which addresses may be called, in whatever form they are written."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import ConfigError, OffLimits
from cairnloop.kernel.outside_rules import Address, Bounds, carried, target

PUBLIC = Bounds(http=True)
REFUSED = [
    "http://127.0.0.1/",
    "http://127.8.9.1/",
    "http://localhost./\t",
    "http://0.0.0.0/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://192.0.0.192/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://240.0.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://1.2.3.4.5/",
    "http://017700000001/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a00:1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::169.254.169.254]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[2606:4700::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[2a00:1450:4001:800:0:5efe:a00:1]/",
    "http://[4000::1]/",
    "http://[::1",
    "http://１２７.0.0.1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://user@hooks.example/",
    "http://hooks.example@127.0.0.1/",
    "http://hooks.example\\@127.0.0.1/",
    "http://hooks.example:0/",
    "http://hooks.example:99999/",
    "http://hooks.example:x/",
    "http://hooks..example/",
    "http://-hooks.example/",
    "http://hooks.example /",
    "http://hooks.example/\r\nX: y",
    "http:///path",
    "http:hooks.example",
    "//hooks.example/",
    "hooks.example",
    "ftp://hooks.example/",
    "file:///etc/passwd",
    "gopher://hooks.example/",
    "",
    "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 130 + "example/",
    "https://hooks.example/" + "x" * 2000,
]


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_not_public_is_refused_in_whatever_form(url: str) -> None:
    with pytest.raises(OffLimits):
        target(url, PUBLIC)


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://hooks.example/in?a=1#x", "hooks.example", 443, "/in?a=1"),
        ("http://Hooks.Example.:8080", "hooks.example", 8080, "/"),
        ("https://8.8.8.8/x", "8.8.8.8", 443, "/x"),
        ("https://[2606:4700::1111]:8443/", "2606:4700::1111", 8443, "/"),
        ("https://[64:ff9b::808:808]/", "64:ff9b::808:808", 443, "/"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443, "/"),
    ],
)
def test_what_is_public_is_taken_apart(url: str, host: str, port: int, path: str) -> None:
    to = target(url, PUBLIC)
    assert (to.host, to.port, to.path) == (host, port, path)


def test_http_and_other_ports_are_a_matter_of_settings() -> None:
    with pytest.raises(OffLimits, match="https"):
        target("http://hooks.example/", Bounds())
    with pytest.raises(OffLimits, match="port 25"):
        target("https://hooks.example:25/", Bounds(ports=frozenset({443})))
    assert target("https://hooks.example/", Bounds(ports=frozenset({443}))).port == 443


def test_networks_and_hosts_can_be_allowed() -> None:
    bounds = Bounds.of(["10.0.0.0/8", "192.168.1.7", "::1", "hooks.lan", ".inside.example"])
    allowed = [("a.example", "10.2.3.4"), ("a.example", "192.168.1.7"), ("a.example", "::1")]
    allowed += [("a.example", "::ffff:10.0.0.1"), ("hooks.lan", "127.0.0.1"), ("x.y.inside.example", "fc00::1")]
    refused = [("a.example", "192.168.1.8"), ("x.hooks.lan", "127.0.0.1"), ("inside.example", "127.0.0.1")]
    assert all(bounds.refusal(host, ip_address(address)) is None for host, address in allowed)
    assert all(bounds.refusal(host, ip_address(address)) for host, address in refused)
    with pytest.raises(ConfigError, match=r"outside\.allow"):
        Bounds.of(["10.0.0.0/99"])


@given(st.ip_addresses(v=4))
def test_nothing_but_public_addresses_passes_whatever_carries_them(address: IPv4Address) -> None:
    forms: list[Address] = [
        address,
        IPv6Address(int(IPv6Address("::ffff:0:0")) + int(address)),
        IPv6Address(int(IPv6Address("64:ff9b::")) + int(address)),
    ]
    verdicts = {PUBLIC.refusal("hooks.example", form) is None for form in forms}
    assert len(verdicts) == 1
    if not address.is_global or address.is_multicast:
        assert verdicts == {False}


@given(st.ip_addresses(v=6))
def test_of_ipv6_only_global_unicast_passes(address: IPv6Address) -> None:
    if PUBLIC.refusal("hooks.example", address) is None:
        assert address.is_global or carried(address)
        assert not address.is_multicast


@given(st.text(max_size=30), st.text(max_size=10))
def test_no_text_makes_reading_an_address_fail(host: str, path: str) -> None:
    for url in (host, f"https://{host}/{path}", f"https://[{host}]:{path}"):
        try:
            to = target(url, PUBLIC)
        except OffLimits:
            continue
        assert to.host
        assert to.path.isascii()
