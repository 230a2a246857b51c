"""The connection, who is there and who writes."""

from datetime import timedelta

import pytest

from cairnloop.client.channel import Link
from cairnloop.tui.state.link import LinkState, Presence, Typing
from tests.tui.trailmark import NOW


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (Link.LIVE, "⟳ live"),
        (Link.CONNECTING, "… connecting"),
        (Link.LOST, "… reconnecting"),
        (Link.REFUSED, "✕ signed out"),
    ],
)
def test_every_state_of_the_link_has_a_sign_and_a_word(link: Link, words: str) -> None:
    assert " ".join(LinkState().became(link, NOW).words(NOW)) == words


def test_a_connection_that_stays_away_is_offline_and_says_since_when() -> None:
    link = LinkState().became(Link.LOST, NOW)
    later = NOW + timedelta(minutes=3)
    assert link.became(Link.LOST, later).words(later) == ("✕", "offline 3m")


def test_nothing_is_blocked_while_live_and_everything_else_says_why() -> None:
    assert LinkState(Link.LIVE).blocked is None
    assert all(LinkState(link).blocked for link in Link if link is not Link.LIVE)


def metas(*refs: str) -> dict[str, object]:
    return {"metas": [{"phx_ref": ref} for ref in refs]}


def test_somebody_is_there_until_their_last_window_is_closed() -> None:
    presence = Presence.of({"user:1": metas("a", "b"), "customer:p1": metas("c")})
    assert presence.operators == 1
    assert presence.customer_is_in("p1")
    presence = presence.changed({}, {"user:1": metas("a")})
    assert presence.operators == 1
    presence = presence.changed({"user:2": metas("d")}, {"user:1": metas("b"), "customer:p1": metas("c")})
    assert presence.operators == 1
    assert not presence.customer_is_in("p1")


def test_an_updated_presence_takes_the_place_of_the_one_before() -> None:
    presence = Presence.of({"user:1": metas("a")})
    update = {"user:1": {"metas": [{"phx_ref": "b", "phx_ref_prev": "a"}]}}
    assert presence.changed(update, {"user:1": metas("a")}).changed({}, {"user:1": metas("b")}).operators == 0


def test_whoever_typed_and_fell_silent_has_stopped() -> None:
    typing = Typing().heard("c1", "", True, NOW)
    assert typing.where("c1") == ("",)
    assert typing.where("c2") == ()
    assert typing.faded(NOW + timedelta(seconds=20)).where("c1") == ()
    assert typing.heard("c1", "", False, NOW).where("c1") == ()
