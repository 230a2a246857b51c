"""What is kept in memory: read once, again after news or a minute, and never what was read before the news."""

from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.kept import Kept
from tests.fakes import FixedClock

TOPIC = "test:changed"


async def test_it_is_read_again_after_news_and_after_a_minute(database: Database, clock: FixedClock) -> None:
    reads: list[int] = []
    late = False

    async def read(tx: Tx) -> int:
        reads.append(len(reads))
        if late:
            async with database.begin() as other:
                other.announce(TOPIC, "changed", {})
        return len(reads)

    kept = Kept(TOPIC, read, database.hub)

    async def now() -> int:
        async with database.read() as tx:
            return await kept.now(tx)

    assert [await now(), await now()] == [1, 1]
    clock.advance(seconds=61)
    assert [await now(), await now()] == [2, 2]
    async with database.begin() as tx:
        tx.announce(TOPIC, "changed", {})
    late = True  # something changes while it is read: whoever asked has it, and nobody else
    assert await now() == 3
    late = False
    assert [await now(), await now()] == [4, 4]
