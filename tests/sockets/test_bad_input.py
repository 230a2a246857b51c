"""What is wrong with a join or a push: a bad credential, a key that may less, a value that cannot be right."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import structlog
from structlog.testing import capture_logs

from cairnloop.people.access import keys
from cairnloop.people.access.scopes import WORDS, permissions_of
from cairnloop.people.permissions import Permission, Role
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house, paces
from tests.http.test_bad_input import ended
from tests.sockets.caller import Caller, token_of
from tests.sockets.peer import Peer

FRAME_BYTES = 10_000
WRONG = (None, True, -1, 2**70, 1e300, "x", "\x00", "x" * 3_000, [["x"]], {"wrong": ["type"]})
# By topic: what may be pushed there, with all that each looks at.
PUSHES = {
    "conversation": {
        "shout": ("body", "client_id", "sent_at", "metadata", "customer_id", "file_ids"),
        "typing": ("typing",),
        "messages:seen": (),
    },
    "notification": {
        "shout": (
            "conversation_id",
            "body",
            "private",
            "client_id",
            "undo_seconds",
            "last_seen_message_id",
            "file_ids",
        ),
        "read": ("conversation_id",),
        "typing": ("conversation_id", "typing"),
        "viewing": ("conversation_id",),
    },
}


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    limits = {**paces(1_000_000), "socket_frames_per_second": 100_000, "socket_burst": 100_000}
    async with open_house(database_url, clock, limits={**limits, "frame_bytes": FRAME_BYTES}) as house:
        yield house
    structlog.reset_defaults()


async def test_what_was_a_good_credential_once_opens_no_socket(house: House, clock: FixedClock) -> None:
    for what, token in (await ended(house, clock)).items():
        async with Peer(house.sockets, f"vsn=2.0.0&token={token}") as peer:
            assert (peer.status, peer.error()) == (403, {"status": 403, "message": "Not authenticated"}), what


async def test_a_key_hears_and_does_what_its_scopes_and_its_owners_role_allow_together(house: House) -> None:
    thread = await house.desk.conversation()
    topic = f"notification:{house.desk.account_id}"
    for role in Role:
        owner = await house.desk.another_operator(role, role.value)
        for scope in WORDS:
            async with house.s.db.begin() as tx:
                key = await keys.add_key(tx, owner.account_id, owner.user_id, "test", scopes=[scope])
            allowed = permissions_of([scope])
            hears = allowed is None or Permission.READ in allowed
            writes = hears and role is not Role.VIEWER and (allowed is None or Permission.CONVERSE in allowed)
            async with Caller(house, key.secret) as caller:
                assert ((await caller.join(topic))[0] == "ok") == hears, f"{role} {scope}"
                for event in ("read", "typing", "shout"):
                    said = {"conversation_id": str(thread.id), "body": "a note", "private": True}
                    status, reason = await caller.ask(topic, event, said)
                    assert (status == "ok") == writes, f"{role} {scope} {event}: {reason}"


@pytest.mark.parametrize("kind", PUSHES)
async def test_values_of_a_wrong_type_are_refused_with_a_reason_and_the_channel_lives(house: House, kind: str) -> None:
    thread = await house.desk.conversation()
    right = {"conversation_id": str(thread.id), "body": "hi", "private": True, "typing": True}
    topic = f"conversation:{thread.id}" if kind == "conversation" else f"notification:{house.desk.account_id}"
    with capture_logs() as lines:
        async with Caller(house, None if kind == "conversation" else await token_of(house, house.desk.sam)) as caller:
            for wrong in WRONG:
                status, reason = await caller.join(topic, customer_id=wrong, identity=wrong, present=wrong)
                assert status == "ok" or reason, wrong
            assert (await caller.join(topic))[0] == "ok"
            for event, names in PUSHES[kind].items():
                for name in names:
                    for wrong in WRONG:
                        status, reason = await caller.ask(topic, event, {**right, name: wrong, "nonsense": wrong})
                        assert (status == "ok") or (isinstance(reason, str) and reason), f"{event} {name} {wrong!r:.40}"
                assert await caller.ask(topic, "ping", {"n": 1}) == ("ok", {"n": 1}), event
    assert not [line for line in lines if line["log_level"] == "error"]


async def test_ids_of_another_account_name_nothing_in_any_push(house: House) -> None:
    other = await make.desk(house.s.db, "Other")
    theirs, mine = await other.conversation(), await house.desk.conversation()
    file = await make.file(house.s.db, other.account_id)
    question = await other.says(theirs, "SECRET")
    topic = f"notification:{house.desk.account_id}"
    async with Caller(house, await token_of(house, house.desk.sam)) as sam, Caller(house) as ada:
        await sam.join(topic)
        for event in ("shout", "read", "typing", "viewing"):
            said = await sam.ask(topic, event, {"conversation_id": str(theirs.id), "body": "hi", "typing": True})
            assert said == ("error", "no such conversation"), event
        for named in ({"file_ids": [str(file.id)]}, {"mentioned_user_ids": [other.sam.user_id], "private": True}):
            said = await sam.ask(topic, "shout", {"conversation_id": str(mine.id), "body": "hi", **named})
            assert said[0] == "error", named
        await sam.ask(
            topic, "shout", {"conversation_id": str(mine.id), "body": "x", "last_seen_message_id": question["id"]}
        )
        await ada.join(f"conversation:{mine.id}")
        for named in ({"file_ids": [str(file.id)]}, {"customer_id": str(other.customer_id)}):
            assert (await ada.ask(f"conversation:{mine.id}", "shout", {"body": "hi", **named}))[0] == "error", named
        assert "SECRET" not in json.dumps([await sam.settled(), await ada.settled()])


async def test_a_frame_of_just_the_size_that_is_allowed_is_read_and_not_a_byte_more(house: House) -> None:
    def beat(size: int) -> str:
        empty = json.dumps([None, "1", "phoenix", "heartbeat", {"x": ""}])
        return empty[:-3] + "x" * (size - len(empty)) + empty[-3:]

    async with Peer(house.sockets) as peer:
        for size, status in ((FRAME_BYTES, "ok"), (FRAME_BYTES + 1, "error")):
            frame = beat(size)
            assert len(frame) == size
            peer.send(frame)
            assert (await peer.hear_reply("1"))[0] == status
        for nested in ("[" * 9_000, '{"a":' * 1_900, '[null,"1","phoenix","heartbeat",' + "[" * 5_000):
            peer.send(nested)
            refused: Any = (await peer.hear()).payload
            assert (refused["status"], refused["response"]["code"]) == ("error", "malformed_frame")
        peer.say(None, "2", "phoenix", "heartbeat")
        assert await peer.hear_reply("2") == ("ok", {})


async def test_topics_of_nobody_are_refused_like_those_of_others(house: House) -> None:
    other = await make.desk(house.s.db, "Other")
    theirs = await other.conversation()
    async with Caller(house, await token_of(house, house.desk.sam)) as sam:
        for known, unknown in (
            (f"conversation:{theirs.id}", f"conversation:{uuid4()}"),
            (f"notification:{other.account_id}", f"notification:{uuid4()}"),
        ):
            assert await sam.join(known) == await sam.join(unknown)
