"""What the address and the offered subprotocols mean."""

import base64
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.daemon.sockets.upgrade import read_upgrade
from cairnloop.errors import Unauthenticated
from cairnloop.wire.phoenix import Malformed, Vsn


def test_parameters_that_a_client_was_not_given_are_absent() -> None:
    upgrade = read_upgrade("account_id=a&inbox_id=undefined&token=null&customer_id=&vsn=2.0.0", [])
    assert (upgrade.vsn, upgrade.params, upgrade.subprotocol) == (Vsn.V2, {"account_id": "a"}, None)


@pytest.mark.parametrize("query", ["", "vsn=undefined", "vsn=1.0.0"])
def test_version_1_is_what_is_spoken_unless_said_otherwise(query: str) -> None:
    assert read_upgrade(query, []).vsn is Vsn.V1


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(Malformed):
        read_upgrade("vsn=9", [])


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("token", ["mona", "\xff\xfe?>~~", "a.b-c_d"])
def test_a_token_among_the_subprotocols_counts_and_phoenix_is_selected(encode: object, token: str) -> None:
    assert callable(encode)
    offered = encode(token.encode()).decode().rstrip("=")
    upgrade = read_upgrade("token=other", ["phoenix", f"base64url.bearer.phx.{offered}"])
    assert (upgrade.params["token"], upgrade.subprotocol) == (token, "phoenix")


def test_no_subprotocol_is_selected_that_was_not_offered() -> None:
    assert read_upgrade("", ["chat"]).subprotocol is None
    assert read_upgrade("", ["base64url.bearer.phx.bW9uYQ"]).params == {}


@pytest.mark.parametrize("offered", ["!!!", "A", "/////w"])
def test_a_token_that_cannot_be_read_is_refused(offered: str) -> None:
    with pytest.raises(Unauthenticated):
        read_upgrade("", ["phoenix", f"base64url.bearer.phx.{offered}"])


@given(st.text(), st.lists(st.text() | st.just("phoenix") | st.text().map("base64url.bearer.phx.".__add__)))
def test_whatever_is_asked_for_is_read_or_refused(query: str, subprotocols: list[str]) -> None:
    with contextlib.suppress(Malformed, Unauthenticated):
        read_upgrade(query, subprotocols)
