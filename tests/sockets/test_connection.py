"""What a client hears, in which order, while it joins, pushes, leaves and others do the same."""

from collections.abc import AsyncIterator

import pytest

from tests.sockets.peer import Peer
from tests.sockets.rooms import House

UNMATCHED = "error", {"reason": "unmatched topic", "code": "unmatched_topic"}
UNAUTHORIZED = "error", {"reason": "unauthorized", "code": "forbidden"}
JOIN_CRASHED = "error", {"reason": "join crashed", "code": "internal"}
CRASHED = "error", {"reason": "internal error", "code": "internal"}
UNKNOWN_EVENT = "error", {"reason": "unknown event 'typing'", "code": "unknown_event"}
INVALID = "error", {"reason": "body: is empty", "code": "invalid"}


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
async def peer(house: House) -> AsyncIterator[Peer]:
    async with Peer(house.endpoint) as peer:
        yield peer


async def test_replies_carry_the_join_ref_and_broadcasts_none(house: House, peer: Peer) -> None:
    await peer.join("echo:1", "3")
    peer.say("3", "4", "echo:1", "shout", body="hi")
    assert await peer.hear_list() == [None, None, "echo:1", "shout", {"body": "hi"}]
    peer.say("3", "5", "echo:1", "echo", n=1)
    reply = {"status": "ok", "response": {"echo": {"n": 1}, "joined_with": {}}}
    assert await peer.hear_list() == ["3", "5", "echo:1", "phx_reply", reply]


async def test_a_topic_nobody_serves_is_unmatched(peer: Peer) -> None:
    assert await peer.ask("1", "1", "nothing:1", "phx_join") == UNMATCHED
    assert await peer.ask("1", "2", "nothing:1", "shout") == UNMATCHED
    assert await peer.ask("1", "3", "nothing:1", "phx_leave") == ("ok", {})


async def test_an_unknown_event_is_answered_and_the_channel_lives_on(peer: Peer) -> None:
    await peer.join("echo:1")
    assert await peer.ask("1", "2", "echo:1", "typing") == UNKNOWN_EVENT
    assert await peer.ask("1", "3", "echo:1", "invalid") == INVALID
    assert (await peer.ask("1", "4", "echo:1", "echo"))[0] == "ok"


async def test_a_refused_join_hears_why_and_can_be_tried_again(house: House, peer: Peer) -> None:
    assert await peer.ask("1", "1", "echo:1", "phx_join", refuse=True) == UNAUTHORIZED
    assert house.hub.topics() == 0
    assert await peer.join("echo:1", "2")
    assert house.echo.story == ["join 1", "join 2"]


async def test_a_join_that_crashes_is_answered_and_can_be_tried_again(house: House, peer: Peer) -> None:
    assert await peer.ask("1", "1", "echo:1", "phx_join", crash=True) == JOIN_CRASHED
    assert house.hub.topics() == 0
    assert await peer.join("echo:1", "2")
    assert house.echo.story == ["join 1", "join 2"]


async def test_a_join_whose_answer_cannot_be_written_is_a_crash(house: House, peer: Peer) -> None:
    assert (await peer.ask("1", "1", "echo:1", "phx_join", unwritable=True))[0] == "error"
    assert await peer.hear_list() == ["1", "1", "echo:1", "phx_error", {}]
    assert await peer.join("echo:1", "2")
    assert house.echo.story == ["join 1", "left 1", "join 2"]


@pytest.mark.parametrize("event", ["crash", "unwritable"])
async def test_a_crash_ends_one_channel_and_tells_it(house: House, peer: Peer, event: str) -> None:
    await peer.join("echo:1", "1")
    await peer.join("lobby", "2")
    assert await peer.ask("1", "3", "echo:1", event) == CRASHED
    assert await peer.hear_list() == ["1", "1", "echo:1", "phx_error", {}]
    assert await peer.ask("1", "4", "echo:1", "echo") == UNMATCHED
    house.publish("echo:1", "shout")
    assert (await peer.ask("2", "5", "lobby", "echo"))[0] == "ok"
    assert await peer.join("echo:1", "6")
    assert house.echo.story == ["join 1", "join 2", "left 1", "join 6"]


async def test_a_handler_that_crashes_while_leaving_harms_nobody(peer: Peer) -> None:
    await peer.join("echo:1", crash_on_left=True)
    assert await peer.ask("1", "2", "echo:1", "phx_leave") == ("ok", {})
    assert await peer.hear_list() == ["1", "1", "echo:1", "phx_close", {}]
    assert await peer.join("echo:1", "3")


async def test_after_leaving_nothing_is_heard(house: House, peer: Peer) -> None:
    await peer.join("echo:1")
    assert await peer.ask("1", "2", "echo:1", "phx_leave") == ("ok", {})
    assert await peer.hear_list() == ["1", "1", "echo:1", "phx_close", {}]
    house.publish("echo:1", "shout")
    assert await peer.ask("1", "3", "echo:1", "echo") == UNMATCHED
    assert house.hub.topics() == 0


async def test_nothing_is_heard_from_the_moment_of_leaving_even_while_a_push_is_done(house: House, peer: Peer) -> None:
    await peer.join("echo:1")
    peer.say("1", "2", "echo:1", "wait", gate="a")
    peer.say("1", "3", "echo:1", "phx_leave")
    assert await peer.ask("", "4", "phoenix", "heartbeat") == ("ok", {})
    house.publish("echo:1", "shout")
    house.echo.gate("a").set()
    assert [(await peer.hear()).event for _ in range(3)] == ["phx_reply", "phx_reply", "phx_close"]


