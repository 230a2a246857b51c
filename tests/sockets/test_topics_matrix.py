"""Every topic against every caller, id and event."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from cairnloop.daemon.sockets.topics.routes import routes
from cairnloop.desk.tables import Conversation
from cairnloop.people.access import keys
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.sockets.caller import Caller, token_of, tokens
from tests.sockets.peer import Peer

TOPICS = {
    "conversation:lobby": "conversation:lobby",
    "conversation:lobby:*": "conversation:lobby:{customer}",
    "conversation:*": "conversation:{conversation}",
    "notification:*": "notification:{account}",
    "room:*": "room:{account}",
    "issue:lobby:*": "issue:lobby:{customer}",
    "events:admin:*": "events:admin:{account}:all",
    "events:*": "events:{account}:{visit}",
}
NO = {"conversation": "unauthorized", "notification": "Unauthorized", "issue": "Unauthorized", "events": "unauthorized"}
MALFORMED = [
    "",
    "x",
    "*",
    "null",
    "undefined",
    "00000000",
    "{upper}",
    "{{{lower}}}",
    "urn:uuid:{lower}",
    "x:{lower}",
    "{lower}:x",
    "{lower}\x00",
    "{bare}",
    "../{lower}",
    "💩",
    "\u202e{lower}",
    "1' OR '1'='1",
]


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


def ids_of(house: House, thread: Conversation) -> dict[str, UUID]:
    return {"customer": house.desk.customer_id, "conversation": thread.id, "account": house.desk.account_id}


def test_every_topic_is_in_this_matrix(house: House) -> None:
    assert {route.pattern for route in routes(house.s)} == set(TOPICS)


async def test_a_wrong_token_is_refused_at_the_door_and_its_words_are_not_repeated(house: House) -> None:
    for token in ("x", "cl_key_x", "cl_access_x", "%00", "%F0%9F%92%A9"):
        async with Peer(house.sockets, f"vsn=2.0.0&token={token}") as peer:
            assert (peer.status, peer.error()) == (403, {"status": 403, "message": "Not authenticated"})


async def test_who_may_join_what(house: House) -> None:
    visit = await make.visit(house.s.db, house.desk.account_id)
    ids = {**ids_of(house, await house.desk.conversation()), "visit": visit.id}
    for who, token in (await tokens(house)).items():
        inside = who in ("own", "viewer")
        may = {
            "conversation:lobby": True,
            "conversation:lobby:*": True,
            "conversation:*": inside or who == "nobody",
            "notification:*": inside,
            "room:*": True,
            "issue:lobby:*": inside,
            "events:admin:*": inside,
            "events:*": inside or who == "nobody",
        }
        async with Caller(house, token) as caller:
            for pattern, shape in TOPICS.items():
                status, reason = await caller.join(shape.format(**ids))
                assert status == ("ok" if may[pattern] else "error"), f"{who} {pattern}: {reason}"
                if not may[pattern]:
                    assert reason == NO[pattern.partition(":")[0]], f"{who} {pattern}"


async def test_a_key_that_may_not_read_listens_to_nothing_of_its_account(house: House) -> None:
    visit = await make.visit(house.s.db, house.desk.account_id)
    ids = {**ids_of(house, await house.desk.conversation()), "visit": visit.id}
    async with house.s.db.begin() as tx:
        key = await keys.add_key(tx, house.desk.account_id, house.desk.sam.user_id, "test", scopes=["run_jobs"])
    async with Caller(house, key.secret) as caller:
        for shape in TOPICS.values():
            status, reason = await caller.join(shape.format(**ids))
            assert status == "ok" if "{" not in shape else "scopes allow to read" in reason, shape


async def test_ids_that_nobody_has_are_refused_like_those_of_others(house: House) -> None:
    for who, token in (await tokens(house)).items():
        async with Caller(house, token) as caller:
            assert await caller.join(f"conversation:{uuid4()}") == ("error", "unauthorized"), who
            assert await caller.join(f"notification:{uuid4()}") == ("error", "Unauthorized"), who
            assert await caller.join(f"issue:lobby:{uuid4()}") == ("error", "Unauthorized"), who
            assert (await caller.join(f"room:{uuid4()}"))[0] == "error", who
            account = house.desk.account_id
            assert await caller.join(f"events:{account}:{uuid4()}") == ("error", "unauthorized"), who
            assert await caller.join(f"events:admin:{uuid4()}:all") == ("error", "unauthorized"), who
            refused = "no such visit" if who in ("own", "viewer") else "unauthorized"
            assert await caller.join(f"events:admin:{account}:{uuid4()}") == ("error", refused), who


async def test_ids_that_are_none_are_refused_with_a_reason_and_nothing_breaks(house: House) -> None:
    lower = str((await house.desk.conversation()).id)
    account = str(house.desk.account_id)
    async with Caller(house, await token_of(house, house.desk.sam)) as caller:
        for kind, known in (("conversation", lower), ("room", account), ("notification", account)):
            for shape in MALFORMED:
                written = shape.format(lower=known, upper=known.upper(), bare=known.replace("-", ""))
                status, reason = await caller.join(f"{kind}:{written}")
                if written == "x" or not written.startswith("lobby"):
                    assert (status, bool(reason)) == ("error", True), f"{kind}:{written!r}"
        for topic in (
            "conversation",
            "room",
            "nowhere",
            "phoenix",
            "\x00",
            "conversation:lobby:x",
            "Conversation:" + lower,
        ):
            assert (await caller.join(topic))[0] == "error", topic
        assert await caller.ask("phoenix", "heartbeat") == ("ok", {})


async def test_a_customer_id_that_is_not_the_conversations_is_refused(house: House) -> None:
    thread = await house.desk.conversation()
    stranger = await make.customer(house.s.db, house.desk.account_id, name="Eve")
    async with Caller(house) as eve:
        for claimed in (stranger, uuid4()):
            assert await eve.join(f"conversation:{thread.id}", customer_id=str(claimed)) == ("error", "unauthorized")
        for junk in ("x", 1, [], {}, True, ""):
            assert (await eve.join(f"conversation:{thread.id}", customer_id=junk))[0] == "error", junk
        assert await eve.ask(f"conversation:{thread.id}", "shout", {"body": "hi"}) == ("error", "unmatched topic")
        assert (await eve.join(f"conversation:{thread.id}", customer_id=str(house.desk.customer_id)))[0] == "ok"


@pytest.mark.parametrize("kind", ["lobby", "conversation", "notification", "room"])
async def test_unknown_and_reserved_events_are_refused_and_the_channel_lives(house: House, kind: str) -> None:
    ids = ids_of(house, await house.desk.conversation())
    topic = next(shape for pattern, shape in TOPICS.items() if kind in pattern and "{" in shape).format(**ids)
    async with Caller(house, await token_of(house, house.desk.sam) if kind == "notification" else None) as caller:
        assert (await caller.join(topic))[0] == "ok"
        for event in (
            "nonsense",
            "\x1b[2J",
            "__init__",
            "phx_reply",
            "phx_error",
            "phx_close",
            "presence_diff",
            "join",
        ):
            assert (await caller.ask(topic, event, {"body": "x"}))[0] == "error", event
            assert await caller.ask(topic, "ping", {"n": 1}) == ("ok", {"n": 1})
