import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import Unavailable
from cairnloop.kernel.batcher import CROWD, Batcher


class Doubler:
    """Doubles numbers in groups; a group with a bad number fails as a whole, as a transaction would."""

    def __init__(self, *bad: int, error: Exception | None = None) -> None:
        self.bad = set(bad)
        self.error = error or ValueError("bad")
        self.groups: list[list[int]] = []
        self.began = asyncio.Event()

    async def __call__(self, items: Sequence[int]) -> Sequence[int | Exception]:
        self.groups.append(list(items))
        self.began.set()
        await asyncio.sleep(0)
        if self.bad & set(items):
            raise self.error
        return [2 * item for item in items]


async def test_callers_that_come_together_share_one_group() -> None:
    serve = Doubler()
    batcher = Batcher(serve)
    assert await asyncio.gather(*(batcher.submit(n) for n in range(5))) == [0, 2, 4, 6, 8]
    assert serve.groups == [[0, 1, 2, 3, 4]]


async def test_what_arrives_while_a_group_is_served_is_the_next_group() -> None:
    serve = Doubler()
    batcher = Batcher(serve)
    first = asyncio.create_task(batcher.submit(1))
    await serve.began.wait()
    assert list(await asyncio.gather(first, batcher.submit(2), batcher.submit(3))) == [2, 4, 6]
    assert serve.groups == [[1], [2, 3]]


async def test_a_group_has_a_limit() -> None:
    serve = Doubler()
    batcher = Batcher(serve, limit=2)
    await asyncio.gather(*(batcher.submit(n) for n in range(5)))
    assert serve.groups == [[0, 1], [2, 3], [4]]


class Doors(Doubler):
    """Serves a group when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.doors: list[asyncio.Event] = []

    async def __call__(self, items: Sequence[int]) -> Sequence[int | Exception]:
        door = asyncio.Event()
        self.doors.append(door)
        self.began.set()
        self.groups.append(list(items))
        await door.wait()
        return [2 * item for item in items]


async def test_a_crowd_that_waits_is_served_beside_the_group_under_way() -> None:
    serve = Doors()
    batcher = Batcher(serve, lanes=2)
    first = asyncio.create_task(batcher.submit(0))
    await serve.began.wait()
    serve.began.clear()
    few = [asyncio.create_task(batcher.submit(n)) for n in range(1, CROWD)]
    await asyncio.sleep(0)
    assert len(serve.groups) == 1  # so few wait for their turn
    crowd = [asyncio.create_task(batcher.submit(n)) for n in range(CROWD, 3 * CROWD)]
    await serve.began.wait()
    assert len(serve.groups) == 2  # and these have all lanes there are
    serve.doors[1].set()
    assert await asyncio.gather(*few, *crowd) == [2 * n for n in range(1, 3 * CROWD)]
    assert not first.done()
    # The lane that is free again takes whoever comes.
    serve.began.clear()
    serve.doors[0].set()
    assert await first == 0
    late = asyncio.create_task(batcher.submit(7))
    await serve.began.wait()
    serve.doors[-1].set()
    assert await late == 14
    await batcher.drain()


@pytest.mark.parametrize("lanes", [1, 3])
async def test_nobody_is_forgotten_however_they_come(lanes: int) -> None:
    batcher = Batcher(Doubler(), limit=7, lanes=lanes)

    async def one(number: int) -> int:
        for _ in range(number % 11):
            await asyncio.sleep(0)
        return await batcher.submit(number)

    async with asyncio.timeout(10):
        assert await asyncio.gather(*(one(n) for n in range(2000))) == [2 * n for n in range(2000)]


@given(bad=st.sets(st.integers(0, 40), max_size=4), count=st.integers(1, 41))
def test_bad_items_fail_alone_however_many_there_are(bad: set[int], count: int) -> None:
    async def scene() -> list[int | BaseException]:
        batcher = Batcher(Doubler(*bad))
        return await asyncio.gather(*(batcher.submit(n) for n in range(count)), return_exceptions=True)

    for n, answer in enumerate(asyncio.run(scene())):
        assert isinstance(answer, ValueError) if n in bad else answer == 2 * n


async def test_one_bad_item_among_many_costs_few_further_groups() -> None:
    serve = Doubler(77)
    batcher = Batcher(serve)
    await asyncio.gather(*(batcher.submit(n) for n in range(500)), return_exceptions=True)
    assert len(serve.groups) < 20


async def test_when_the_database_is_away_everybody_hears_it_at_once() -> None:
    serve = Doubler(3, error=Unavailable("away"))
    batcher = Batcher(serve)
    answers = await asyncio.gather(*(batcher.submit(n) for n in range(9)), return_exceptions=True)
    assert all(isinstance(answer, Unavailable) for answer in answers)
    assert len(serve.groups) == 1


async def test_an_item_may_have_its_own_error_in_a_group_that_succeeds() -> None:
    async def serve(items: Sequence[int]) -> Sequence[int | Exception]:
        return [KeyError(item) if item % 2 else item for item in items]

    batcher = Batcher(serve)
    answers = await asyncio.gather(*(batcher.submit(n) for n in range(4)), return_exceptions=True)
    assert [answer if isinstance(answer, int) else type(answer) for answer in answers] == [0, KeyError, 2, KeyError]


async def test_a_caller_who_leaves_does_not_take_the_item_back() -> None:
    serve = Doubler()
    batcher = Batcher(serve)
    leaver = asyncio.create_task(batcher.submit(1))
    stayer = asyncio.create_task(batcher.submit(2))
    await asyncio.sleep(0)
    leaver.cancel()
    assert await stayer == 4
    assert serve.groups == [[1, 2]]


async def test_too_few_answers_are_an_error_for_all_and_nothing_is_done_twice() -> None:
    calls = []

    async def serve(items: Sequence[int]) -> Sequence[int]:
        calls.append(items)
        return [1]

    batcher = Batcher(serve)
    answers = await asyncio.gather(*(batcher.submit(n) for n in range(3)), return_exceptions=True)
    assert all(isinstance(answer, RuntimeError) for answer in answers)
    assert len(calls) == 1


async def test_it_serves_again_after_a_failure() -> None:
    serve = Doubler(1)
    batcher = Batcher(serve)
    with pytest.raises(ValueError, match="bad"):
        await batcher.submit(1)
    assert await batcher.submit(2) == 4


async def test_draining_waits_for_everything_handed_in() -> None:
    serve = Doubler()
    batcher = Batcher(serve, limit=1)
    tasks = [asyncio.create_task(batcher.submit(n)) for n in range(3)]
    await asyncio.sleep(0)
    await batcher.drain()
    assert serve.groups == [[0], [1], [2]]
    assert await asyncio.gather(*tasks) == [0, 2, 4]
