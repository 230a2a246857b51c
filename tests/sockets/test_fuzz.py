"""Random frames at the real topics: nothing crashes, and the channel still answers afterwards."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from typing import Any, TypeVar
from uuid import UUID

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.desk.tables import Conversation
from cairnloop.people.access import keys
from cairnloop.wire.phoenix import Vsn
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.http.knocking import bounded
from tests.sockets.peer import Peer

Result = TypeVar("Result")
PATIENCE_SECONDS = 30
KNOWN = ("shout", "typing", "ping", "read", "messages:seen", "replay:event:emitted", "session:inactive")
EVENTS = (*KNOWN, "phx_join", "phx_leave", "phx_reply", "phx_close", "phx_error", "heartbeat", "presence_state")
FIELDS = (
    *("body", "client_id", "sent_at", "metadata", "customer_id", "conversation_id", "typing", "private", "user_id"),
    *("event", "timestamp", "data", "href"),
)


class Memory:
    """Keeps what is logged, to see whether anything crashed."""

    def __init__(self) -> None:
        self.crashes: list[str] = []

    def __call__(self, _logger: Any, method: str, event: dict[str, Any]) -> Any:
        if method == "exception" or event.get("exc_info"):
            self.crashes.append(str(event))
        raise structlog.DropEvent


@pytest.fixture(autouse=True)
def memory() -> Iterator[Memory]:
    memory = Memory()
    structlog.configure(processors=[memory])
    yield memory
    structlog.reset_defaults()


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    # Floods have their own tests; here every frame shall be read.
    limits = {"socket_frames_per_second": 1_000_000, "socket_burst": 1_000_000}
    async with open_house(database_url, clock, limits=limits, visits={"record": True}) as house:
        yield house


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**70), 2**70),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=12),
        st.sampled_from(["\x00", "\x1b[2J", "\u202e", "x" * 30_000, "", "null", "[", "0" * 4000]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(FIELDS), st.text(max_size=5)), inner, max_size=4),
    ),
    max_leaves=10,
)
V1_NAMES = ("topic", "event", "payload")
REFS = st.one_of(st.sampled_from(["1", "2", "9", "", "\x00", "x" * 300, None]), JSON)


def frames(topics: list[str], ids: list[str]) -> st.SearchStrategy[str | bytes]:
    """Half of them are pushes that reach a topic, with fields it looks at; the others are less and less of a frame."""
    value = st.one_of(st.sampled_from(ids), JSON)
    fields = st.dictionaries(st.sampled_from(FIELDS), value, max_size=5)
    spoken = fields.map(lambda payload: {"body": "hi", "conversation_id": ids[0], **payload})
    known = st.tuples(st.none(), st.just("r"), st.sampled_from(topics), st.sampled_from(KNOWN), spoken | fields)
    topic = st.one_of(st.sampled_from(topics), st.text(max_size=12))
    event = st.one_of(st.sampled_from(EVENTS), st.text(max_size=8))
    wild = st.tuples(REFS, REFS, topic, event, fields | JSON)
    v1 = st.one_of(known, wild).map(lambda parts: dict(zip(("join_ref", "ref", *V1_NAMES), parts, strict=True)))
    junk = st.one_of(JSON.map(json.dumps), st.text(max_size=40), st.binary(max_size=40))
    deep = st.integers(1, 2000).map(lambda depth: '["1","1","x","shout",' + "[" * depth)
    v2 = known.map(list).map(json.dumps)
    return st.one_of(v2, v2, v2, wild.map(list).map(json.dumps), v1.map(json.dumps), v1.map(json.dumps), junk, deep)


class Visits:
    """Everything a caller may try to join, and visits in which they say what they like."""

    def __init__(self, house: House, thread: Conversation, visit_id: UUID, who: str, vsn: Vsn, token: str) -> None:
        self.ids = [str(thread.id), str(house.desk.customer_id), str(house.desk.account_id)]
        self.topics = [
            f"conversation:{thread.id}",
            f"notification:{house.desk.account_id}",
            f"conversation:lobby:{house.desk.customer_id}",
            f"room:{house.desk.account_id}",
            f"events:{house.desk.account_id}:{visit_id}",
            f"events:admin:{house.desk.account_id}:{visit_id}",
            "phoenix",
        ]
        self._house = house
        self.vsn = vsn
        self._query = f"vsn={vsn}" + (f"&token={token}" if who == "operator" else "")

    async def visit(self, sent: Iterable[str | bytes]) -> None:
        """Join what there is, send it all, and see that the socket and a fresh join still answer."""
        async with Peer(self._house.sockets, self._query) as peer:
            for number, topic in enumerate(self.topics):
                peer.send(_frame(self.vsn, str(number), topic, "phx_join", {}))
            for data in sent:
                peer.send(data)
            peer.send(_frame(self.vsn, "last join", self.topics[3], "phx_join", {}))
            await _answered(peer, "last join")
            peer.send(_frame(self.vsn, "last beat", "phoenix", "heartbeat", {}))
            await _answered(peer, "last beat")


@pytest.fixture(
    params=[(who, vsn) for who in ("customer", "operator") for vsn in Vsn], ids=lambda given: "-".join(given)
)
async def visits(request: pytest.FixtureRequest, house: House) -> Visits:
    async with house.s.db.begin() as tx:
        key = await keys.add_key(tx, house.desk.account_id, house.desk.sam.user_id, "test")
    visit = await make.visit(house.s.db, house.desk.account_id)
    return Visits(house, await house.desk.conversation(), visit.id, *request.param, key.secret)


async def test_random_frames_crash_nothing(visits: Visits, memory: Memory) -> None:
    def work(wait: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        @bounded(50)
        @given(st.lists(frames(visits.topics, visits.ids), min_size=1, max_size=3))
        def nothing_crashes(sent: list[str | bytes]) -> None:
            wait(visits.visit(sent))
            assert memory.crashes == [], sent

        nothing_crashes()

    await beside_the_loop(work)


async def test_storms_of_pushes_crash_nothing(visits: Visits, memory: Memory) -> None:
    for seed in range(12):
        chance = random.Random(seed)
        sent = [push(chance, visits) for _ in range(50)]
        await visits.visit(sent)
        assert memory.crashes == [], sent


NUMBERS = (True, 0, -1, 2**63, 2**64, 1e300, 1e-320)
TEXTS = ("", " ", "hi", "\x00", "\u202e", "\x1b]0;x\x07", "ß" * 9000, "é" * 21_000)
SCALARS = (None, *NUMBERS, *TEXTS)


def push(chance: random.Random, visits: Visits) -> str:
    """A push that mostly reaches a topic's handler, with values it cannot expect."""

    def value(depth: int = 0) -> Any:
        match chance.randrange(8):
            case 0 | 1:
                return chance.choice(visits.ids)
            case 2 if depth < 12:
                return {chance.choice((*FIELDS, "\x00", "")): value(depth + 1) for _ in range(chance.randrange(4))}
            case 3 if depth < 12:
                return [value(depth + 1) for _ in range(chance.randrange(4))]
            case _:
                return chance.choice(SCALARS)

    payload: dict[str, Any] = {"body": "hi", "conversation_id": visits.ids[0]}
    payload |= {name: value() for name in chance.sample(FIELDS, chance.randrange(5))}
    topic = chance.choice((*visits.topics[:2], visits.topics[4]) if chance.random() < 0.8 else visits.topics)
    event = chance.choices(EVENTS, (9, 4, 2, 3, 3, 4, 1, *(1,) * 7))[0]
    return _frame(visits.vsn, str(chance.randrange(9)), topic, event, payload, join_ref=None)


