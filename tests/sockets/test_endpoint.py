"""Who is let in, and how a socket ends."""

import asyncio
import base64
from dataclasses import replace

import pytest

from cairnloop.daemon.sockets.limits import Limits
from cairnloop.kernel import telemetry
from cairnloop.kernel.ratelimit import Rate
from tests.sockets.peer import Peer
from tests.sockets.rooms import House


@pytest.fixture
def house() -> House:
    return House()


async def test_a_client_without_a_token_is_let_in_as_nobody(house: House) -> None:
    async with Peer(house.endpoint, "vsn=2.0.0&account_id=a&inbox_id=undefined&token=undefined") as peer:
        assert await peer.join("echo:1") == {"you": "anonymous"}


async def test_a_bad_token_is_refused_at_the_upgrade(house: House) -> None:
    async with Peer(house.endpoint, "vsn=2.0.0&token=bad") as peer:
        assert (peer.accepted, peer.status) == (None, 403)
        assert peer.error() == {"status": 403, "message": "Not authenticated"}


async def test_a_server_that_cannot_answer_upgrades_closes_instead(house: House) -> None:
    async with Peer(house.endpoint, "token=bad", extensions=()) as peer:
        assert peer.status == 403


async def test_an_unknown_version_is_refused_with_the_reason(house: House) -> None:
    async with Peer(house.endpoint, "vsn=3.0.0") as peer:
        assert peer.status == 400
        assert "2.0.0" in peer.error()["message"]


async def test_a_client_that_names_no_version_speaks_version_1(house: House) -> None:
    async with Peer(house.endpoint, "") as peer:
        assert await peer.join("echo:1") == {"you": "anonymous"}
        house.publish("echo:1", "shout", body="hi")
        assert await peer.hear_list() == [None, None, "echo:1", "shout", {"body": "hi"}]


async def test_a_token_offered_as_a_subprotocol_is_used_and_the_protocol_selected(house: House) -> None:
    token = base64.b64encode(b"mona?>").decode().rstrip("=")
    async with Peer(house.endpoint, subprotocols=["phoenix", f"base64url.bearer.phx.{token}"]) as peer:
        assert peer.accepted is not None
        assert peer.accepted["subprotocol"] == "phoenix"
        assert await peer.join("echo:1") == {"you": "mona?>"}


async def test_a_client_is_closed_after_silence_and_a_heartbeat_breaks_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [0.0]
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: seconds[0])
    async with Peer(house.endpoint) as peer:
        for ref in ("1", "2", "3"):
            seconds[0] += 30
            peer.say(None, ref, "phoenix", "heartbeat")
            assert await peer.hear_reply(ref) == ("ok", {})
        seconds[0] += 46
        assert await peer.closed() == (1001, "no heartbeat")


async def test_a_client_that_leaves_is_forgotten_everywhere(house: House) -> None:
    async with Peer(house.endpoint) as peer:
        await peer.join("chat:1")
        assert house.roster.keys("chat:1") == {"user:anonymous"}
    assert house.hub.topics() == 0
    assert house.roster.keys("chat:1") == set()


async def test_handlers_hear_of_a_closed_socket(house: House) -> None:
    async with Peer(house.endpoint) as peer:
        await peer.join("echo:1", "1")
        await peer.join("echo:2", "2")
    assert sorted(house.echo.story) == ["join 1", "join 2", "left 1", "left 2"]


async def test_what_was_received_is_done_even_when_the_client_leaves_meanwhile(house: House) -> None:
    async with Peer(house.endpoint) as peer:
        await peer.join("echo:1")
        peer.say("1", "2", "echo:1", "wait", gate="a")
        peer.say("1", "3", "echo:1", "wait", gate="b")
        peer.hang_up()
        house.echo.gate("a").set()
        house.echo.gate("b").set()
    assert house.echo.story == ["join 1", "done a", "done b", "left 1"]


async def test_work_that_does_not_end_is_cut_short_and_cleaned_up() -> None:
    house = House(Limits(grace=0.01))
    async with Peer(house.endpoint) as peer:
        await peer.join("chat:1")
        peer.say("2", "2", "echo:1", "phx_join", wait="never")
    assert house.hub.topics() == 0
    assert house.roster.keys("chat:1") == set()


