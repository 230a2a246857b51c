"""What a client may not hear is taken out before it is sent, in order, and never let through for want of knowing."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

from cairnloop.daemon.sockets.sifting import Payload, Said, Sifting
from cairnloop.daemon.sockets.topics.sieve import Sieve
from cairnloop.desk.conversation.conversations import Opening, open_conversation
from cairnloop.desk.inbox.inboxes import create_inbox
from cairnloop.errors import Unavailable
from cairnloop.kernel.database import Database
from cairnloop.kernel.hub import Announcement
from tests import make


def news(number: int) -> Announcement:
    return Announcement("topic", "event", {"number": number})


class Ears:
    def __init__(self) -> None:
        self.heard: list[Said] = []
        self.troubles = 0

    def trouble(self) -> None:
        self.troubles += 1

    def numbers(self) -> list[object]:
        return [said.payload.get("number") for said in self.heard if isinstance(said.payload, dict)]


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_what_comes_while_it_looks_is_looked_at_together_and_stays_in_order() -> None:
    ears, looks, go = Ears(), list[int](), asyncio.Event()

    async def odd_ones(payloads: Sequence[Payload]) -> Sequence[Payload | None]:
        looks.append(len(payloads))
        await go.wait()
        return [payload if payload["number"] % 2 else None for payload in payloads]

    sifting = Sifting(odd_ones, ears.heard.append, ears.trouble, room=100)
    for number in range(1, 10):
        sifting.put(news(number))
        await asyncio.sleep(0)
    go.set()
    await settled()
    assert ears.numbers() == [1, 3, 5, 7, 9]
    assert looks == [1, 8]


async def test_what_cannot_be_looked_at_is_not_passed_on() -> None:
    ears = Ears()

    async def blind(payloads: Sequence[Payload]) -> Sequence[Payload | None]:
        raise Unavailable

    sifting = Sifting(blind, ears.heard.append, ears.trouble, room=100)
    sifting.put(news(1))
    await settled()
    assert (ears.heard, ears.troubles) == ([], 1)


async def test_a_crowd_that_waits_too_long_is_trouble_and_after_the_end_nothing_is_heard() -> None:
    ears = Ears()

    async def never(payloads: Sequence[Payload]) -> Sequence[Payload | None]:
        await asyncio.Event().wait()
        return payloads

    sifting = Sifting(never, ears.heard.append, ears.trouble, room=2)
    for number in range(5):
        sifting.put(news(number))
        await asyncio.sleep(0)
    assert ears.troubles == 2
    sifting.stop()
    await settled()
    assert ears.heard == []


async def test_an_id_is_found_wherever_it_stands(database: Database) -> None:
    desk = await make.desk(database)
    board = await create_inbox(database, {"name": "Board", "is_private": True}, desk.sam, draft_policy="deny")
    secret = (await open_conversation(database, Opening(desk.account_id, desk.customer_id, board.id))).id
    plain = (await desk.conversation()).id
    sieve = Sieve(database, frozenset({board.id}))

    def looks(at: UUID) -> Payload:
        return {"joins": {"user:1": {"metas": [{"viewing": str(at), "user_id": 1}]}}, "leaves": {}}

    hidden: list[Payload] = [
        {"id": str(secret)},
        {"updates": {"inbox_id": str(board.id)}},
        {"deep": [{"list": [str(plain), str(secret)]}]},
        {"by": {str(secret): 1}},
    ]
    shown: list[Payload] = [{}, {"id": str(plain)}, {"body": f"see {secret}"}, {"id": str(uuid4())}, looks(plain)]
    assert await sieve(hidden) == [None] * len(hidden)
    told = await sieve(shown)
    assert all(one is other for one, other in zip(told, shown, strict=True))
    looked = (await sieve([looks(secret)]))[0]
    assert looked == {"joins": {"user:1": {"metas": [{"viewing": None, "user_id": 1}]}}, "leaves": {}}
