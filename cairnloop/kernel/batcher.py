"""Group commit: callers that arrive together share one transaction, and each gets its own result."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Batcher(Generic[Item, Result]):
    """Serves items in groups: the first starts at once, what arrives meanwhile is the next group.

    `serve` answers in the order of its items: a result, or the exception that this one item deserves. When `serve`
    itself raises, a group of several is tried again one by one, so that one bad item fails alone.
    """

    def __init__(
        self, serve: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]], *, limit: int = 500
    ) -> None:
        self._serve = serve
        self._limit = limit
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._task: asyncio.Task[None] | None = None

    async def submit(self, item: Item) -> Result:
        """Hand in one item and wait for its own result. Leaving early does not take the item back."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        # One turn of the loop lets everything that is already on its way join the first group.
        await asyncio.sleep(0)
        while self._waiting:
            group, self._waiting = self._waiting[: self._limit], self._waiting[self._limit :]
            await self._settle(group)
        self._task = None

    async def _settle(self, group: list[tuple[Item, "asyncio.Future[Result]"]]) -> None:
        try:
            answers = await self._serve([item for item, _ in group])
        except Exception as error:  # noqa: BLE001 - whatever went wrong belongs to the callers
            if len(group) > 1:
                for one in group:
                    await self._settle([one])
                return
            answers = [error]
        for (_, future), answer in zip(group, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)

    async def drain(self) -> None:
        """Wait until everything handed in so far is settled."""
        if self._task is not None:
            await self._task
