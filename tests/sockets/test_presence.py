"""Clients that come, go and change are seen by everybody in the topic."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.sockets.peer import Peer
from tests.sockets.rooms import House


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
async def mona(house: House) -> AsyncIterator[Peer]:
    async with Peer(house.endpoint, "vsn=2.0.0&token=mona") as peer:
        await peer.join("chat:1")
        assert (await hear(peer, "presence_state"))["user:mona"]
        yield peer


async def hear(peer: Peer, event: str) -> dict[str, Any]:
    frame = await peer.hear()
    assert frame.event == event
    assert isinstance(frame.payload, dict)
    return frame.payload


async def test_the_state_is_pushed_after_every_join_with_its_join_ref(house: House, mona: Peer) -> None:
    peer = mona
    peer.say("1", "2", "chat:1", "phx_leave")
    peer.say("3", "3", "chat:1", "phx_join")
    for ref in ("2", None, "3"):
        frame = await peer.hear()
        assert ref is None or frame.ref == ref
    frame = await peer.hear()
    assert (frame.join_ref, frame.ref, frame.event) == ("3", None, "presence_state")
    assert isinstance(frame.payload, dict)
    (meta,) = frame.payload["user:mona"]["metas"]
    assert meta == {"online_at": "1700000000", "phx_ref": meta["phx_ref"]}


async def test_a_client_that_joins_hears_of_itself_in_the_state_and_not_again(house: House, mona: Peer) -> None:
    mona.say("1", "2", "chat:1", "phx_leave")
    mona.say("3", "3", "chat:1", "phx_join")
    assert [(await mona.hear()).event for _ in range(4)] == ["phx_reply", "phx_close", "phx_reply", "presence_state"]
    assert await mona.ask("", "4", "phoenix", "heartbeat") == ("ok", {})


async def test_others_hear_who_comes_and_goes(house: House, mona: Peer) -> None:
    async with Peer(house.endpoint, "vsn=2.0.0&token=ali") as ali:
        await ali.join("chat:1")
        state = await hear(ali, "presence_state")
        assert set(state) == {"user:mona", "user:ali"}
        came = await hear(mona, "presence_diff")
        assert came == {"joins": {"user:ali": state["user:ali"]}, "leaves": {}}
    assert await hear(mona, "presence_diff") == {"joins": {}, "leaves": {"user:ali": state["user:ali"]}}


async def test_a_second_tab_is_a_second_meta_and_takes_only_itself_away(house: House, mona: Peer) -> None:
    async with Peer(house.endpoint, "vsn=2.0.0&token=mona") as tab:
        await tab.join("chat:1")
        assert len((await hear(tab, "presence_state"))["user:mona"]["metas"]) == 2
        await hear(mona, "presence_diff")
    gone = await hear(mona, "presence_diff")
    assert len(gone["leaves"]["user:mona"]["metas"]) == 1
    assert house.roster.keys("chat:1") == {"user:mona"}


async def test_a_change_names_what_it_replaces(house: House, mona: Peer) -> None:
    (before,) = house.roster.state("chat:1")["user:mona"]["metas"]
    mona.say("1", "2", "chat:1", "away")
    diff = await hear(mona, "presence_diff")
    (now,) = diff["joins"]["user:mona"]["metas"]
    assert (now["away"], now["phx_ref_prev"]) == (True, before["phx_ref"])
    assert diff["leaves"]["user:mona"]["metas"] == [before]
    assert await mona.hear_reply("2") == ("ok", {})
    assert house.roster.state("chat:1") == {"user:mona": {"metas": [now]}}


async def test_a_client_can_be_shown_in_another_topic_too(house: House, mona: Peer) -> None:
    async with Peer(house.endpoint, "vsn=2.0.0&token=ali") as ali:
        await ali.join("chat:2", also="chat:1")
        assert (await hear(mona, "presence_diff"))["joins"]["user:ali"]
        ali.say("1", "2", "chat:2", "phx_leave")
        assert (await hear(mona, "presence_diff"))["leaves"]["user:ali"]
    assert house.roster.keys("chat:1") == {"user:mona"}


async def test_who_is_refused_is_not_seen_and_hears_no_state(house: House, mona: Peer) -> None:
    async with Peer(house.endpoint, "vsn=2.0.0&token=ali") as ali:
        assert (await ali.ask("1", "1", "chat:2", "phx_join", refuse=True))[0] == "error"
        assert house.roster.keys("chat:2") == set()
        assert await ali.ask("", "2", "phoenix", "heartbeat") == ("ok", {})


async def test_who_crashes_the_channel_is_gone(house: House, mona: Peer) -> None:
    mona.say("1", "2", "chat:1", "crash")
    assert (await mona.hear_reply("2"))[0] == "error"
    assert (await mona.hear()).event == "phx_error"
    assert house.roster.keys("chat:1") == set()
