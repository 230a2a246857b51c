"""What hot paths read once and keep in memory, until a topic says that it changed, or a minute has passed."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from cairnloop.kernel.database import Tx
from cairnloop.kernel.hub import Announcement, Hub

Found = TypeVar("Found")
# News between daemons can be lost when the line between them breaks.
KEPT_FOR = timedelta(minutes=1)


class Kept(Generic[Found]):
    """`topic` is none that a client could join: it tells every daemon that what it keeps is out of date."""

    def __init__(self, topic: str, read: Callable[[Tx], Awaitable[Found]], hub: Hub | None = None) -> None:
        self._read = read
        self._kept: tuple[datetime, Found] | None = None
        self._changes = 0
        if hub is not None:
            hub.subscribe(topic, self)

    def announce(self, announcement: Announcement) -> None:
        self._kept, self._changes = None, self._changes + 1

    async def now(self, tx: Tx) -> Found:
        if self._kept is not None and tx.now < self._kept[0]:
            return self._kept[1]
        changes, found = self._changes, await self._read(tx)
        if changes == self._changes:  # else something changed while we read
            self._kept = (tx.now + KEPT_FOR, found)
        return found
