"""What waits for a peer is sent in order, and is bounded."""

import asyncio
from collections.abc import Callable

from cairnloop.daemon.sockets.limits import Limits
from cairnloop.daemon.sockets.outbox import Outbox


class Wire:
    """A transport that can be stopped and cut."""

    def __init__(self) -> None:
        self.sent: list[str | bytes] = []
        self.flows = asyncio.Event()
        self.flows.set()
        self.cut: Exception | None = None

    async def transmit(self, data: str | bytes) -> None:
        await self.flows.wait()
        if self.cut is not None:
            raise self.cut
        self.sent.append(data)


def never() -> None:
    raise AssertionError("the outbox was never full")


def outbox(wire: Wire, on_full: Callable[[], None] = never, queued: int = 500, queued_size: int = 1000) -> Outbox:
    return Outbox(wire.transmit, Limits(queued=queued, queued_size=queued_size), on_full)


async def test_everything_is_sent_in_order() -> None:
    wire = Wire()
    box = outbox(wire)
    for data in "abc":
        box.put(data)
    await box.flush()
    box.put("d")
    await box.flush()
    assert wire.sent == ["a", "b", "c", "d"]
    await box.flush()


async def test_a_full_box_says_so_once_and_takes_no_more() -> None:
    wire, told = Wire(), []
    wire.flows.clear()
    box = outbox(wire, lambda: told.append(1), queued=3)
    for data in "abcdef":
        box.put(data)
    assert told == [1]
    wire.flows.set()
    await box.flush()
    assert wire.sent == []


async def test_one_large_frame_is_fine_and_the_next_is_too_much() -> None:
    wire, told = Wire(), []
    wire.flows.clear()
    box = outbox(wire, lambda: told.append(1), queued_size=10)
    box.put("x" * 1000)
    assert told == []
    box.put("y")
    assert told == [1]


async def test_what_was_sent_no_longer_counts() -> None:
    wire = Wire()
    box = outbox(wire, queued=2, queued_size=10)
    for _ in range(20):
        box.put("x" * 9)
        await box.flush()
    assert len(wire.sent) == 20


async def test_a_peer_that_is_gone_ends_the_box_quietly() -> None:
    for error in (OSError(), RuntimeError()):
        wire = Wire()
        wire.cut = error
        box = outbox(wire)
        box.put("a")
        box.put("b")
        await box.flush()
        box.put("c")
        await box.flush()
        assert wire.sent == []


async def test_what_can_be_passed_on_at_once_is_and_order_is_kept() -> None:
    wire, ready = Wire(), [True, True, False, True]

    def pass_on(data: str | bytes) -> bool:
        now = ready.pop(0)
        if now:
            wire.sent.append(data)
        return now

    box = Outbox(wire.transmit, Limits(), never, pass_on)
    for data in "abcd":
        box.put(data)
    assert wire.sent == ["a", "b"]
    await box.flush()
    assert wire.sent == ["a", "b", "c", "d"]
    box.put("e")
    assert wire.sent == ["a", "b", "c", "d", "e"]