async def test_leaving_and_joining_again_in_one_breath_hears_everything_once(house: House, peer: Peer) -> None:
    await peer.join("echo:1", "1")
    for number in range(10):
        left, joined = str(10 + 2 * number), str(11 + 2 * number)
        peer.say("1" if number == 0 else str(9 + 2 * number), left, "echo:1", "phx_leave")
        peer.say(joined, joined, "echo:1", "phx_join")
        assert await peer.hear_reply(left) == ("ok", {})
        assert (await peer.hear()).event == "phx_close"
        assert (await peer.hear_reply(joined))[0] == "ok"
    house.publish("echo:1", "shout", n=1)
    assert await peer.hear_list() == [None, None, "echo:1", "shout", {"n": 1}]
    assert (await peer.ask("29", "40", "echo:1", "echo"))[0] == "ok"
    assert house.echo.story.count("left 1") == 1


async def test_joining_twice_drops_the_first_subscription(house: House, peer: Peer) -> None:
    await peer.join("echo:1", "1")
    peer.say("2", "2", "echo:1", "phx_join")
    assert await peer.hear_list() == ["1", "1", "echo:1", "phx_close", {}]
    assert (await peer.hear_reply("2"))[0] == "ok"
    house.publish("echo:1", "shout")
    assert (await peer.hear()).event == "shout"
    assert (await peer.ask("2", "3", "echo:1", "echo"))[0] == "ok"
    assert house.echo.story == ["join 1", "left 1", "join 2"]


async def test_a_slow_join_delays_neither_the_heartbeat_nor_other_topics(house: House, peer: Peer) -> None:
    peer.say("1", "1", "echo:1", "phx_join", wait="a")
    assert await peer.ask("", "2", "phoenix", "heartbeat") == ("ok", {})
    assert await peer.join("echo:2", "3")
    house.echo.gate("a").set()
    assert (await peer.hear_reply("1"))[0] == "ok"


async def test_pushes_of_one_topic_are_done_in_order(house: House, peer: Peer) -> None:
    await peer.join("echo:1")
    peer.say("1", "2", "echo:1", "wait", gate="a")
    peer.say("1", "3", "echo:1", "echo")
    peer.say("1", "4", "echo:1", "phx_leave")
    assert await peer.ask("", "5", "phoenix", "heartbeat") == ("ok", {})
    house.echo.gate("a").set()
    assert [(await peer.hear()).ref for _ in range(3)] == ["2", "3", "4"]


async def test_pushes_sent_before_the_join_is_answered_wait_for_it(house: House, peer: Peer) -> None:
    peer.say("1", "1", "echo:1", "phx_join", wait="a")
    peer.say("1", "2", "echo:1", "echo")
    house.echo.gate("a").set()
    assert [(await peer.hear_reply(ref))[0] for ref in ("1", "2")] == ["ok", "ok"]


async def test_pushes_sent_before_the_join_is_refused_are_refused_with_it(house: House, peer: Peer) -> None:
    peer.say("1", "1", "echo:1", "phx_join", wait="a", refuse=True)
    peer.say("1", "2", "echo:1", "echo")
    house.echo.gate("a").set()
    assert await peer.hear_reply("1") == UNAUTHORIZED
    assert await peer.hear_reply("2") == UNMATCHED


async def test_what_happens_during_a_join_is_heard_right_after_its_reply(house: House, peer: Peer) -> None:
    peer.say("1", "1", "echo:1", "phx_join", wait="a", push=True)
    assert await peer.ask("", "2", "phoenix", "heartbeat") == ("ok", {})
    house.publish("echo:1", "shout", n=1)
    house.echo.gate("a").set()
    assert (await peer.hear_reply("1"))[0] == "ok"
    assert await peer.hear_list() == [None, None, "echo:1", "shout", {"n": 1}]
    assert await peer.hear_list() == ["1", None, "echo:1", "welcome", {"name": "anonymous"}]


async def test_what_happens_during_a_join_is_never_heard_when_it_is_refused(house: House, peer: Peer) -> None:
    peer.say("1", "1", "echo:1", "phx_join", wait="a", refuse=True)
    assert await peer.ask("", "2", "phoenix", "heartbeat") == ("ok", {})
    house.publish("echo:1", "shout", secret=True)
    house.echo.gate("a").set()
    assert await peer.hear_reply("1") == UNAUTHORIZED
    assert await peer.ask("", "3", "phoenix", "heartbeat") == ("ok", {})


async def test_both_versions_hear_the_same_announcement(house: House, peer: Peer) -> None:
    async with Peer(house.endpoint, "vsn=1.0.0") as old:
        await old.join("echo:1")
        await peer.join("echo:1")
        for number in range(3):
            house.publish("echo:1", "shout", n=number)
            expected = [None, None, "echo:1", "shout", {"n": number}]
            assert [await old.hear_list(), await peer.hear_list()] == [expected, expected]


async def test_one_text_of_an_announcement_serves_every_socket_of_a_version(house: House) -> None:
    async with Peer(house.endpoint) as one, Peer(house.endpoint) as other:
        await one.join("echo:1")
        await other.join("echo:1")
        house.publish("echo:1", "shout", n=1)
        texts = [(await p._next())["text"] for p in (one, other)]
        assert texts[0] is texts[1]