def _frame(
    vsn: Vsn, ref: str, topic: str, event: str, payload: dict[str, Any], *, join_ref: str | None = "same"
) -> str:
    if vsn is Vsn.V2:
        return json.dumps([ref if join_ref == "same" else join_ref, ref, topic, event, payload])
    return json.dumps({"topic": topic, "event": event, "payload": payload, "ref": ref})


async def _answered(peer: Peer, ref: str) -> None:
    while (frame := await peer.hear()).ref != ref or frame.event != "phx_reply":
        pass
    assert isinstance(frame.payload, dict)
    assert frame.payload["status"] == "ok", frame


async def beside_the_loop(work: Callable[[Callable[[Coroutine[Any, Any, Any]], Any]], None]) -> None:
    """Hypothesis works in a thread; what it wants to have awaited is awaited here."""
    loop = asyncio.get_running_loop()

    def wait(asked: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(asked, loop).result(PATIENCE_SECONDS)

    await asyncio.to_thread(work, wait)


@pytest.mark.parametrize("path", ["vsn=2.0.0&token=", "vsn=", "", "vsn=2.0.0&vsn=1.0.0&token=%ff"])
async def test_random_addresses_are_let_in_or_refused_and_nothing_else(house: House, memory: Memory, path: str) -> None:
    async def knock(query: str, protocols: list[str]) -> None:
        async with Peer(house.sockets, query, subprotocols=protocols) as peer:
            assert peer.accepted is not None or peer.status in (400, 403), query

    def work(wait: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        query = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), max_size=30)
        protocols = st.lists(st.sampled_from(["phoenix", "base64url.bearer.phx.!", "base64url.bearer.phx.ZZ", "x"]))

        @bounded(30)
        @given(query, protocols)
        def nothing_crashes(rest: str, protocols: list[str]) -> None:
            wait(knock((path + rest).encode("latin-1").decode("latin-1"), protocols))
            assert memory.crashes == [], rest

        nothing_crashes()

    await beside_the_loop(work)
