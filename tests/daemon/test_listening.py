"""The door: a port of one's own, or a clear refusal."""

import socket

import pytest

from cairnloop.daemon.listening import door, url_of
from cairnloop.errors import CairnloopError, ConfigError, Unavailable


def test_the_system_chooses_a_port_when_none_is_named() -> None:
    with door("127.0.0.1", 0) as bound:
        assert url_of(bound) == f"http://127.0.0.1:{bound.getsockname()[1]}"
        socket.create_connection(bound.getsockname()).close()


def test_a_port_in_use_is_refused_and_free_again_afterwards() -> None:
    with door("127.0.0.1", 0) as bound:
        port = bound.getsockname()[1]
        with pytest.raises(Unavailable, match=f"server.port: {port} is in use on 127.0.0.1"), door("127.0.0.1", port):
            pass
    with door("127.0.0.1", port):
        pass


def test_localhost_is_reached_in_the_usual_way() -> None:
    with door("localhost", 0) as bound:
        assert url_of(bound).startswith("http://127.0.0.1:")


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_ipv6_addresses_stand_in_brackets() -> None:
    try:
        with door("::1", 0) as bound:
            assert url_of(bound).startswith("http://[::1]:")
    except ConfigError as error:
        pytest.skip(error.detail)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "a" * 300])
def test_what_is_no_address_of_ours_is_refused(host: str) -> None:
    with pytest.raises(CairnloopError, match=r"server\.host"), door(host, 0):
        pass
