"""A crowd is told of itself together; a few are told at once."""

import asyncio

from cairnloop.daemon.sockets import gathering
from cairnloop.daemon.sockets.gathering import AT_ONCE, Gathering
from cairnloop.kernel.presence import Diff, Entry


def came(number: int, topic: str = "room:1") -> Diff:
    return Diff(topic, joins=(Entry("n1", f"n1.{number}", topic, f"user:{number}", {}),))


async def told(heard: list[Diff], count: int) -> None:
    async with asyncio.timeout(20):
        while sum(len(diff.joins) + len(diff.leaves) for diff in heard) < count:  # noqa: ASYNC110 - the timer is not ours
            await asyncio.sleep(0.01)


async def test_a_few_are_told_at_once() -> None:
    heard: list[Diff] = []
    gathered = Gathering(heard.append)
    for number in range(AT_ONCE):
        gathered.add(came(number))
    assert heard == [came(number) for number in range(AT_ONCE)]
    gathered.add(Diff("room:1"))
    assert len(heard) == AT_ONCE


async def test_a_crowd_is_told_together_and_holds_up_no_other_topic() -> None:
    heard: list[Diff] = []
    gathered = Gathering(heard.append)
    for number in range(1_000):
        gathered.add(came(number))
    assert len(heard) == AT_ONCE
    gathered.add(came(1, "room:2"))
    assert heard[-1].topic == "room:2"
    await told(heard, 1_001)
    assert len(heard) == AT_ONCE + 2


async def test_who_came_and_went_in_the_same_moment_is_told_as_both() -> None:
    heard: list[Diff] = []
    gathered = Gathering(heard.append)
    for number in range(AT_ONCE + 1):
        gathered.add(came(number))
    last = came(AT_ONCE)
    gathered.add(Diff("room:1", leaves=last.joins))
    await told(heard, AT_ONCE + 2)
    assert heard[-1] == Diff("room:1", joins=last.joins, leaves=last.joins)


async def test_the_order_stays_when_the_crowd_has_passed() -> None:
    heard: list[Diff] = []
    gathered = Gathering(heard.append)
    for number in range(AT_ONCE + 1):
        gathered.add(came(number))
    await told(heard, AT_ONCE + 1)
    gathered.add(came(100))  # right behind the crowd it waits once more
    assert len(heard) == AT_ONCE + 1
    await told(heard, AT_ONCE + 2)
    await asyncio.sleep(2 * gathering.MOMENT_SECONDS)
    gathered.add(came(101))
    assert heard[-1] == came(101)