async def test_a_restart_answers_what_is_in_hand_and_closes_with_1012(house: House) -> None:
    async with Peer(house.endpoint) as peer, Peer(house.endpoint) as idle:
        await peer.join("echo:1")
        peer.say("1", "2", "echo:1", "wait", gate="a")
        peer.say(None, "3", "phoenix", "heartbeat")
        assert await peer.hear_reply("3") == ("ok", {})
        draining = asyncio.create_task(house.endpoint.drain())
        assert await idle.closed() == (1012, "restarting")
        assert not draining.done()
        house.echo.gate("a").set()
        assert await peer.hear_reply("2") == ("ok", {})
        assert await peer.closed() == (1012, "restarting")
        await draining
    async with Peer(house.endpoint) as late:
        assert late.status == 503


async def test_draining_an_empty_house_is_done_at_once(house: House) -> None:
    await house.endpoint.drain()


async def test_the_sockets_of_one_user_can_be_closed(house: House) -> None:
    async with Peer(house.endpoint, "vsn=2.0.0&token=mona") as mona, Peer(house.endpoint) as other:
        house.endpoint.hang_up(lambda guest: guest.name == "mona")
        assert await mona.closed() == (1008, "no longer signed in")
        assert await other.join("echo:1")


async def test_a_slow_reader_is_dropped_with_1012_and_nobody_waits_for_it() -> None:
    house = House(Limits(queued=10))
    before = telemetry.sockets_dropped.labels("slow")._value.get()
    async with Peer(house.endpoint) as slow, Peer(house.endpoint) as quick:
        await slow.join("echo:1")
        await quick.join("echo:1")
        slow.reads.clear()
        for number in range(30):
            house.publish("echo:1", "shout", number=number)
            assert await quick.hear_list() == [None, None, "echo:1", "shout", {"number": number}]
        slow.reads.set()
        assert await slow.closed() == (1012, "too far behind")
        assert telemetry.sockets_dropped.labels("slow")._value.get() == before + 1


async def test_a_peer_that_does_not_even_read_the_goodbye_is_cut_off() -> None:
    house = House(Limits(queued=1, grace=0.01))
    async with Peer(house.endpoint) as slow:
        await slow.join("echo:1")
        slow.reads.clear()
        for _ in range(3):
            house.publish("echo:1", "shout")
        async with asyncio.timeout(5):
            await slow.cut.wait()
            await slow.task


async def test_a_few_large_frames_count_as_much_as_many_small_ones() -> None:
    house = House(Limits(queued_size=1000))
    async with Peer(house.endpoint) as slow:
        await slow.join("echo:1")
        slow.reads.clear()
        for _ in range(3):
            house.publish("echo:1", "shout", body="x" * 600)
        slow.reads.set()
        assert await slow.closed() == (1012, "too far behind")


async def test_a_flood_is_refused_and_then_hung_up_on() -> None:
    house = House(replace(Limits(), rate=Rate(0.001, 2), patience=Rate(0.001, 2)))
    async with Peer(house.endpoint) as peer:
        for ref in range(6):
            peer.say(None, str(ref), "phoenix", "heartbeat")
        statuses = [(await peer.hear_reply(str(ref)))[0] for ref in range(4)]
        assert statuses == ["ok", "ok", "error", "error"]
        assert await peer.closed() == (1008, "too many messages")


@pytest.mark.parametrize("data", ["", "[", "{}", "null", '"x"', "[1,2,3,4,5]", b"", b"\x00\x01", b"\xff" * 20])
async def test_an_unreadable_frame_is_answered_and_the_socket_lives_on(house: House, data: str | bytes) -> None:
    async with Peer(house.endpoint) as peer:
        await peer.join("echo:1")
        peer.send(data)
        frame = await peer.hear()
        assert (frame.topic, frame.event, frame.ref) == ("phoenix", "phx_reply", None)
        assert await peer.ask("1", "2", "echo:1", "echo", n=1) == ("ok", {"echo": {"n": 1}, "joined_with": {}})


async def test_an_oversize_push_is_refused_with_the_reason_and_the_channel_lives_on(house: House) -> None:
    async with Peer(house.endpoint) as peer:
        await peer.join("echo:1")
        status, response = await peer.ask("1", "2", "echo:1", "echo", body="x" * 1_000_000)
        assert status == "error"
        assert "characters" in response["reason"]
        assert response["code"] == "malformed_frame"
        assert await peer.ask("1", "3", "echo:1", "echo") == ("ok", {"echo": {}, "joined_with": {}})
