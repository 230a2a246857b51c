"""What every store of files can do."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol


class Store(Protocol):
    """Keeps bytes under keys of ours. All of it raises Unavailable when the store does not answer."""

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> None:
        """Keep what comes, whole or not at all: when `chunks` raises, nothing is left."""
        ...

    def read(self, key: str, start: int, end: int) -> AsyncGenerator[bytes]:
        """The bytes from `start` up to `end`, which is after it. Its first step raises NotFound for a missing key."""
        ...

    async def delete(self, keys: Sequence[str]) -> None:
        """Remove these, and where it shows what an upload left that was cut short; a missing one is no trouble."""
        ...

    async def give_up(self, before: datetime) -> None:
        """Let go of what our own uploads left that began before then and never ended, where no key leads to it."""
        ...

    async def aclose(self) -> None: ...


async def blocks(chunks: AsyncIterator[bytes], size: int) -> AsyncGenerator[bytes]:
    """The same bytes in blocks of `size`, the last one shorter: what the network brings comes in small pieces."""
    held = bytearray()
    async for chunk in chunks:
        held += chunk
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)
