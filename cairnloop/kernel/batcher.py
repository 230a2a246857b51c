"""Group commit: callers that arrive together share one transaction, and each gets its own result."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar, cast

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoTurn

from cairnloop.errors import Unavailable

Item = TypeVar("Item")
Result = TypeVar("Result")

# The database is away, and that is nobody's item: asking again for each would make everybody wait in vain.
NOBODYS_FAULT = (OSError, OperationalError, InterfaceError, NoTurn, Unavailable)


# So many waiting are worth a group beside those that are under way.
CROWD = 20


class Batcher(Generic[Item, Result]):
    """Serves items in groups: the first starts at once, what arrives meanwhile is the next group.

    With several `lanes`, a crowd that waits for the group under way is served beside it, where the database takes more
    than one writer: most of a group's time goes by on the way there and back.

    `serve` answers in the order of its items: a result, or the exception that this one item deserves. When `serve`
    itself raises, it must have changed nothing; the group is then tried again in halves, so that one bad item fails
    alone.
    """

    def __init__(
        self,
        serve: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]],
        *,
        limit: int = 500,
        lanes: int = 1,
    ) -> None:
        self._serve = serve
        self._limit = limit
        self._lanes = lanes
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._open: set[asyncio.Task[None]] = set()

    async def submit(self, item: Item) -> Result:
        """Hand in one item and wait for its own result. Leaving early does not take the item back."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if not self._open or (len(self._open) < self._lanes and len(self._waiting) >= CROWD):
            self._open.add(asyncio.create_task(self._work()))
        return await future

    async def _work(self) -> None:
        group: list[tuple[Item, asyncio.Future[Result]]] = []
        try:
            # One turn of the loop lets everything that is already on its way join the first group.
            await asyncio.sleep(0)
            while self._waiting:
                group, self._waiting = self._waiting[: self._limit], self._waiting[self._limit :]
                await self._settle(group)
        finally:
            self._open.discard(cast("asyncio.Task[None]", asyncio.current_task()))
            # Only a loop that is being closed comes here with work left: nobody is to wait for ever.
            for _, future in [*group, *self._waiting]:
                future.cancel()

    async def _settle(self, group: list[tuple[Item, "asyncio.Future[Result]"]]) -> None:
        answers: Sequence[Result | Exception]
        try:
            answers = await self._serve([item for item, _ in group])
        except NOBODYS_FAULT as error:
            answers = [error] * len(group)
        except Exception as error:  # noqa: BLE001 - whatever went wrong belongs to the callers
            if len(group) > 1:
                half = len(group) // 2
                await self._settle(group[:half])
                return await self._settle(group[half:])
            answers = [error]
        if len(answers) != len(group):
            mismatch = RuntimeError(f"{len(group)} items were served and {len(answers)} answers came back")
            answers = [mismatch] * len(group)
        for (_, future), answer in zip(group, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
        return None

    async def drain(self) -> None:
        """Wait until everything handed in so far is settled."""
        while self._open:
            await asyncio.wait(self._open)
